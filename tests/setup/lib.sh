# What the tests of the set-up share.
# shellcheck shell=bash disable=SC2034

CLAIMS=()

# fault TEXT: why the claim does not hold.
fault() {
	echo "$*"
	return 1
}

# run_claims PART: those with it in their name. The last line is the total.
run_claims() {
	local claim reason passed=0 failed=0
	for claim in "${CLAIMS[@]}"; do
		[[ $claim == *"$1"* ]] || continue
		if reason=$($claim 2>&1 9>&-); then
			echo "ok - $claim${reason:+ # $reason}"
			passed=$((passed + 1))
		else
			echo "not ok - $claim"
			echo "#   ${reason//$'\n'/$'\n'#   }"
			failed=$((failed + 1))
		fi
	done
	echo "$passed passed, $failed failed"
	[ $failed = 0 ] && [ $passed -gt 0 ]
}

# A port nobody listens on, from a range that is not handed out.
free_port() {
	local port
	while :; do
		port=$((20000 + RANDOM % 10000))
		grep -qi ":$(printf %04X $port) " /proc/net/tcp /proc/net/tcp6 \
			2>/dev/null || break
	done
	echo $port
}

# port_of NAME: that of the instance, the same each time.
port_of() {
	[ -e "$WORK/$1.port" ] || free_port >"$WORK/$1.port"
	cat "$WORK/$1.port"
}

# instance NAME COMMAND [VARIABLE=value...]: its output goes to $WORK/out.
instance() {
	local name=$1 command=$2
	shift 2
	env VAR="$WORK/$name" PORT="$(port_of "$name")" BUILD="$BUILD" SAMPLE=0 \
		"$@" "$ROOT/tools/instance" "$command" >"$WORK/out" 2>&1 </dev/null
}

# The instance that claims use which need just any: started on first use.
shared() {
	instance shared status && return
	instance shared stop
	instance shared start SAMPLE=1 CATALOG_CHILDREN=2 || fault "$(cat "$WORK/out")"
}

# get NAME PATH [CURL OPTIONS]: the body; the status with -w.
get() {
	local name=$1 path=$2
	shift 2
	curl -s --noproxy '*' --max-time 5 "$@" \
		"http://127.0.0.1:$(port_of "$name")$path"
}

status_of() {
	get "$1" "$2" -o /dev/null -w '%{http_code}' "${@:3}"
}

# pid_of NAME PART
pid_of() {
	cut -d' ' -f1 "$WORK/$1/pid/$2"
}

children_of() {
	cat "/proc/$1/task/"*/children 2>/dev/null
}

# Every process that has to do with the instance: works in its directory or
# has it among its arguments.
processes_of() {
	local place dir
	place=$(cd -P "$WORK/$1" 2>/dev/null && pwd) || return 0
	{
		find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$place*"
		grep -laF "$place" /proc/[0-9]*/cmdline
	} 2>/dev/null | cut -d/ -f3 | sort -u | while read -r dir; do
		# What asks for this is gone by now; the dead do not count.
		[[ $(cat "/proc/$dir/stat") == *") "[!ZX]* ]] &&
			tr '\0' ' ' <"/proc/$dir/cmdline" && echo
	done 2>/dev/null
}

nothing_runs() {
	local left
	left=$(processes_of "$1")
	[ -z "$left" ] || fault "still there: $left"
}

# The last command's output is one line and matches; nothing was left behind.
one_line() {
	[ "$(wc -l <"$WORK/out")" = 1 ] ||
		fault "not one line: $(cat "$WORK/out")" || return
	grep -qE "$1" "$WORK/out" || fault "does not say $1: $(cat "$WORK/out")"
}

# refuses NAME PATTERN [VARIABLE=value...]: start fails with one such line.
refuses() {
	local name=$1 pattern=$2
	shift 2
	! instance "$name" start "$@" || fault "it starts" || return
	one_line "$pattern" && nothing_runs "$name"
}

wait_until() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.1
	done
}

is_root() {
	[ "$(id -u)" = 0 ]
}

leave() {
	local var
	for var in "$WORK"/*/.marquee "$WORK"/*/*/.marquee "$WORK"/*/*/*/.marquee; do
		[ -e "$var" ] || continue
		var=${var%/.marquee}
		VAR=$var BUILD=$BUILD "$ROOT/tools/instance" stop
		VAR=$var BUILD=$BUILD "$ROOT/tools/instance" purge
	done >/dev/null 2>&1
	[ ! -d "$WORK/full" ] || umount "$WORK/full" 2>/dev/null
	rm -rf "$WORK"
}
