"""Open pages hear of what happens, on every node, without a reload (C9)."""

import datetime
import re
import statistics
import time

import pytest
from playwright.sync_api import expect

from harness.browser import DESKTOP, PHONE
from harness.client import PASSWORD, Client, World
from harness.live import Listener
from harness.visit import Visitor

STREAMS = 500


class Place:
    def __init__(self, node):
        self.node = node
        self.world = World(node.url)
        self.offering = self.world.offering([[self.world.resource()]])
        self.asked = self.world.offering([[self.world.resource("Ben")]], "Long swim", requires_approval=True)
        self.username = self.world.owner("GET", "/auth/me").expect(200).json["username"]

    def day(self, ahead=3):
        return datetime.date.today() + datetime.timedelta(days=ahead)

    def times(self, ahead=3):
        return f"/book/{self.world.slug}/{self.offering}?date={self.day(ahead)}&tz=Europe/Madrid"

    def desk(self, path=""):
        return f"/desk/{self.world.slug}{path}"


@pytest.fixture(scope="module")
def place(engine, daybook):
    return Place(daybook(engine))


def memory(node):
    """Resident kilobytes of a node."""
    with open(f"/proc/{node.process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))


def listening(page):
    """Waits until the page listens."""
    page.wait_for_function("performance.getEntriesByType('resource').some(one => one.name.includes('live.js'))")
    page.wait_for_timeout(300)


def test_a_booking_on_one_node_is_heard_on_the_other(daybook, databases, figure):
    database = databases("postgres")
    address = {"BASE_URL": "http://booking.localhost"}
    here, there = daybook(database=database, **address), daybook(database=database, **address)
    world = World(here.url)
    offering = world.offering([[world.resource()]])
    listener = Listener(there.url, f"/api/v1/public/{world.slug}/live")
    delays = []
    for start in world.starts(offering)[:5]:
        time.sleep(0.6)
        heard = len(listener.events)
        world.book(offering, start).expect(201)
        done = time.monotonic()
        delays.append(listener.wait(heard + 1) - done)
        first = start[:10]
        free = Client(there.url)(
            "GET", f"/public/{world.slug}/availability?offering_id={offering}&start_date={first}&end_date={first}"
        ).expect(200)
        assert start not in free.body.decode()
    listener.close()
    assert max(delays) < 2
    figure(f"live: a booking on node A is heard on node B after {1000 * max(delays):.0f} ms at most, {len(delays)} bookings")


def test_a_page_on_another_node_shows_the_booking(daybook, databases, browser, figure):
    database = databases("postgres")
    address = {"BASE_URL": "http://booking.localhost"}
    here, there = daybook(database=database, **address), daybook(database=database, **address)
    place = Place(here)
    with browser.window() as page:
        Visitor(page, there.url).open(place.times())
        listening(page)
        taken = page.locator(".slot time").first.get_attribute("datetime")
        place.world.book(place.offering, taken).expect(201)
        begun = time.monotonic()
        expect(page.locator(f".slot time[datetime='{taken}']")).to_have_count(0)
        took = time.monotonic() - begun
    assert took < 2
    figure(f"live: a booking on node A is gone from an open page of node B after {1000 * took:.0f} ms")


def test_a_client_sees_the_answer_without_a_reload(daybook, databases, browser, figure):
    database = databases("postgres")
    address = {"BASE_URL": "http://booking.localhost"}
    here, there = daybook(database=database, **address), daybook(database=database, **address)
    place = Place(here)
    start = place.world.starts(place.asked)[10]
    booked = place.world.book(place.asked, start).expect(201).json
    path = booked["manage_url"].removeprefix("http://booking.localhost")
    with browser.window() as page, browser.window(java_script_enabled=False) as plain:
        Visitor(page, there.url).open(path)
        Visitor(plain, there.url).open(path)
        listening(page)
        page.evaluate("window.isSame = true")
        reads = "performance.getEntriesByType('resource').filter(one => one.name.endsWith(location.pathname)).length"
        # Somebody else's booking is no news.
        page.wait_for_timeout(1000)
        before = page.evaluate(reads)
        place.world.book(place.asked, place.world.starts(place.asked)[20]).expect(201)
        page.wait_for_timeout(1200)
        assert page.evaluate(reads) == before
        place.world.owner("POST", f"/booking/requests/{booked['id']}/approve", {}).expect(200)
        begun = time.monotonic()
        expect(page.locator(".status-confirmed").first).to_be_visible(timeout=4000)
        took = time.monotonic() - begun
        expect(page.locator("[role=status]", has_text="This booking has changed")).to_have_count(1)
        assert page.evaluate("window.isSame") and not browser.findings(page)
        # Without a script the same link says the same.
        plain.reload()
        expect(plain.locator(".status-confirmed").first).to_be_visible()
    figure(f"live: an answer on node A is on the client's open page of node B after {1000 * took:.0f} ms")


def test_a_stream_of_a_booking_needs_its_link(place):
    booked = place.world.book(place.offering, place.world.starts(place.offering, ahead=8)[3]).expect(201).json
    path = booked["manage_url"].removeprefix(place.node.url)
    for wrong in (path[:-4] + "0000", path.replace("/b/", "/b/X")):
        assert Client(place.node.url).raw("GET", f"{wrong}/live").status == 404


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_taken_time_vanishes_without_a_reload(place, browser, size):
    with browser.window(size=size) as page, browser.window() as other:
        ahead = 3 if size == DESKTOP else 4
        visitor = Visitor(page, place.node.url)
        visitor.open(place.times(ahead))
        listening(page)
        page.evaluate("window.isSame = true")
        slots = page.locator(".slot")
        count, taken = slots.count(), slots.nth(5).locator("time").get_attribute("datetime")
        following = slots.nth(6).locator("time").get_attribute("datetime")
        slots.nth(5).focus()
        # The other's form holds the time as soon as it is open.
        rival = Visitor(other, place.node.url)
        rival.open(place.times(ahead))
        rival.choose_time(taken)
        expect(page.locator(f".slot time[datetime='{taken}']")).to_have_count(0)
        assert slots.count() == count - 1
        focused = "document.activeElement.querySelector('time')?.dateTime"
        assert page.evaluate(focused) == following
        expect(page.locator("[role=status]", has_text="has just been taken")).to_have_count(1)
        kept = slots.nth(9).locator("time").get_attribute("datetime")
        slots.nth(9).focus()
        scroll = page.evaluate("scrollY")
        rival.tell()
        rival.send()
        rival.reference()
        page.wait_for_timeout(800)
        assert page.evaluate(focused) == kept and page.evaluate("scrollY") == scroll
        assert page.evaluate("window.isSame")
        assert not browser.findings(page)


def test_the_desk_shows_what_comes_and_disturbs_nobody(place, browser):
    with browser.window() as page:
        visitor = Visitor(page, place.node.url)
        visitor.log_in(place.username, PASSWORD)

        def midday():
            """A free time in the middle of a day, so that the next one is of the same day, whatever the clock says now."""
            return next(one for one in place.world.starts(place.asked, ahead=1, days=3) if "T08" <= one[10:13] <= "T15")

        for path in ("", "/bookings", f"/day?date={midday()[:10]}"):
            visitor.open(place.desk(path))
            listening(page)
            page.evaluate("window.isSame = true")
            name = f"Client {len(path)}"
            booked = place.world.book(place.asked, midday(), client_name=name).expect(201).json
            expect(page.get_by_text(name).first).to_be_visible(timeout=3000)
            expect(page.locator(".side .badge")).to_have_text(re.compile(r"^\d+ waiting"))
            assert page.evaluate("window.isSame"), path
            assert not browser.findings(page)
            # Approving moves no public time, and the desk hears of it all the same.
            place.world.owner("POST", f"/booking/requests/{booked['id']}/approve").expect(200)
            if path == "/bookings":
                expect(page.locator(".status-confirmed").first).to_be_visible(timeout=3000)
            expect(page.locator(".side .badge")).to_have_count(0, timeout=3000)


def test_an_open_dialog_and_a_half_typed_filter_stay(place, browser):
    with browser.window() as page:
        visitor = Visitor(page, place.node.url)
        visitor.log_in(place.username, PASSWORD)
        first, second, third = place.world.starts(place.asked, ahead=4)[:6:2]
        place.world.book(place.asked, first, client_name="First").expect(201)
        visitor.open(place.desk())
        listening(page)
        page.locator("a[data-confirm]").first.click()
        page.locator("dialog textarea").fill("Ana is ill.")
        place.world.book(place.asked, second, client_name="Second").expect(201)
        page.wait_for_timeout(1200)
        assert page.locator("dialog textarea").input_value() == "Ana is ill."
        assert page.get_by_text("Second").count() == 0
        page.keyboard.press("Escape")
        expect(page.get_by_text("Second").first).to_be_visible(timeout=4000)
        visitor.open(place.desk("/bookings"))
        listening(page)
        page.locator("main [name=q]").fill("Thi")
        place.world.book(place.asked, third, client_name="Third").expect(201)
        expect(page.get_by_text("Third").first).to_be_visible(timeout=4000)
        assert page.locator("main [name=q]").input_value() == "Thi"
        assert page.evaluate("document.activeElement.name") == "q"


def test_a_hidden_page_does_not_listen(place, browser):
    with browser.window() as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        Visitor(page, place.node.url).open(place.times(5))
        listening(page)
        hide = "value => { Object.defineProperty(document, 'hidden', { value, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }"
        page.evaluate(hide, True)
        taken = page.locator(".slot time").first.get_attribute("datetime")
        place.world.book(place.offering, taken).expect(201)
        page.wait_for_timeout(900)
        assert not [url for url in asked if "fragment=times" in url]
        page.evaluate(hide, False)
        expect(page.locator(f".slot time[datetime='{taken}']")).to_have_count(0)


@pytest.mark.looks
def test_a_page_that_listens_is_light(place, browser, figure):
    with browser.window() as page:
        sizes = []
        page.on("requestfinished", lambda one: sizes.append(sum(one.sizes()[part] for part in ("responseBodySize", "responseHeadersSize"))))
        Visitor(page, place.node.url).open(place.times(6))
        listening(page)
        total = sum(sizes)
    assert total < 30_000
    figure(f"live: the page of free times, all in all: {total:,} bytes over the wire")


def test_the_search_finds_and_the_slash_leads_there(place, browser):
    start = place.world.starts(place.offering, ahead=6)[0]
    booked = place.world.book(place.offering, start, client_name="Zoltán Kiss").expect(201).json
    for look in ({"size": DESKTOP, "color_scheme": "light"}, {"size": PHONE, "color_scheme": "dark"}):
        with browser.window(**look) as page:
            visitor = Visitor(page, place.node.url)
            visitor.log_in(place.username, PASSWORD)
            visitor.open(place.desk("/search"))
            page.locator("main h1").click()
            page.keyboard.press("/")
            page.keyboard.type("zoltán")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile("q=zolt"))
            expect(page.get_by_text("Zoltán Kiss").first).to_be_visible()
            assert page.locator(f"main a[href$='{booked['id']}']").count() == 1
            assert not browser.findings(page)
            visitor.open(place.desk("/search?q=%C3%A9%25_%27"))
            expect(page.locator(".empty")).to_be_visible()
            assert not browser.findings(page)


