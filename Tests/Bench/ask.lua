-- For wrk: asks for weeks that no cache remembers, as every pair of a week and a zone comes up once in a long while.
-- wrk … -s ask.lua -- PATH RANGE… zones ZONE…   where RANGE is "&start_date=…&end_date=…" and PATH has the offering.
local path, ranges, zones, number = "", {}, {}, 0

function init(arguments)
    path = arguments[1]
    local list = ranges
    for index = 2, #arguments do
        if arguments[index] == "zones" then list = zones else list[#list + 1] = arguments[index] end
    end
end

function request()
    local range = ranges[number % #ranges + 1]
    local zone = zones[math.floor(number / #ranges) % #zones + 1]
    number = number + 1
    return wrk.format("GET", path .. range .. "&tz=" .. zone)
end
