"""Bad input about sessions, moves, series and baskets gets a 4xx problem within a second and changes nothing (Q3, A10)."""

import datetime
import time

import pytest

from harness.client import World, link_key
from harness.database import rows_changed, settled
from harness.refusal import faults, slowest

DAY = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()
NEXT = (datetime.date.today() + datetime.timedelta(days=4)).isoformat()
NOBODY = {"session": "ses_1f8k000000000", "booking": "bkg_1f8k000000000", "offering": "off_1f8k000000000", "resource": "res_1f8k000000000"}


class School:
    """A course with two sessions, a lesson with a person, and a booking of each."""

    def __init__(self, url, name):
        self.world = World(url, name=name)
        self.teacher = self.world.resource()
        self.lesson = self.world.offering([[self.teacher]], max_party=4)
        self.course = self.world.offering([], "Class", kind="course", max_party=4)
        self.other_course = self.world.offering([], "Another", kind="course")
        self.sessions = [self.open(self.course, hour)["id"] for hour in ("09:00", "11:00")]
        self.other_session = self.open(self.other_course, "09:00")["id"]
        self.start = self.world.starts(self.lesson)[0]
        self.booking = self.world.book(self.lesson, self.start).expect(201).json
        self.free = self.world.starts(self.lesson)[3]
        self.seat = self.world.book(self.course, self.start, session_id=self.sessions[0]).expect(201).json

    def open(self, course, time):
        body = {"offering_id": course, "start_date": DAY, "start_time": time, "max_capacity": 3}
        return self.world.owner("POST", f"/businesses/{self.world.id}/sessions", body).expect(200).json["sessions"][0]


class Place:
    def __init__(self, node):
        self.node = node
        self.mine, self.theirs = School(node.url, "Swim School"), School(node.url, "Barber")
        self.world = self.mine.world
        self.ids = self.names(self.mine)
        self.their_ids = self.names(self.theirs)
        self.digest = settled(node.database)

    def names(self, school):
        return {
            "business": school.world.id, "session": school.sessions[0], "booking": school.booking["id"],
            "offering": school.course, "resource": school.teacher,
        }

    def owner(self, method, path, body=None):
        names = self.ids | {"seat": self.mine.seat["id"], "second": self.mine.sessions[1]}
        return self.world.owner(method, path.format(**names), body)

    def generate(self, **changes):
        body = {"offering_id": self.mine.course, "start_date": DAY, "end_date": NEXT, "max_capacity": 3}
        return self.owner("POST", "/businesses/{business}/sessions/generate", clean(body | changes))

    def open(self, **changes):
        body = {"offering_id": self.mine.course, "start_date": DAY, "start_time": "15:00", "max_capacity": 3}
        return self.owner("POST", "/businesses/{business}/sessions", clean(body | changes))

    def book(self, **changes):
        answer = self.world.book(self.mine.lesson, self.mine.free, **changes)
        return answer

    def seat(self, **changes):
        return self.world.book(self.mine.course, self.mine.start, **{"session_id": self.mine.sessions[1]} | changes)

    def guest(self, path, **body):
        client = {"client_name": "John Doe", "client_email": "john@example.com"}
        return self.world.guest("POST", f"/public/{self.world.slug}/{path}", clean(client | body))

    def series(self, **changes):
        return self.guest("series", **{"offering_id": self.mine.lesson, "start": self.mine.free, "count": 3} | changes)

    def basket(self, *items):
        return self.guest("basket", items=list(items))

    def item(self, **changes):
        return clean({"offering_id": self.mine.lesson, "start": self.mine.free} | changes)

    def link(self, **body):
        return self.world.guest(
            "PUT", f"/customer/bookings/{self.mine.booking['id']}/reschedule", {"key": link_key(self.mine.booking["manage_url"])} | body
        )

    def remove(self, to):
        return self.owner("DELETE", "/sessions/{session}?bookings=move&to=" + to)


def clean(body):
    return {name: value for name, value in body.items() if value is not None}


