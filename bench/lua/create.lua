-- wrk: creates movies like those of create_script in lib/create.bash: names are
-- numbers, and of the directors every other is new. Arguments: the token, the
-- genres as JSON, how many directors are known, and a seed.

require "report"

local form = "POST /api/movies/ HTTP/1.1\r\nHost: %s\r\n" ..
	"Authorization: Bearer %s\r\nContent-Type: application/json\r\n" ..
	"Content-Length: %d\r\n\r\n%s"
local movie = '{"name":"%d","director":"%d","genre":%s,' ..
	'"popularity":%d,"imdb_score":%d,"year":%d}'

function init(args)
	token, genre, known = args[1], args[2], tonumber(args[3])
	math.randomseed(tonumber(args[4]) + number)
end

function request()
	local most = math.random(2) == 1 and known or 1e15
	local body = movie:format(math.random(1e15), math.random(most), genre,
		math.random(0, 100), math.random(0, 10), math.random(1900, 2020))
	return form:format(wrk.host, token, #body, body)
end
