# Claims about passwords that an administrator gives.
# shellcheck shell=bash

CLAIMS+=(
	a_password_on_standard_input_logs_in
	a_password_that_is_no_good_is_refused
	a_new_password_revokes_tokens_unless_they_are_kept
	the_cost_of_the_configuration_is_that_of_the_hash
	a_terminal_is_asked_twice_and_shows_nothing
	a_terminal_echoes_again_after_ctrl_c
)

a_password_on_standard_input_logs_in() {
	local PASSWORD='first & foremost'
	account keeper || return
	[ "$(login keeper "$PASSWORD")" = 200 ] || fault "the first" || return
	# Without a newline at its end, and of the greatest size.
	printf '\360\237\216\254%.0s' {1..128} >"$WORK/password"
	says keeper user set-password keeper <"$WORK/password" || return
	[ "$(login keeper "$PASSWORD")" = 401 ] || fault "still" || return
	[ "$(login keeper "$(cat "$WORK/password")")" = 200 ] || fault "the new"
}

a_password_that_is_no_good_is_refused() {
	local PASSWORD='it stays as it is'
	account careful || return
	printf '1234567\n' |
		declines 1 '^password: .*at least 8' user set-password careful &&
		printf '\n' |
		declines 1 '^password: .*at least 8' user set-password careful &&
		declines 1 '^password: .*at least 8' user set-password careful \
			</dev/null &&
		printf 'x%.0s' {1..129} |
		declines 1 '^password: .*at most 128' user set-password careful &&
		head -c 1000000 /dev/zero | tr '\0' x |
		declines 1 '^password: .*at most 128' user set-password careful &&
		printf '12345678\0good' |
		declines 1 '^password: .*NUL' user set-password careful &&
		printf '12345678\377' |
		declines 1 '^password: .*UTF-8' user set-password careful &&
		declines 1 '^standard input: ' user set-password careful <"$WORK" ||
		return
	[ "$(login careful "$PASSWORD")" = 200 ] || fault "it is another now"
}

a_new_password_revokes_tokens_unless_they_are_kept() {
	local token
	account changer && token=$(token_for changer) || return
	echo 'second thoughts' |
		says changer user set-password --keep-tokens changer || return
	[ "$(me_with "$token")" = 200 ] || fault "not kept" || return
	echo 'third thoughts' | says changer user set-password changer || return
	[ "$(me_with "$token")" = 401 ] || fault "not revoked"
}

the_cost_of_the_configuration_is_that_of_the_hash() {
	local before after
	account thrifty || return
	hash_of() {
		echo 'correct horse' | marquee user set-password thrifty >/dev/null
		psql -XAtq -d "$(sed -n 's/^database_url = //p' \
			"$WORK/shared/marquee.conf")" \
			-c "SELECT left(password_hash, 6) FROM account
				WHERE username = 'thrifty'"
	}
	before=$(hash_of)
	echo 'password_cost = 1' >>"$WORK/shared/marquee.conf"
	after=$(hash_of)
	sed -i '/^password_cost/d' "$WORK/shared/marquee.conf"
	[[ $before == ?y?* && $after == ?y?* && $before != "$after" ]] ||
		fault "$before, then $after"
}

a_terminal_is_asked_twice_and_shows_nothing() {
	account typist || return
	on_terminal user set-password typist <<-'END'
		heard from afar\n
		heard from afar\n
	END
	grep -q typist "$WORK/shown" && ! grep -q heard "$WORK/shown" ||
		fault "$(cat "$WORK/shown")" || return
	[ "$(login typist 'heard from afar')" = 200 ] || fault "not it" || return
	on_terminal user set-password typist <<-'END'
		heard from near\n
		heard from here\n
	END
	grep -q 'two different' "$WORK/shown" ||
		fault "$(cat "$WORK/shown")" || return
	[ "$(login typist 'heard from afar')" = 200 ] || fault "changed"
}

a_terminal_echoes_again_after_ctrl_c() {
	account hasty || return
	on_terminal user set-password hasty <<-'END'
		half a pass\003
	END
	grep -q ' echo ' "$WORK/shown" || fault "$(cat "$WORK/shown")"
}
