# Movies created over HTTP, and the same statements by pgbench, in turn.
# shellcheck shell=bash

# What the route sends, as one transaction; see src/app/movie.c.
create_steps=(authorise movie_insert genre_make person_make genre_link
	director_link movie_saved)
create_connections=16
known_directors=1000 # those who are not new

# write_connections: how many all children of the instance have.
write_connections() {
	local conf one
	conf=$(var_of nginx)/marquee.conf
	one=$(setting write_connections "$conf")
	[ -n "$one" ] || one=$(setting write_connections \
		<("$root/$build/marquee" settings))
	echo $(($(children "$(var_of nginx)" | wc -l) * one))
}

# create_script FILE BEGIN END: the transaction, for pgbench. Names are numbers:
# pgbench makes no others. The movie is the one that was just inserted.
create_script() {
	local step
	{
		cat <<-'TEXT'
			\set name random(1, 1000000000000000)
			\set known random(0, 1)
			\set most case when :known = 1 then :known_directors else 1000000000000000 end
			\set director random(1, :most)
			\set popularity random(0, 100)
			\set imdb_score random(0, 10)
			\set year random(1900, 2020)
		TEXT
		printf '%s\n' "$2"
		for step in "${create_steps[@]}"; do
			statement "$step" || return 1
		done | sed 's/:id\>/NULL/'
		printf '%s\n' "$3"
	} >"$scratch/$1.sql"
}

# create_http SECONDS: adds to made[http]; counts what was answered otherwise,
# and movies that were answered and are not there.
create_http() {
	local before after
	before=$(sql 'SELECT count(*) FROM movie')
	wrk_start create create "$create_connections" "$1" "$(url_of nginx)" \
		"$token" "$genre_json" "$known_directors" "$((seed += 1000))"
	wait "$wrk_pid" && wrk_read create || return 1
	after=$(sql 'SELECT count(*) FROM movie')
	bad=$((bad + ${got[refused]} + ${got[broken]}))
	made=$((after - before - ${got[requests]} + ${got[refused]}))
	[ $made -ge 0 ] || lost=$((lost - made))
	speed[http]+=" ${got[per_second]}"
}

# create_pgbench SCRIPT SECONDS
create_pgbench() {
	pgbench_run "$1" "$clients" "$2" "$((seed += 1000))" \
		-D token_hash="\\x$hash" -D wanted=admin -D raises=true -D genre="$genre" \
		-D known_directors="$known_directors" || return 1
	say "  $1, $clients clients: ${got[per_second]} transactions/s"
	speed[$1]+=" ${got[per_second]}"
}

# The catalogue is as it was before.
create_undo() {
	[ -n "${last_person-}" ] || return 0
	PGOPTIONS='' "$psql" -Xq -d "$database" -v ON_ERROR_STOP=1 \
		-c "DELETE FROM movie WHERE id > $last" \
		-c "DELETE FROM person WHERE id > $last_person" \
		-c 'VACUUM ANALYZE movie, person, credit, movie_genre, rating_summary'
	last_person=
}

create_rounds() {
	local round rate base name clients seed made token hash genre genre_json
	local bad=0 lost=0
	local -A speed=()
	clients=$(write_connections)
	seed=$(date +%s)
	token=$(<"$(var_of nginx)/admin-token") || return 1
	hash=$(printf %s "$token" | sha256sum | cut -d' ' -f1)
	IFS='|' read -r genre genre_json < <(sql "
		SELECT array_agg(name), json_agg(json_build_object('name', name))
		FROM (SELECT name FROM genre ORDER BY id LIMIT 3) AS few")
	create_script 'pgbench in a pipeline' '\startpipeline' '\endpipeline' &&
		create_script 'pgbench step by step' 'BEGIN;' 'COMMIT;' || return 1

	say "creating movies, $create_connections connections," \
		"$rounds rounds of $seconds s"
	create_http 3 && create_pgbench 'pgbench in a pipeline' 3 || return 1
	speed=() bad=0
	for ((round = 0; round < rounds; round++)); do
		cpu_mark nginx
		create_http "$seconds" || return 1
		say "  nginx: ${got[per_second]} movies/s," \
			"p50 $(ms "${got[p50]}") ms, p99 $(ms "${got[p99]}") ms," \
			"${got[refused]} refused, ${got[broken]} broken"
		cpu_tell "${got[requests]}"
		create_pgbench 'pgbench in a pipeline' "$seconds" &&
			create_pgbench 'pgbench step by step' "$seconds" || return 1
	done
	# shellcheck disable=SC2086
	rate=$(median ${speed[http]})
	row "created over HTTP: movies/s, $create_connections connections" \
		"$(calc %.0f "$rate")" ""
	for name in 'pgbench in a pipeline' 'pgbench step by step'; do
		# shellcheck disable=SC2086
		base=$(median ${speed[$name]})
		row "  the same by $name/s, $clients clients" \
			"$(calc %.0f "$base")" ""
		base=$(pairs_median "${speed[http]}" "${speed[$name]}")
		row "  share of that" "$(calc %.2f "$base")" ">= 0.5" \
			"$base >= 0.5"
	done
	row "  answers other than 201" "$bad" "0" "$bad == 0"
	row "  movies answered and not there" "$lost" "0" "$lost == 0"
	memory_row "creating" nginx
}

measure_create() {
	local status
	last_person=$(sql 'SELECT max(id) FROM person') || return 1
	create_rounds
	status=$?
	create_undo && return $status
}
