"""What was acknowledged survives a crash, what was refused left nothing, what is unknown is settled by its key (Q2)."""

import http.client
import random
import secrets
import threading
import time

import pytest

from harness import server
from harness.client import Client, World
from harness.database import Postgres, PostgresServer

CLIENTS = 8
CRASHES = 20
DATABASE_CRASHES = 5


class Booker(threading.Thread):
    """Books one slot after another. An answer that never came is asked for again with the same key until it does."""

    def __init__(self, world, offering, starts, stop):
        super().__init__(daemon=True)
        self.world, self.offering, self.starts, self.stop = world, offering, iter(starts), stop
        self.client = Client(world.guest.url, timeout=10)
        self.accepted, self.refused, self.unknown, self.faults = {}, 0, 0, []

    def run(self):
        while not self.stop.is_set():
            start = next(self.starts, None)
            if start is None:
                self.faults.append("ran out of slots")
                return
            self.settle(start, secrets.token_hex(8))

    def settle(self, start, key):
        email = f"{key}@example.org"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                answer = self.world.book(self.offering, start, key=key, client=self.client, client_email=email)
            except (OSError, http.client.HTTPException):
                self.unknown += 1
                time.sleep(0.02)
                continue
            if answer.status == 201:
                self.accepted[key] = answer.json["reference"]
            elif answer.status == 503:
                self.unknown += 1
                time.sleep(0.05)
                continue
            elif answer.status == 409:
                self.refused += 1
            else:
                self.faults.append(f"{answer.status} {answer.body[:200]!r}")
            return
        self.faults.append(f"no answer about {key} in a minute")


class Load:
    """Bookers that work while `with` lasts; afterwards the client's history is held against the database."""

    def __init__(self, node):
        self.node, self.world, self.stop = node, World(node.url), threading.Event()
        self.bookers = []
        for number in range(CLIENTS):
            offering = self.world.offering([[self.world.resource(f"Person {number}")]], minutes=5)
            starts = self.world.starts(offering, days=40)
            self.bookers.append(Booker(self.world, offering, starts, self.stop))

    def __enter__(self):
        for booker in self.bookers:
            booker.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for booker in self.bookers:
            booker.join(70)

    def audit(self, database):
        """(acknowledged, unknown and settled, lost, phantom)"""
        faults = [fault for booker in self.bookers for fault in booker.faults]
        assert not faults, faults[:5]
        known = {reference for booker in self.bookers for reference in booker.accepted.values()}
        rows = database.rows("SELECT reference FROM bookings WHERE status = 'confirmed'")
        # A reference of digits alone is text all the same.
        stored = {str(reference) for (reference,) in rows}
        unknown = sum(booker.unknown for booker in self.bookers)
        lost, phantom = len(known - stored), len(stored - known)
        status, printed = server.run("verify", DATABASE_URL=database.url)
        assert status == 0, printed
        return len(known), unknown, lost, phantom


def test_the_app_is_killed_20_times_under_load(engine, daybook, figure):
    node = daybook(engine)
    pause = random.Random(7)
    with Load(node) as load:
        for _ in range(CRASHES):
            time.sleep(pause.uniform(0.15, 0.6))
            node.kill()
            node.start()
        time.sleep(0.3)
    known, unknown, lost, phantom = load.audit(node.database)
    figure(
        f"crash, {engine}: app killed {CRASHES} times, {known} bookings acknowledged, {unknown} requests without an answer:"
        f" lost {lost}, phantom {phantom}"
    )
    assert (lost, phantom) == (0, 0)
    assert known > CRASHES and unknown > 0


@pytest.fixture
def own_postgres():
    postgres = PostgresServer()
    yield postgres
    postgres.remove()


def test_postgresql_is_killed_5_times_under_load(own_postgres, daybook, figure):
    database = Postgres(own_postgres.url)
    node = daybook(database=database)
    with Load(node) as load:
        for _ in range(DATABASE_CRASHES):
            time.sleep(1)
            own_postgres.crash()
            own_postgres.start()
        time.sleep(2)
    known, unknown, lost, phantom = load.audit(database)
    figure(
        f"crash: PostgreSQL killed {DATABASE_CRASHES} times, {known} bookings acknowledged, {unknown} requests without an"
        f" answer: lost {lost}, phantom {phantom}"
    )
    assert (lost, phantom) == (0, 0)
    assert known > DATABASE_CRASHES and unknown > 0
