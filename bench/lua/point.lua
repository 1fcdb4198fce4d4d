-- wrk: asks for single movies at random. Arguments: first and last id.

require "report"

function init(args)
	first, last = tonumber(args[1]), tonumber(args[2])
	math.randomseed(42 + number)
	head = "GET /api/movies/"
	tail = "/ HTTP/1.1\r\nHost: " .. wrk.host .. "\r\n\r\n"
end

function request()
	return head .. math.random(first, last) .. tail
end
