-- wrk: logs in, as one of several users at random. Arguments: how many there
-- are, and the password of all.

require "report"

local form = "POST /api/users/login/token/ HTTP/1.1\r\nHost: %s\r\n" ..
	"Content-Type: application/x-www-form-urlencoded\r\n" ..
	"Content-Length: %d\r\n\r\n%s"

function init(args)
	users, password = tonumber(args[1]), args[2]
	math.randomseed(42 + number)
end

function request()
	local body = ("username=bench-%d&password=%s"):format(
		math.random(users), password)
	return form:format(wrk.host, #body, body)
end
