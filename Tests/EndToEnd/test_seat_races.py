"""Seats, moves, series and baskets from many clients at once: nothing is oversold, no answer is a fault (Q1)."""

import datetime
import random

import pytest

from harness.client import link_key
from harness.crowd import at_once, statuses
from test_races import CLIENTS, ENGINES, settle, town  # noqa: F401: a fixture

__all__ = ["ENGINES"]


def course(town, name="Class", **more):
    return town.world.offering([], name, kind="course", max_party=5, booking_deadline_hours=0, **more)


def opened(town, offering, capacity, hour=9, day=3):
    date = (datetime.date.today() + datetime.timedelta(days=day)).isoformat()
    body = {"offering_id": offering, "start_date": date, "start_time": f"{hour:02}:00", "max_capacity": capacity}
    return town.world.owner("POST", f"/businesses/{town.world.id}/sessions", body).expect(200).json["sessions"][0]


def seat(town, session, client=None, **more):
    return town.world.book(session["offering_id"], session["start"], client=client, session_id=session["id"], **more)


def booked(town, session):
    return town.world.owner("GET", f"/sessions/{session['id']}").expect(200).json["booked_count"]


def counters_agree(town):
    wrong = town.database.rows(
        "SELECT r.id FROM resources r WHERE r.kind = 'seats' AND (r.claimed > r.capacity OR r.claimed <>"
        " (SELECT CAST(COALESCE(SUM(c.units), 0) AS BIGINT) FROM claims c WHERE c.resource_id = r.id AND c.released_at IS NULL))"
    )
    assert wrong == []


@pytest.mark.parametrize("capacity", [1, 8])
def test_64_clients_want_the_last_seats(town, engine, figure, capacity):  # noqa: F811
    offering = course(town)
    for hour in (9, 11, 13):
        session = opened(town, offering, capacity, hour)
        settle(statuses(at_once([lambda c=c: seat(town, session, c) for c in town.clients(CLIENTS)])), capacity)
        assert booked(town, session) == capacity
    counters_agree(town)
    figure(f"races, {engine}: {CLIENTS} clients × {capacity} seats × 3: oversold 0, accepted = capacity, 5xx 0")


def test_parties_fill_a_session_and_no_more(town, engine, figure):  # noqa: F811
    offering = course(town)
    for hour in (9, 11, 13):
        session = opened(town, offering, 10, hour)
        asks = [lambda c=c, n=n: seat(town, session, c, party=2 + n % 2) for n, c in enumerate(town.clients(32))]
        assert set(statuses(at_once(asks))) == {201, 409}
        assert booked(town, session) in (9, 10)
    counters_agree(town)
    figure(f"races, {engine}: parties of 2 and 3 on 10 seats: oversold 0, 5xx 0")


def test_a_session_changes_while_it_is_booked(town, engine, figure):  # noqa: F811
    offering, ends = course(town), set()
    for number in range(6):
        session = opened(town, offering, 12, 8 + number)
        path = f"/sessions/{session['id']}"
        change = ("DELETE", path + "?bookings=cancel", None) if number % 2 else ("PUT", path, {"max_capacity": 5})
        asks = [lambda c=c: seat(town, session, c) for c in town.clients(24)]
        asks.insert(random.randrange(24), lambda c=town.owners(1)[0]: c(*change))
        assert set(statuses(at_once(asks))) <= {200, 201, 409}
        after = town.world.owner("GET", path).expect(200).json
        ends.add((change[0], after["booked_count"]))
        full = 0 if after["cancelled_at"] else after["max_capacity"]
        assert after["booked_count"] == full, after
    counters_agree(town)
    figure(f"races, {engine}: capacity lowered or session removed while 24 book: oversold 0, 5xx 0, seats left over 0")


