# The configuration of the instance, the `marquee` command, the responders.
# shellcheck shell=bash disable=SC2034

private_url() {
	printf "host='%s/run' port=5432 dbname=marquee user=marquee\n" "$HOME_DIR"
}

# The database_url of a configuration that exists.
configured_url() {
	sed -n 's/^[[:space:]]*database_url[[:space:]]*=[[:space:]]*//p' \
		"$HOME_DIR/marquee.conf" | tail -n 1
}

# The instance has a cluster of its own: DATABASE_URL does not say otherwise,
# nor does a configuration that exists. One with the address of a private
# cluster counts even if VAR was elsewhere then.
is_private() {
	local url
	[ -z "$DATABASE_URL" ] || return 1
	[ -e "$HOME_DIR/marquee.conf" ] || return 0
	url=$(configured_url)
	[ -z "$url" ] ||
		[[ $url == "host='"*"/run' port=5432 dbname=marquee user=marquee" ]]
}

check_readable() {
	local conf=$HOME_DIR/marquee.conf user
	[ -e "$conf" ] || return 0
	for user in "$(id -un)" "$WEB_USER"; do
		as "$user" test -r "$conf" && [ -f "$conf" ] ||
			die "$VAR/marquee.conf is not readable for the user $user"
	done
}

# A configuration that exists is kept. Only its database_url follows
# DATABASE_URL, and VAR when that was moved.
prepare_configuration() {
	local conf=$HOME_DIR/marquee.conf url=$DATABASE_URL name
	if is_private; then
		check_postgres
		url=$(private_url)
		# What the environment says is about another server.
		for name in ${!PG@}; do
			unset "$name"
		done
	elif [ -n "$url" ]; then
		check_url "$url"
	fi
	if [ ! -e "$conf" ]; then
		(umask 077 && new_configuration "$url" >"$conf") ||
			die "cannot write $VAR/marquee.conf"
		if is_root; then
			chown "root:$(id -g "$WEB_USER")" "$conf"
			chmod 640 "$conf"
		fi
	elif [ -n "$url" ] && [ "$url" != "$(configured_url)" ]; then
		replace_url "$url" || die "cannot write $VAR/marquee.conf"
		say "$VAR/marquee.conf now has the database_url asked for"
	fi
	place_responders
	step "the configuration" as "$WEB_USER" \
		"$RESPONDER_DIR/${RESPONDERS[0]}.fcgi" --config "$conf" --check
}

# Asks the server before the configuration says to use it.
check_url() {
	local try=$HOME_DIR/marquee.conf.try out status
	(umask 077 && printf 'database_url = %s\n' "$1" >"$try") ||
		die "cannot write to $VAR"
	out=$("$BUILD/marquee" --config "$try" migrate --status 2>&1 9>&-)
	status=$?
	rm -f "$try"
	# 3: there is something to migrate.
	[ $status = 0 ] || [ $status = 3 ] ||
		die "DATABASE_URL cannot be used: ${out##*$'\n'}"
}

new_configuration() {
	cat <<-END
		# The configuration of this instance of Marquee. It is read when the
		# responders start; \`make run\` writes it once and then keeps it.
		# \`build/marquee settings\` lists everything that can be set here.

		# The database: a connection string or URI of libpq. \`make run\` with
		# DATABASE_URL= puts that here. Without this line the instance goes back
		# to the cluster of its own.
		database_url = $1
	END
}

# Keeps the file's owner and mode.
replace_url() {
	local rest
	rest=$(grep -vE '^[[:space:]]*database_url[[:space:]]*=' \
		"$HOME_DIR/marquee.conf")
	printf '%s\ndatabase_url = %s\n' "$rest" "$1" >"$HOME_DIR/marquee.conf"
}

