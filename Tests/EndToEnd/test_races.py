"""What is scarce is sold exactly as often as it is there, whatever runs at once (Q1, Q4, D15)."""

import itertools
import random
import secrets
import time

import pytest

from harness import server
from harness.client import Client, World, link_key
from harness.crowd import at_once, statuses

ENGINES = ["sqlite", "postgres", "two nodes"]
CLIENTS = 64
PATHS = {
    ("requested", "confirmed"),
    ("requested", "confirmed", "cancelled"),
    ("requested", "cancelled"),
    ("requested", "rejected"),
    ("requested", "expired"),
}


class Town:
    """One database, and a client of each node over it in turn."""

    def __init__(self, nodes):
        self.nodes = nodes
        self.database = nodes[0].database
        self.world = World(nodes[0].url)

    def clients(self, count):
        nodes = itertools.cycle(self.nodes)
        return [Client(next(nodes).url) for _ in range(count)]

    def owners(self, count):
        return [Client(client.url, self.world.owner.token) for client in self.clients(count)]

    def oversold(self):
        """How many claims in force begin when more of their resource is claimed than it has, but for what was overbooked by who may."""
        return self.database.rows(
            "SELECT COUNT(*) FROM claims a JOIN resources r ON r.id = a.resource_id"
            " WHERE a.released_at IS NULL AND a.is_overbooked = 0 AND r.capacity <"
            " (SELECT SUM(b.units) FROM claims b WHERE b.business_id = a.business_id AND b.resource_id = a.resource_id"
            " AND b.released_at IS NULL AND b.is_overbooked = 0 AND b.from_at <= a.from_at AND b.to_at > a.from_at)"
        )[0][0]


@pytest.fixture(scope="module")
def town(engine, daybook, databases):
    if engine == "two nodes":
        database = databases("postgres")
        # Nodes behind one balancer have one address.
        address = {"BASE_URL": "http://booking.localhost"}
        town = Town([daybook(database=database, **address), daybook(database=database, **address)])
    else:
        town = Town([daybook(engine)])
    yield town
    status, printed = server.run("verify", DATABASE_URL=town.database.url)
    assert status == 0, printed


def settle(counts, capacity):
    """Checks the answers of a race for `capacity` places."""
    assert counts.get(201, 0) == capacity, counts
    assert set(counts) <= {201, 409}, counts


@pytest.mark.parametrize("capacity", [1, 3])
def test_64_clients_ask_for_one_slot(town, engine, figure, capacity):
    name, rounds = f"Class of {capacity}", 5
    offering = town.world.offering([[town.world.resource(capacity=capacity)]], name)
    for start in town.world.starts(offering)[:rounds]:
        asks = [lambda client=client: town.world.book(offering, start, client=client) for client in town.clients(CLIENTS)]
        settle(statuses(at_once(asks)), capacity)
    booked = town.database.rows(
        f"SELECT COUNT(*) FROM bookings WHERE status = 'confirmed' AND offering_name = '{name}' GROUP BY start_at"
    )
    assert booked == [[capacity]] * rounds
    assert town.oversold() == 0
    figure(f"races, {engine}: {CLIENTS} clients × one slot of {capacity} × {rounds}: oversold 0, accepted = capacity, 5xx 0")


