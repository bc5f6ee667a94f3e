"""A class from its first question to its last participant, and a room by the hour, at the desk in a real browser."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from harness.browser import LOOKS, WAYS
from harness.client import PASSWORD, World
from harness.visit import Visitor


class School:
    """Two teachers, two rooms, a course with sessions and a lesson; somebody has booked each."""

    def __init__(self, node):
        self.node = node
        self.world = world = World(node.url, name="Dive School")
        self.username = world.owner("GET", "/auth/me").expect(200).json["username"]
        self.ana, self.ben = world.resource(), world.resource("Ben")
        self.rooms = [world.resource(name, "room") for name in ("Blue room", "Green room")]
        self.lesson = world.offering([[self.ana, self.ben]])
        pool = world.resource("Pool", "equipment", capacity=100)
        self.swim = world.offering([[pool]], "Open swim")
        lengths = {"min_duration_minutes": 60, "max_duration_minutes": 240, "duration_step_minutes": 30}
        self.room = world.offering([self.rooms], "Meeting room", kind="room", **lengths)
        questions = [
            {"label": "How well do you swim?", "kind": "choice", "choices": ["Not yet", "A little"]},
            {"label": "I agree to the rules", "kind": "consent"},
        ]
        more = {"max_party": 4, "asks_names": True, "questions": questions, "booking_deadline_hours": 0}
        self.course = world.offering([[self.ana, self.ben]], "Crawl class", kind="course", **more)
        self.sessions = self.open(2, 9)
        guests = {"party": 2, "participants": ["Jo", "Mo"], "answers": {"q1": "A little", "q2": "true"}}
        first = self.sessions[0]
        self.seat = world.book(self.course, first["start"], session_id=first["id"], **guests).expect(201).json
        series = {
            "business_id": world.id,
            "offering_id": self.lesson,
            "start": world.starts(self.lesson)[0],
            "client_name": "Sue Series",
            "client_email": "sue@example.org",
            "count": 3,
        }
        self.series = world.owner("POST", "/bookings/series", series).expect(201).json["bookings"]

    @property
    def desk(self):
        return f"/desk/{self.world.slug}"

    @staticmethod
    def day(ahead):
        return datetime.date.today() + datetime.timedelta(days=ahead)

    def open(self, first, last, time="16:00"):
        body = {
            "offering_id": self.course,
            "start_date": str(self.day(first)),
            "until": str(self.day(last)),
            "start_time": time,
            "max_capacity": 6,
            "has_waiting_list": True,
        }
        return self.world.owner("POST", f"/businesses/{self.world.id}/sessions", body).expect(200).json["sessions"]

    def pages(self):
        first = self.sessions[0]
        desk, booking = self.desk, f"{self.desk}/bookings/{self.series[1]['id']}"
        yield f"{desk}/sessions?date={first['date']}"
        yield f"{desk}/sessions?date={self.day(200)}"
        yield f"{desk}/sessions/{first['id']}"
        yield f"{desk}/sessions/{first['id']}/remove"
        yield from (f"{desk}/sessions/new?way={way}" for way in ("one", "weekly", "hours"))
        yield f"{desk}/bookings/{self.seat['id']}"
        yield f"{desk}/bookings/{self.seat['id']}/move"
        yield from (booking, f"{booking}/move", f"{booking}/cancel-series")
        yield f"{desk}/check-in/{self.seat['reference']}"
        yield from (f"{desk}/bookings/new?offering_id={one}&q=sue" for one in (self.lesson, self.room, self.course))
        yield from (f"{desk}/offerings/new?kind={kind}" for kind in ("appointment", "room", "course"))
        yield from (f"{desk}/offerings/{self.course}", f"{desk}/offerings/{self.course}/questions")
        yield f"{desk}/resources/{self.rooms[0]}"


@pytest.fixture(scope="module")
def school(engine, daybook):
    return School(daybook(engine))


def signed_in(page, school):
    visitor = Visitor(page, school.node.url)
    visitor.log_in(school.username, PASSWORD)
    return visitor


@pytest.mark.looks
def test_axe_finds_nothing_on_the_pages_of_classes(school, browser, figure):
    findings, pages = [], list(school.pages())
    for look in LOOKS:
        with browser.window(reduced_motion="reduce", **look) as page:
            visitor = signed_in(page, school)
            for path in pages:
                assert visitor.open(path).status == 200, path
                findings += browser.findings(page)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{path} is {wide} px wider than the window"
    assert not findings, "\n".join(findings)
    figure(f"browser: axe on {len(pages)} pages of classes, light and dark, desktop and phone: findings 0")


@pytest.mark.parametrize("way", WAYS)
def test_sessions_are_seen_before_they_are_made(school, browser, way):
    hour = f"{list(WAYS).index(way):02}:15"
    with browser.window(**WAYS[way]) as page:
        visitor = signed_in(page, school)
        visitor.open(f"{school.desk}/sessions/new?way=weekly&offering_id={school.course}")
        visitor.fill("start_date", str(school.day(30)))
        visitor.fill("until", str(school.day(43)))
        visitor.fill("start_time", hour)
        page.locator("button[value=preview]").click()
        expect(page.locator("#preview li.num")).to_have_count(2)
        page.locator("button[value=make]").click()
        page.wait_for_url(re.compile("/sessions.date="))
        times = page.locator(".session time").all_inner_texts()
        assert any(time.startswith(hour) for time in times), times


@pytest.mark.parametrize("way", WAYS)
def test_a_booking_of_a_course_is_entered_moved_and_noted(school, browser, way):
    index = list(WAYS).index(way)
    times = school.open(50 + index, 57 + index, f"{10 + index}:00")
    email = f"class-{index}@example.com"
    with browser.window(**WAYS[way]) as page:
        visitor = signed_in(page, school)
        visitor.open(f"{school.desk}/bookings/new?offering_id={school.course}")
        page.locator("[name=session_id]").select_option(times[0]["id"])
        visitor.fill("party", "2")
        visitor.fill("participants", f"Kim\nLee <lee-{index}@example.com>")
        page.locator("[name=answer_q1]").select_option("Not yet")
        visitor.fill("client_name", "Kim Park")
        visitor.fill("client_email", email)
        visitor.send()
        page.wait_for_url(re.compile("/bookings/bkg_"))
        expect(page.locator("main")).to_contain_text("Lee")
        # Only who has an address can be sent a link.
        expect(page.locator("section[aria-labelledby=b-links] .actions")).to_contain_text("Lee")
        expect(page.locator("main")).to_contain_text("Not yet")
        visitor.press("a[href$='/move']")
        page.locator("[name=session_id]").select_option(times[1]["id"])
        visitor.send()
        page.wait_for_url(re.compile("/bookings/bkg_[0-9a-z]+$"))
        assert page.locator(f"a[href$='/sessions/{times[1]['id']}']").count() == 1
        page.locator("#notes summary").click()
        visitor.fill("internal_notes", "Bring fins")
        page.locator("#notes button[type=submit]").click()
        page.wait_for_load_state()
        expect(page.locator("#notes dl")).to_contain_text("Bring fins")
        visitor.open(f"{school.desk}/sessions/{times[1]['id']}")
        expect(page.locator("table")).to_contain_text("Kim, Lee")


@pytest.mark.parametrize("way", WAYS)
def test_somebody_is_checked_in_by_the_code(school, browser, way):
    index = list(WAYS).index(way)
    start = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0) - datetime.timedelta(minutes=index)
    wish = {
        "business_id": school.world.id,
        "offering_id": school.swim,
        "start": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "client_name": "Tom Today",
        "client_email": f"tom-{index}@example.com",
    }
    booked = school.world.owner("POST", "/bookings", wish).expect(201).json
    with browser.window(**WAYS[way]) as page:
        visitor = signed_in(page, school)
        visitor.open(f"{school.desk}/check-in/{booked['reference']}")
        visitor.send()
        expect(page.locator(".status-checked_in")).to_have_count(1)
        assert page.locator("main form[method=post]").count() == 0


def test_a_removed_session_moves_everybody(school, browser):
    one, other = school.open(80, 87, "09:00")
    guests = {"party": 1, "participants": ["Ann"], "answers": {"q1": "A little"}}
    school.world.book(school.course, one["start"], session_id=one["id"], **guests).expect(201)
    with browser.window() as page:
        visitor = signed_in(page, school)
        visitor.open(f"{school.desk}/sessions/{one['id']}")
        visitor.press("a[href$='/remove']")
        page.locator("dialog [name=to]").select_option(other["id"])
        page.locator("dialog button.danger").click()
        page.wait_for_url(re.compile("/sessions.date="))
    assert school.world.owner("GET", f"/sessions/{other['id']}").expect(200).json["booked_count"] == 1
    assert school.world.owner("GET", f"/sessions/{one['id']}").expect(200).json["cancelled_at"]
