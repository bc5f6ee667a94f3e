"""S4 and S5: what becomes of free times and bookings when the tables grow, and what one wide uncached look costs."""

import contextlib
import http.client
import re
import signal
import sqlite3
import statistics
import subprocess
import time
import urllib.parse
import zoneinfo

import world as worlds
from measure import Load, rates, ratio, wrk

SIZES = [500, 50_000, 500_000]


def zones():
    return sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right")))


class Town:
    """A school with ten teachers and `size` lessons behind and before them, and slots elsewhere in the same tables."""

    def __init__(self, bench, engine, size):
        self.size = size
        self.server = bench.server(engine)
        world, offering, place = worlds.lesson_world(self.server, people=10)
        worlds.write_history(self.server.database, place, size)
        self.path = f"/api/v1/public/{world.slug}/availability?offering_id={offering}"
        # As many bookings in each of these weeks whatever the size: 500 of ten teachers reach twelve days ahead.
        self.weeks = worlds.dates(1, 4)
        self.slots = worlds.Slots(self.server)
        self.seconds = bench.seconds

    def look(self):
        return wrk(self.server.url, 1, self.seconds, "ask.lua", [self.path, *self.weeks, "zones", *zones()])

    def book(self):
        load = wrk(self.server.url, 1, self.seconds, "book.lua", self.slots.arguments(self.seconds))
        assert load.refused == 0, f"{load.refused} of {load.requests} bookings were refused"
        return load


@contextlib.contextmanager
def asleep(servers):
    """They stand still for a while: what they do by themselves must not slow the one that is measured."""
    for server in servers:
        server.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for server in servers:
            server.process.send_signal(signal.SIGCONT)


def growth(bench, engine):
    towns = [Town(bench, engine, size) for size in SIZES]

    def alone(town, work):
        def run():
            with asleep([other.server for other in towns if other is not town]):
                return work()

        return run

    for work, name, goal in [(Town.look, "free times of a week, never asked before", 1.1), (Town.book, "bookings of distinct slots", 1.2)]:
        loads = bench.turns.take({f"{town.size:,}": alone(town, lambda town=town, work=work: work(town)) for town in towns})
        small = rates(loads[f"{SIZES[0]:,}"])
        for size in SIZES[1:]:
            grown = rates(loads[f"{size:,}"])
            slower = ratio(small, grown)
            bench.report.add(
                f"S4 {engine}, {name}, {size:,} bookings", f"{grown}/s", f"{SIZES[0]:,} bookings {small}/s", slower, f"≤ {goal}", slower.median <= goal
            )


# S5


def wide_look(bench, engine):
    """31 days of 50 people with 100,000 bookings, beside reading the same claims by hand."""
    server = bench.server(engine)
    world, offering, place = worlds.lesson_world(server, people=50)
    worlds.write_history(server.database, place, 100_000)
    month = worlds.dates(1, 1)[0]
    start = urllib.parse.parse_qs(month[1:])["start_date"][0]
    first = worlds.midnight(1)
    end = time.strftime("%Y-%m-%d", time.gmtime(first / 1000 + 30 * 86_400))
    path = f"/api/v1/public/{world.slug}/availability?offering_id={offering}&start_date={start}&end_date={end}"
    connection = http.client.HTTPConnection("127.0.0.1", urllib.parse.urlsplit(server.url).port)
    names = iter(zones() * 20)

    def ask():
        connection.request("GET", f"{path}&tz={next(names)}")
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200 and len(body) > 5_000, (answer.status, len(body))

    read = reader(server.database, place, first, first + 31 * worlds.DAY_MS)
    cells = {"Daybook": lambda: often(ask), "SQL": lambda: Load(rate=1000 / read())}
    loads = bench.turns.take(cells)
    ours, theirs = rates(loads["Daybook"]), rates(loads["SQL"])
    slower = ratio(theirs, ours)
    bench.report.add(
        f"S5 {engine}, 31 days of 50 people, 100,000 bookings, uncached", f"{1000 / ours.median:.2f} ms", f"SQL {1000 / theirs.median:.2f} ms", slower,
        "≤ 3", slower.median <= 3,
    )


def often(ask, times=60):
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - began)
    return Load(rate=1 / statistics.median(taken))


def reader(database, place, first, end):
    """A function that reads the claims of all people between two instants and answers with the median time, in milliseconds."""
    people = ", ".join(map(str, place.resources))
    statement = (
        f"SELECT resource_id, booking_id, session_id, from_at, to_at, units FROM claims WHERE business_id = {place.business}"
        f" AND resource_id IN ({people}) AND released_at IS NULL AND from_at > {first - 172_800_000} AND from_at < {end} AND to_at > {first}"
        " ORDER BY resource_id, from_at"
    )
    if database.engine == "sqlite":
        file = sqlite3.connect(f"file:{database.path}?mode=ro", uri=True)
        return lambda: 1000 / often(lambda: len(file.execute(statement).fetchall())).rate

    def read():
        script = "\\timing on\n\\o /dev/null\n" + f"{statement};\n" * 60
        done = subprocess.run(["psql", "-X", "-q", "-d", database.url], input=script, capture_output=True, text=True, timeout=60, check=True)
        return statistics.median(float(found) for found in re.findall(r"Time: ([\d.]+) ms", done.stdout))

    return read
