"""Bad input of any kind gets a 4xx problem within a second and changes nothing (Q3, Q12, A10)."""

import http.client
import json
import socket
import time

import pytest

from harness.client import PASSWORD, Client, World
from harness.database import rows_changed, settled
from harness.picture import png
from harness.refusal import faults, slowest

RANDOM_IDS = {"business": "biz_1f8k000000000", "booking": "bkg_1f8k000000000"}
LONG = "x" * 100_000


class Place:
    """Two owners, each with a business; the second has a booking that the first must not reach."""

    def __init__(self, node):
        self.node = node
        self.world = World(node.url)
        self.offering = self.world.offering([[self.world.resource()]])
        self.start = self.world.starts(self.offering)[0]
        self.other = World(node.url, name="Barber")
        other_offering = self.other.offering([[self.other.resource("Kim")]])
        self.booking = self.other.book(other_offering, self.other.starts(other_offering)[0]).expect(201).json
        self.others = {
            "business": self.other.id,
            "booking": self.booking["id"],
            "offering": other_offering,
            "resource": self.other.owner("GET", f"/businesses/{self.other.id}/resources").json["items"][0]["id"],
        }
        self.user = self.world.guest.registered()
        self.digest = settled(node.database)

    @property
    def body(self):
        return {
            "offering_id": self.offering,
            "start": self.start,
            "client_name": "John Doe",
            "client_email": "john@example.com",
        }

    def book(self, **changes):
        return self.raw_book(json.dumps(self.body | changes))

    def raw_book(self, text, **headers):
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        headers = {"content-type": "application/json"} | headers
        return self.world.guest.raw("POST", f"/api/v1/public/{self.world.slug}/book", data, headers)

    def get(self, path, client=None):
        return (client or self.world.guest)("GET", path)

    def slots(self, **query):
        query = {"offering_id": self.offering, "start_date": "2030-01-01", "end_date": "2030-01-02"} | query
        return self.get(f"/public/{self.world.slug}/availability?" + "&".join(f"{k}={v}" for k, v in query.items()))

    def owner(self, method, path, body):
        return self.world.owner(method, path.replace("{id}", self.world.id), body)


@pytest.fixture(scope="module")
def place(engine, daybook):
    return Place(daybook(engine))


def doubled(place):
    text = json.dumps(place.body)
    return place.raw_book(text[:-1] + ', "client_name": "Jane Roe"}')


