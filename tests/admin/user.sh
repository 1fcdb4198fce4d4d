# Claims about making accounts and saying what they may do.
# shellcheck shell=bash

CLAIMS+=(
	an_account_is_made_with_what_is_said_of_it
	wrong_words_of_a_new_account_are_all_told
	a_taken_email_or_user_name_is_told_whatever_its_case
	an_account_is_named_by_user_name_email_or_id
	a_number_that_names_two_accounts_is_refused
	an_unknown_account_is_told_by_every_command
	words_that_make_no_sense_get_the_usage
	promotion_counts_at_the_next_request
	a_deactivated_account_loses_its_tokens
	help_names_every_command
)

an_account_is_made_with_what_is_said_of_it() {
	local answer
	account plain || return
	grep -qE '^user [0-9]+, plain <plain@example.com>$' "$WORK/said" ||
		fault "$(cat "$WORK/said")" || return
	account full --kind brand --full-name 'Zoë & Co' --admin || return
	grep -qE '^admin [0-9]+, full ' "$WORK/said" ||
		fault "$(cat "$WORK/said")" || return
	answer=$(get shared /api/profiles/full/)
	[[ $answer == *'"kind":"brand","full_name":"Zoë & Co"'* ]] ||
		fault "$answer"
}

wrong_words_of_a_new_account_are_all_told() {
	declines 1 '--email: .* address' user create --email nobody \
		--username 'a b' --kind robot --full-name '' </dev/null || return
	local word
	for word in --username --kind --full-name; do
		grep -q -- "^$word: " "$WORK/told" ||
			fault "$(cat "$WORK/told")" || return
	done
	declines 1 '--full-name: .*UTF-8' user create --email x@example.com \
		--username xxx --full-name $'\xff' </dev/null &&
		declines 1 'no account' user show xxx
}

a_taken_email_or_user_name_is_told_whatever_its_case() {
	account taken || return
	declines 1 '^taken: email TAKEN@example.com$' user create \
		--email TAKEN@example.com --username other </dev/null &&
		declines 1 '^taken: username Taken$' user create \
			--email other@example.com --username Taken </dev/null &&
		declines 1 '^taken: email .*, username ' user create \
			--email taken@example.com --username taken </dev/null &&
		declines 1 'no account' user show other
}

an_account_is_named_by_user_name_email_or_id() {
	local id word
	account named || return
	id=$(marquee user show named | awk '$1 == "id" { print $2 }')
	for word in named NAMED named@example.com Named@Example.COM "$id"; do
		says "^id[[:space:]]+$id\$" user show "$word" || return
	done
}

a_number_that_names_two_accounts_is_refused() {
	says . user create --username 002 --email number@example.com </dev/null &&
		says 'username.002' user show 002 || return
	# A user name has three characters, so the id has to be large.
	local id
	id=$(marquee user show 002 | awk '$1 == "id" { print $2 }')
	while [ "$id" -lt 100 ]; do
		id=$((id + 1))
		printf '{"username": "filler-%s", "email": "filler-%s@example.com"}\n' \
			$id $id
	done | paste -sd, | sed 's/.*/[&]/' >"$WORK/fillers"
	says made user import "$WORK/fillers" || return
	id=$(marquee user list --search filler- | sort -n | tail -n 1 | cut -f1)
	says . user create --username "$id" --email two@example.com </dev/null &&
		declines 1 'of one account .* of another' user promote "$id" &&
		says '^admin' user promote two@example.com &&
		says 'role.user' user show "filler-$id"
}

an_unknown_account_is_told_by_every_command() {
	local verb
	for verb in show promote demote deactivate activate set-password; do
		declines 1 "^there is no account 'nobody'\$" user $verb nobody \
			</dev/null || return
	done
	for verb in create list revoke; do
		declines 1 "^there is no account 'nobody'\$" token $verb \
			--user nobody || return
	done
}

words_that_make_no_sense_get_the_usage() {
	local words
	while read -r words; do
		# shellcheck disable=SC2086
		declines 2 '^usage: ' $words </dev/null || return
	done <<-END
		user
		user delete ada
		user create --email a@example.com
		user create --username abc
		user create --email a@example.com --username abc more
		user create --email a@example.com --email b@example.com --username abc
		user list ada
		user list --nonsense
		user show
		user show ada bruno
		user promote
		user set-password
		user import
		token
		token create
		token list ada
		token revoke
		token revoke 1 2
		token revoke 1 --user ada
	END
}

promotion_counts_at_the_next_request() {
	local token
	account climber && token=$(token_for climber) || return
	try() {
		status_of shared /api/users/2/ -X PATCH -d '{}' \
			-H "Authorization: Bearer $token" \
			-H 'Content-Type: application/merge-patch+json'
	}
	[ "$(try)" = 403 ] || fault "before: $(try)" || return
	says '^admin [0-9]+, climber ' user promote climber || return
	[ "$(try)" = 200 ] || fault "promoted: $(try)" || return
	says '^user [0-9]+, climber ' user demote climber || return
	[ "$(try)" = 403 ] || fault "demoted: $(try)"
}

a_deactivated_account_loses_its_tokens() {
	local token PASSWORD='open sesame'
	account sleeper && token=$(token_for sleeper) || return
	[ "$(me_with "$token")" = 200 ] || fault "no good token" || return
	says ', not active$' user deactivate sleeper || return
	[ "$(me_with "$token")" = 401 ] || fault "the token works" || return
	[ "$(login sleeper "$PASSWORD")" = 401 ] || fault "it logs in" || return
	says '^user [0-9]+, sleeper <[^>]*>$' user activate sleeper || return
	[ "$(me_with "$token")" = 401 ] || fault "the token came back" || return
	[ "$(login sleeper "$PASSWORD")" = 200 ] || fault "it cannot log in"
}

help_names_every_command() {
	local verb
	marquee --help >"$WORK/said" || return
	for verb in 'user '{create,list,show,promote,demote,activate,deactivate} \
		'user '{set-password,import} 'token '{create,list,revoke}; do
		grep -q "^  $verb " "$WORK/said" || fault "not $verb" || return
	done
}
