-- wrk: rates movies. Arguments: a file of tokens, one a line, the id of the first
-- movie, how many movies there are from there on, and a seed.

require "report"

local form = "PUT /api/movies/%d/rating/ HTTP/1.1\r\nHost: %s\r\n" ..
	"Authorization: Bearer %s\r\nContent-Type: application/json\r\n" ..
	"Content-Length: %d\r\n\r\n%s"

function init(args)
	tokens = {}
	for token in io.lines(args[1]) do
		tokens[#tokens + 1] = token
	end
	first, movies = tonumber(args[2]), tonumber(args[3])
	math.randomseed(tonumber(args[4]) + number)
end

function request()
	local body = string.format('{"score":%d}', math.random(10))
	return form:format(first + math.random(0, movies - 1), wrk.host,
		tokens[math.random(#tokens)], #body, body)
end
