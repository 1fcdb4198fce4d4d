# Claims about tokens.
# shellcheck shell=bash

CLAIMS+=(
	a_token_is_listed_and_never_its_value
	a_revoked_token_is_refused_at_once
	all_tokens_of_one_account_are_revoked
	a_token_that_is_not_there_is_told
)

a_token_is_listed_and_never_its_value() {
	local token
	account lister && account neighbour || return
	token=$(marquee token create --user lister --name 'nightly job') || return
	token_for neighbour >/dev/null
	says $'^[0-9]+\tlister\tnightly job\t20[^\t]*\t\t$' \
		token list --user lister || return
	[ "$(wc -l <"$WORK/said")" = 1 ] || fault "$(cat "$WORK/said")" || return
	! grep -qF "${token#mq_}" "$WORK/said" || fault "it is shown" || return
	me_with "$token" >/dev/null
	says $'\tlister\tnightly job\t20[^\t]*\t\t20' token list || return
	grep -q $'\tneighbour\t' "$WORK/said" || fault "not those of all"
}

a_revoked_token_is_refused_at_once() {
	local first second id
	account loser && first=$(token_for loser) && second=$(token_for loser) ||
		return
	id=$(marquee token list --user loser | head -n 1 | cut -f1)
	[ "$(me_with "$first")" = 200 ] || fault "no good token" || return
	says '^tokens revoked: 1$' token revoke "$id" || return
	[ "$(me_with "$first")$(me_with "$second")" = 401200 ] ||
		fault "$(me_with "$first"), the other $(me_with "$second")"
}

all_tokens_of_one_account_are_revoked() {
	local first second other
	account all-mine && account not-mine && first=$(token_for all-mine) &&
		second=$(token_for all-mine) && other=$(token_for not-mine) || return
	says '^tokens revoked: 2$' token revoke --user all-mine@example.com || return
	[ "$(me_with "$first")$(me_with "$second")$(me_with "$other")" = 401401200 ] ||
		fault "$(me_with "$first") $(me_with "$second") $(me_with "$other")"
}

a_token_that_is_not_there_is_told() {
	declines 1 '^there is no token 9223372036854775807$' \
		token revoke 9223372036854775807 &&
		declines 1 '^token: ' token revoke 9223372036854775808 &&
		declines 1 '^token: ' token revoke mq_abc
}
