-- wrk: asks for the addresses of a file, one after the other, over and over.
-- Argument: the file, an address a line. Run it with one thread.

require "report"

function init(args)
	requests, at = {}, 0
	for line in io.lines(args[1]) do
		requests[#requests + 1] = "GET " .. line ..
			" HTTP/1.1\r\nHost: " .. wrk.host .. "\r\n\r\n"
	end
end

function request()
	at = at % #requests + 1
	return requests[at]
end
