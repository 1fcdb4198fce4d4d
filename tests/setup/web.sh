# Claims about the configuration of both web servers.
# shellcheck shell=bash

CLAIMS+=(
	a_body_over_64_kib_gets_413
	a_header_line_of_16_kb_gets_431
	a_request_line_of_16_kb_gets_a_problem
	errors_of_the_web_server_are_problems_with_all_headers
	problems_of_the_responder_pass_untouched
	security_headers_are_there_once
	json_is_compressed_and_head_has_no_body
	a_sane_request_id_is_kept_and_another_is_not
	clients_of_one_64_share_a_limit
	two_thousand_clients_are_served
	tls_speaks_http_2
	no_responder_gets_503_with_retry_after
)

# each_web COMMAND...: with the shared instance, then with one of lighttpd.
each_web() {
	shared || return
	"$@" shared || fault "with nginx" || return
	lighttpd_too || return
	"$@" light || fault "with lighttpd"
}

lighttpd_too() {
	instance light status && return
	instance light stop
	instance light start WEB=lighttpd SAMPLE=1 || fault "$(cat "$WORK/out")"
}

# is_problem NAME STATUS PATH [CURL OPTIONS]
is_problem() {
	local name=$1 status=$2 path=$3 answer
	shift 3
	answer=$(get "$name" "$path" -D "$WORK/headers" -w '\n%{http_code}' "$@")
	[ "${answer##*$'\n'}" = "$status" ] || fault "answer: $answer" || return
	grep -qi '^content-type: application/problem+json' "$WORK/headers" ||
		fault "$(cat "$WORK/headers")" || return
	[[ $answer == *"\"status\":$status"* ]] || fault "answer: $answer"
}

a_body_over_64_kib_gets_413() {
	head -c 70000 /dev/zero >"$WORK/body"
	each_web is_problem_413
}

is_problem_413() {
	is_problem "$1" 413 /api/movies/ --data-binary "@$WORK/body" || return
	! grep -qi '^retry-after' "$WORK/headers"
}

a_header_line_of_16_kb_gets_431() {
	LONG=$(printf 'x%.0s' {1..16384})
	each_web is_problem_431
}

# Many times: an answer must not get lost when the connection is closed.
is_problem_431() {
	local i
	for ((i = 0; i < 20; i++)); do
		is_problem "$1" 431 /api/movies/ -H "X-Long: $LONG" || return
	done
}

a_request_line_of_16_kb_gets_a_problem() {
	LONG=$(printf 'x%.0s' {1..16384})
	shared && lighttpd_too || return
	is_problem shared 414 "/$LONG" && is_problem light 431 "/$LONG"
}

errors_of_the_web_server_are_problems_with_all_headers() {
	each_web is_problem_400
}

is_problem_400() {
	local header
	is_problem "$1" 400 '/%00' || return
	for header in X-Content-Type-Options Referrer-Policy \
		Content-Security-Policy Access-Control-Allow-Origin; do
		[ "$(grep -ci "^$header:" "$WORK/headers")" = 1 ] ||
			fault "$header: $(cat "$WORK/headers")" || return
	done
	[ "$1" = light ] || grep -qi '^X-Request-Id: [0-9a-f]' "$WORK/headers"
}

problems_of_the_responder_pass_untouched() {
	each_web is_problem_of_the_responder
}

is_problem_of_the_responder() {
	is_problem "$1" 404 /api/movies/0/ || return
	is_problem "$1" 400 '/api/movies/?nonsense=1' || return
	[[ $(get "$1" '/api/movies/?nonsense=1') == *'"errors"'* ]] ||
		fault "without its errors" || return
	# And HEAD is not given a body by the web server.
	[ "$(status_of "$1" /api/movies/0/ -I)" = 404 ]
}

security_headers_are_there_once() {
	each_web has_security_headers
}

has_security_headers() {
	local header path
	for path in /api/movies/1/ /api/movies/0/ /api/genres/; do
		get "$1" "$path" -o /dev/null -D "$WORK/headers"
		for header in X-Content-Type-Options X-Frame-Options Referrer-Policy \
			Content-Security-Policy Access-Control-Allow-Origin X-Request-Id; do
			[ "$(grep -ci "^$header:" "$WORK/headers")" = 1 ] ||
				fault "$header: $(cat "$WORK/headers")" || return
		done
	done
}

json_is_compressed_and_head_has_no_body() {
	each_web is_compressed
}

is_compressed() {
	local plain
	plain=$(get "$1" '/api/movies/?limit=100' | cksum)
	get "$1" '/api/movies/?limit=100' -H 'Accept-Encoding: gzip' \
		-D "$WORK/headers" -o "$WORK/zipped"
	grep -qi '^content-encoding: gzip' "$WORK/headers" ||
		fault "$(cat "$WORK/headers")" || return
	[ "$(gzip -dc <"$WORK/zipped" | cksum)" = "$plain" ] ||
		fault "another body" || return
	# A single movie is small: it keeps its strong ETag.
	get "$1" /api/movies/1/ -H 'Accept-Encoding: gzip' -o /dev/null \
		-D "$WORK/headers"
	grep -qiE '^etag: "[^-"]*"' "$WORK/headers" ||
		fault "$(cat "$WORK/headers")" || return
	[ "$(get "$1" /api/movies/1/ -I -o /dev/null -w '%{size_download}')" = 0 ] ||
		fault "HEAD has a body"
}

