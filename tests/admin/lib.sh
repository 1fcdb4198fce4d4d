# What the tests of the marquee command share.
# shellcheck shell=bash

# marquee WORD...: standard input is the caller's.
marquee() {
	"$BUILD/marquee" --config "$WORK/shared/marquee.conf" "$@"
}

# says PATTERN WORD...: it succeeds, complains of nothing, and says this.
says() {
	local pattern=$1
	shift
	marquee "$@" >"$WORK/said" 2>"$WORK/told" ||
		fault "$*: exit $?: $(cat "$WORK/told")" || return
	[ ! -s "$WORK/told" ] || fault "$*: $(cat "$WORK/told")" || return
	grep -qE -- "$pattern" "$WORK/said" ||
		fault "$*: says $(cat "$WORK/said")"
}

# declines STATUS PATTERN WORD...: it fails with that status, prints nothing,
# and complains of this.
declines() {
	local status=$1 pattern=$2 got
	shift 2
	marquee "$@" >"$WORK/said" 2>"$WORK/told"
	got=$?
	[ $got = "$status" ] || fault "$*: exit $got" || return
	[ ! -s "$WORK/said" ] || fault "$*: says $(cat "$WORK/said")" || return
	grep -qE -- "$pattern" "$WORK/told" ||
		fault "$*: complains $(cat "$WORK/told")" || return
	! grep -q PostgreSQL "$WORK/told" ||
		fault "$*: in PostgreSQL's words: $(cat "$WORK/told")"
}

# account NAME [OPTION...]: makes one, without a password unless PASSWORD is set.
account() {
	printf '%s\n' "${PASSWORD-}" |
		says "$1" user create --username "$1" --email "$1@example.com" "${@:2}"
}

# token_for NAME: prints a new one.
token_for() {
	marquee token create --user "$1" --name test
}

# me_with TOKEN: the status of GET /api/users/me/.
me_with() {
	status_of shared /api/users/me/ -H "Authorization: Bearer $1"
}

# login NAME PASSWORD: the status.
login() {
	status_of shared /api/users/login/token/ \
		--data-urlencode "username=$1" --data-urlencode "password=$2"
}

# on_terminal WORD... <TYPED: the command on a terminal, then stty. Each line is
# typed when one more was asked for. What is shown goes to $WORK/shown.
on_terminal() {
	local words line asked=0
	printf -v words '%q ' "$BUILD/marquee" \
		--config "$WORK/shared/marquee.conf" "$@"
	: >"$WORK/shown"
	while IFS= read -r line; do
		asked=$((asked + 1))
		wait_until 10 has_asked $asked || break
		printf '%b' "$line"
	done | script -qec "trap : INT; $words; stty -a" /dev/null >"$WORK/shown"
}

has_asked() {
	[ "$(grep -oE '[a-z]: ' "$WORK/shown" | wc -l)" -ge "$1" ]
}
