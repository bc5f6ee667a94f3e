"""A client of the API, and the small world that tests book in."""

import dataclasses
import datetime
import http.client
import json
import secrets
import threading
import time
import urllib.parse
import zoneinfo

IDLE_SECONDS = 30
PASSWORD = "tortoise-lamp-4-violins"
WEEK = [{"weekday": day, "opens": "00:00", "closes": "23:59"} for day in range(1, 8)]


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """A problem's code, else nothing."""
        try:
            return self.json.get("code") if self.status >= 400 else None
        except (ValueError, AttributeError):
            return None

    def expect(self, status):
        assert self.status == status, f"{self.status} instead of {status}: {self.body[:600]!r}"
        return self


class Client:
    """Speaks JSON to /api/v1 over one kept connection per thread. Raises OSError or HTTPException when the server is gone."""

    def __init__(self, url, token=None, timeout=20):
        self.url = url
        self.address = urllib.parse.urlsplit(url)
        self.token = token
        self.timeout = timeout
        self.local = threading.local()

    def __call__(self, method, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        return self.raw(method, f"/api/v1{path}", data, {"content-type": "application/json"} if data else {}, headers)

    def raw(self, method, target, data=None, *headers):
        merged = {"accept": "application/json"}
        if self.token:
            merged["authorization"] = f"Bearer {self.token}"
        for some in headers:
            merged |= {name.replace("_", "-"): value for name, value in some.items()}
        connection = getattr(self.local, "connection", None)
        # The server closes what has been idle for a minute.
        if connection is None or time.monotonic() - self.local.used > IDLE_SECONDS:
            connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=self.timeout)
            self.local.connection = connection
        self.local.used = time.monotonic()
        try:
            connection.request(method, target, data, merged)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        except BaseException:
            connection.close()
            self.local.connection = None
            raise

    def signed_in(self, username, password=PASSWORD):
        answer = self("POST", "/auth/login", {"username": username, "password": password}).expect(200)
        return Client(self.url, answer.json["access_token"], self.timeout)

    def registered(self, username=None):
        """A new account, signed in."""
        username = username or f"user{secrets.token_hex(4)}"
        self(
            "POST",
            "/auth/register",
            {"username": username, "name": "Maria Ortiz", "email": f"{username}@example.org", "password": PASSWORD},
        ).expect(201)
        return self.signed_in(username)


class World:
    """One owner's business, open day and night, without notice: whatever is refused is refused for a reason that the test made."""

    def __init__(self, url, name="Swim School", zone="Europe/Madrid", **settings):
        self.guest = Client(url)
        self.owner = self.guest.registered()
        self.business = self.owner("POST", "/businesses", {"name": name, "zone": zone}).expect(201).json
        self.id, self.slug = self.business["id"], self.business["slug"]
        self.zone = zone
        self.settings(
            **{"min_advance_booking_hours": 0, "max_advance_booking_days": 300, "buffer_time_minutes": 0} | settings
        )
        self.owner("PUT", f"/businesses/{self.id}/schedules", {"hours": WEEK}).expect(200)

    def settings(self, **changes):
        self.owner("PUT", f"/booking/settings?business_id={self.id}", changes).expect(200)

    def resource(self, name="Ana", kind="person", capacity=1):
        body = {"kind": kind, "name": name, "capacity": capacity}
        return self.owner("POST", f"/businesses/{self.id}/resources", body).expect(201).json["id"]

    def offering(self, needs, name="Private lesson", minutes=60, **more):
        body = {"kind": "appointment", "name": name, "duration_minutes": minutes, "price": "50.00", "needs": needs} | more
        return self.owner("POST", f"/businesses/{self.id}/offerings", body).expect(201).json["id"]

    def availability(self, offering, start, end, **query):
        query = {"offering_id": offering, "start_date": start, "end_date": end} | query
        return self.guest("GET", f"/public/{self.slug}/availability?{urllib.parse.urlencode(query)}").expect(200).json

    def starts(self, offering, days=3, ahead=2):
        """Free starts of the `days` from `ahead` days after today, in order."""
        first = datetime.date.today() + datetime.timedelta(days=ahead)
        found = self.availability(offering, first, first + datetime.timedelta(days=days - 1))
        return [slot["start"] for day in sorted(found) for slot in found[day]]

    def local(self, instant):
        """An instant on the clock of the business."""
        return datetime.datetime.fromisoformat(instant).astimezone(zoneinfo.ZoneInfo(self.zone))

    def book(self, offering, start, key=None, client=None, **more):
        email = f"client-{secrets.token_hex(5)}@example.org"
        body = {"offering_id": offering, "start": start, "client_name": "John Doe", "client_email": email} | more
        headers = {"idempotency_key": key} if key else {}
        return (client or self.guest)("POST", f"/public/{self.slug}/book", body, **headers)


def link_key(manage_url):
    """The last part of a customer's signed link."""
    return manage_url.rstrip("/").rpartition("/")[2]