def test_clients_race_for_the_last_places_while_owners_overbook(town, engine, figure):
    capacity, owners, beyond = 2, 4, 0
    offering = town.world.offering([[town.world.resource(capacity=capacity)]], "Crowded")
    for start in town.world.starts(offering)[:3]:
        wish = {"business_id": town.world.id, "offering_id": offering, "start": start, "overbook": True, "client_name": "Eve"}
        asks = [lambda c=c: town.world.book(offering, start, client=c) for c in town.clients(32)]
        asks += [
            lambda c=c: c("POST", "/bookings", wish | {"client_email": f"{secrets.token_hex(5)}@example.org"})
            for c in town.owners(owners)
        ]
        counts = statuses(at_once(random.sample(asks, len(asks))))
        marked, plain = (
            town.database.rows(
                "SELECT COUNT(*) FROM claims c JOIN bookings b ON b.business_id = c.business_id AND b.id = c.booking_id"
                f" WHERE b.offering_name = 'Crowded' AND c.is_overbooked = {mark} AND c.released_at IS NULL"
            )[0][0]
            for mark in (1, 0)
        )
        beyond, new = marked, marked - beyond
        assert plain % capacity == 0 and set(counts) <= {201, 409}, counts
        assert counts[201] == capacity + new and owners - capacity <= new <= owners, (counts, new)
    status, printed = server.run("verify", DATABASE_URL=town.database.url)
    assert status == 0 and printed.count("overbooked, whose capacity is 2") == beyond, printed
    figure(f"races, {engine}: 32 clients × {owners} owners who overbook × 3: beyond capacity by clients 0, marked {beyond}, 5xx 0")