def test_a_session_that_ends_closes_its_stream(place, browser, figure):
    with browser.window() as page:
        visitor = Visitor(page, place.node.url)
        visitor.log_in(place.username, PASSWORD)
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
        listener = Listener(place.node.url, place.desk("/live"), cookie=cookies)
        listener.wait()
        visitor.press("form[action='/logout'] button")
        page.wait_for_url(re.compile("/login"))
        begun = time.monotonic()
        took = listener.wait_end(8) - begun
    assert took < 6
    figure(f"live: a stream is closed {took:.1f} s after its session ended")
    assert Listener(place.node.url, place.desk("/live"), cookie=cookies).answer.status == 401


def test_bad_ids_are_no_harm(place):
    path = f"/api/v1/public/{place.world.slug}/live"
    for bad in ("x", "-", "é".encode().decode("latin-1"), "9" * 4000, "a-18446744073709551616"):
        listener = Listener(place.node.url, path, **{"last-event-id": bad})
        assert listener.answer.status == 200
        listener.wait()
        listener.close()
    assert Listener(place.node.url, path + "?since=" + "9" * 41).answer.status == 422
    assert Listener(place.node.url, "/api/v1/public/nobody/live").answer.status == 404


def test_too_many_streams_are_refused_and_closed_ones_give_room(daybook, engine):
    node = daybook(engine, RATE_LIMITS="on", LIVE_STREAMS=30)
    world = World(node.url)
    path = f"/api/v1/public/{world.slug}/live"
    open_ones = [Listener(node.url, path) for _ in range(20)]
    refused = Listener(node.url, path).answer
    assert refused.status == 429 and int(refused.headers["retry-after"]) > 0
    for one in open_ones:
        one.close()
    deadline = time.monotonic() + 5
    while (answer := Listener(node.url, path)).answer.status != 200:
        assert time.monotonic() < deadline, "closed streams are still counted"
        time.sleep(0.1)
    answer.close()


