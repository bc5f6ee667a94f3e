"""Several things in one visit, the same class every week, another time beside one's own, and undo at the desk: in a real browser."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from harness.client import PASSWORD, World
from harness.visit import Client
from harness.walk import WAYS, Walk

UNDO = "form.undo button"


class Salon:
    """Ana cuts, Ben washes; a yoga class on each of the next days."""

    def __init__(self, node):
        self.node = node
        self.world = world = World(node.url, name="Salon Sol")
        self.username = world.owner("GET", "/auth/me").expect(200).json["username"]
        self.ana, self.ben = world.resource(), world.resource("Ben")
        question = {"label": "How short?", "kind": "text", "is_required": True}
        self.cut = world.offering([[self.ana]], "Cut", minutes=40, buffer_time_minutes=10, questions=[question])
        self.wash = world.offering([[self.ben]], "Wash", minutes=25, price="12.50")
        self.lesson = world.offering([[world.resource("Carla")]], "Lesson", step_minutes=15)
        self.yoga = world.offering(
            [[world.resource("Dana")]], "Yoga", kind="course", price="14.00", booking_deadline_hours=0
        )
        classes = {
            "offering_id": self.yoga,
            "start_date": str(day(1)),
            "start_time": "18:00",
            "until": str(day(40)),
            "weekdays": list(range(1, 8)),
            "max_capacity": 9,
        }
        world.owner("POST", f"/businesses/{world.id}/sessions", classes).expect(200)

    @property
    def path(self):
        return f"/book/{self.world.slug}"

    @property
    def desk(self):
        return f"/desk/{self.world.slug}"

    def visits(self, date, *offerings):
        ids = "&".join(f"offering_id={one}" for one in offerings)
        address = f"/public/{self.world.slug}/basket/availability?{ids}&start_date={date}&end_date={date}"
        return self.world.guest("GET", address)


def day(number):
    return datetime.date.today() + datetime.timedelta(days=number)


@pytest.fixture(scope="module")
def salon(engine, daybook, smtp):
    return Salon(daybook(engine, OUTBOX="on", **smtp.settings))


@pytest.fixture(params=WAYS)
def walk(request, browser, salon, engine):
    with browser.window(**WAYS[request.param], reduced_motion="reduce") as page:
        walk = Walk(browser, page, salon.node.url, request.param)
        walk.number = list(WAYS).index(request.param)
        walk.email = f"{request.node.originalname[5:20]}-{walk.number}-{engine}@example.com"
        yield walk
        assert not walk.findings, "\n".join(walk.findings)


def choose(walk, salon):
    """From the business's page to the times of a cut and a wash; answers the address of these."""
    page, visitor = walk.page, walk.visitor
    visitor.open(salon.path)
    walk.look("business")
    visitor.press(f"a[href='{salon.path}/visit']")
    page.wait_for_url(re.compile("/visit"))
    walk.look("what is in a visit")
    page.select_option("#part-1", salon.cut)
    page.select_option("#part-2", salon.wash)
    visitor.press("main form button")
    page.wait_for_url(re.compile("/visit/times"))
    return f"{salon.path}/visit/times?offering_id={salon.cut}&offering_id={salon.wash}"


def test_a_cut_and_a_wash_in_one_visit(salon, walk):
    page, visitor = walk.page, walk.visitor
    times = choose(walk, salon)
    visitor.open(f"{times}&date={day(3 + walk.number)}")
    walk.look("times of a visit")
    instant = visitor.choose_time()
    walk.look("form of a visit")
    expect(page.locator("aside")).to_contain_text("62.50")
    visitor.tell(Client(email=walk.email))
    page.locator("main form[method=post]").evaluate("form => form.noValidate = true")
    visitor.send()
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    walk.look("refused form of a visit")
    page.fill("[name='parts/0/answers/q1']", "Very")
    visitor.send()
    reference = visitor.reference()
    walk.look("visit booked")
    assert salon.world.guest("GET", f"/bookings/ref/{reference}").json["start"] == instant
    other = page.locator("section[aria-labelledby=together] a")
    expect(other).to_contain_text("Wash")
    other.click()
    page.wait_for_url(re.compile("/b/"))
    expect(page.locator("section[aria-labelledby=together] a")).to_contain_text("Cut")


def test_a_visit_taken_meanwhile(salon, walk):
    page, visitor = walk.page, walk.visitor
    visitor.open(f"{choose(walk, salon)}&date={day(10 + walk.number)}")
    instant = visitor.choose_time()
    found = salon.visits(day(10 + walk.number), salon.cut, salon.wash).expect(200).json
    slot = next(slot for slots in found.values() for slot in slots if slot["start"] == instant)
    start = datetime.datetime.fromisoformat(slot["items"][1]["start"])
    taken = {"business_id": salon.world.id, "offering_id": salon.wash, "start": start.isoformat()}
    client = {"client_name": "Sue", "client_email": f"sue{walk.number}@example.org"}
    salon.world.owner("POST", "/bookings", taken | client).expect(201)
    visitor.tell(Client(email=walk.email))
    page.fill("[name='parts/0/answers/q1']", "Very")
    visitor.send()
    # What was typed is kept, and another time is chosen in the same form.
    expect(page.locator("#taken")).to_be_visible()
    expect(page.locator("[name=client_email]")).to_have_value(walk.email)
    expect(page.locator("[name='parts/0/answers/q1']")).to_have_value("Very")
    expect(page.locator(f"input[name=start][value='{instant}']")).to_have_count(0)
    walk.look("taken meanwhile")
    page.locator("input[name=start]").first.check()
    visitor.send()
    visitor.reference()