# Each line: what it is, and how it is asked.
BODIES = {
    "no body": lambda p: p.raw_book(""),
    "broken JSON": lambda p: p.raw_book('{"offering_id": '),
    "text after the value": lambda p: p.raw_book(json.dumps(p.body) + "x"),
    "a comma too many": lambda p: p.raw_book(json.dumps(p.body)[:-1] + ",}"),
    "a doubled member": doubled,
    "deep nesting": lambda p: p.raw_book("[" * 50_000 + "]" * 50_000),
    "deep nesting in a field": lambda p: p.raw_book('{"notes": ' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "}"),
    "a huge body": lambda p: p.raw_book(json.dumps(p.body | {"notes": "x" * 5_000_000})),
    "a list for an object": lambda p: p.raw_book(json.dumps([p.body])),
    "a text for an object": lambda p: p.raw_book('"book"'),
    "null": lambda p: p.raw_book("null"),
    "a number too big": lambda p: p.raw_book('{"notes": 1' + "0" * 5_000 + "}"),
    "NaN": lambda p: p.raw_book('{"notes": NaN}'),
    "broken UTF-8": lambda p: p.raw_book(b'{"client_name": "\xff\xfe"}'),
    "a lone surrogate": lambda p: p.raw_book('{"client_name": "\\ud800"}'),
    "UTF-16": lambda p: p.raw_book(json.dumps(p.body).encode("utf-16")),
    "a form for JSON": lambda p: p.raw_book("client_name=John", **{"content-type": "application/x-www-form-urlencoded"}),
    "no media type": lambda p: p.raw_book(json.dumps(p.body), **{"content-type": ""}),
    "an unknown field": lambda p: p.book(colour="green"),
    "a raised right": lambda p: p.book(status="confirmed"),
    "a lowered price": lambda p: p.book(price="0.01"),
    "an overbooking": lambda p: p.book(overbook=True),
    "a staff's field": lambda p: p.book(allow_duplicate=True),
    "no name": lambda p: p.book(client_name=""),
    "a name of spaces": lambda p: p.book(client_name="   "),
    "a name of zero-width": lambda p: p.book(client_name="\u200b\u200d\ufeff"),
    "a name with NUL": lambda p: p.book(client_name="John\u0000Doe"),
    "a name with lines": lambda p: p.book(client_name="John\r\nBcc: all@example.org"),
    "a name turned around": lambda p: p.book(client_name="John \u202egro.elpmaxe"),
    "a name too long": lambda p: p.book(client_name=LONG),
    "a name that is a number": lambda p: p.book(client_name=7),
    "a name that is a list": lambda p: p.book(client_name=["John"]),
    "neither mail nor phone": lambda p: p.book(client_email=None),
    "no address": lambda p: p.book(client_email="john"),
    "two addresses": lambda p: p.book(client_email="john@example.com, jane@example.com"),
    "an address with a header": lambda p: p.book(client_email="john@example.com\nBcc: all@example.org"),
    "an address too long": lambda p: p.book(client_email="j" * 300 + "@example.com"),
    "a phone of letters": lambda p: p.book(client_phone="call me"),
    "notes with NUL": lambda p: p.book(notes="a\u0000b"),
    "notes too long": lambda p: p.book(notes=LONG),
    "a time that is none": lambda p: p.book(start="tomorrow"),
    "a time without zone": lambda p: p.book(start="2030-01-01T10:00:00"),
    "the 30th of February": lambda p: p.book(start="2030-02-30T10:00:00Z"),
    "the 25th hour": lambda p: p.book(start="2030-01-01T25:00:00Z"),
    "a time in the past": lambda p: p.book(start="2001-01-01T10:00:00Z"),
    "a time too far": lambda p: p.book(start="9999-12-31T23:00:00Z"),
    "a time of the year 0": lambda p: p.book(start="0000-01-01T00:00:00Z"),
    "a time between two starts": lambda p: p.book(start=p.start.replace(":00Z", ":07Z")),
    "an unknown zone": lambda p: p.book(tz="Mars/Olympus"),
    "a zone that is a path": lambda p: p.book(tz="../../etc/passwd"),
    "an offering of another": lambda p: p.book(offering_id=p.others["offering"]),
    "an id of another kind": lambda p: p.book(offering_id=p.world.id),
    "an id that is a number": lambda p: p.book(offering_id=1),
    "an id that is SQL": lambda p: p.book(offering_id="off_1' OR '1'='1"),
    "a hold of nobody": lambda p: p.book(hold_token="q0Y" * 8),
    "a hold too long": lambda p: p.book(hold_token=LONG),
}

