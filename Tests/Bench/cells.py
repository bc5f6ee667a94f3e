"""Each cell of the table: what is asked of Daybook, the limit beside it, and the goal."""

import datetime
import gzip
import html.parser
import pathlib
import re
import statistics
import threading
import time
import urllib.parse
import urllib.request

import growth
import rivals
import world as worlds
from harness import server as servers
from harness.client import Client
from harness.crowd import at_once
from harness.database import Postgres, SQLite
from measure import Figures, p99, rates, ratio, wrk


class Bench:
    """What the cells share: a folder, the binary, how long and how often, and the report."""

    def __init__(self, folder, binary, seconds, turns, report, postgres_url):
        self.folder = pathlib.Path(folder)
        self.binary = binary
        self.seconds = seconds
        self.turns = turns
        self.report = report
        self.postgres_url = postgres_url
        self.running = []
        self.made = 0

    def server(self, engine):
        """A node on a new database of `engine`."""
        self.made += 1
        folder = self.folder / f"node-{self.made}"
        folder.mkdir()
        database = SQLite(folder) if engine == "sqlite" else Postgres(self.postgres_url)
        server = servers.Server(folder, DATABASE_URL=database.url, LOG_LEVEL="warning")
        server.database = database
        self.keep(server.stop, database.remove)
        return server.start()

    def keep(self, *endings):
        self.running += endings

    def end(self):
        """Stops what the cell has started, the last first."""
        while self.running:
            self.running.pop()()

    def hello(self, size):
        child = rivals.hello(self.binary, size)
        self.keep(child.stop)
        return child

    def load(self, url, connections):
        return lambda: wrk(url, connections, self.seconds)


def connection_words(count):
    return "1 connection" if count == 1 else f"{count} connections"


# S1: free times


def availability(bench, engine):
    server = bench.server(engine)
    world, offering, place = worlds.lesson_world(server)
    worlds.write_history(server.database, place, 500)
    path = f"/api/v1/public/{world.slug}/availability?offering_id={offering}"
    weeks = worlds.dates(2, 100)
    url = f"{server.url}{path}{weeks[0]}"
    body = urllib.request.urlopen(url).read()
    hello, nginx = bench.hello(len(body)), rivals.nginx(bench.folder / f"web-{engine}", body)
    bench.keep(nginx.stop)
    other = Writer(world)
    uncached = [f"{path}", *weeks, "zones", *growth.zones()]
    for connections in (1, 16):
        cells = {
            "kept": bench.load(url, connections),
            "hello": lambda c=connections: worlds.paused(server, bench.load(hello.url, c)),
            "nginx": lambda c=connections: worlds.paused(server, bench.load(nginx.url, c)),
            "changing": lambda c=connections: other.during(bench.load(url, c)),
            "uncached": lambda c=connections: wrk(server.url, c, bench.seconds, "ask.lua", uncached),
        }
        show_availability(bench, engine, len(body), connections, bench.turns.take(cells))
    assert other.refused == 0, f"{other.refused} bookings of the writer were refused"


def show_availability(bench, engine, size, connections, loads):
    assert all(load.refused == 0 for each in loads.values() for load in each), "an answer was not 200"
    add, hello = bench.report.add, rates(loads["hello"])
    work = f"S1 {engine}, a week of {size} bytes, {connection_words(connections)}"
    for name, words in [("kept", ""), ("changing", ", a booking every 50 ms")]:
        ours = rates(loads[name])
        to_hello, to_nginx = ratio(ours, hello), ratio(ours, rates(loads["nginx"]))
        add(f"{work}{words}", f"{ours}/s", f"hello {hello}/s", to_hello, "≥ 0.5", to_hello.median >= 0.5)
        add(f"{work}{words}", f"{ours}/s", f"nginx {rates(loads['nginx'])}/s", to_nginx, "≥ 0.3", to_nginx.median >= 0.3)
        ours_ms, hello_ms = p99(loads[name]), p99(loads["hello"])
        if ours_ms and hello_ms:
            slower = ratio(ours_ms, hello_ms)
            add(f"{work}{words}, p99", f"{ours_ms} ms", f"hello {hello_ms} ms", slower, "≤ 3", slower.median <= 3)
    uncached = rates(loads["uncached"])
    add(f"{work}, never asked before", f"{uncached}/s", f"hello {hello}/s", ratio(uncached, hello))


