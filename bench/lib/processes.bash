# What the processes of an instance use: memory, processor time, requests.
# shellcheck shell=bash

# children VAR: process ids of the responders of that instance.
children() {
	local conf process words cwd given
	conf=$(realpath "$1/marquee.conf") || return 1
	for process in /proc/[0-9]*; do
		mapfile -d '' -t words 2>/dev/null <"$process/cmdline" || continue
		[[ ${words[0]-} == *catalog.fcgi && ${words[1]-} == --config ]] ||
			continue
		cwd=$(readlink "$process/cwd") || continue
		given=${words[2]}
		[[ $given == /* ]] || given=$cwd/$given
		[ "$(realpath "$given" 2>/dev/null)" = "$conf" ] &&
			printf '%s\n' "${process#/proc/}"
	done
	return 0
}

# web_processes VAR: the web server of that instance and its workers.
web_processes() {
	local file pid
	for file in "$1"/pid/nginx.pid "$1"/pid/lighttpd.pid; do
		[ -s "$file" ] || continue
		pid=$(<"$file")
		printf '%s\n' "$pid"
		cat "/proc/$pid/task/$pid/children" 2>/dev/null
	done | tr -s ' ' '\n'
}

# backends: the server processes of everybody who is connected.
backends() {
	sql "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'
		AND pid <> pg_backend_pid()"
}

# ticks PID ...: processor time used so far, in microseconds, added up.
ticks() {
	local pid
	for pid in "$@"; do
		cat "/proc/$pid/stat" 2>/dev/null
	done | awk -v unit="$(getconf CLK_TCK)" '
		{ sub(/^.*\) /, ""); sum += $12 + $13 }
		END { printf "%.0f", sum * 1000000 / unit }'
}

# machine_ticks: microseconds that all processors together were busy so far.
machine_ticks() {
	awk -v unit="$(getconf CLK_TCK)" '/^cpu / {
		printf "%.0f", ($2 + $3 + $4 + $7 + $8 + $9) * 1000000 / unit
		exit
	}' /proc/stat
}

# cpu_mark NAME: remembers what the processes of the instance have used.
cpu_mark() {
	mapfile -t mark_web < <(web_processes "$(var_of "$1")")
	mapfile -t mark_children < <(children "$(var_of "$1")")
	mapfile -t mark_backends < <(backends)
	mark=("$(ticks "${mark_web[@]}")" "$(ticks "${mark_children[@]}")"
		"$(ticks "${mark_backends[@]}")" "$(machine_ticks)")
}

# cpu_tell REQUESTS: what they used since, for each request. Sets got[cpu], what
# all three used together.
cpu_tell() {
	local web child backend machine
	machine=$(($(machine_ticks) - mark[3]))
	web=$(($(ticks "${mark_web[@]}") - mark[0]))
	child=$(($(ticks "${mark_children[@]}") - mark[1]))
	backend=$(($(ticks "${mark_backends[@]}") - mark[2]))
	got[cpu]=$(((web + child + backend) / $1))
	say "    CPU us per request: web server $((web / $1))," \
		"responders $((child / $1)), PostgreSQL $((backend / $1))," \
		"wrk and all else $(((machine - web - child - backend) / $1))"
}

# others_tell: what the machine is busy with before anything is measured.
others_tell() {
	local before
	before=$(machine_ticks)
	sleep 2
	say "other work takes $(calc %.0f \
		"($(machine_ticks) - $before) / 20000 / $cores") % of the" \
		"processors; above a few, the figures are noisy"
}

# memory FIELD PID: VmRSS or VmHWM in kB.
memory() { awk -v field="$1:" '$1 == field { print $2 }' "/proc/$2/status"; }

# log_of VAR: the file that takes the access lines of its responders.
log_of() {
	local pid log
	for pid in $(children "$1"); do
		log=$(readlink "/proc/$pid/fd/2")
		[ -f "$log" ] && printf '%s\n' "$log" && return 0
	done
	return 1
}

# log_size FILE
log_size() { stat -c %s "$1" 2>/dev/null || echo 0; }

# requests_by_child LOG OFFSET: count and process id, from the access lines
# after that byte.
requests_by_child() {
	tail -c "+$(($2 + 1))" "$1" | awk '
		match($0, /"pid": ?[0-9]+/) && /"status":/ {
			pid = substr($0, RSTART, RLENGTH)
			sub(/.*[: ]/, "", pid)
			count[pid]++
		}
		END { for (pid in count) print count[pid], pid }' | sort -rn
}

# refused_count LOG OFFSET: 503s in the access lines after that byte.
refused_count() {
	tail -c "+$(($2 + 1))" "$1" | grep -c '"status": \?503'
}

# memory_row WHEN INSTANCE ...: the most that a child of them ever had resident,
# as a line of the table.
memory_row() {
	local when=$1 name pid now high most=0
	shift
	for name in "$@"; do
		for pid in $(children "$(var_of "$name")"); do
			now=$(memory VmRSS "$pid") high=$(memory VmHWM "$pid")
			say "    $name, child $pid: resident" \
				"$(calc %.1f "$now / 1024") MiB," \
				"at most $(calc %.1f "$high / 1024") MiB"
			[ "$high" -le "$most" ] || most=$high
		done
	done
	if [ "$most" -eq 0 ]; then
		missing "memory of a child, $when" "no child was found"
		return
	fi
	row "memory of a child, $when, at most" \
		"$(calc %.1f "$most / 1024") MiB" "< 12 MiB" \
		"$most < 12 * 1024"
}