# Sets RESPONDER_DIR to a directory whose responders their user may execute: where
# they were built, or copies where that user cannot go there.
place_responders() {
	local name file
	RESPONDER_DIR=$BUILD
	for name in "${RESPONDERS[@]}"; do
		as "$WEB_USER" test -x "$BUILD/$name.fcgi" ||
			RESPONDER_DIR=$HOME_DIR/bin
	done
	[ "$RESPONDER_DIR" != "$BUILD" ] || return 0
	mkdir -p "$RESPONDER_DIR" && chmod 711 "$RESPONDER_DIR" ||
		die "cannot make the directory $VAR/bin"
	for name in "${RESPONDERS[@]}"; do
		file=$RESPONDER_DIR/$name.fcgi
		cp "$BUILD/$name.fcgi" "$file.new" &&
			chmod 755 "$file.new" && mv "$file.new" "$file" ||
			die "cannot copy the responders to $VAR/bin"
	done
}

marquee() {
	"$BUILD/marquee" --config "$HOME_DIR/marquee.conf" "$@"
}

# At the first start, where the database has no administrator yet: an account
# for one, and a token that speaks for it. The password is told once and kept
# nowhere; that is why this comes last, when nothing can fail any more.
make_admin() {
	local file=$HOME_DIR/admin-token log=$HOME_DIR/log/setup.log
	local admins password token
	[ ! -e "$file" ] || return 0
	admins=$(marquee user list --admins 2>>"$log") ||
		die "the accounts cannot be listed (see $VAR/log/setup.log)"
	if [ -n "$admins" ]; then
		say "The database has an administrator: no other is made."
		return
	fi
	password=$(new_password)
	# Somebody else may have the name.
	if ! printf '%s\n' "$password" | marquee user create --admin \
		--email "$ADMIN_EMAIL" --username admin >>"$log" 2>&1; then
		say "The administrator's account cannot be made: $(tail -n 1 "$log")." \
			"\`marquee user promote\` makes one of another."
		return
	fi
	token=$(marquee token create --user "$ADMIN_EMAIL" --name "make run" \
		2>>"$log") && printf '%s\n' "$token" >"$file" ||
		die "cannot write $VAR/admin-token (see $VAR/log/setup.log)"
	ADMIN_PASSWORD=$password
	ADMIN_TOKEN=$token
}

# 20 of 32 letters and digits that are easy to tell apart: 100 bits.
new_password() {
	head -c 1000 /dev/urandom | tr -dc 'a-km-np-z2-9' | head -c 20
}

start_responders() {
	local name
	raise_file_limit
	for name in "${RESPONDERS[@]}"; do
		start_responder "$name" "$(children_of "$name")"
	done
}

# multiwatch keeps the children running and passes a TERM on to them as USR1,
# which lets them finish what they have accepted.
start_responder() {
	local name=$1 children=$2
	local log=$HOME_DIR/log/$name.log socket=$HOME_DIR/run/$name.sock
	local owner=()
	if is_root; then
		owner=(-u "$WEB_USER" -g "$(id -gn "$WEB_USER")"
			-U "$WEB_USER" -G "$(id -gn "$WEB_USER")")
	fi
	open_log "$log" "$(id -un)"
	hold_signals
	setsid spawn-fcgi -s "$socket" -M 0660 -b 4096 "${owner[@]}" -n -- \
		"$(command -v multiwatch)" -f "$children" -r 1000000 -t 1000 \
		-- "$RESPONDER_DIR/$name.fcgi" --config "$HOME_DIR/marquee.conf" \
		</dev/null >>"$log" 2>&1 9>&- &
	record "$name" $! ||
		die "the $name responders do not start: $(tail -n 1 "$log")"
	release_signals
	if ! wait_until 5 test -S "$socket" || ! is_alive "$name"; then
		die "the $name responders do not start: $(tail -n 1 "$log")" \
			"(see $VAR/log/$name.log)"
	fi
	say "$children $name responders run, socket $VAR/run/$name.sock"
}

# A connection is an open file, and 2 000 clients are two times that many.
raise_file_limit() {
	local hard
	hard=$(ulimit -Hn)
	if [ "$hard" = unlimited ] || [ "$hard" -gt 16384 ]; then
		FILES=16384
	else
		FILES=$hard
	fi
	ulimit -Sn "$FILES"
}