class Writer:
    """Books something else of the same business every 50 ms, so that no kept answer stays good for longer."""

    def __init__(self, world):
        self.world = world
        self.offering = world.offering([[world.resource("Writer")]], "Another lesson")
        self.next = 0
        self.refused = 0

    def during(self, work):
        over = threading.Event()
        thread = threading.Thread(target=self.write, args=(over,), daemon=True)
        thread.start()
        try:
            return work()
        finally:
            over.set()
            thread.join()

    def write(self, over):
        guest = Client(self.world.guest.url)
        while not over.wait(0.05):
            day, hour = divmod(self.next, 4)
            self.next += 1
            instant = worlds.midnight(2 + day) / 1000 + (9 + hour) * 3600
            start = datetime.datetime.fromtimestamp(instant, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            self.refused += self.world.book(self.offering, start, client=guest).status != 201


# S2: bookings


def bookings(bench, engine):
    server = bench.server(engine)
    slots = worlds.Slots(server)
    server.stop()
    if engine == "sqlite":
        commits = rivals.Commits(bench.folder, server.database, slots.place)
    else:
        pgbench = rivals.Pgbench(server.database, slots.place)
        bench.keep(pgbench.remove)
    server.start()
    goal = 1.0 if engine == "sqlite" else 0.7
    for connections in (1, 16, 64):
        if engine == "sqlite":
            limit, rival = "C loop", lambda: commits.run(bench.seconds)
        else:
            limit, rival = "pgbench", lambda c=connections: pgbench.run(c, bench.seconds)
        cells = {
            "Daybook": lambda c=connections: book(bench, server, slots, c),
            limit: lambda: worlds.paused(server, rival),
        }
        loads = bench.turns.take(cells)
        ours, theirs = rates(loads["Daybook"]), rates(loads[limit])
        share = ratio(ours, theirs)
        work = f"S2 {engine}, distinct slots, {connection_words(connections)}"
        bench.report.add(work, f"{ours}/s", f"{limit} {theirs}/s", share, f"≥ {goal}", share.median >= goal)
        if late := p99(loads["Daybook"]):
            bench.report.add(f"{work}, p99", f"{late} ms")
    status, printed = servers.run("verify", DATABASE_URL=server.database.url)
    assert status == 0, printed
    waiting = server.database.rows("SELECT COUNT(*) FROM jobs WHERE kind LIKE 'Messages.%'")[0][0]
    bench.report.add(f"S2 {engine}, mails still to write or send at the end", f"{waiting:,}")


def book(bench, server, slots, connections):
    """Bookings a second as the database counts them."""
    arguments = slots.arguments(bench.seconds)
    before = count_bookings(server.database)
    load = wrk(server.url, connections, bench.seconds, "book.lua", arguments)
    time.sleep(0.2)
    booked = count_bookings(server.database) - before
    assert load.refused == 0, f"{load.refused} of {load.requests} bookings were refused"
    # wrk leaves with requests on their way: those may have been booked as well.
    assert load.requests <= booked <= load.requests + connections, (load.requests, booked)
    return load


def count_bookings(database):
    return database.rows("SELECT COUNT(*) FROM bookings")[0][0]


# S3: one place, many clients


def one_place(bench, engine):
    server = bench.server(engine)
    world = worlds.World(server.url, zone="UTC")
    offering = world.offering([[world.resource()]])
    starts = world.starts(offering, days=6)[:100]
    clients = [Client(server.url) for _ in range(50)]
    times, told = [], {}
    for start in starts:

        def ask(client, start=start):
            began = time.perf_counter()
            answer = world.book(offering, start, client=client)
            times.append(time.perf_counter() - began)
            return answer

        answers = at_once([lambda client=client: ask(client) for client in clients])
        for answer in answers:
            name = "201" if getattr(answer, "status", 0) == 201 else f"{getattr(answer, 'status', 'broken')} {getattr(answer, 'code', '')}"
            told[name] = told.get(name, 0) + 1
    each = server.database.rows("SELECT COUNT(*) FROM bookings GROUP BY start_at")
    sold = [count for (count,) in each]
    slowest = statistics.quantiles(times, n=100)[98]
    work = f"S3 {engine}, {len(clients)} clients on one place, {len(starts)} trials"
    exact = sold == [1] * len(starts)
    bench.report.add(f"{work}, sold in the database", f"{sum(sold)} of {len(starts)}", "", "", "1 each", exact)
    definite = set(told) == {"201", "409 slot_taken"}
    bench.report.add(f"{work}, answers", ", ".join(f"{n} × {name}" for name, n in sorted(told.items())), "", "", "none 5xx", definite)
    bench.report.add(f"{work}, p99", f"{slowest * 1000:.0f} ms", "", "", "< 1,000 ms", slowest < 1)


# S3: a session that everybody wants


def hot_session(bench, engine):
    """20,000 requests of 64 clients for 500 seats of one session."""
    requests, seats, crowd = 20_000, 500, 64
    server = bench.server(engine)
    world = worlds.World(server.url, zone="UTC")
    course = world.offering([], "Concert", kind="course", booking_deadline_hours=0)
    day = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()
    body = {"offering_id": course, "start_date": day, "start_time": "20:00", "max_capacity": seats}
    session = world.owner("POST", f"/businesses/{world.id}/sessions", body).expect(200).json["sessions"][0]
    times, told, lock = [], {}, threading.Lock()

    def ask(client):
        mine, heard = [], {}
        for _ in range(requests // crowd + (requests % crowd > 0)):
            began = time.perf_counter()
            answer = world.book(course, session["start"], client=client, session_id=session["id"])
            mine.append(time.perf_counter() - began)
            name = "201" if answer.status == 201 else f"{answer.status} {answer.code}"
            heard[name] = heard.get(name, 0) + 1
        with lock:
            times.extend(mine)
            for name, count in heard.items():
                told[name] = told.get(name, 0) + count

    began = time.perf_counter()
    broken = [end for end in at_once([lambda c=Client(server.url): ask(c) for _ in range(crowd)]) if end]
    took = time.perf_counter() - began
    assert not broken, broken[0]
    sold = server.database.rows(f"SELECT COUNT(*) FROM bookings WHERE status = 'confirmed' AND session_id = {worlds.number(session['id'])}")[0][0]
    counted = server.database.rows("SELECT claimed FROM resources WHERE kind = 'seats'")[0][0]
    work = f"S3 {engine}, {len(times):,} requests of {crowd} clients for {seats} seats"
    bench.report.add(f"{work}, sold in the database", f"{sold}, counter {counted}", "", "", f"{seats}", sold == counted == seats)
    definite = set(told) == {"201", "409 slot_taken"}
    bench.report.add(f"{work}, answers", ", ".join(f"{n} × {name}" for name, n in sorted(told.items())), "", "", "none 5xx", definite)
    slowest = statistics.quantiles(times, n=100)[98]
    bench.report.add(f"{work}, p99", f"{slowest * 1000:.0f} ms, {len(times) / took:,.0f}/s", "", "", "< 1,000 ms", slowest < 1)


# S6: start and memory


def start_and_memory(bench, engine):
    server = bench.server(engine)
    world, offering, place = worlds.lesson_world(server, people=100)
    worlds.write_history(server.database, place, 50_000)
    week = worlds.dates(2, 1)[0]
    path = f"/api/v1/public/{world.slug}/availability?offering_id={offering}{week}"
    times = []
    for _ in range(5):
        server.stop()
        began = time.perf_counter()
        server.spawn()
        while not answers(server.url + path):
            assert time.perf_counter() - began < 10, server.printed()
            time.sleep(0.001)
        times.append((time.perf_counter() - began) * 1000)
    figures = Figures(times)
    bench.report.add(f"S6 {engine}, start to the first free times, 50,000 bookings", f"{figures} ms", "", "", "< 150 ms", figures.median < 150)
    slots = worlds.Slots(server)
    wrk(server.url + path, 16, bench.seconds)
    wrk(server.url, 16, bench.seconds, "book.lua", slots.arguments(bench.seconds))
    wrk(f"{server.url}/book/{world.slug}", 16, bench.seconds)
    memory = int(re.search(r"Pss:\s+(\d+)", pathlib.Path(f"/proc/{server.process.pid}/smaps_rollup").read_text())[1]) / 1024
    bench.report.add(f"S6 {engine}, PSS after reads, bookings and pages", f"{memory:.0f} MB", "", "", "< 100 MB", memory < 100)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


# S7: the public page


class Parts(html.parser.HTMLParser):
    """What a page makes a browser fetch."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "link" and attrs.get("rel") in ("stylesheet", "icon") or tag in ("script", "img"):
            self.found.append(attrs.get("href") or attrs.get("src"))


def fetched(url):
    """(text, bytes of the body over the wire), as a browser asks."""
    request = urllib.request.Request(url, headers={"accept-encoding": "gzip", "accept-language": "en"})
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
        size = len(body) + len(str(answer.headers))
        return (gzip.decompress(body) if answer.headers.get("content-encoding") == "gzip" else body), size


def public_page(bench, engine):
    server = bench.server(engine)
    world, offering, place = worlds.lesson_world(server)
    worlds.write_history(server.database, place, 500)
    for name, path in [("business", f"/book/{world.slug}"), ("times", f"/book/{world.slug}/{offering}")]:
        show_page(bench, engine, server, name, path)


def show_page(bench, engine, server, name, path):
    page, size = fetched(server.url + path)
    parts = Parts()
    parts.feed(page.decode())
    own = [part for part in parts.found if part and not part.startswith("data:")]
    foreign = [part for part in own if urllib.parse.urlsplit(part).netloc]
    total = size + sum(fetched(server.url + part)[1] for part in own if part not in foreign)
    work = f"S7 {engine}, page of {name}"
    words = f"{total:,} bytes in {1 + len(own)} answers, {len(foreign)} of others"
    bench.report.add(f"{work}, over the wire", words, "", "", "< 30,000, none of others", total < 30_000 and not foreign)
    hello = bench.hello(len(page))
    cells = {
        "page": bench.load(server.url + path, 16),
        "hello": lambda: worlds.paused(server, bench.load(hello.url, 16)),
    }
    loads = bench.turns.take(cells)
    ours, theirs = rates(loads["page"]), rates(loads["hello"])
    share = ratio(ours, theirs)
    bench.report.add(f"{work} of {len(page):,} bytes, 16 connections", f"{ours}/s", f"hello {theirs}/s", share, "≥ 0.3", share.median >= 0.3)


CELLS = {
    "S1": availability, "S2": bookings, "S3": one_place, "S3-session": hot_session, "S4": growth.growth, "S5": growth.wide_look,
    "S6": start_and_memory, "S7": public_page,
}