@pytest.fixture(scope="module")
def place(engine, daybook):
    return Place(daybook(engine))


CASES = {
    "generated with 10⁶ minutes": lambda p: p.generate(slot_duration=1_000_000),
    "generated with 0 minutes": lambda p: p.generate(slot_duration=0),
    "generated with a gap below nothing": lambda p: p.generate(gap_minutes=-5),
    "generated backwards": lambda p: p.generate(start_date=NEXT, end_date=DAY),
    "generated for a century": lambda p: p.generate(end_date="2130-01-01"),
    "generated for more than a thousand": lambda p: p.generate(end_date=add(300), slot_duration=5),
    "generated between times reversed": lambda p: p.generate(start_time="17:00", end_time="09:00"),
    "generated at 25 o'clock": lambda p: p.generate(start_time="25:00"),
    "generated for weekday 8": lambda p: p.generate(weekdays=[8]),
    "generated for weekday 0": lambda p: p.generate(weekdays=[0]),
    "generated with capacity 0": lambda p: p.generate(max_capacity=0),
    "generated with capacity 10⁹": lambda p: p.generate(max_capacity=1_000_000_000),
    "generated without capacity": lambda p: p.generate(max_capacity=None),
    "generated of a lesson": lambda p: p.generate(offering_id=p.mine.lesson),
    "generated of nothing": lambda p: p.generate(offering_id=NOBODY["offering"]),
    "generated of another's": lambda p: p.generate(offering_id=p.theirs.course),
    "generated with another's person": lambda p: p.generate(resource_ids=[p.theirs.teacher]),
    "generated with a person of no use": lambda p: p.generate(resource_ids=[p.mine.teacher]),
    "opened until before": lambda p: p.open(start_date=NEXT, until=DAY),
    "opened for a century": lambda p: p.open(until="2130-01-01"),
    "opened every 0 weeks": lambda p: p.open(until=NEXT, every_weeks=0),
    "opened every 53 weeks": lambda p: p.open(until=NEXT, every_weeks=53),
    "opened on eight weekdays": lambda p: p.open(weekdays=[1, 2, 3, 4, 5, 6, 7, 1], until=NEXT),
    "opened at no time": lambda p: p.open(start_time=None),
    "opened with a note of NUL": lambda p: p.open(note="a\u0000b"),
    "opened of another's": lambda p: p.open(offering_id=p.theirs.course),
    "opened with another's person": lambda p: p.open(resource_ids=[p.theirs.teacher]),
    "capacity below what is booked": lambda p: p.owner("PUT", "/sessions/{session}", {"max_capacity": 0}),
    "a session that is none": lambda p: p.owner("PUT", f"/sessions/{NOBODY['session']}", {"max_capacity": 3}),
    "sessions of reversed dates": lambda p: p.owner("GET", f"/businesses/{{business}}/sessions?start_date={NEXT}&end_date={DAY}"),
    "sessions of a century": lambda p: p.owner("GET", f"/businesses/{{business}}/sessions?start_date={DAY}&end_date=2130-01-01"),
    "dates reversed": lambda p: p.owner("GET", f"/availability/profiles/{{business}}?start_date={NEXT}&end_date={DAY}"),
    "a date that is none": lambda p: p.owner("GET", "/availability/profiles/{business}/dates/2026-02-30"),
    "removed while booked": lambda p: p.owner("DELETE", "/sessions/{session}"),
    "removed to itself": lambda p: p.remove(p.mine.sessions[0]),
    "removed to another course": lambda p: p.remove(p.mine.other_session),
    "removed to another business": lambda p: p.remove(p.theirs.sessions[0]),
    "removed to nowhere": lambda p: p.remove(NOBODY["session"]),
    "removed to what is no session": lambda p: p.remove(p.mine.course),
    "removed without a target": lambda p: p.owner("DELETE", "/sessions/{session}?bookings=move"),
    "removed by a way that is none": lambda p: p.owner("DELETE", "/sessions/{session}?bookings=forget"),
    "emptied to another course": lambda p: p.owner("DELETE", f"/sessions/{p.mine.sessions[1]}?bookings=move&to={p.mine.other_session}"),
    "a party of nobody": lambda p: p.book(party=0),
    "a party of -1": lambda p: p.book(party=-1),
    "a party of 10⁹": lambda p: p.book(party=1_000_000_000),
    "a party of five": lambda p: p.book(party=5),
    "seats for nobody": lambda p: p.seat(party=0),
    "seats for -1": lambda p: p.seat(party=-1),
    "seats for 10⁹": lambda p: p.seat(party=1_000_000_000),
    "seats for more than there are": lambda p: p.seat(party=4),
    "a seat without a session": lambda p: p.seat(session_id=None),
    "a seat in another course": lambda p: p.seat(session_id=p.mine.other_session),
    "a seat in another's": lambda p: p.seat(session_id=p.theirs.sessions[0]),
    "a seat for an hour": lambda p: p.seat(duration_minutes=60),
    "a session for a lesson": lambda p: p.book(session_id=p.mine.sessions[0]),
    "a length that is none": lambda p: p.book(duration_minutes=61),
    "a length of 10⁶": lambda p: p.book(duration_minutes=1_000_000),
    "another's person": lambda p: p.book(resource_id=p.theirs.teacher),
    "a chosen person without choice": lambda p: p.book(resource_id=p.mine.teacher),
    "answers to nothing asked": lambda p: p.book(answers={"level": "A little"}),
    "answers huge": lambda p: p.book(answers={"level": "x" * 50_000}),
    "answers with NUL": lambda p: p.book(answers={"level": "a\u0000b"}),
    "answers with NUL in the name": lambda p: p.book(answers={"a\u0000b": "x"}),
    "answers that are a list": lambda p: p.book(answers=["x"]),
    "answers of answers": lambda p: p.book(answers={"level": {"a": 1}}),
    "a thousand answers": lambda p: p.book(answers={f"k{number}": "x" for number in range(1_000)}),
    "participants nobody asked for": lambda p: p.book(participants=["Mia"]),
    "1001 participants": lambda p: p.book(participants=["Mia"] * 1_001),
    "participants with NUL": lambda p: p.book(participants=["a\u0000b"]),
    "a series of 53": lambda p: p.series(count=53),
    "a series of 0": lambda p: p.series(count=0),
    "a series without end": lambda p: p.series(count=None),
    "a series until before": lambda p: p.series(count=None, until="2001-01-01"),
    "a series for ever": lambda p: p.series(count=None, until="9999-12-31"),
    "a series every 0 weeks": lambda p: p.series(every_weeks=0),
    "a series on weekday 8": lambda p: p.series(weekdays=[8]),
    "a series of a course": lambda p: p.series(offering_id=p.mine.course),
    "a series of another's": lambda p: p.series(offering_id=p.theirs.lesson),
    "a series from the year 9999": lambda p: p.series(start="9999-12-31T09:00:00Z"),
    "a series too far": lambda p: p.series(count=52, every_weeks=52),
    "an empty basket": lambda p: p.basket(),
    "a basket of 11": lambda p: p.basket(*[p.item()] * 11),
    "a basket of the same twice": lambda p: p.basket(p.item(), p.item()),
    "a basket with another's": lambda p: p.basket(p.item(), p.item(offering_id=p.theirs.lesson)),
    "a basket with another's session": lambda p: p.basket(p.item(), p.item(offering_id=p.mine.course, session_id=p.theirs.sessions[0])),
    "a basket with too many seats": lambda p: p.basket(
        p.item(), p.item(offering_id=p.mine.course, session_id=p.mine.sessions[1], party=4)
    ),
    "a basket of numbers": lambda p: p.basket(1, 2),
    "a move to nowhere": lambda p: p.owner("PUT", "/bookings/{booking}/reschedule", {}),
    "a move to a session": lambda p: p.owner("PUT", "/bookings/{booking}/reschedule", {"session_id": p.mine.sessions[1]}),
    "a seat's move to a time": lambda p: p.owner("PUT", "/bookings/{seat}/reschedule", {"start": p.mine.free}),
    "a seat's move to nowhere": lambda p: p.owner("PUT", "/bookings/{seat}/reschedule", {}),
    "a seat's move to another course": lambda p: p.owner("PUT", "/bookings/{seat}/reschedule", {"session_id": p.mine.other_session}),
    "a seat's move to another's": lambda p: p.owner("PUT", "/bookings/{seat}/reschedule", {"session_id": p.theirs.sessions[0]}),
    "a move to another's person": lambda p: p.owner(
        "PUT", "/bookings/{booking}/reschedule", {"start": p.mine.free, "resource_ids": [p.theirs.teacher]}
    ),
    "a move for 10⁶ minutes": lambda p: p.owner("PUT", "/bookings/{booking}/reschedule", {"duration_minutes": 1_000_000}),
    "a move with a forged key": lambda p: p.world.guest(
        "PUT", f"/customer/bookings/{p.mine.booking['id']}/reschedule", {"key": "0" * 32, "start": p.mine.free}
    ),
    "a client's move to nowhere": lambda p: p.link(),
    "a client's move into the past": lambda p: p.link(start="2001-01-01T10:00:00Z"),
    "a client's move beyond": lambda p: p.link(start="9999-12-31T23:00:00Z"),
    "a client's longer visit": lambda p: p.link(start=p.mine.free, duration_minutes=90),
    "notes with NUL": lambda p: p.owner("PUT", "/bookings/{booking}/notes", {"internal_notes": "a\u0000b"}),
    "notes too long": lambda p: p.owner("PUT", "/bookings/{booking}/notes", {"internal_notes": "x" * 5_000}),
    "a room that is none": lambda p: p.owner("GET", f"/bookings/rooms/{NOBODY['resource']}/timeslots?date={DAY}"),
    "a person for a room": lambda p: p.owner("GET", f"/bookings/rooms/{{resource}}/timeslots?date={DAY}"),
    "a room for 10⁶ minutes": lambda p: p.owner("GET", f"/bookings/rooms/{{resource}}/timeslots?date={DAY}&duration=1000000"),
}


