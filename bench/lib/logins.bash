# Single movies while clients log in as fast as they can.
# shellcheck shell=bash

login_users=16
login_password=correct-horse

# One address is all that the bench has: nginx is not to limit it.
logins_allow() {
	local site
	site=$(var_of nginx)/etc/nginx/site.conf
	sed -i 's/^\([[:space:]]*\)limit_req zone=passwords /\1# &/' "$site" &&
		kill -HUP "$(<"$(var_of nginx)/pid/nginx.pid")" && sleep 1
}

logins_make() {
	local i
	for ((i = 1; i <= login_users; i++)); do
		"$root/$build/marquee" --config "$(var_of nginx)/marquee.conf" \
			user create --email "bench-$i@example.com" \
			--username "bench-$i" <<<"$login_password" >/dev/null ||
			return 1
	done
}

logins_undo() {
	sql "DELETE FROM account
		WHERE lower(username COLLATE \"C\") LIKE 'bench-%'" 2>/dev/null
}

# logins_round SECONDS: adds to alone and beside (p99 in microseconds).
logins_round() {
	local logins
	point_load 8 "$1" nginx || return 1
	alone+=("${got[p99]}")
	say "  alone: ${got[per_second]} requests/s, p50 $(ms "${got[p50]}") ms," \
		"p99 $(ms "${got[p99]}") ms"
	wrk_start logins login "$login_users" $(($1 + 2)) "$(url_of nginx)" \
		"$login_users" "$login_password"
	logins=$wrk_pid
	sleep 1
	point_load 8 "$1" nginx || return 1
	beside+=("${got[p99]}")
	bad=$((bad + ${got[refused]} + ${got[broken]}))
	say "  beside: ${got[per_second]} requests/s, p50 $(ms "${got[p50]}") ms," \
		"p99 $(ms "${got[p99]}") ms"
	wait "$logins" && wrk_read logins || return 1
	say "    logins: ${got[per_second]}/s, p50 $(ms "${got[p50]}") ms," \
		"longest $(ms "${got[longest]}") ms, ${got[refused]} refused," \
		"${got[broken]} broken"
	broken=$((broken + ${got[broken]}))
	longest+=("${got[longest]}")
	rate+=("${got[per_second]}")
}

logins_rounds() {
	local i one two slowest bound bad=0 broken=0
	local alone=() beside=() longest=() rate=()
	bound=$(setting queue_timeout_ms "$(var_of nginx)/marquee.conf")
	[ -n "$bound" ] || bound=$(setting queue_timeout_ms \
		<("$root/$build/marquee" settings))
	logins_allow && logins_make || return 1
	say "single movies, 8 connections, beside $login_users who log in"
	point_load 8 2 nginx || return 1
	for ((i = 0; i < rounds; i++)); do
		logins_round "$seconds" || return 1
	done
	one=$(median "${alone[@]}") two=$(median "${beside[@]}")
	slowest=$(largest "${longest[@]}")
	row "logins/s, $login_users clients" "$(calc %.0f "$(median "${rate[@]}")")" ""
	row "  single movies beside them: p99" "$(ms "$two") ms" \
		"< $(ms "3 * $one") ms (3 times)" "$two < 3 * $one"
	row "  single movies not answered 200 meanwhile" "$bad" 0 "$bad == 0"
	row "  longest wait of a login (its queue, then its own time)" \
		"$(ms "$slowest") ms" "< $((bound + 500)) ms" \
		"$slowest < ($bound + 500) * 1000"
	row "  logins that broke off" "$broken" 0 "$broken == 0"
}

measure_logins() {
	local status
	logins_undo && logins_rounds
	status=$?
	logins_undo && return $status
}
