# Carries out a Dockerfile in chroots below the current directory: build/0 is
# the first stage, build/1 the second. An instruction, or a form of one, that
# is not known here is an error.
# shellcheck shell=bash disable=SC2034

# What the image says of itself, from the last stage.
STAGE=-1
declare -A STAGES
VARIABLES=()
RUN_AS=''
DIRECTORY=/
ENTRYPOINT=()
HEALTHCHECK=()
STOPSIGNAL=SIGTERM

PATH_INSIDE=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

unknown() {
	echo "this test does not know: $*"
	return 1
}

# The instructions of a file, each on a line.
instructions() {
	sed '/^[[:space:]]*\(#\|$\)/d' "$1" |
		sed ':more; /\\$/ { N; s/\\\n[[:space:]]*/ /; b more }'
}

# What an engine would send to the build: the tree without what .dockerignore
# names. Everything in it belongs to root.
make_context() {
	sed '/^\(#\|$\)/d; s|^|./|' "$ROOT/.dockerignore" >ignored
	! grep '[^A-Za-z0-9./_-]' ignored ||
		unknown "a pattern in .dockerignore" || return
	mkdir context && tar -C "$ROOT" --anchored -X ignored -cf - . |
		tar -C context --no-same-owner -xf -
}

carry_out() {
	local word rest
	while read -r word rest; do
		echo "$word $rest"
		case $word in
		FROM) from "$rest" ;;
		RUN) run "$rest" ;;
		COPY) copy "$rest" ;;
		ENV) set_variable "$rest" ;;
		WORKDIR) DIRECTORY=$rest && mkdir -p "$STAGE_ROOT$rest" ;;
		USER) RUN_AS=$rest ;;
		ENTRYPOINT) exec_form "$rest" && ENTRYPOINT=("${WORDS[@]}") ;;
		HEALTHCHECK) exec_form "${rest#*CMD }" &&
			HEALTHCHECK=("${WORDS[@]}") ;;
		STOPSIGNAL) STOPSIGNAL=$rest ;;
		EXPOSE) ;;
		*) unknown "$word" ;;
		esac || return
	done < <(instructions "$1")
}

# from debian:RELEASE-slim [AS name]
from() {
	[[ $1 =~ ^debian:([a-z]+)-slim(\ AS\ ([a-z]+))?$ ]] ||
		unknown "FROM $1" || return
	[ -d base ] || make_base "${BASH_REMATCH[1]}" || return
	STAGE=$((STAGE + 1))
	STAGES[$STAGE]=$STAGE
	[ -z "${BASH_REMATCH[3]-}" ] || STAGES[${BASH_REMATCH[3]}]=$STAGE
	VARIABLES=() RUN_AS='' DIRECTORY=/ ENTRYPOINT=() HEALTHCHECK=()
	make_root "build/$STAGE" base
	STAGE_ROOT=$PWD/build/$STAGE
}

# What the image debian:RELEASE-slim has in it, more or less: no package
# lists, no service that starts. Packages come from where this machine gets
# them.
make_base() {
	local mirror
	"$HERE/sources" "$1" >sources.list
	read -r _ mirror _ < <(grep " $1 " sources.list)
	debootstrap --variant=minbase "$1" base "$mirror" || return
	cp sources.list base/etc/apt/sources.list
	apt-config dump | grep -E '^Acquire::(http|https|Check-)' \
		>base/etc/apt/apt.conf.d/99-host
	rm -rf base/var/lib/apt/lists/*
	printf '#!/bin/sh\nexit 101\n' >base/usr/sbin/policy-rc.d
	chmod 755 base/usr/sbin/policy-rc.d
	touch base/etc/resolv.conf base/etc/hosts
}

# make_root DIRECTORY LOWER: a tree to change over one to keep, with the file
# systems and the few devices of a container.
make_root() {
	local device
	mkdir -p "$1" "$1.upper" "$1.work"
	mount -t overlay -o "lowerdir=$2,upperdir=$1.upper,workdir=$1.work" \
		overlay "$1" &&
		mount -t proc proc "$1/proc" &&
		mount -t tmpfs -o mode=755 tmpfs "$1/dev" || return
	for device in null zero full random urandom; do
		touch "$1/dev/$device" &&
			mount --bind "/dev/$device" "$1/dev/$device" || return
	done
	ln -s /proc/self/fd "$1/dev/fd"
	ln -s /proc/self/fd/0 "$1/dev/stdin"
	ln -s /proc/self/fd/1 "$1/dev/stdout"
	ln -s /proc/self/fd/2 "$1/dev/stderr"
	mount --bind /etc/resolv.conf "$1/etc/resolv.conf" &&
		mount --bind /etc/hosts "$1/etc/hosts"
}

# inside ROOT COMMAND...: as root, with the variables of the stage.
inside() {
	chroot "$1" env -i -C "$DIRECTORY" PATH="$PATH_INSIDE" HOME=/root \
		DEBIAN_FRONTEND=noninteractive \
		${http_proxy:+http_proxy="$http_proxy"} \
		${https_proxy:+https_proxy="$https_proxy"} \
		"${VARIABLES[@]}" "${@:2}"
}

run() {
	[ -z "$RUN_AS" ] || unknown "RUN after USER" || return
	[[ $1 != *'<<'* && $1 != --* && $1 != \[* ]] || unknown "RUN $1" || return
	inside "$STAGE_ROOT" /bin/sh -c "$1"
}

# copy [--from=stage] SOURCE... TARGET: a directory gives what is in it.
copy() {
	local words source target top=$PWD/context
	read -ra words <<<"$1"
	if [[ ${words[0]} == --from=* ]]; then
		source=${words[0]#--from=}
		[ -n "${STAGES[$source]-}" ] || unknown "the stage $source" || return
		top=$PWD/build/${STAGES[$source]}
		words=("${words[@]:1}")
	fi
	target=${words[-1]}
	[[ $target == /* ]] || target=$DIRECTORY/$target
	for source in "${words[@]:0:${#words[@]}-1}"; do
		[[ $source != [-\[]* && $source != *[*?]* ]] || unknown "COPY $1" || return
		if [ -d "$top/$source" ]; then
			mkdir -p "$STAGE_ROOT$target" &&
				cp -a "$top/$source/." "$STAGE_ROOT$target"
		else
			mkdir -p "$STAGE_ROOT${target%/*}" &&
				cp -a "$top/$source" "$STAGE_ROOT$target"
		fi || return
	done
}

set_variable() {
	[[ $1 =~ ^[A-Z_]+=[^\"\\\ ]*$ ]] || unknown "ENV $1" || return
	VARIABLES+=("$1")
}

# Sets WORDS from ["a", "b"].
exec_form() {
	[[ $1 =~ ^\[(\"[^\"\\]*\"(,\ )?)+\]$ ]] || unknown "$1" || return
	mapfile -t WORDS < <(grep -o '"[^"]*"' <<<"$1" | tr -d '"')
}