def add(days):
    return (datetime.date.today() + datetime.timedelta(days=days)).isoformat()


def unchanged(place):
    changed = rows_changed(place.digest, place.node.database.digest())
    assert not changed, f"rows changed in {changed}"


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_refused(place, name):
    began = time.monotonic()
    answer = CASES[name](place)
    assert not faults(answer, time.monotonic() - began), (faults(answer, 0), answer.body[:300])
    unchanged(place)


STRANGERS = {
    "read a session": ("GET", "/sessions/{session}", None),
    "change a session": ("PUT", "/sessions/{session}", {"max_capacity": 9}),
    "remove a session": ("DELETE", "/sessions/{session}", None),
    "cancel a class": ("DELETE", "/sessions/{session}?bookings=cancel", None),
    "move a booking": ("PUT", "/bookings/{booking}/reschedule", {"start": f"{DAY}T10:00:00Z"}),
    "note something": ("PUT", "/bookings/{booking}/notes", {"internal_notes": "Mine"}),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_s_id_answers_like_a_random_one(place, name):
    method, path, body = STRANGERS[name]
    theirs = place.world.owner(method, path.format(**place.their_ids), body)
    random = place.world.owner(method, path.format(**place.their_ids | NOBODY), body)
    assert theirs.status == random.status == 404, (theirs.body[:300], random.body[:300])
    assert theirs.code == random.code
    assert place.world.guest(method, path.format(**place.their_ids), body).status == 401
    unchanged(place)


@pytest.mark.last
def test_nothing_changed_and_nothing_failed(place, engine, figure):
    unchanged(place)
    assert '"level":"error"' not in place.node.printed()
    figure(f"bad input on sessions, moves and many, {engine}: {len(CASES) + len(STRANGERS)} kinds: 5xx 0, rows changed 0, slowest {slowest():.3f} s")
