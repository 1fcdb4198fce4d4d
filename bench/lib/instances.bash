# The instances that are measured. They share one PostgreSQL cluster:
#   nginx     the default number of children, keeps the cluster and the data
#   lighttpd  the same behind lighttpd
#   double    behind nginx, with twice as many children
# One that nobody asks does nothing, so all may run side by side.
# shellcheck shell=bash

bench_var=${BENCH_VAR:-$root/var/bench}
next_port=${BENCH_PORT:-18480}
declare -A port=()
declare -A web=([nginx]=nginx [lighttpd]=lighttpd [double]=nginx)
started=()

# make of the repository, free of what the make that called us was told.
make_clean() {
	env -u MAKEFLAGS -u MFLAGS -u MAKEOVERRIDES -u MAKELEVEL \
		-u DATABASE_URL -u CATALOG_CHILDREN -u ACCOUNTS_CHILDREN \
		-u SAMPLE -u TLS \
		make -s -C "$root" "$@"
}

var_of() { printf '%s/%s\n' "$bench_var" "$1"; }
url_of() { printf 'http://127.0.0.1:%s\n' "${port[$1]}"; }

# choose_port INSTANCE: the next one that nobody listens on.
choose_port() {
	while (exec 3<>"/dev/tcp/127.0.0.1/$next_port") 2>/dev/null; do
		next_port=$((next_port + 1))
	done
	port[$1]=$next_port
	next_port=$((next_port + 1))
}

instance_start() {
	local name=$1
	shift
	local var
	var=$(var_of "$name")
	mkdir -p "$bench_var"
	make_clean stop VAR="$var" >/dev/null 2>&1
	rm -f "$var"/log/*.log
	choose_port "$name"
	started+=("$name")
	make_clean start VAR="$var" PORT="${port[$name]}" WEB="${web[$name]:-nginx}" \
		SAMPLE=0 "$@" >"$scratch/start" 2>&1 || {
		cat "$scratch/start" >&2
		die "the instance in $var does not start"
	}
}

instances_stop() {
	local i
	for ((i = ${#started[@]} - 1; i >= 0; i--)); do
		make_clean stop VAR="$(var_of "${started[i]}")" >/dev/null 2>&1
	done
	[ -z "${scratch-}" ] || rm -rf "$scratch"
}

# setting KEY FILE: its value in a marquee.conf.
setting() {
	sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*//p" "$2" | tail -n1
}

# sql STATEMENT: its rows, bare, at most 60 s.
sql() {
	PGOPTIONS='-c statement_timeout=60s' "$psql" -XAtq -d "$database" \
		-v ON_ERROR_STOP=1 -c "$1"
}

database_fill() {
	local there
	there=$(sql 'SELECT coalesce(max(id), 0) FROM movie') ||
		die "cannot ask the database"
	if [ "$there" -lt "$movies" ]; then
		[ "$there" -eq 0 ] ||
			die "$bench_var has $there movies, not $movies: remove it"
		say "making $movies movies, once; this takes a few minutes"
		timeout 1800 "$psql" -X1q -d "$database" -v ON_ERROR_STOP=1 \
			-v movies="$movies" -v people="$((movies / 10))" \
			-f "$here/fill.sql" || die "the data could not be made"
		# Without the warnings about catalogues of the whole cluster.
		PGOPTIONS='-c client_min_messages=error' "$psql" -Xq \
			-d "$database" -c 'VACUUM ANALYZE' ||
			die "VACUUM ANALYZE failed"
	fi
	IFS='|' read -r first last < <(sql 'SELECT min(id), max(id) FROM movie')
	say "movies $first to $last," \
		"$(sql 'SELECT pg_size_pretty(pg_database_size(current_database()))')"
}

# Starts what the parts need and makes the data.
instances_prepare() {
	scratch=$(mktemp -d)
	instance_start nginx
	database=$(setting database_url "$(var_of nginx)/marquee.conf")
	[ -n "$database" ] || die "no database_url in $(var_of nginx)/marquee.conf"
	database_fill
	case " $* " in *" point "* | *" overload "*)
		instance_start lighttpd DATABASE_URL="$database" ;;
	esac
	case " $* " in *" children "*)
		instance_start double DATABASE_URL="$database" \
			CATALOG_CHILDREN=$((cores * 2)) ;;
	esac
	local name answer
	for name in "${started[@]}"; do
		answer=$(curl -sS -m 10 "$(url_of "$name")/api/movies/$last/")
		[[ $answer == *\"id\":*$last* ]] ||
			die "$(url_of "$name")/api/movies/$last/ answers: $answer"
		[ "$(setting access_log "$(var_of "$name")/marquee.conf")" != off ] ||
			die "access_log is off in $(var_of "$name")/marquee.conf"
		say "$name: $(url_of "$name")," \
			"$(children "$(var_of "$name")" | wc -l) children"
	done
}
