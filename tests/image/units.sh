# Claims about the systemd units, installed where systemd is.
# shellcheck shell=bash

CLAIMS+=(
	systemd_accepts_the_installed_units
	systemd_would_refuse_a_unit_without_its_program
)

# Prints what systemd has against them.
verify_units() {
	checker_has systemd &&
		inside build/0 make --silent -C /src install >install.log 2>&1 &&
		inside build/0 sh -c '
			cd /usr/local/lib/systemd/system && ls | grep -q . &&
			systemd-analyze verify ./*' 2>&1
}

systemd_accepts_the_installed_units() {
	local out
	out=$(verify_units) || fault "$out" || return
	[ -z "$out" ] || fault "$out"
}

systemd_would_refuse_a_unit_without_its_program() {
	local unit=build/0/src/conf/systemd/marquee-migrate.service out
	sed -i.kept 's|@BINDIR@|/nowhere|' "$unit"
	out=$(verify_units)
	mv "$unit.kept" "$unit"
	[[ $out == */nowhere/marquee* ]] || fault "it does not: $out"
}
