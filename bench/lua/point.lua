-- wrk: asks for single movies at random. Arguments: first and last id.

local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("number", threads)
end

function init(args)
	first, last = tonumber(args[1]), tonumber(args[2])
	math.randomseed(42 + number)
	head = "GET /api/movies/"
	tail = "/ HTTP/1.1\r\nHost: " .. wrk.host .. "\r\n\r\n"
end

function request()
	return head .. math.random(first, last) .. tail
end

-- One line for lib/load.bash. wrk itself counts the statuses above 399; a
-- response function that looks at each answer would slow it down.
function done(summary, latency)
	local errors = summary.errors
	io.write(string.format(
		"bench: requests=%d per_second=%.1f p50=%d p99=%d longest=%d refused=%d broken=%d\n",
		summary.requests,
		(summary.requests - errors.status) / summary.duration * 1e6,
		latency:percentile(50), latency:percentile(99), latency.max,
		errors.status,
		errors.connect + errors.read + errors.write + errors.timeout))
end
