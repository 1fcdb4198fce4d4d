-- wrk: changes nothing about single movies at random. Arguments: first and last
-- id, and the token that is sent.

require "report"

function init(args)
	first, last = tonumber(args[1]), tonumber(args[2])
	math.randomseed(42 + number)
	head = "PATCH /api/movies/"
	tail = "/ HTTP/1.1\r\nHost: " .. wrk.host ..
		"\r\nAuthorization: Bearer " .. args[3] ..
		"\r\nContent-Type: application/merge-patch+json" ..
		"\r\nContent-Length: 2\r\n\r\n{}"
end

function request()
	return head .. math.random(first, last) .. tail
end
