# Claims about what is in the image.
# shellcheck shell=bash

CLAIMS+=(
	nothing_that_git_ignores_is_sent_to_the_build
	the_image_has_nothing_to_build_with
	the_image_has_every_responder_and_the_sample
	the_image_has_nothing_that_its_user_may_change
	an_instruction_that_is_not_known_ends_the_build
)

nothing_that_git_ignores_is_sent_to_the_build() {
	local name
	while IFS=/ read -r _ name _; do
		grep -qxF -- "$name" "$ROOT/.dockerignore" ||
			fault "$name" || return
	done <"$ROOT/.gitignore"
}

the_image_has_nothing_to_build_with() {
	local program
	for program in cc gcc g++ clang tcc as ld make pkg-config; do
		! inside "$STAGE_ROOT" sh -c "command -v $program" ||
			fault "it has $program" || return
	done
	! inside "$STAGE_ROOT" dpkg --get-selections | grep -e '-dev[[:space:]:]' ||
		fault "it has these packages"
}

the_image_has_every_responder_and_the_sample() {
	local source
	for source in "$ROOT"/fcgi-bin/*.c; do
		source=$(basename "$source" .c)
		[ -x "$STAGE_ROOT/usr/libexec/marquee/$source.fcgi" ] ||
			fault "no $source.fcgi" || return
	done
	[ -s "$STAGE_ROOT/usr/share/marquee/sample/movies.json" ]
}

the_image_has_nothing_that_its_user_may_change() {
	local found
	found=$(find "$STAGE_ROOT" -xdev \( -user "${RUN_AS%:*}" \
		-o -group "${RUN_AS#*:}" \) ! -path "$STAGE_ROOT/run/marquee")
	[ -z "$found" ] || fault "$found"
}

an_instruction_that_is_not_known_ends_the_build() {
	local line
	for line in 'ADD x /x' 'FROM scratch' 'COPY --chmod=755 x /x' \
		'RUN ["true"]' 'ENTRYPOINT sh'; do
		! (RUN_AS='' carry_out <(echo "$line")) >/dev/null ||
			fault "$line" || return
	done
}
