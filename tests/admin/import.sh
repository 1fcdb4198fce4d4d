# Claims about bringing in accounts.
# shellcheck shell=bash

CLAIMS+=(
	an_import_is_all_or_nothing
	a_file_that_is_no_good_is_told
	an_import_if_empty_adds_to_nothing
)

an_import_is_all_or_nothing() {
	local before
	before=$(marquee user list | wc -l)
	cat >"$WORK/file" <<-END
		[{"username": "import-1", "email": "import-1@example.com"},
		{"username": "import-2", "email": "IMPORT-1@example.com"}]
	END
	declines 1 '^taken: email IMPORT-1@' user import "$WORK/file" || return
	[ "$(marquee user list | wc -l)" = "$before" ] || fault "some of it" || return
	sed -i s/IMPORT-1/import-2/ "$WORK/file"
	says '^2 accounts made' user import "$WORK/file" || return
	[ "$(marquee user list | wc -l)" = $((before + 2)) ] || fault "not all"
}

a_file_that_is_no_good_is_told() {
	local json pattern
	declines 1 '/nowhere: No such file' user import "$WORK/nowhere" &&
		declines 1 'Is a directory' user import "$WORK" &&
		declines 1 'it is empty' user import /dev/null || return
	printf '[]\0' >"$WORK/file"
	declines 1 'byte 3: ' user import "$WORK/file" || return
	while IFS='|' read -r json pattern; do
		printf '%s\n' "$json" >"$WORK/file"
		declines 1 "^$WORK/file: $pattern" user import "$WORK/file" || return
	done <<-'END'
		[1,]|byte
		{}|it must be an array
		[1]|account 1: it must be an object
		[{"username": "abc"}]|account 1: email: It is needed
		[{"email": 1, "username": "abc"}]|account 1: email: It must be a string
		[{"email": "a@b", "username": "a"}]|account 1: username: .*at least 3
		[{"email": "a", "username": "abc"}]|account 1: email: .*address
		[{"email": "a@b", "username": "abc", "role": "admin"}]|account 1: role: .*no such
		[{"email": "a@b", "username": "abc", "image": "ftp://x"}]|account 1: image: .*http
		[{"email": "a@b", "username": "abc", "full_name": " "}]|account 1: full_name: .*white space
		[{"email": "a@b", "username": "abc", "bio": "\u001b"}]|account 1: bio: .*control
	END
}

an_import_if_empty_adds_to_nothing() {
	local before
	before=$(marquee user list | wc -l)
	echo '[{"username": "late", "email": "late@example.com"}]' >"$WORK/file"
	marquee user import --if-empty "$WORK/file" || return
	[ "$(marquee user list | wc -l)" = "$before" ] || fault "it was added"
}
