-- wrk: asks for single resources at random. Arguments: what their paths begin
-- with, first and last id, and a token to send, if any. Without ids, it is the
-- path itself.

require "report"

function init(args)
	first, last = tonumber(args[2]), tonumber(args[3])
	math.randomseed(42 + number)
	head = "GET " .. args[1]
	tail = " HTTP/1.1\r\nHost: " .. wrk.host ..
		(args[4] and "\r\nAuthorization: Bearer " .. args[4] or "") ..
		"\r\n\r\n"
end

function request()
	if not first then
		return head .. tail
	end
	return head .. math.random(first, last) .. "/" .. tail
end
