"""People book rooms by the hour, classes with names, several weeks, and move what they booked: with and without script."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from harness.client import World
from harness.mail import text
from harness.visit import Client, Visitor
from harness.walk import WAYS, Walk

QUESTIONS = [
    {"id": "level", "label": "How well do you swim?", "kind": "choice", "is_required": True, "choices": ["A little", "Well"]},
    {"id": "born", "label": "When was the youngest born?", "kind": "date"},
    {"id": "rules", "label": "I have read the rules", "kind": "consent", "is_required": True},
]


class Place:
    """Two rooms of different prices, and a course with a class on each day of the next weeks."""

    def __init__(self, node):
        self.node = node
        self.world = World(node.url, name="Wide House")
        rooms = [self.room("Small room", "20.00"), self.room("Large room", "30.00")]
        self.large = rooms[1]
        lengths = {"min_duration_minutes": 60, "max_duration_minutes": 240, "duration_step_minutes": 30}
        self.rooms = self.world.offering([rooms], "A room", kind="room", price="0.00", step_minutes=30, **lengths)
        self.course = self.world.offering(
            [[self.world.resource("Carla")]],
            "Crawl",
            kind="course",
            price="14.00",
            max_party=4,
            asks_names=True,
            questions=QUESTIONS,
            booking_deadline_hours=0,
        )
        first = datetime.date.today() + datetime.timedelta(days=1)
        classes = {
            "offering_id": self.course,
            "start_date": first.isoformat(),
            "start_time": "18:00",
            "until": (first + datetime.timedelta(days=20)).isoformat(),
            "weekdays": list(range(1, 8)),
            "max_capacity": 8,
        }
        self.world.owner("POST", f"/businesses/{self.world.id}/sessions", classes).expect(200)

    def room(self, name, rate):
        body = {"kind": "room", "name": name, "room_kind": "office", "hourly_rate": rate}
        return self.world.owner("POST", f"/businesses/{self.world.id}/resources", body).expect(201).json["id"]

    @property
    def path(self):
        return f"/book/{self.world.slug}"


@pytest.fixture(scope="module")
def place(engine, daybook, smtp):
    return Place(daybook(engine, OUTBOX="on", **smtp.settings))


@pytest.fixture(params=WAYS)
def walk(request, browser, place, engine):
    with browser.window(**WAYS[request.param], reduced_motion="reduce") as page:
        walk = Walk(browser, page, place.node.url, request.param)
        walk.number = list(WAYS).index(request.param)
        walk.email = f"{request.node.originalname[5:20]}-{walk.number}-{engine}@example.com"
        yield walk
        assert not walk.findings, "\n".join(walk.findings)


def choose(walk, **wish):
    for name, value in wish.items():
        walk.page.select_option(f"[name={name}]", value)
    walk.visitor.press("form.filters button")
    walk.page.wait_for_url(re.compile(f"{list(wish)[0]}="))


def day(number):
    return datetime.date.today() + datetime.timedelta(days=number)


def test_a_room_for_two_hours_then_another_time(place, walk, smtp):
    page, visitor = walk.page, walk.visitor
    visitor.open(place.path)
    walk.look("business")
    visitor.open(f"{place.path}/{place.rooms}?date={day(3 + walk.number)}")
    choose(walk, duration_minutes="120", resource_id=place.large)
    walk.look("times of a room")
    instant = visitor.choose_time()
    walk.look("form of a room")
    expect(page.locator("aside .price")).to_contain_text("60.00")
    visitor.tell(Client(email=walk.email))
    visitor.send()
    reference = visitor.reference()
    walk.look("room booked")
    expect(page.get_by_text("Large room")).to_be_visible()
    own = page.url

    visitor.press("a[href$='/move']")
    walk.look("times of a move")
    moved = visitor.choose_time()
    assert moved != instant
    walk.look("asked to move")
    glance = place.world.guest("GET", f"/bookings/ref/{reference}").json
    assert glance["start"] == instant, "looking has moved it"
    visitor.send()
    page.wait_for_url(own)
    glance = place.world.guest("GET", f"/bookings/ref/{reference}").json
    length = datetime.datetime.fromisoformat(glance["end"]) - datetime.datetime.fromisoformat(glance["start"])
    assert (glance["start"], length) == (moved, datetime.timedelta(hours=2))
    assert reference in text(smtp.wait(walk.email, 2)[1])


def test_a_class_for_three_with_names_and_answers(place, walk):
    page, visitor = walk.page, walk.visitor
    visitor.open(f"{place.path}/{place.course}?date={day(3 + walk.number)}")
    choose(walk, party="3")
    expect(page.locator(".slot").first).to_contain_text("Carla")
    walk.look("times of a course")
    visitor.choose_time()
    walk.look("form of a course")
    visitor.tell(Client(email=walk.email))
    page.locator("main form[method=post]").evaluate("form => form.noValidate = true")
    visitor.send()
    for name in ("participants/0", "answers/level", "answers/rules"):
        expect(page.locator(f"[name='{name}']")).to_have_attribute("aria-invalid", "true")
    walk.look("refused form of a course")
    for number, name in enumerate(("Mia", "Tom", "Zoe")):
        page.fill(f"[name='participants/{number}']", name)
    page.select_option("[name='answers/level']", "Well")
    page.fill("[name='answers/born']", "2019-05-04")
    page.check("[name='answers/rules']")
    visitor.send()
    visitor.reference()
    walk.look("class booked")
    expect(page.get_by_text("Mia, Tom, Zoe")).to_be_visible()
    expect(page.locator(".facts .price")).to_contain_text("42.00")


def test_several_weeks_of_which_one_is_taken(place, walk):
    page, visitor = walk.page, walk.visitor
    first = day(30 + walk.number)
    visitor.open(f"{place.path}/{place.rooms}?date={first}")
    instant = visitor.choose_time()
    later = datetime.datetime.fromisoformat(instant) + datetime.timedelta(days=7)
    taken = [start for start in place.world.starts(place.rooms, days=1, ahead=37 + walk.number) if start[:16] == later.isoformat()[:16]]
    small = page.locator("input[name=resource_id]").get_attribute("value")
    place.world.book(place.rooms, taken[0], resource_id=small).expect(201)
    visitor.tell(Client(email=walk.email))
    visitor.press("summary")
    page.select_option("[name=repeat_weeks]", "1")
    visitor.fill("repeat_count", "3")
    walk.look("form of a series")
    visitor.send()
    expect(page.locator("#unavailable")).to_be_visible()
    walk.look("a date that can't be had")
    visitor.press("button[name=skip_unavailable]")
    visitor.reference()
    walk.look("series booked")
    others = page.locator("section[aria-labelledby=together] a")
    assert others.count() == 1
    others.first.click()
    page.wait_for_url(re.compile("/b/"))
    assert page.locator("section[aria-labelledby=together] a").count() == 1


def test_a_wrong_wish_in_the_address_is_told(place, walk):
    for wrong in ("duration_minutes=75", "party=99", "resource_id=res_1"):
        answer = walk.visitor.open(f"{place.path}/{place.rooms}?date={day(5)}&{wrong}")
        assert answer.status == 200
        expect(walk.page.locator(".notice.warn")).to_be_visible()
        walk.look("a wrong wish")


@pytest.mark.looks
def test_public_pages_stay_light(place, browser):
    for path in (place.path, f"{place.path}/{place.rooms}", f"{place.path}/{place.course}"):
        with browser.window() as page:
            sizes = {}
            page.on("response", lambda answer: sizes.update({answer.url: answer.request.sizes()["responseBodySize"]}))
            Visitor(page, place.node.url).open(path)
            page.wait_for_timeout(500)
            # Times that are read anew because somebody has booked in this moment are not part of the page.
            own = [size for url, size in sizes.items() if "fragment=" not in url]
            assert 0 < sum(own) < 30_000, (path, sizes)
