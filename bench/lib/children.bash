# The default number of children against twice as many, in turn.
# shellcheck shell=bash

# children_round NAME: one round; tells how the children shared the work.
# Access lines of the responders are counted; where they are not in a file,
# the processor time of each child has to do.
children_round() {
	local name=$1 var log='' offset=0 pid before=() pids by lines
	var=$(var_of "$name")
	mapfile -t pids < <(children "$var")
	[ ${#pids[@]} -gt 0 ] || return 1
	if log=$(log_of "$var"); then
		by='access lines'
		offset=$(log_size "$log")
	else
		by='ms of processor time'
		for pid in "${pids[@]}"; do before+=("$(ticks "$pid")"); done
	fi
	point_load 50 "$seconds" "$name" || return 1
	speed[$name]+=" ${got[per_second]}"
	bad=$((bad + ${got[refused]} + ${got[broken]}))
	if [ -n "$log" ]; then
		sleep 0.5 # the last lines
		lines=$(requests_by_child "$log" "$offset")
	else
		lines=$(for i in "${!pids[@]}"; do
			echo "$((($(ticks "${pids[i]}") - before[i]) / 1000))" \
				"${pids[i]}"
		done | sort -rn)
	fi
	# An idle child has no access line.
	for pid in "${pids[@]}"; do
		grep -q " $pid\$" <<<"$lines" || lines+=$'\n'"0 $pid"
	done
	say "  $name: ${#pids[@]} children, ${got[per_second]} requests/s;" \
		"$by per child: $(awk 'NF { printf "%s%s", space, $1; space = " " }' \
			<<<"$lines")"
	# The least busy child against an even share.
	share[$name]+=" $(awk 'NF { sum += $1; n++; least = $1 }
		END { print (sum > 0 ? least * n / sum : 0) }' <<<"$lines")"
}

measure_children() {
	local -A speed=() share=()
	local bad=0 round name rate
	say "children, 50 connections, $rounds rounds of $seconds s"
	point_load 50 2 double || return 1
	for ((round = 0; round < rounds; round++)); do
		children_round nginx && children_round double || return 1
	done
	for name in nginx double; do
		# shellcheck disable=SC2086
		rate=$(median ${speed[$name]})
		row "$(children "$(var_of "$name")" | wc -l) children: requests/s" \
			"$(calc %.0f "$rate")" ""
		# shellcheck disable=SC2086
		rate=$(median ${share[$name]})
		row "  least busy child, of an even share" \
			"$(calc %.2f "$rate")" ">= 0.5 (all of them work)" \
			"$rate >= 0.5"
	done
	row "children: answers other than 200" "$bad" "0" "$bad == 0"
	memory_row "50 connections" nginx double
}
