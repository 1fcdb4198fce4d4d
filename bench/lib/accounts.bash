# Accounts: one among ten million, one's own, and what a token adds to a read.
# shellcheck shell=bash

accounts=${BENCH_ACCOUNTS:-10000000}

# Sets first_account and last_account.
accounts_fill() {
	local there
	there=$(sql "SELECT count(*) FROM (SELECT FROM account
		WHERE lower(username COLLATE \"C\") LIKE 'user-%'
		LIMIT $accounts) AS those") || return 1
	if [ "$there" -lt "$accounts" ]; then
		[ "$there" -eq 0 ] || {
			say "$bench_var has $there accounts, not $accounts: remove it"
			return 1
		}
		say "making $accounts accounts, once; this takes a few minutes"
		timeout 1800 "$psql" -X1q -d "$database" -v ON_ERROR_STOP=1 \
			-v accounts="$accounts" -f "$here/fill_accounts.sql" &&
			"$psql" -Xq -d "$database" -c 'VACUUM ANALYZE account' ||
			return 1
	fi
	IFS='|' read -r first_account last_account < <(sql "
		SELECT min(id), max(id) FROM account
		WHERE lower(username COLLATE \"C\") LIKE 'user-%'")
	say "accounts $first_account to $last_account"
}

accounts_script() {
	{
		printf '\\set id random(:first, :last)\n'
		statement account_get
	} >"$scratch/account_get.sql"
}

# accounts_load PATH [FIRST LAST [TOKEN]]: 50 connections; adds to speed[PATH].
accounts_load() {
	resource_load 50 "$seconds" nginx "$@" || return 1
	say "  $1: ${got[per_second]} requests/s, p50 $(ms "${got[p50]}") ms," \
		"p99 $(ms "${got[p99]}") ms, ${got[refused]} refused"
	bad=$((bad + ${got[refused]} + ${got[broken]}))
	speed[$1]+=" ${got[per_second]}"
}

measure_accounts() {
	local round token ratio bad=0
	local -A speed=()
	accounts_fill && accounts_script || return 1
	token=$(<"$(var_of nginx)/admin-token") || return 1
	say "accounts, 50 connections, $rounds rounds of $seconds s"
	pgbench_run account_get 50 5 42 -D first="$first_account" \
		-D last="$last_account" || return 1
	for ((round = 0; round < rounds; round++)); do
		accounts_load /api/users/ "$first_account" "$last_account" &&
			pgbench_run account_get 50 "$seconds" 42 \
				-D first="$first_account" -D last="$last_account" ||
			return 1
		say "  pgbench: ${got[per_second]} transactions/s"
		speed[pgbench]+=" ${got[per_second]}"
		# The same account, without a token and with one.
		accounts_load /api/users/1/ && accounts_load /api/users/me/ '' '' \
			"$token" || return 1
	done
	# The lists of numbers are meant to be split.
	# shellcheck disable=SC2086
	row "one of $accounts accounts: requests/s" \
		"$(calc %.0f "$(median ${speed[/api/users/]})")" ""
	ratio=$(pairs_median "${speed[/api/users/]}" "${speed[pgbench]}")
	row "  share of pgbench, the same statement" "$(calc %.2f "$ratio")" \
		">= 0.6" "$ratio >= 0.6"
	ratio=$(pairs_median "${speed[/api/users/1/]}" "${speed[/api/users/me/]}")
	row "one's own account with a token: cost, of that without one" \
		"$(calc %.2f "$ratio")" "<= 1.3" "$ratio <= 1.3"
	row "accounts: answers other than 200" "$bad" 0 "$bad == 0"
}
