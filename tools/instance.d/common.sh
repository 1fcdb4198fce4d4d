# Messages, settings and the checks before anything is started.
# shellcheck shell=bash disable=SC2034

# Each has a socket VAR/run/NAME.sock, a log VAR/log/NAME.log, and a setting
# for its number of processes, NAME_CHILDREN.
RESPONDERS=(catalog accounts community)

# Whom the first start makes an account for.
ADMIN_EMAIL=admin@example.com

is_responder() {
	[[ " ${RESPONDERS[*]} " == *" $1 "* ]]
}

# children_of RESPONDER: how many processes it is to have.
children_of() {
	local setting=${1^^}_CHILDREN
	printf '%s\n' "${!setting}"
}

say() {
	printf '%s\n' "$*" 2>/dev/null
}

die() {
	printf 'marquee: %s\n' "$*" >&2
	exit 1
}

not() {
	! "$@"
}

# wait_until SECONDS COMMAND...: 0 as soon as the command succeeds.
wait_until() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.1 9>&-
	done
}

# step WHAT COMMAND...: a step whose output is only of interest if it fails.
step() {
	local what=$1 out
	shift
	out=$("$@" 2>&1 9>&-) && {
		[ -z "$out" ] || printf '%s\n' "$out" >>"$HOME_DIR/log/setup.log"
		return 0
	}
	printf '%s\n' "$out" >>"$HOME_DIR/log/setup.log"
	out=${out##*$'\n'}
	die "$what failed: ${out:-no reason given} (see $VAR/log/setup.log)"
}

# open_log FILE USER: makes it ready for that user, and small at a start.
open_log() {
	if [ -e "$1" ] && [ "$(stat -c %s "$1")" -gt $((64 << 20)) ]; then
		mv -f "$1" "$1.1"
	fi
	touch "$1" 2>/dev/null && chown "$2" "$1" || die "cannot write to $VAR/log"
}

# What the environment does not say, tools/instance.mk does.
load_settings() {
	local name value
	while read -r name _ value; do
		[ -n "${!name-}" ] || printf -v "$name" %s "$value"
	done < <(grep -E '^[A-Z_]+ \?=' "$ROOT/tools/instance.mk")

	VAR=$(realpath -ms -- "$VAR")
	[[ $BUILD == /* ]] || BUILD=$ROOT/$BUILD
	[ -n "$CATALOG_CHILDREN" ] || CATALOG_CHILDREN=$(nproc)

	local scheme=http
	[ "$TLS" != 1 ] || scheme=https
	ADDRESS=$scheme://127.0.0.1:$PORT
	HOME_DIR=
	STARTED=0
}

is_root() {
	[ "$(id -u)" = 0 ]
}

# The unprivileged users of an instance that root starts.
choose_users() {
	local user
	DB_USER=$(id -un)
	WEB_USER=$DB_USER
	is_root || return 0
	DB_USER=postgres
	for user in www-data nginx http nobody; do
		WEB_USER=$user
		! id "$user" >/dev/null 2>&1 || break
	done
}

# as USER COMMAND...: runs it as that user, if that is not who we are.
as() {
	local user=$1
	shift
	if is_root && [ "$user" != root ]; then
		env HOME=/ USER="$user" LOGNAME="$user" setpriv \
			--reuid="$user" --regid="$(id -g "$user")" --init-groups -- "$@"
	else
		"$@"
	fi
}

is_whole_number() {
	[[ $1 =~ ^[0-9]{1,9}$ ]]
}

check_settings() {
	local name children
	is_whole_number "$PORT" && [ "$PORT" -ge 1 ] && [ "$PORT" -le 65535 ] ||
		die "PORT=$PORT is not a port"
	for name in "${RESPONDERS[@]}"; do
		children=$(children_of "$name")
		is_whole_number "$children" && [ "$children" -ge 1 ] ||
			die "${name^^}_CHILDREN=$children is not a number of processes"
	done
	[ "$WEB" = nginx ] || [ "$WEB" = lighttpd ] ||
		die "WEB=$WEB: nginx or lighttpd, please"
	[[ $SAMPLE == [01] ]] || die "SAMPLE=$SAMPLE: 0 or 1, please"
	[[ $TLS == [01] ]] || die "TLS=$TLS: 0 or 1, please"
	# All of these mean something in some configuration file it goes into.
	[[ $VAR != *[\"\'\\\$\#,:\;\`[:cntrl:]]* ]] ||
		die "VAR=$VAR: please without quotes, \\, \$, #, comma, colon, ;"
	choose_users
}

check_programs() {
	local program
	for program in "$WEB" spawn-fcgi multiwatch curl setsid flock; do
		command -v "$program" >/dev/null ||
			die "$program is not installed: make deps installs it"
	done
	if [ "$TLS" = 1 ] && ! command -v openssl >/dev/null; then
		die "openssl is not installed: make deps installs it"
	fi
	for program in marquee "${RESPONDERS[@]/%/.fcgi}"; do
		[ -x "$BUILD/$program" ] ||
			die "$BUILD/$program is missing: make makes it"
	done
}

# Looks, rather than tries: the kernel's list of listening sockets, those on
# 127.0.0.1 and those on all addresses.
check_port() {
	local hex files=(/proc/net/tcp)
	[ ! -r /proc/net/tcp6 ] || files+=(/proc/net/tcp6)
	hex=$(printf %04X "$PORT")
	if awk -v port="$hex" '
		$4 == "0A" {
			split($2, local, ":")
			if (local[2] == port && local[1] ~ /^0*$|0100007F$/)
				found = 1
		}
		END { exit !found }' "${files[@]}"; then
		die "port $PORT is taken: choose another with PORT="
	fi
	if ! is_root && [ "$PORT" -lt "$(first_free_port)" ]; then
		die "port $PORT is for root: choose another with PORT="
	fi
}

first_free_port() {
	cat /proc/sys/net/ipv4/ip_unprivileged_port_start 2>/dev/null ||
		echo 1024
}
