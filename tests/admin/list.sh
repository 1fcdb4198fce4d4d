# Claims about what is listed and shown.
# shellcheck shell=bash

CLAIMS+=(
	accounts_are_listed_by_prefix_kind_and_role
	a_list_goes_on_beyond_its_pages
	a_list_has_columns_on_a_terminal_and_tabs_elsewhere
	control_characters_are_refused
	control_characters_do_not_reach_a_terminal
	a_list_that_cannot_be_written_is_told
)

accounts_are_listed_by_prefix_kind_and_role() {
	account list-one && account list-two --kind brand &&
		account list-three --admin && account lisp || return
	[ "$(names --search LIST-)" = 'list-one list-three list-two ' ] ||
		fault "prefix: $(names --search LIST-)" || return
	[ "$(names --search list- --kind brand)" = 'list-two ' ] ||
		fault "kind: $(names --search list- --kind brand)" || return
	[ "$(names --search list- --admins)" = 'list-three ' ] ||
		fault "role: $(names --search list- --admins)" || return
	[[ $(names --admins) == *'admin '*'list-three '* ]] ||
		fault "admins: $(names --admins)" || return
	declines 1 '^--search: ' user list --search 'a b' &&
		declines 1 '^--kind: ' user list --kind robot
}

names() {
	marquee user list "$@" | cut -f2 | tr '\n' ' '
}

# 2 500 of them are more than two pages.
a_list_goes_on_beyond_its_pages() {
	local i
	for ((i = 1; i <= 2500; i++)); do
		printf '{"username": "many-%d", "email": "many-%d@example.com"}\n' \
			$((10000 + i)) $((10000 + i))
	done >"$WORK/many"
	paste -sd, "$WORK/many" | sed 's/.*/[&]/' >"$WORK/file"
	says '^2500 accounts made' user import "$WORK/file" || return
	marquee user list --search many- | cut -f2 >"$WORK/listed"
	grep -oE 'many-[0-9]+"' "$WORK/file" | tr -d '"' |
		cmp - "$WORK/listed" || fault "$(wc -l <"$WORK/listed") lines"
}

a_list_has_columns_on_a_terminal_and_tabs_elsewhere() {
	account column --full-name 'Colin Umber' || return
	says $'^[0-9]+\tcolumn\tcolumn@example.com\tperson\tuser\tyes\t20' \
		user list --search column || return
	[ "$(wc -l <"$WORK/said")" = 1 ] || fault "names of columns" || return
	says $'^full_name\tColin Umber$' user show column || return
	on_terminal user list --search column </dev/null
	grep -qE '^id +username +email +kind +role +active +created_at' \
		"$WORK/shown" &&
		grep -qE '^[0-9]+ +column +column@example.com +person +user +yes' \
			"$WORK/shown" || fault "$(cat "$WORK/shown")" || return
	on_terminal user show column </dev/null
	grep -qE '^full_name +Colin Umber' "$WORK/shown" &&
		grep -qE '^image +-' "$WORK/shown" || fault "$(cat "$WORK/shown")"
}

control_characters_are_refused() {
	declines 1 '^--full-name: .*no control characters' user create \
		--username escape --email escape@example.com \
		--full-name $'\033[2J' </dev/null &&
		declines 1 '^--full-name: .*white space' user create \
			--username escape --email escape@example.com \
			--full-name '  ' </dev/null &&
		account escape || return
	declines 1 '^--name: .*no control characters' token create \
		--user escape --name $'\302\233'
}

control_characters_do_not_reach_a_terminal() {
	account rogue || return
	psql -XAtq -d "$(sed -n 's/^database_url = //p' \
		"$WORK/shared/marquee.conf")" -c "UPDATE account
		SET full_name = E'\\033]0;owned\\007\\u009b1m\\t\\\\x1bß'
		WHERE username = 'rogue'" || return
	says '^full_name.\\x1b\]0;owned\\x07\\x9b1m\\x09\\\\x1bß$' \
		user show rogue
}

a_list_that_cannot_be_written_is_told() {
	! marquee user list >/dev/full 2>"$WORK/told" || fault "it succeeds" || return
	grep -q '^standard output: ' "$WORK/told" || fault "$(cat "$WORK/told")"
}
