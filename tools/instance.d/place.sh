# The directory of the instance.
#
# VAR is what people are told, HOME_DIR where it really is. They differ when
# root starts an instance where the users postgres and www-data cannot go, as
# in root's home, or where the path is too long for a socket: then HOME_DIR is
# /var/lib/marquee-HASH and VAR is a symbolic link to it.
# shellcheck shell=bash

SOCKET_PATH_LIMIT=107

fits() {
	local longest=$1/run/.s.PGSQL.5432
	[ ${#longest} -le $SOCKET_PATH_LIMIT ]
}

# reachable DIRECTORY: for the users of the instance.
reachable() {
	as "$WEB_USER" test -x "$1" || return 1
	if id "$DB_USER" >/dev/null 2>&1; then
		as "$DB_USER" test -x "$1"
	fi
}

# The nearest directory above a path that exists.
existing_above() {
	local dir=$1
	until [ -d "$dir" ]; do
		dir=${dir%/*}
		dir=${dir:-/}
	done
	printf '%s\n' "$dir"
}

outside() {
	local hash
	hash=$(printf %s "$VAR" | sha256sum)
	printf '/var/lib/marquee-%s\n' "${hash:0:10}"
}

# Finds an instance that was made before. Sets HOME_DIR.
find_place() {
	[ -e "$VAR/.marquee" ] || return 1
	HOME_DIR=$(cd -P "$VAR" 2>/dev/null && pwd) || die "cannot enter $VAR"
	[ -w "$HOME_DIR" ] && [ -O "$HOME_DIR" ] ||
		die "$VAR belongs to $(stat -L -c %U "$VAR"): run this as that user"
}

# Finds it or makes it, with the directories in it. Ends in it.
make_place() {
	if ! find_place; then
		[ ! -e "$VAR" ] || [ -z "$(ls -A "$VAR" 2>&1)" ] ||
			die "VAR=$VAR is there and is not an instance of Marquee"
		choose_place
	fi
	if is_root; then
		reachable "$HOME_DIR" ||
			die "the users $WEB_USER and $DB_USER cannot enter $VAR"
	fi
	make_directories
	cd "$HOME_DIR" || die "cannot enter $VAR"
}

choose_place() {
	local target=$VAR above
	above=$(existing_above "$VAR")
	if is_root && ! { fits "$VAR" && reachable "$above"; }; then
		target=$(outside)
		[ ! -d "$target" ] || say "Found the data of $VAR again, in $target."
		[ ! -d "$VAR" ] || rmdir "$VAR" || die "cannot replace $VAR"
		(umask 022 && mkdir -p "${VAR%/*}") &&
			ln -sfn "$target" "$VAR" || die "cannot make $VAR"
	fi
	fits "$target" || die "VAR=$VAR is too long a path for a socket:" \
		"$((SOCKET_PATH_LIMIT - 18)) bytes at most"
	(umask 022 && mkdir -p "$target") 2>/dev/null && chmod 711 "$target" ||
		die "cannot make the directory $target"
	HOME_DIR=$(cd -P "$target" && pwd) || die "cannot enter $target"
	fits "$HOME_DIR" || die "VAR=$VAR is too long a path for a socket:" \
		"$((SOCKET_PATH_LIMIT - 18)) bytes at most"
	printf '%s\n' "$VAR" >"$HOME_DIR/.marquee" ||
		die "cannot write to $VAR"
}

make_directories() {
	mkdir -p "$HOME_DIR"/{etc,log,pid,run,tls,tmp} ||
		die "cannot make the directories in $VAR"
	# Others pass through, to what they may open.
	chmod 711 "$HOME_DIR"/{etc,log,run} ||
		die "cannot set the modes of the directories in $VAR"
	if is_root; then
		chown "$WEB_USER" "$HOME_DIR/tmp"
		# PostgreSQL puts its socket beside that of the responders, and
		# may touch nothing else there.
		if id "$DB_USER" >/dev/null 2>&1; then
			chown "root:$(id -g "$DB_USER")" "$HOME_DIR/run"
			chmod 1771 "$HOME_DIR/run"
		fi
	fi
}

remove_place() {
	say "Deleting $VAR with all its data."
	[ "$HOME_DIR" != / ] && [ -e "$HOME_DIR/.marquee" ] || exit 1
	cd / && rm -rf "$HOME_DIR"
	[ ! -L "$VAR" ] || rm -f "$VAR"
}

# One at a time may start or stop. Descriptor 9 is the lock; no process that
# is started gets it.
take_lock() {
	exec 9>"$HOME_DIR/pid/lock" || die "cannot write to $VAR"
	flock -w "${1-0}" 9 ||
		die "something else starts or stops in $VAR just now"
}

# In KiB. A new cluster with the sample takes some 80 MiB.
check_space() {
	local free needed=51200
	[ -d "$HOME_DIR/postgres" ] || ! is_private || needed=204800
	free=$(df -Pk "$HOME_DIR" | awk 'NR == 2 { print $4 }')
	[ "${free:-0}" -ge $needed ] ||
		die "the disk of $VAR is full: $((free / 1024)) MiB free," \
			"$((needed / 1024)) MiB needed"
}
