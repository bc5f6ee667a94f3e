"""The worlds that are measured: made through the API, their history written as rows."""

import dataclasses
import datetime
import signal
import sqlite3
import subprocess
import time

from harness.client import World

DAY_MS = 86_400_000
QUARTER_MS = 900_000
SLOTS_A_SECOND = 6_000
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def number(shown):
    """The stored number of an id such as `bkg_1f8kq`."""
    value = 0
    for digit in shown.partition("_")[2]:
        value = value << 5 | ALPHABET.index(digit)
    return value


def midnight(days=0):
    """Midnight in UTC, `days` after today's, as an instant in milliseconds."""
    return int(time.time() * 1000) // DAY_MS * DAY_MS + days * DAY_MS


@dataclasses.dataclass
class Place:
    """Where rows are written: stored numbers."""

    business: int
    offering: int
    resources: list


def lesson_world(server, people=1):
    """A school whose lessons are at 9, 10, 11 and 12: 28 starts a week. Answers (world, shown offering, place)."""
    world = World(server.url, zone="UTC")
    hours = [{"weekday": day, "opens": "09:00", "closes": "13:00"} for day in range(1, 8)]
    world.owner("PUT", f"/businesses/{world.id}/schedules", {"hours": hours}).expect(200)
    shown = [world.resource(f"Teacher {index + 1}") for index in range(people)]
    offering = world.offering([shown])
    return world, offering, Place(number(world.id), number(offering), [number(each) for each in shown])


def write_history(database, place, bookings):
    """Two lessons a day and person, half the day, from the past into the future: a week with 14 free starts of 28."""
    count = len(place.resources)
    days = -(-bookings // (2 * count))
    clients, booked, claims = [], [], []
    for index in range(min(500, bookings)):
        clients.append((place.business, index + 1, "John Doe", f"client-{index}@example.net", 1, 1))
    for index in range(bookings):
        day, rest = divmod(index, 2 * count)
        person, hour = rest // 2, 9 + rest % 2 * 2
        start = midnight(day - days // 2) + hour * 3_600_000
        status = "completed" if start + 3_600_000 < time.time() * 1000 else "confirmed"
        booked.append(
            (place.business, index + 1, reference(index), place.offering, "Private lesson", index % len(clients) + 1, status,
             start, start + 3_600_000, 1, 5000, "EUR", "24:10000 6:5000", "John Doe", f"client-{index % len(clients)}@example.net",
             "UTC", "en", "website", 1, 1)
        )
        claims.append((place.business, index + 1, place.resources[person], index + 1, start, start + 3_600_000, 1, 1))
    insert(database, "customers", "business_id, id, name, email, created_at, updated_at", clients)
    insert(
        database, "bookings",
        "business_id, id, reference, offering_id, offering_name, customer_id, status, start_at, end_at, party, price, currency, refunds,"
        " client_name, client_email, client_zone, client_language, source, created_at, updated_at", booked,
    )
    insert(database, "claims", "business_id, id, resource_id, booking_id, from_at, to_at, units, is_exclusive", claims)


def reference(index):
    letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    text = ""
    for _ in range(8):
        index, rest = divmod(index, len(letters))
        text += letters[rest]
    return text


def insert(database, table, columns, rows):
    if database.engine == "sqlite":
        connection = sqlite3.connect(database.path)
        with connection:
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.close()
        return
    text = "\n".join("\t".join(map(str, row)) for row in rows) + "\n"
    command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.url, "-c", f"COPY {table} ({columns}) FROM STDIN"]
    subprocess.run(command, input=text, text=True, check=True, timeout=120)
    database.execute("ANALYZE")


class Slots:
    """Slots that nobody has booked yet: a business open day and night with `people` who each do an offering of their own, and one
    start a quarter of an hour from the day after tomorrow on, for 290 days."""

    def __init__(self, server, people=32):
        self.server = server
        self.worlds = [World(server.url, name=f"Studio {index + 1}", zone="UTC") for index in range(2)]
        self.places, self.offerings = [], []
        for world in self.worlds:
            shown = [world.resource(f"Person {index + 1}") for index in range(people)]
            offerings = [world.offering([[person]], f"Session {index + 1}", minutes=15) for index, person in enumerate(shown)]
            self.offerings += [f"{offering}@{world.slug}" for offering in offerings]
            self.places.append(Place(number(world.id), number(offerings[0]), [number(person) for person in shown]))
        self.start = midnight(2) // 1000
        self.next = 0

    @property
    def place(self):
        return self.places[0]

    def arguments(self, seconds):
        """Arguments of book.lua for as many slots as can be booked in that time."""
        first, self.next = self.next, self.next + SLOTS_A_SECOND * seconds
        assert self.next < len(self.offerings) * 290 * 95, "the slots have run out"
        return [first, self.start, *self.offerings]


def paused(server, work):
    """Runs `work` while `server` stands still: what it does by itself must not slow its rivals."""
    server.process.send_signal(signal.SIGSTOP)
    try:
        return work()
    finally:
        server.process.send_signal(signal.SIGCONT)


def dates(days_ahead, count):
    """Weeks from `days_ahead` on, one a day, as parts of a query."""
    first = datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=days_ahead)
    weeks = [(first + datetime.timedelta(days=n), first + datetime.timedelta(days=n + 6)) for n in range(count)]
    return [f"&start_date={start}&end_date={end}" for start, end in weeks]
