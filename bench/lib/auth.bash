# What a token costs that is not good, beside a good one and beside reading.
# shellcheck shell=bash

auth_connections=16

# auth_status TOKEN: of a change that changes nothing.
auth_status() {
	curl -s -m 10 -o /dev/null -w '%{http_code}' -X PATCH -d '{}' \
		-H "Authorization: Bearer $1" \
		-H 'Content-Type: application/merge-patch+json' \
		"$(url_of nginx)/api/movies/$last/"
}

# auth_token USER: makes one that speaks for the user.
auth_token() {
	"$root/$build/marquee" --config "$(var_of nginx)/marquee.conf" \
		token create --user "$1" --name bench
}

# Sets token[what]: what is sent as one. The account goes with auth_undo.
auth_tokens() {
	auth_undo && "$root/$build/marquee" \
		--config "$(var_of nginx)/marquee.conf" user create \
		--email bench@localhost --username marquee-bench \
		</dev/null >/dev/null || return 1
	token[malformed]=nonsense
	token[unknown]=$(auth_token marquee-bench) || return 1
	sql "DELETE FROM token WHERE name = 'bench'"
	token[user]=$(auth_token marquee-bench) || return 1
	token[admin]=$(<"$(var_of nginx)/admin-token")
}

auth_undo() { sql "DELETE FROM account WHERE username = 'marquee-bench'"; }

# auth_load WHAT CONNECTIONS: reads, or changes with that token.
auth_load() {
	local refused=0
	if [ "$1" = read ]; then
		point_load "$2" "$seconds" nginx || return 1
	elif [ "$1" = own ]; then
		resource_load "$2" "$seconds" nginx /api/users/me/ '' '' \
			"${token[admin]}" || return 1
	elif [ "$1" = not_own ]; then
		wrk_start auth point "$2" "$seconds" "$(url_of nginx)" \
			/api/users/me/ '' '' "${token[unknown]}"
		wait "$wrk_pid" && wrk_read auth || return 1
		refused=${got[requests]}
	else
		wrk_start auth patch "$2" "$seconds" "$(url_of nginx)" \
			"$first" "$last" "${token[$1]}"
		wait "$wrk_pid" && wrk_read auth || return 1
		[ "$1" = admin ] || refused=${got[requests]}
	fi
	say "  ${what[$1]}: ${got[answers]} answers/s," \
		"p50 $(ms "${got[p50]}") ms, p99 $(ms "${got[p99]}") ms"
	[ "${got[refused]}" -eq "$refused" ] || bad=$((bad + 1))
	bad=$((bad + ${got[broken]}))
}

# auth_round WHAT
auth_round() {
	cpu_mark nginx
	auth_load "$1" "$auth_connections" || return 1
	cpu_tell "${got[requests]}"
	cost[$1]+=" ${got[cpu]}"
	middle[$1]+=" ${got[p50]}"
}

auth_rounds() {
	local -A token=() cost=() middle=() status_of=(
		[malformed]=401 [unknown]=401 [user]=403 [admin]=200)
	local -A what=([read]='a movie read' [malformed]='malformed token, 401'
		[unknown]='unknown token, 401' [user]="a user's token, 403"
		[admin]='good token, 200' [own]='own account read'
		[not_own]='own account, unknown token, 401')
	local names=(malformed unknown user admin)
	local name round now good bad=0
	auth_tokens || return 1
	for name in "${names[@]}"; do
		[ "$(auth_status "${token[$name]}")" = "${status_of[$name]}" ] || {
			say "  ${what[$name]}: answered otherwise"
			return 1
		}
	done
	say "tokens, $auth_connections connections, $rounds rounds of $seconds s"
	point_load "$auth_connections" 2 nginx || return 1
	for ((round = 0; round < rounds; round++)); do
		for name in read "${names[@]}" own not_own; do
			auth_round "$name" || return 1
		done
	done
	# shellcheck disable=SC2086
	good=$(median ${cost[admin]})
	for name in read "${names[@]}" own not_own; do
		# shellcheck disable=SC2086
		now=$(median ${cost[$name]})
		case $name in
		malformed | unknown | user)
			row "${what[$name]}: CPU per request" "$now us" \
				"< $good us" "$now < $good"
			now=$(pairs_median "${middle[$name]}" "${middle[admin]}")
			row "  median latency, of that of a good token" \
				"$(calc %.2f "$now")" "<= 1" "$now <= 1"
			now=$(pairs_median "${middle[$name]}" "${middle[read]}")
			row "  median latency, of that of a movie read" \
				"$(calc %.2f "$now")" ""
			;;
		not_own)
			row "${what[$name]}: CPU per request" "$now us" ""
			now=$(pairs_median "${middle[$name]}" "${middle[own]}")
			row "  median latency, of that of the read it protects" \
				"$(calc %.2f "$now")" "<= 1" "$now <= 1"
			;;
		*) row "${what[$name]}: CPU per request" "$now us" "" ;;
		esac
	done
	row "tokens: answered otherwise" "$bad" "0" "$bad == 0"
}

measure_auth() {
	local status
	auth_rounds
	status=$?
	auth_undo && return $status
}