def test_a_hold_and_a_booking_race_for_one_slot(town, engine, figure):
    offering = town.world.offering([[town.world.resource()]])
    for start in town.world.starts(offering)[:3]:
        ask = {"offering_id": offering, "start": start}
        holds = [lambda c=c: c("POST", f"/public/{town.world.slug}/hold", ask) for c in town.clients(CLIENTS // 2)]
        books = [lambda c=c: town.world.book(offering, start, client=c) for c in town.clients(CLIENTS // 2)]
        settle(statuses(at_once(holds + books)), 1)
    assert town.oversold() == 0
    figure(f"races, {engine}: holds × bookings: oversold 0, accepted = capacity, 5xx 0")


def test_two_offerings_share_a_person(town, engine, figure):
    ana, room = town.world.resource("Ana"), town.world.resource("Room", kind="room")
    lesson = town.world.offering([[ana], [room]], "Lesson", minutes=60)
    advice = town.world.offering([[ana]], "Advice", minutes=30)
    for start in town.world.starts(lesson)[:5]:
        asks = [
            lambda client=client, offering=offering: town.world.book(offering, start, client=client)
            for client, offering in zip(town.clients(CLIENTS), itertools.cycle([lesson, advice]))
        ]
        settle(statuses(at_once(asks)), 1)
    assert town.oversold() == 0
    figure(f"races, {engine}: two offerings share a person: oversold 0, accepted = capacity, 5xx 0")


def test_one_of_two_people_is_taken_until_both_are(town, engine, figure):
    people = [town.world.resource("Ana"), town.world.resource("Ben")]
    offering = town.world.offering([people])
    for start in town.world.starts(offering)[:3]:
        asks = [lambda client=client: town.world.book(offering, start, client=client) for client in town.clients(CLIENTS)]
        settle(statuses(at_once(asks)), 2)
    assert town.oversold() == 0
    figure(f"races, {engine}: one of two people: oversold 0, accepted = capacity, 5xx 0")


def test_a_capacity_lowered_while_it_is_booked_is_never_exceeded(town, engine, figure):
    lowered, chance, rounds = 0, random.Random(5), 10
    starts = town.world.starts(town.world.offering([[town.world.resource()]]))
    for start in starts[:rounds]:
        resource = town.world.resource(capacity=8)
        offering = town.world.offering([[resource]])
        path = f"/businesses/{town.world.id}/resources/{resource}"
        asks = [after(chance.uniform(0.005, 0.08), lambda c=c: town.world.book(offering, start, client=c)) for c in town.clients(24)]
        asks.insert(0, after(chance.uniform(0, 0.02), lambda c=town.owners(1)[0]: c("PUT", path, {"capacity": 2})))
        change, *answers = at_once(asks)
        counts = statuses(answers)
        assert change.status in (200, 409) and set(counts) <= {201, 409}, (change, counts)
        assert counts.get(201, 0) == (2 if change.status == 200 else 8), (change.status, counts)
        lowered += change.status == 200
    oversold = town.oversold()
    assert oversold == 0
    figure(f"races, {engine}: capacity lowered from 8 to 2 while booked, {lowered} of {rounds} in time: oversold {oversold}")


def after(seconds, action):
    """The same action, a little later."""

    def late():
        time.sleep(seconds)
        return action()

    return late


def test_32_clients_with_one_idempotency_key_book_once(town, engine, figure):
    offering = town.world.offering([[town.world.resource(capacity=40)]])
    for start in town.world.starts(offering)[:5]:
        key, email = secrets.token_hex(8), f"{secrets.token_hex(5)}@example.org"
        asks = [
            lambda client=client: town.world.book(offering, start, key=key, client=client, client_email=email)
            for client in town.clients(32)
        ]
        answers = at_once(asks)
        assert statuses(answers) == {201: 32}
        assert len({answer.json["reference"] for answer in answers}) == 1
        assert sum("idempotent-replayed" in answer.headers for answer in answers) == 31
        other = town.world.book(offering, start, key=key, client_email=f"other-{email}")
        assert other.status == 422 and other.code == "idempotency_key_reused"
    figure(f"races, {engine}: one Idempotency-Key from 32 clients: booked once, 5xx 0")


def test_approve_cancel_and_expire_at_once_take_one_legal_path(town, engine, figure):
    world = town.world
    offering = world.offering([[world.resource()]], requires_approval=True)
    seen, chance = set(), random.Random(11)
    for start in world.starts(offering)[:12]:
        placed = world.book(offering, start).expect(201).json
        assert placed["status"] == "pending"
        due = int(time.time() * 1000) + 150
        number = town.database.rows(f"SELECT id FROM bookings WHERE reference = '{placed['reference']}'")[0][0]
        town.database.execute(f"UPDATE bookings SET expires_at = {due} WHERE id = {number}")
        town.database.execute(f"UPDATE jobs SET due_at = {due} WHERE kind = 'Bookings.expire' AND payload LIKE '%{placed['id']}%'")
        # The worker looks twice a second, so the moment of the expiry is somewhere in the next half.
        time.sleep(max(0, due / 1000 - time.time() + chance.uniform(0, 0.5)))
        asks = []
        for owner, guest in zip(town.owners(8), town.clients(8)):
            asks += [
                lambda c=owner: c("POST", f"/booking/requests/{placed['id']}/approve"),
                lambda c=owner: c("POST", f"/booking/requests/{placed['id']}/reject", {"reason": "Ana is ill."}),
                lambda c=owner: c("PUT", f"/bookings/{placed['id']}/cancel", {}),
                lambda c=guest: c(
                    "PUT", f"/customer/bookings/{placed['id']}/cancel", {"key": link_key(placed["manage_url"])}
                ),
            ]
        assert set(statuses(at_once(asks))) <= {200, 409}
        seen.add(taken_path(town, placed["id"], number))
    assert town.oversold() == 0
    figure(f"races, {engine}: approve × reject × cancel × expire: illegal 0, capacity freed once; paths seen: {len(seen)}")


def taken_path(town, shown, number):
    """The states that a booking went through, checked against its end and its claims."""
    deadline = time.monotonic() + 5
    while True:
        actions = town.database.rows(f"SELECT action FROM events WHERE subject = '{shown}' ORDER BY id")
        path = tuple(action.removeprefix("booking.") for (action,) in actions)
        if len(path) > 1 or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    status = town.database.rows(f"SELECT status FROM bookings WHERE id = {number}")[0][0]
    # Events of one millisecond have no order of their own, so the set decides between paths.
    assert any(sorted(path) == sorted(legal) for legal in PATHS), path
    open_claims = town.database.rows(f"SELECT COUNT(*) FROM claims WHERE booking_id = {number} AND released_at IS NULL")[0][0]
    assert open_claims == (1 if status == "confirmed" else 0), (status, open_claims)
    return tuple(sorted(path))
