-- wrk: like point.lua, on a few connections beside the others, and looks at
-- each answer. Run it with one thread.

local sampler

function setup(thread)
	sampler = thread
end

function init(args)
	first, last = tonumber(args[1]), tonumber(args[2])
	math.randomseed(7)
	head = "GET /api/movies/"
	tail = "/ HTTP/1.1\r\nHost: " .. wrk.host .. "\r\n\r\n"
	good, shed, bare, other = 0, 0, 0, 0
end

function request()
	return head .. math.random(first, last) .. tail
end

function response(status, headers)
	if status == 200 then
		good = good + 1
	elseif status ~= 503 then
		other = other + 1
		example = status
	else
		shed = shed + 1
		for name in pairs(headers) do
			if name:lower() == "retry-after" then
				return
			end
		end
		bare = bare + 1
	end
end

-- sampled: 200s; shed: 503s; bare: those of them without Retry-After.
function done(summary)
	local errors = summary.errors
	io.write(string.format(
		"bench: sampled=%d sample_per_second=%.1f shed=%d bare=%d other=%d example=%d sample_broken=%d\n",
		sampler:get("good"),
		sampler:get("good") / summary.duration * 1e6,
		sampler:get("shed"), sampler:get("bare"), sampler:get("other"),
		sampler:get("example") or 0,
		errors.connect + errors.read + errors.write + errors.timeout))
end
