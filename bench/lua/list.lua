-- wrk: asks for one address over and over. Argument: its path and query.

function init(args)
	whole = "GET " .. args[1] .. " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\n\r\n"
end

function request()
	return whole
end

function done(summary, latency)
	local errors = summary.errors
	io.write(string.format(
		"bench: lists=%d list_p50=%d lists_refused=%d lists_broken=%d\n",
		summary.requests, latency:percentile(50), errors.status,
		errors.connect + errors.read + errors.write + errors.timeout))
end