a_sane_request_id_is_kept_and_another_is_not() {
	each_web keeps_sane_request_id
}

keeps_sane_request_id() {
	get "$1" /healthz -H 'X-Request-Id: mine-1.2_3' -o /dev/null \
		-D "$WORK/headers"
	grep -qi '^x-request-id: mine-1.2_3' "$WORK/headers" ||
		fault "$(cat "$WORK/headers")" || return
	get "$1" /healthz -H 'X-Request-Id: mine"},' -o /dev/null \
		-D "$WORK/headers"
	grep -qiE '^x-request-id: [0-9a-f]{32}' "$WORK/headers" ||
		fault "$(cat "$WORK/headers")"
}

# Pairs of addresses, and whether they are the same client to nginx.
clients_of_one_64_share_a_limit() {
	local one other same map status=0
	shared || return
	# shellcheck disable=SC2016 # the dollar is nginx's
	map=$(sed -n '/^map $binary_remote_addr /,/^}/p' \
		"$WORK/shared/etc/nginx/site.conf")
	cat >"$WORK/client.conf" <<-END
		pid "$WORK/client.pid";
		events { }
		http {
			$map
			access_log off;
			server {
				listen 127.0.0.1:$(port_of client);
				set_real_ip_from 127.0.0.1;
				real_ip_header X-Real-IP;
				return 200 \$client;
			}
		}
	END
	nginx -e "$WORK/client.log" -c "$WORK/client.conf" ||
		fault "$(cat "$WORK/client.log")" || return
	while read -r one other same; do
		[ "$(client_of "$one")" = "$(client_of "$other")" ]
		[ $? = "$same" ] || fault "$one $other" || status=1
	done <<-'END'
		2001:db8::1 2001:db8::2 0
		2001:db8::1 2001:db8::ffff:ffff:ffff:ffff 0
		2001:db8:1:2:a:a:a:a 2001:db8:1:2:0a0a:0a0a:0a0a:0a0a 0
		2001:db8:1:2::1 2001:db8:1:3::1 1
		2001:db8::1 2001:db8:0:1::1 1
		::1 1::1 1
		192.0.2.1 192.0.2.2 1
		::ffff:192.0.2.1 ::ffff:192.0.2.2 1
		192.0.2.1 192.0.2.1 0
	END
	kill "$(cat "$WORK/client.pid")"
	return $status
}

client_of() {
	get client / -H "X-Real-IP: $1" | cksum
}

two_thousand_clients_are_served() {
	command -v wrk >/dev/null || { echo "skipped: no wrk"; return 0; }
	each_web serves_two_thousand
}

serves_two_thousand() {
	wrk -t2 -c2000 -d2s "http://127.0.0.1:$(port_of "$1")/api/movies/1/" \
		>"$WORK/wrk"
	! grep -qE 'Non-2xx|connect [1-9]|read [1-9]|write [1-9]' "$WORK/wrk" ||
		fault "$(cat "$WORK/wrk")"
}

tls_speaks_http_2() {
	local web version
	for web in nginx lighttpd; do
		instance other stop
		instance other start TLS=1 WEB=$web ||
			fault "$web: $(cat "$WORK/out")" || return
		version=$(curl -sk --noproxy '*' -o /dev/null --http2 \
			-w '%{http_version} %{http_code}' \
			"https://127.0.0.1:$(port_of other)/readyz")
		[ "$version" = "2 200" ] || fault "$web: HTTP/$version" || return
	done
	instance other stop
	instance other start TLS=1 || fault "$(cat "$WORK/out")" || return
	head -c 70000 /dev/zero >"$WORK/body"
	[ "$(curl -sk --noproxy '*' -o /dev/null --http2 -w '%{http_code}' \
		--data-binary "@$WORK/body" \
		"https://127.0.0.1:$(port_of other)/api/movies/")" = 413 ] ||
		fault "a large body does not get 413" || return
	# The certificate is for localhost, and kept.
	curl -s --noproxy '*' --cacert "$WORK/other/tls/cert.pem" -o /dev/null \
		"https://localhost:$(port_of other)/readyz" ||
		fault "the certificate does not hold: $?" || return
	instance other stop
}

no_responder_gets_503_with_retry_after() {
	each_web are_problems_503 || return
	instance light stop
	instance shared stop
}

# The last claim here: it ends the responders.
are_problems_503() {
	is_problem_503 "$1" catalog /api/movies/1/ &&
		is_problem_503 "$1" accounts /api/users/1/ &&
		is_problem_503 "$1" community /api/users/1/followers/
}

is_problem_503() {
	local supervisor method pid pids tries=100
	supervisor=$(pid_of "$1" "$2")
	pids="$supervisor $(children_of "$supervisor")"
	# shellcheck disable=SC2086
	kill -KILL $pids
	# As long as one is on its way out, a request can still reach it.
	for pid in $pids; do
		while [[ $(ps -o stat= -p "$pid") == [!Z]* ]] && ((tries-- > 0)); do
			sleep 0.1
		done
	done
	for method in GET DELETE; do
		is_problem "$1" 503 "$3" -X $method || return
		grep -qi '^retry-after: [0-9]' "$WORK/headers" ||
			fault "$(cat "$WORK/headers")" || return
	done
}
