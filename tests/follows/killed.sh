# Claims about what is killed while people follow each other.
# shellcheck shell=bash

CLAIMS+=(
	the_sample_follows_as_it_should
	the_counts_survive_killed_children
	the_counts_survive_a_crash_of_the_database
	what_a_deleted_account_leaves_goes_in_spite_of_both
)

USERS=12 # who follow; each follows all others

# Their ids go to $WORK/ids, the token of each to $WORK/token.ID.
make_users() {
	local i id separator='['
	for ((i = 1; i <= USERS; i++)); do
		printf '%s{"username": "f%03d", "email": "f%03d@example.com"}\n' \
			"$separator" "$i" "$i"
		separator=,
	done >"$WORK/users.json"
	echo ']' >>"$WORK/users.json"
	says "^$USERS accounts made" user import "$WORK/users.json" || return
	marquee user list --search f0 | cut -f1 >"$WORK/ids"
	while read -r id; do
		marquee token create --user "$id" >"$WORK/token.$id" || return
	done <"$WORK/ids"
}

# METHOD ID: asks for all others, one after the other; what was answered goes
# to $WORK/answers.ID, as status and id.
ask_all() {
	local method=$1 id=$2 other urls=()
	while read -r other; do
		[ "$other" = "$id" ] || urls+=("http://127.0.0.1:$(
			port_of shared)/api/users/$other/follow/")
	done <"$WORK/ids"
	curl -s --noproxy '*' --max-time 20 -X "$method" \
		-H "Authorization: Bearer $(cat "$WORK/token.$id")" \
		-w '\n%{http_code} %{url_effective}\n' "${urls[@]}" |
		sed -nE 's|^([0-9]+) http.*/users/([0-9]+)/.*|\1 \2|p' \
			>>"$WORK/answers.$id"
}

# Each follows, unfollows and follows all others, as soon as that can be asked.
everybody() {
	local id method
	while read -r id; do
		for method in PUT DELETE PUT DELETE PUT; do
			wait_until 20 ready && ask_all $method "$id"
		done &
	done <"$WORK/ids"
	wait
}

# while_everybody COMMAND...: does it again and again meanwhile.
while_everybody() {
	local crowd
	rm -f "$WORK"/answers.*
	everybody &
	crowd=$!
	while kill -0 $crowd 2>/dev/null; do
		sleep 0.15
		"$@"
	done
	wait $crowd
	wait_until 20 ready || fault "it does not come back"
}

ready() {
	[ "$(status_of shared /readyz)" = 200 ] &&
		[ "$(status_of shared /api/users/1/followers/)" = 200 ]
}

# Those of a list, an id a line. Not every child may be back yet.
listed() {
	wait_until 20 list_read "$1" "$2" || fault "no list of $1" >&2
	grep -oE '\{"id":[0-9]+' "$WORK/list" | grep -oE '[0-9]+'
}

list_read() {
	[ "$(get shared "/api/users/$1/$2/?limit=100" -w "%{http_code}" \
		-o "$WORK/list")" = 200 ]
}

# Some were answered, some were not; the last word on each pair counts where
# it was answered.
expect_what_was_answered() {
	local id other good=0
	while read -r id; do
		good=$((good + $(grep -c '^204 ' "$WORK/answers.$id")))
		listed "$id" following | sort >"$WORK/listed"
		tac "$WORK/answers.$id" | awk '!seen[$2]++ && $1 == 204 { print $2 }' |
			sort >"$WORK/wanted"
		other=$(comm -13 "$WORK/listed" "$WORK/wanted" | head -n 1)
		[ -z "$other" ] ||
			fault "$id follows $other: 204, and it is not there" || return
	done <"$WORK/ids"
	[ $good -gt 0 ] || fault "nothing was answered"
}

no_difference() {
	says '^no difference$' follows verify
}

the_sample_follows_as_it_should() {
	local id
	[ "$(listed 1 following | tr '\n' ' ')" = "3 2 " ] &&
		[ "$(listed 2 following | tr '\n' ' ')" = "3 1 " ] &&
		[ "$(listed 3 following | tr '\n' ' ')" = "2 1 " ] ||
		fault "not the first three: $(for id in 1 2 3; do
			listed $id following; done)" || return
	[ -z "$(listed 4 followers)" ] || fault "somebody follows the fourth" ||
		return
	get shared /api/users/1/ | grep -qE '"followers":[1-9]' ||
		fault "$(get shared /api/users/1/)" || return
	no_difference
}

# kill_a_child [RESPONDER]
kill_a_child() {
	local children
	read -ra children <<<"$(children_of "$(pid_of shared "${1-community}")")"
	[ ${#children[@]} = 0 ] ||
		kill -KILL "${children[RANDOM % ${#children[@]}]}" 2>/dev/null
}

the_counts_survive_killed_children() {
	while_everybody kill_a_child || return
	expect_what_was_answered && no_difference
}

# A server process that is killed takes all others along; the server comes back
# by itself. That is enough a few times.
crashes=0
crash() {
	local pid
	[ $crashes -lt 3 ] && ready || return 0
	for pid in $(children_of "$(pid_of shared postgres)"); do
		if grep -qa 'marquee marquee' "/proc/$pid/cmdline" 2>/dev/null; then
			kill -KILL "$pid" 2>/dev/null
			crashes=$((crashes + 1))
			return
		fi
	done
}

the_counts_survive_a_crash_of_the_database() {
	while_everybody crash || return
	[ $crashes -gt 0 ] || fault "it did not crash" || return
	expect_what_was_answered && no_difference
}

sql() {
	psql -XqAt -h "$WORK/shared/run" -U marquee -d marquee -c "$1"
}

# Somebody with so many followers that it takes some time.
make_brand() {
	sql "INSERT INTO account (email, username)
		SELECT name || '@example.com', name FROM (
			SELECT 'fan-' || i AS name
			FROM generate_series(1, 40000) AS i) AS fan;
		INSERT INTO account (email, username, kind)
		VALUES ('brand@example.com', 'brand', 'brand');
		INSERT INTO follow (follower_id, followed_id)
		SELECT f.id, b.id FROM account f, account b
		WHERE f.username LIKE 'fan-%' AND b.username = 'brand'"
}

leavings() {
	sql 'SELECT count(*) FROM follow f JOIN account a ON a.id = f.followed_id
		WHERE a.deleted_at IS NOT NULL'
}

nobody_is_leaving() {
	[ "$(sql 'SELECT count(*) FROM account
		WHERE deleted_at IS NOT NULL' 2>&1)" = 0 ]
}

what_a_deleted_account_leaves_goes_in_spite_of_both() {
	local left tries=0
	make_brand || fault 'no brand is made' || return
	sql "SELECT account_delete(id) FROM account WHERE username = 'brand'"
	left=$(leavings)
	[ "$left" = 30000 ] || fault "$left are left at first" || return
	kill_a_child accounts
	crashes=2
	crash
	[ $crashes = 3 ] || fault 'it did not crash' || return
	wait_until 20 ready || fault 'it does not come back' || return
	no_difference || return
	while ! nobody_is_leaving; do
		kill_a_child accounts
		sleep 1
		[ $((tries += 1)) -lt 60 ] || fault "$(leavings) are left" || return
	done
	[ "$(sql 'SELECT count(*) FROM follower r
		WHERE NOT EXISTS (SELECT FROM account WHERE id = r.followed_id)')" = 0 ] &&
		no_difference
}