QUERIES = {
    "no offering": lambda p: p.get(f"/public/{p.world.slug}/availability?start_date=2030-01-01&end_date=2030-01-02"),
    "an impossible date": lambda p: p.slots(start_date="2030-02-30"),
    "a date of the year 0": lambda p: p.slots(start_date="0000-00-00"),
    "dates reversed": lambda p: p.slots(start_date="2030-01-09"),
    "a century of dates": lambda p: p.slots(end_date="2130-01-01"),
    "an unknown zone": lambda p: p.slots(tz="Europe/Atlantis"),
    "a zone with a path": lambda p: p.slots(tz="..%2F..%2Fetc%2Fpasswd"),
    "an unknown question": lambda p: p.slots(colour="green"),
    "a doubled question": lambda p: p.slots(start_date="2030-01-01&start_date=2030-01-02"),
    "broken escapes": lambda p: p.slots(tz="%E0%A4%A"),
    "NUL in a question": lambda p: p.slots(tz="Europe%00Madrid"),
    "a limit below nothing": lambda p: p.get(f"/bookings?business_id={p.world.id}&limit=-1", p.world.owner),
    "a limit beyond": lambda p: p.get(f"/bookings?business_id={p.world.id}&limit=1000000", p.world.owner),
    "a cursor that is none": lambda p: p.get(f"/bookings?business_id={p.world.id}&cursor=%27--", p.world.owner),
    "no such business": lambda p: p.get("/public/no-such-business"),
    "a path upwards": lambda p: p.world.guest.raw("GET", "/api/v1/../../etc/passwd"),
    "a path upwards, escaped": lambda p: p.get("/public/..%2f..%2fetc%2fpasswd"),
    "NUL in a path": lambda p: p.get("/public/swim%00school"),
    "a path too long": lambda p: p.get("/public/" + "x" * 5_000),
    "a path of 500 steps": lambda p: p.get("/a" * 500),
    "another method": lambda p: p.world.guest.raw("DELETE", f"/api/v1/public/{p.world.slug}"),
    "booking by GET": lambda p: p.get(f"/public/{p.world.slug}/book"),
    "a reference that is none": lambda p: p.get("/bookings/ref/K7M2Q9XA"),
    "a reference with spaces": lambda p: p.get("/bookings/ref/%20%20"),
}

HEADERS = {
    "an Idempotency-Key too long": {"idempotency-key": "k" * 200},
    "an Idempotency-Key with spaces": {"idempotency-key": "a key"},
    "an Idempotency-Key that is empty": {"idempotency-key": ""},
    "a token that is none": {"authorization": "Bearer x.y.z"},
    "a token of no algorithm": {"authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfMSJ9."},
    "a scheme that is none": {"authorization": "Basic bWFyaWE6c2VjcmV0"},
    "a token too long": {"authorization": "Bearer " + "x" * 10_000},
}

ACCOUNTS = {
    "a right at registering": {"role": "admin"},
    "a short password": {"password": "short"},
    "a common password": {"password": "password1234"},
    "a password too long": {"password": "x" * 2_000},
    "a name with a slash": {"username": "../maria"},
    "a name of look-alikes": {"username": "mаria"},
    "a name too long": {"username": "m" * 300},
    "an address that is none": {"email": "maria@"},
}

OWNERS = {
    "a zone that is none": ("POST", "/businesses", {"name": "Gym", "zone": "Nowhere"}),
    "a currency that is none": ("POST", "/businesses", {"name": "Gym", "zone": "Europe/Madrid", "currency": "XXY"}),
    "a verified business": ("POST", "/businesses", {"name": "Gym", "zone": "Europe/Madrid", "is_verified": True}),
    "a negative price": ("POST", "/businesses/{id}/offerings", {"kind": "appointment", "name": "A", "duration_minutes": 60, "price": "-1"}),
    "a huge price": ("POST", "/businesses/{id}/offerings", {"kind": "appointment", "name": "A", "duration_minutes": 60, "price": "9" * 40}),
    "half a cent": ("POST", "/businesses/{id}/offerings", {"kind": "appointment", "name": "A", "duration_minutes": 60, "price": "1.005"}),
    "a price that is a number": ("POST", "/businesses/{id}/offerings", {"kind": "appointment", "name": "A", "duration_minutes": 60, "price": 5.1}),
    "a duration of 0": ("POST", "/businesses/{id}/offerings", {"kind": "appointment", "name": "A", "duration_minutes": 0}),
    "a duration of 1e9": ("POST", "/businesses/{id}/offerings", {"kind": "appointment", "name": "A", "duration_minutes": 1_000_000_000}),
    "a half minute": ("POST", "/businesses/{id}/offerings", {"kind": "appointment", "name": "A", "duration_minutes": 30.5}),
    "a kind that is none": ("POST", "/businesses/{id}/offerings", {"kind": "flight", "name": "A", "duration_minutes": 60}),
    "a capacity below 1": ("POST", "/businesses/{id}/resources", {"kind": "person", "name": "Ana", "capacity": 0}),
    "an eighth day": ("PUT", "/businesses/{id}/schedules", {"hours": [{"weekday": 8, "opens": "09:00", "closes": "17:00"}]}),
    "the 25th hour": ("PUT", "/businesses/{id}/schedules", {"hours": [{"weekday": 1, "opens": "25:00", "closes": "26:00"}]}),
    "notice below nothing": ("PUT", "/booking/settings?business_id={id}", {"min_advance_booking_hours": -1}),
    "a window too long": ("PUT", "/booking/settings?business_id={id}", {"max_advance_booking_days": 100_000}),
}


