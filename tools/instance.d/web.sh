# The web server: its configuration from conf/, its start, the first request.
# shellcheck shell=bash

web_server_name() {
	local name
	for name in nginx lighttpd; do
		[ ! -e "$HOME_DIR/etc/$name" ] || echo $name
	done
}

start_web() {
	local etc=$HOME_DIR/etc/$WEB pid_file=$HOME_DIR/pid/$WEB.pid
	local log=$HOME_DIR/log/$WEB-error.log check start
	rm -f "$HOME_DIR"/pid/{nginx,lighttpd}.pid
	[ "$TLS" = 0 ] || make_certificate
	fill_templates
	open_log "$log" "$WEB_USER"
	if [ "$WEB" = nginx ]; then
		start=(nginx -p "$HOME_DIR" -e "$log" -c "$etc/nginx.conf")
		check=("${start[@]}" -t -q)
	else
		start=(lighttpd -f "$etc/lighttpd.conf")
		check=("${start[@]}" -tt)
	fi
	step "the configuration of $WEB" "${check[@]}"
	hold_signals
	detached "${start[@]}" >>"$HOME_DIR/log/setup.log" 2>&1 ||
		die "$WEB does not start: $(tail -n 1 "$log")" \
			"(see $VAR/log/$WEB-error.log)"
	if ! wait_until 20 test -s "$pid_file" ||
		! record web "$(cat "$pid_file")"; then
		die "$WEB does not start: $(tail -n 1 "$log")" \
			"(see $VAR/log/$WEB-error.log)"
	fi
	release_signals
	say "$WEB runs at $ADDRESS/"
}

# fill_templates: conf/WEB to VAR/etc/WEB. Words between at signs are
# replaced; lines marked #root# and #tls# are for just these cases, and lines
# that end in "# without TLS" for the other one.
fill_templates() {
	local etc=$HOME_DIR/etc/$WEB name file script connections=8192
	[ "$WEB" = nginx ] || connections=4000
	[ $connections -lt $((FILES / 2)) ] || connections=$((FILES / 2 - 16))

	script="s|@ADDRESS@|127.0.0.1|g;s|@PORT@|$PORT|g"
	script+=";s|@VAR@|$(escaped "$HOME_DIR")|g;s|@ETC@|$(escaped "$etc")|g"
	script+=";s|@RUN@|$(escaped "$HOME_DIR/run")|g"
	script+=";s|@USER@|$WEB_USER|g;s|@GROUP@|$(id -gn "$WEB_USER")|g"
	script+=";s|@FILES@|$FILES|g;s|@CONNECTIONS@|$connections|g"
	! is_root || script+=";s|^\([[:space:]]*\)#root# |\1|"
	[ "$TLS" = 0 ] ||
		script+=";/# without TLS\$/d;s|^\([[:space:]]*\)#tls# |\1|"

	rm -rf "${HOME_DIR:?}"/etc/*
	while IFS= read -r -d '' name; do
		file=$etc/${name#"$ROOT/conf/$WEB/"}
		mkdir -p "${file%/*}" && sed "$script" "$name" >"$file" ||
			die "cannot write to $VAR/etc"
	done < <(find "$ROOT/conf/$WEB" -type f -print0)
	chmod -R u=rwX,go=rX "$etc"
}

escaped() {
	printf %s "$1" | sed 's/[|&\\]/\\&/g'
}

# For localhost; a new one when the old one has a day or less to go.
make_certificate() {
	local dir=$HOME_DIR/tls
	if openssl x509 -in "$dir/cert.pem" -noout -checkend 86400 \
		>/dev/null 2>&1 && [ -e "$dir/key.pem" ]; then
		return 0
	fi
	step "making a certificate" openssl req -x509 -days 365 -nodes \
		-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		-subj /CN=localhost \
		-addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
		-keyout "$dir/key.pem" -out "$dir/cert.pem"
}

ask() {
	curl --silent --insecure --noproxy '*' --max-time 3 "$@" 9>&-
}

# Every responder answers, or something died.
is_ready() {
	local path name
	for path in /readyz /api/users/ /api/users/1/followers/; do
		READY=$(ask -o /dev/null -w '%{http_code}' "$ADDRESS$path")
		# There need not be anybody.
		[ "$READY" != 404 ] || [ "$path" = /readyz ] || READY=200
		[ "$READY" = 200 ] || break
	done
	[ "$READY" != 200 ] || return 0
	for name in "${RESPONDERS[@]}" web; do
		is_alive "$name" || return 0
	done
	return 1
}

wait_until_ready() {
	local name
	READY=none
	wait_until 30 is_ready
	for name in "${RESPONDERS[@]}"; do
		is_alive "$name" ||
			die "the $name responders died (see $VAR/log/$name.log)"
	done
	is_alive web || die "$WEB died (see $VAR/log/$WEB-error.log)"
	[ "$READY" = 200 ] ||
		die "not ready after 30 seconds: it answers $READY (see $VAR/log)"
}

show_how_to_use() {
	local curl=curl id
	[ "$TLS" = 0 ] || curl='curl -k'
	id=$(ask "$ADDRESS/api/movies/?sort=id&limit=1" |
		grep -oE '"id": ?[0-9]+' | grep -oE '[0-9]+' | head -n 1)
	cat <<-END

		Marquee answers at $ADDRESS/ - try:

		  $curl $ADDRESS/api/movies/${id:-1}/
		  $curl '$ADDRESS/api/movies/?genre=Sci-Fi&year_min=1960&limit=5'
		  $curl $ADDRESS/api/genres/

	END
	[ -z "${ADMIN_TOKEN-}" ] || cat <<-END
		The administrator's password is told only now. This logs in and
		answers with a token:

		  $curl $ADDRESS/api/users/login/token/ \\
		    -d username=$ADMIN_EMAIL -d password=$ADMIN_PASSWORD

		A token that does not end, also in $VAR/admin-token, makes a movie:

		  $curl $ADDRESS/api/movies/ -H 'Content-Type: application/json' \\
		    -H 'Authorization: Bearer $ADMIN_TOKEN' \\
		    -d '{"name": "Solaris", "director": "Andrei Tarkovsky", "year": 1972}'

	END
}
