# The private PostgreSQL cluster in VAR/postgres. It listens on a socket in
# VAR/run and nowhere else, and believes the kernel about who connects.
# shellcheck shell=bash

# Sets PROGRAMS to their directory: for data that exists those of its version.
find_postgres() {
	local version
	if [ -r "$HOME_DIR/postgres/PG_VERSION" ]; then
		version=$(cat "$HOME_DIR/postgres/PG_VERSION")
		PROGRAMS=/usr/lib/postgresql/$version/bin
		[ ! -x "$PROGRAMS/postgres" ] || return 0
	fi
	PROGRAMS=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
	if [ ! -x "$PROGRAMS/initdb" ]; then
		PROGRAMS=$(command -v initdb) ||
			die "PostgreSQL is not installed: make deps installs it"
		PROGRAMS=$(dirname "$(readlink -f "$PROGRAMS")")
	fi
	if [ -n "${version-}" ] &&
		[[ "$("$PROGRAMS/postgres" --version)." != *" $version."* ]]; then
		die "the data in $VAR is of PostgreSQL $version, which is not installed"
	fi
}

# Before anything is started or written.
check_postgres() {
	id "$DB_USER" >/dev/null 2>&1 || die "there is no user $DB_USER"
	find_postgres
}

# more_connections: the option for more than the configuration gives, where so
# many children want them: eight each, and some are for people.
more_connections() {
	local name wanted=40
	for name in "${RESPONDERS[@]}"; do
		wanted=$((wanted + 8 * $(children_of "$name")))
	done
	[ $wanted -le 200 ] || echo "-c max_connections=$wanted"
}

start_postgres() {
	local log=$HOME_DIR/log/postgres.log pid
	[ -d "$HOME_DIR/postgres" ] || create_cluster
	remove_stale_locks
	open_log "$log" "$DB_USER"
	as "$DB_USER" setsid --wait "$PROGRAMS/pg_ctl" start --silent --wait \
		--timeout=120 -D "$HOME_DIR/postgres" -l "$log" \
		-o "-p 5432 -c listen_addresses='' -k '$HOME_DIR/run' \
			$(more_connections)" \
		</dev/null >>"$HOME_DIR/log/setup.log" 2>&1 9>&- ||
		die "PostgreSQL does not start: $(last_fault "$log")" \
			"(see $VAR/log/postgres.log)"
	pid=$(head -n 1 "$HOME_DIR/postgres/postmaster.pid")
	record postgres "$pid" || die "PostgreSQL died (see $VAR/log/postgres.log)"
	create_database
	say "PostgreSQL runs, its data in $VAR/postgres"
}

last_fault() {
	grep -E 'FATAL|PANIC|ERROR|could not' "$1" | tail -n 1 | sed 's/.*\] //'
}

# sized CONF: with a quarter of the memory for shared_buffers and half for
# effective_cache_size, if that is more than the file gives.
sized() {
	local mib
	mib=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
	awk -v mib="$mib" '
		/^shared_buffers =/ && mib / 4 > 256 {
			$0 = "shared_buffers = " int(mib / 4) "MB"
		}
		/^effective_cache_size =/ && mib / 2 > 1024 {
			$0 = "effective_cache_size = " int(mib / 2) "MB"
		}
		{ print }' "$1"
}

# Under another name until it is complete.
create_cluster() {
	local new=$HOME_DIR/postgres.new
	rm -rf "$new"
	mkdir "$new" && chown "$DB_USER" "$new" && chmod 700 "$new" ||
		die "cannot make $VAR/postgres"
	step "making the PostgreSQL cluster" as "$DB_USER" \
		"$PROGRAMS/initdb" --pgdata="$new" --username=postgres \
		--encoding=UTF8 --locale=C.UTF-8 --auth=peer --no-instructions
	{
		sized "$ROOT/conf/postgres/marquee.conf" |
			as "$DB_USER" tee "$new/marquee.conf" >/dev/null &&
			echo "include 'marquee.conf'" |
			as "$DB_USER" tee -a "$new/postgresql.conf" >/dev/null &&
			access_rules | as "$DB_USER" tee "$new/pg_hba.conf" >/dev/null &&
			user_map | as "$DB_USER" tee "$new/pg_ident.conf" >/dev/null &&
			mv "$new" "$HOME_DIR/postgres"
	} || die "cannot write to $VAR/postgres"
}

access_rules() {
	echo "# Who is who on this machine: see pg_ident.conf. Nobody else."
	echo "local all all peer map=marquee"
}

user_map() {
	local user
	echo "# map    system user    database user"
	for user in $(printf '%s\n' "$(id -un)" "$DB_USER" "$WEB_USER" | sort -u); do
		printf 'marquee "%s" marquee\n' "$user"
	done
	for user in $(printf '%s\n' "$(id -un)" "$DB_USER" | sort -u); do
		printf 'marquee "%s" postgres\n' "$user"
	done
}

# After a power cut the pid in a lock file can be that of another process, and
# PostgreSQL then refuses to start. That no process works in the data directory
# says that the file is stale. Otherwise postmaster.pid is left alone: from it
# PostgreSQL knows of shared memory that is still in use.
remove_stale_locks() {
	local pid
	! runs postgres || die "PostgreSQL already runs in $VAR: make stop first"
	rm -f "$HOME_DIR"/run/.s.PGSQL.5432{,.lock}
	if { read -r pid <"$HOME_DIR/postgres/postmaster.pid"; } 2>/dev/null &&
		[ -e "/proc/$pid" ]; then
		rm -f "$HOME_DIR/postgres/postmaster.pid"
	fi
}

sql() {
	as "$DB_USER" "$PROGRAMS/psql" -XqAt -v ON_ERROR_STOP=1 \
		-h "$HOME_DIR/run" -p 5432 -U postgres -d postgres "$@"
}

create_database() {
	local there
	there=$(sql -c "SELECT 1 FROM pg_database WHERE datname = 'marquee'" \
		2>>"$HOME_DIR/log/setup.log") ||
		die "PostgreSQL does not answer (see $VAR/log/setup.log)"
	[ -z "$there" ] || return 0
	step "making the database" sql \
		-c "DROP ROLE IF EXISTS marquee" \
		-c "CREATE ROLE marquee LOGIN" \
		-c "CREATE DATABASE marquee OWNER marquee"
}