def test_500_open_streams_slow_no_booking(daybook, engine, figure):
    node = daybook(engine)
    world = World(node.url)
    offering = world.offering([[world.resource(capacity=1)]])
    starts = iter(world.starts(offering, days=14))

    def book(count=40):
        took = []
        for _ in range(count):
            begun = time.monotonic()
            world.book(offering, next(starts)).expect(201)
            took.append(1000 * (time.monotonic() - begun))
        return statistics.median(took)

    book(10)
    alone, before = book(), memory(node)
    listeners = [Listener(node.url, f"/api/v1/public/{world.slug}/live") for _ in range(STREAMS)]
    for listener in listeners:
        listener.wait()
    grown = memory(node) - before
    crowded = book()
    world.book(offering, next(starts)).expect(201)
    for listener in listeners:
        listener.wait(2)
    begun = time.monotonic()
    node.stop()
    stopped = time.monotonic() - begun
    assert stopped < 5
    assert crowded < 2 * alone + 25, (alone, crowded)
    figure(
        f"live: {STREAMS} open streams: a booking takes {crowded:.1f} ms instead of {alone:.1f} (with {STREAMS} readers in the"
        f" same processor), memory +{grown / STREAMS:.0f} kB a stream, all ended {stopped:.1f} s after the stop"
    )