def test_one_thing_is_no_visit(salon, walk):
    for query in (f"offering_id={salon.cut}", f"offering_id={salon.cut}&offering_id={salon.yoga}", "offering_id=x"):
        assert walk.visitor.open(f"{salon.path}/visit/times?{query}").status == 200
        expect(walk.page.locator(".notice.warn")).to_be_visible()
    walk.look("no visit")


def test_the_same_class_every_week(salon, walk):
    page, visitor = walk.page, walk.visitor
    visitor.open(f"{salon.path}/{salon.yoga}?date={day(20 + walk.number)}")
    visitor.choose_time()
    visitor.tell(Client(email=walk.email))
    visitor.press("summary")
    page.select_option("[name=repeat_weeks]", "1")
    visitor.fill("repeat_count", "4")
    walk.look("form of a weekly class")
    visitor.send()
    expect(page.locator("#unavailable")).to_be_visible()
    walk.look("weeks without a class")
    visitor.press("button[name=skip_unavailable]")
    visitor.reference()
    walk.look("weekly class booked")
    assert page.locator("section[aria-labelledby=together] a").count() == 2


def test_a_client_moves_to_a_time_beside_their_own(salon, walk):
    page, visitor = walk.page, walk.visitor
    start = salon.world.starts(salon.lesson, days=1, ahead=5 + walk.number)[40]
    booked = salon.world.book(salon.lesson, start).expect(201).json
    visitor.open(booked["manage_url"].removeprefix(salon.node.url) + f"/move?date={start[:10]}&tz=Europe/Madrid")
    later = datetime.datetime.fromisoformat(start) + datetime.timedelta(minutes=15)
    visitor.choose_time(later.strftime("%Y-%m-%dT%H:%M:%SZ"))
    visitor.send()
    page.wait_for_url(booked["manage_url"])
    moved = salon.world.guest("GET", f"/bookings/ref/{booked['reference']}").json
    assert datetime.datetime.fromisoformat(moved["start"]) == later


def test_what_is_done_at_the_desk_is_taken_back(salon, walk):
    page, visitor = walk.page, walk.visitor
    visitor.log_in(salon.username, PASSWORD)
    start = salon.world.starts(salon.lesson, days=1, ahead=12 + walk.number)[20]
    booked = salon.world.book(salon.lesson, start).expect(201).json
    address = f"{salon.desk}/bookings/{booked['id']}"
    visitor.open(f"{address}/move?date={day(15)}&time=1{walk.number}:00")
    visitor.press(f"form[action='{address}/move'] button.primary")
    page.wait_for_url(re.compile(f"{address}$"))
    expect(page.locator(UNDO)).to_be_visible()
    walk.look("moved, with undo")
    assert salon.world.guest("GET", f"/bookings/ref/{booked['reference']}").json["start"] != start
    visitor.press(UNDO)
    expect(page.locator(UNDO)).to_have_count(0)
    assert salon.world.guest("GET", f"/bookings/ref/{booked['reference']}").json["start"] == start

    visitor.open(f"{salon.desk}/hours?resource={salon.ana}")
    rows = page.locator("a[href*='/exceptions/']")
    before = rows.count()
    visitor.fill("from_date", str(day(60)))
    visitor.press("form[action$='/exceptions'] button")
    expect(page.locator(UNDO)).to_be_visible()
    assert rows.count() == before + 1
    walk.look("time off added, with undo")
    visitor.press(UNDO)
    expect(rows).to_have_count(before)
    visitor.press(UNDO)
    expect(rows).to_have_count(before + 1)


def test_a_bad_query_is_refused(salon):
    good = f"start_date={day(3)}&end_date={day(3)}"
    path = f"/public/{salon.world.slug}/basket/availability"
    for query in (
        good,
        f"{good}&offering_id=%00",
        f"{good}&offering_id=%FF",
        f"{good}&offering_id={'x' * 5000}",
        f"{good}&offering_id={salon.yoga}",
        f"{good}&" + "&".join([f"offering_id={salon.cut}"] * 6),
        f"{good}&" + "&".join([f"offering_id={salon.cut}"] * 300),
        f"offering_id={salon.cut}&start_date={day(3)}&end_date={day(300)}",
        f"offering_id={salon.cut}&start_date=2026-02-30&end_date={day(3)}",
        f"{good}&offering_id={salon.cut}&resource_id={salon.ana}",
        f"{good}&offering_id={salon.cut}&tz=Mars/Base",
    ):
        answer = salon.world.guest("GET", f"{path}?{query}")
        assert 400 <= answer.status < 500 and answer.code, (query[:200], answer.status)
    assert salon.visits(day(3), salon.cut, salon.wash).expect(200).json[str(day(3))]
