-- wrk: what the scripts here have in common. Numbers the threads, and prints
-- one line for lib/load.bash. wrk itself counts the statuses above 399; a
-- response function that looks at each answer would slow it down.

local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("number", threads)
end

function done(summary, latency)
	local errors = summary.errors
	local answers = summary.requests / summary.duration * 1e6
	io.write(string.format(
		"bench: requests=%d answers=%.1f per_second=%.1f p50=%d p99=%d longest=%d refused=%d broken=%d\n",
		summary.requests, answers,
		answers * (1 - errors.status / summary.requests),
		latency:percentile(50), latency:percentile(99), latency.max,
		errors.status,
		errors.connect + errors.read + errors.write + errors.timeout))
end
