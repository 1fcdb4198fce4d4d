# Claims about compose.yaml, as docker-compose and PostgreSQL see it.
# shellcheck shell=bash

CLAIMS+=(
	compose_accepts_compose_yaml
	compose_wants_a_password
	compose_passes_all_numbers_of_children
	the_database_of_compose_starts
)

# The options of the tmpfs that the container gets.
compose_tmpfs() {
	sed -n 's|^ *- /run/marquee:||p' "$ROOT/compose.yaml"
}

# The stage that built the image is done with: further programs go there.
checker_has() {
	inside build/0 dpkg-query -s "$@" >/dev/null 2>&1 && return
	inside build/0 apt-get install -y -qq --no-install-recommends "$@" \
		>checker.log 2>&1 || fault "$(tail -n 5 checker.log)"
}

# compose [VARIABLE=VALUE...]: what docker-compose makes of it.
compose() {
	checker_has docker-compose &&
		cp "$ROOT/compose.yaml" build/0/src &&
		inside build/0 env LC_ALL=C.UTF-8 "$@" docker-compose \
			-f /src/compose.yaml config 2>&1
}

compose_accepts_compose_yaml() {
	local out
	out=$(compose POSTGRES_PASSWORD=secret) || fault "$out" || return
	grep -q 'read_only: true' <<<"$out" || fault "$out"
}

compose_wants_a_password() {
	local out
	! out=$(compose) || fault "it does not" || return
	[[ $out == *POSTGRES_PASSWORD* ]] || fault "$out"
}

compose_passes_all_numbers_of_children() {
	local name preset found=0
	while read -r name preset; do
		found=1
		grep -qF " $name: \${$name:-$preset}" "$ROOT/compose.yaml" ||
			fault "not $name, or not as tools/instance.mk has it" ||
			return
	done < <(sed -n 's/^\([A-Z]*_CHILDREN\) ?=/\1 /p' \
		"$ROOT/tools/instance.mk")
	[ $found = 1 ] || fault "there are none in tools/instance.mk"
}

# On the data of the cluster that the others use.
the_database_of_compose_starts() {
	local options started
	mapfile -t options < <(
		sed -n 's|^ *- \([a-z_]*=.*\)|-c \1|p' "$ROOT/compose.yaml" |
			sed "s|/etc/postgresql|$PWD|" | tr ' ' '\n')
	cp "$ROOT/conf/postgres/marquee.conf" . && chmod 644 marquee.conf
	database stop
	on_net runuser -u postgres -- "$(postgres_program)" \
		-D cluster/data -k '' "${options[@]}" >postgres.log 2>&1 &
	wait_until 10 on_net pg_isready --quiet --host=127.0.0.1
	started=$?
	database stop
	database start
	[ $started = 0 ] || fault "$(cat postgres.log)"
}

postgres_program() {
	compgen -G '/usr/lib/postgresql/*/bin/postgres' | sort -V | tail -n 1
}