def test_bookings_change_places(town, engine, figure):  # noqa: F811
    lesson = town.world.offering([[town.world.resource("Ana"), town.world.resource("Ben")], [town.world.resource("Eva")]])
    starts = town.world.starts(lesson)[:4]
    one, two = (town.world.book(lesson, start).expect(201).json for start in starts[:2])

    def move(booking, client, **to):
        body = {"key": link_key(booking["manage_url"])} | to
        return client("PUT", f"/customer/bookings/{booking['id']}/reschedule", body)

    clients = iter(town.clients(400))
    for number in range(5):
        asks = [lambda c=next(clients), b=b, s=starts[(n + number) % 4]: move(b, c, start=s) for n in range(4) for b in (one, two)]
        assert set(statuses(at_once(asks))) <= {200, 409}
    offering = course(town, "Swap")
    full = [opened(town, offering, 6, 9), opened(town, offering, 6, 12)]
    seats = [[seat(town, session).expect(201).json for _ in range(6)] for session in full]
    asks = [lambda c=next(clients), b=b, o=full[1 - side]: move(b, c, session_id=o["id"]) for side in (0, 1) for b in seats[side]]
    assert statuses(at_once(asks)) == {409: 12}
    assert [booked(town, session) for session in full] == [6, 6]
    town.world.owner("PUT", f"/sessions/{full[0]['id']}", {"max_capacity": 7}).expect(200)
    assert set(statuses(at_once(asks * 2))) <= {200, 409}
    after = [booked(town, session) for session in full]
    assert sum(after) == 12 and after[0] <= 7 and after[1] <= 6
    assert town.oversold() == 0
    counters_agree(town)
    figure(f"races, {engine}: X to Y against Y to X, of one person and of full sessions: oversold 0, 5xx 0")


def test_series_and_baskets_cross_single_bookings(town, engine, figure):  # noqa: F811
    ana, ben = town.world.resource("Ana"), town.world.resource("Ben")
    hers, his = town.world.offering([[ana]]), town.world.offering([[ben]])
    sessions = [opened(town, course(town), 5, hour) for hour in (9, 11)]
    told = {}
    for start in town.world.starts(hers)[:4]:
        items = [{"offering_id": hers, "start": start}, {"offering_id": his, "start": start}]
        items += [{"offering_id": session["offering_id"], "session_id": session["id"]} for session in sessions]

        def ask(number, client):
            email = {"client_name": "John Doe", "client_email": f"c{number % 6}-{start}@example.org".replace(":", "")}
            path = f"/public/{town.world.slug}"
            if number % 4 == 0:
                body = {"offering_id": hers, "start": start, "count": 4, "skip_unavailable": True}
                return client("POST", f"{path}/series", body | email)
            if number % 4 in (1, 2):
                return client("POST", f"{path}/basket", {"items": items[:: 1 if number % 4 == 1 else -1]} | email)
            return client("POST", f"{path}/book", {"offering_id": his, "start": start} | email)

        for status, count in statuses(at_once([lambda n=n, c=c: ask(n, c) for n, c in enumerate(town.clients(24))])).items():
            told[status] = told.get(status, 0) + count
    assert set(told) == {201, 409}, told
    assert town.oversold() == 0
    counters_agree(town)
    figure(f"races, {engine}: series × baskets in opposite orders × single bookings: {told}; oversold 0, 5xx 0")


def test_generators_make_each_session_once(town, engine, figure):  # noqa: F811
    offering = town.world.offering([[town.world.resource("Ana")]], "Lane", kind="course")
    day = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()
    body = {"offering_id": offering, "start_date": day, "end_date": day, "max_capacity": 4}
    answers = at_once([lambda c=c: c("POST", f"/businesses/{town.world.id}/sessions/generate", body) for c in town.owners(8)])
    assert statuses(answers) == {200: 8}
    made = sum(answer.json["created"] for answer in answers)
    assert made == max(len(answer.json["sessions"]) + len(answer.json["left_out"]) for answer in answers) > 20
    assert town.oversold() == 0
    figure(f"races, {engine}: generator × 8: {made} sessions, each once, 5xx 0")
