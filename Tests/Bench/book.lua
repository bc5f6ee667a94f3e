-- For wrk: books a slot of its own with every request. wrk … -s book.lua -- FIRST START OFFERING@SLUG…
-- FIRST is the number of the first slot, START the midnight before slot 0 in seconds. Each offering has a slot every quarter of an
-- hour, without the day's last: the world closes a minute before midnight.
local QUARTERS = 95
local number, start, offerings = 0, 0, {}

function init(arguments)
    number, start = tonumber(arguments[1]), tonumber(arguments[2])
    for index = 3, #arguments do
        local offering, slug = arguments[index]:match("(.+)@(.+)")
        offerings[#offerings + 1] = { offering = offering, slug = slug }
    end
end

function request()
    local place = offerings[number % #offerings + 1]
    local quarter = math.floor(number / #offerings)
    local instant = start + math.floor(quarter / QUARTERS) * 86400 + quarter % QUARTERS * 900
    local body = string.format(
        '{"offering_id":"%s","start":"%s","client_name":"John Doe","client_email":"client-%d@example.org"}',
        place.offering, os.date("!%Y-%m-%dT%H:%M:%SZ", instant), number)
    number = number + 1
    return wrk.format("POST", "/api/v1/public/" .. place.slug .. "/book", { ["content-type"] = "application/json" }, body)
end