def upload(place, data, kind="image/png", of=""):
    path = f"/api/v1/businesses/{place.world.id}{of}/images"
    return place.world.owner.raw("POST", path, data, {"content-type": kind})


IMAGES = {
    "nothing": lambda p: upload(p, b""),
    "a page": lambda p: upload(p, b"<!doctype html><script>alert(1)</script>"),
    "a drawing": lambda p: upload(p, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "a GIF": lambda p: upload(p, b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"),
    "a picture cut off": lambda p: upload(p, png(600, 400)[:-30]),
    "a picture's first bytes": lambda p: upload(p, png()[:8] + b"\0" * 60_000),
    "a bomb of a picture": lambda p: upload(p, png(claims=(9_999, 9_999))),
    "a side too long": lambda p: upload(p, png(10_001, 1)),
    "a file of 6 MB": lambda p: upload(p, b"\x89PNG\r\n\x1a\n" + b"\0" * 6_000_000),
    "a file of 30 MB": lambda p: upload(p, b"\xff\xd8\xff" + b"\0" * 30_000_000),
    "a page for an image": lambda p: upload(p, png(), "text/html"),
    "a form for an image": lambda p: upload(p, png(), "multipart/form-data; boundary=x"),
    "an image of nobody's": lambda p: upload(p, png(), of="/offerings/off_1f8k000000000"),
    "an image of another's": lambda p: upload(p, png(), of=f"/offerings/{p.others['offering']}"),
}


@pytest.mark.parametrize("name", IMAGES)
def test_a_file_that_is_no_image_is_refused(place, name):
    check(place, IMAGES[name])


def check(place, ask):
    began = time.monotonic()
    answer = ask(place)
    assert not faults(answer, time.monotonic() - began), (faults(answer, 0), answer.body[:300])
    unchanged(place)


def unchanged(place):
    changed = rows_changed(place.digest, place.node.database.digest())
    assert not changed, f"rows changed in {changed}"


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused(place, name):
    check(place, BODIES[name])


@pytest.mark.parametrize("name", QUERIES)
def test_a_bad_address_is_refused(place, name):
    check(place, QUERIES[name])


@pytest.mark.parametrize("name", HEADERS)
def test_a_bad_header_is_refused(place, name):
    check(place, lambda p: p.raw_book(json.dumps(p.body), **HEADERS[name]))


@pytest.mark.parametrize("name", ACCOUNTS)
def test_a_bad_account_is_refused(place, name):
    account = {"username": "maria.new", "name": "Maria", "email": "maria.new@example.org", "password": PASSWORD}
    check(place, lambda p: p.world.guest("POST", "/auth/register", account | ACCOUNTS[name]))


@pytest.mark.parametrize("name", OWNERS)
def test_an_owner_s_bad_input_is_refused(place, name):
    method, path, body = OWNERS[name]
    check(place, lambda p: p.owner(method, path.replace("{id}", p.world.id), body))


STRANGERS = {
    "read resources": ("GET", "/businesses/{business}/resources", None),
    "read a resource": ("GET", "/businesses/{business}/resources/{resource}", None),
    "change a resource": ("PUT", "/businesses/{business}/resources/{resource}", {"name": "Mine"}),
    "archive an offering": ("DELETE", "/businesses/{business}/offerings/{offering}", None),
    "change a business": ("PUT", "/businesses/{business}", {"name": "Mine"}),
    "close a business": ("DELETE", "/businesses/{business}", None),
    "read hours": ("GET", "/businesses/{business}/schedules", None),
    "change hours": ("PUT", "/businesses/{business}/schedules", {"hours": []}),
    "read settings": ("GET", "/booking/settings?business_id={business}", None),
    "change settings": ("PUT", "/booking/settings?business_id={business}", {"is_active": False}),
    "list bookings": ("GET", "/bookings?business_id={business}", None),
    "read a booking": ("GET", "/bookings/{booking}", None),
    "cancel a booking": ("PUT", "/bookings/{booking}/cancel", {}),
    "approve a booking": ("POST", "/booking/requests/{booking}/approve", None),
    "reject a booking": ("POST", "/booking/requests/{booking}/reject", {"reason": "No."}),
    "move a booking": ("PUT", "/bookings/{booking}/status", {"status": "completed"}),
    "cancel by a forged link": ("PUT", "/customer/bookings/{booking}/cancel", {"key": "0123456789abcdef" * 2}),
    "explain": ("GET", "/businesses/{business}/explain?offering_id={offering}&start=2030-01-01T10:00:00Z", None),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_s_id_answers_like_a_random_one(place, name):
    method, path, body = STRANGERS[name]
    for client in (place.world.owner, place.user):
        theirs = client(method, path.format(**place.others), body)
        random = client(method, path.format(**place.others | RANDOM_IDS), body)
        assert theirs.status == 404, theirs.body[:300]
        assert same(theirs) == same(random)
    if "link" not in name:
        assert place.world.guest(method, path.format(**place.others), body).status == 401
    unchanged(place)


def same(answer):
    """A problem without its request's id."""
    return answer.status, {name: value for name, value in answer.json.items() if name != "request_id"}


def test_a_slow_client_holds_nobody_up(daybook, engine):
    node = daybook(engine, IDLE_SECONDS_MOST=2)
    slow = []
    for _ in range(50):
        connection = socket.create_connection(("127.0.0.1", node.port))
        connection.sendall(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n")
        slow.append(connection)
    began = time.monotonic()
    Client(node.url)("GET", "/auth/me").expect(401)
    assert time.monotonic() - began < 1
    for connection in slow:
        connection.settimeout(10)
        # An answer such as 408 may come before the end.
        while connection.recv(4096):
            pass
        connection.close()


def answered(connection):
    """The next answer on a line."""
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    answer.read()
    return answer


def test_a_body_has_a_time_to_be_there_as_a_whole(daybook, engine):
    """A byte now and then is never quiet; and what nobody wants has to end as well."""
    node = daybook(engine, BODY_SECONDS_MOST=2, IDLE_SECONDS_MOST=30)
    for path in (b"/api/v1/auth/login", b"/nowhere"):
        with socket.create_connection(("127.0.0.1", node.port), timeout=5) as connection:
            connection.sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n" % path)
            began, is_open = time.monotonic(), True
            while is_open and time.monotonic() - began < 10:
                try:
                    connection.sendall(b" ")
                    connection.settimeout(0.3)
                    is_open = connection.recv(65_536) != b""
                except TimeoutError:
                    pass
                except ConnectionError:
                    is_open = False
            assert not is_open and 1.5 < time.monotonic() - began < 5, path
    Client(node.url)("GET", "/auth/me").expect(401)
    assert '"level":"error"' not in node.printed()


def test_who_asks_too_often_is_told_before_the_body_is_there(daybook, engine):
    node = daybook(engine, RATE_LIMITS="on", WRITES_PER_MINUTE=1)
    head = b"POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    with socket.create_connection(("127.0.0.1", node.port), timeout=5) as connection:
        connection.sendall(head + b" " * 100)
        assert answered(connection).status == 401
        connection.sendall(head)
        assert answered(connection).status == 429
        # What comes all the same is let pass by, and the line serves again.
        connection.sendall(b" " * 100 + b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answered(connection).status == 200


def test_large_bodies_are_bounded_together(daybook, engine):
    node = daybook(engine)
    size, room = 5_242_880, 67_108_864
    head = b"POST /api/v1/businesses/biz_1/images HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n" % size
    slow = []
    for _ in range(room // size):
        connection = socket.create_connection(("127.0.0.1", node.port), timeout=20)
        connection.sendall(head + bytes(size - 1))
        slow.append(connection)
    answers = []
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", node.port), timeout=20) as connection:
            connection.sendall(head + bytes(size))
            answers.append(answered(connection))
        # Until all that was sent has been read, there is room.
        if answers[-1].status == 503:
            break
        time.sleep(0.25)
    Client(node.url)("POST", "/auth/login", {"username": "x", "password": "y"}).expect(401)
    # What was read beside the first of these may have been what was too much; who sent it hears of it at the end.
    for connection in slow:
        connection.sendall(b"\0")
        answers.append(answered(connection))
        connection.close()
    refused = [answer for answer in answers if answer.status != 401]
    assert [(answer.status, answer.getheader("retry-after")) for answer in refused] == [(503, "5")], len(answers)
    with socket.create_connection(("127.0.0.1", node.port), timeout=20) as connection:
        connection.sendall(head + bytes(size))
        assert answered(connection).status == 401


def held_lines(node, connections):
    """How many of these lines the server still has a descriptor for."""
    ports = {f"{connection.getsockname()[1]:04X}" for connection in connections}
    with open("/proc/net/tcp") as table:
        rows = [row.split() for row in table][1:]
    return sum(row[1].endswith(f":{node.port:04X}") and row[2][-4:] in ports and row[9] != "0" for row in rows)


def test_who_asks_and_never_reads_is_let_go(daybook, engine):
    node, deaf = daybook(engine, IDLE_SECONDS_MOST=2), []
    for _ in range(5):
        connection = socket.create_connection(("127.0.0.1", node.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.setblocking(False)
        deaf.append(connection)
    asked = b"GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 50
    began = time.monotonic()
    while time.monotonic() - began < 1:
        for connection in deaf:
            try:
                connection.send(asked)
            except BlockingIOError:
                time.sleep(0.02)
    assert held_lines(node, deaf) == len(deaf)
    began = time.monotonic()
    while held_lines(node, deaf) and time.monotonic() - began < 10:
        time.sleep(0.2)
    assert held_lines(node, deaf) == 0, f"after {time.monotonic() - began:.1f} s"
    for connection in deaf:
        connection.close()


def test_a_body_said_to_be_huge_is_not_waited_for(place):
    with socket.create_connection(("127.0.0.1", place.node.port), timeout=5) as connection:
        connection.sendall(
            b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 99999999999\r\n\r\n" + b" " * 400_000
        )
        assert b" 413 " in connection.recv(4096).split(b"\r\n")[0]
    unchanged(place)


NO_HTTP = {
    "two lengths": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a method that is none": b"BREW /api/v1/businesses HTTP/1.1\r\nHost: x\r\n\r\n",
    "a version that is none": b"GET /api/v1/businesses HTTP/9.9\r\nHost: x\r\n\r\n",
    "a header over two lines": b"GET /api/v1/businesses HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
    "a header of a megabyte": b"GET /api/v1/businesses HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 1_000_000 + b"\r\n\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
}


@pytest.mark.parametrize("name", NO_HTTP)
def test_what_is_no_http_is_refused_or_cut_off(place, name):
    """The parser refuses it before there is a request that a problem could tell of."""
    with socket.create_connection(("127.0.0.1", place.node.port), timeout=2) as connection:
        try:
            connection.sendall(NO_HTTP[name])
            answer = connection.recv(4096)
        except ConnectionError:
            answer = b""
    assert answer == b"" or answer.split(b" ")[1].startswith(b"4"), answer
    unchanged(place)


@pytest.mark.last
def test_nothing_changed_and_nothing_failed(place, engine, figure):
    unchanged(place)
    assert '"level":"error"' not in place.node.printed()
    count = len(BODIES) + len(QUERIES) + len(HEADERS) + len(ACCOUNTS) + len(OWNERS) + len(NO_HTTP) + len(IMAGES) + 2 * len(STRANGERS)
    figure(f"bad input, {engine}: {count} kinds: 5xx 0, rows changed 0, slowest {slowest():.3f} s")
