"""What attackers of web applications try: a town to attack, a browser's session without a browser, and raw lines."""

import datetime
import html
import http.client
import re
import socket
import urllib.parse

from .client import PASSWORD, Client, World, link_key
from .picture import png
from .server import ROOT

DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
METHODS = ("post", "put", "delete", "get")


class Session:
    """A browser's cookies and forms, over plain HTTP. Follows no redirect."""

    def __init__(self, url, **headers):
        self.address = urllib.parse.urlsplit(url)
        self.cookies, self.set_cookies, self.headers = {}, [], headers
        self.token = None

    def ask(self, method, target, body=None, cookies=True, **headers):
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=20)
        merged = {"accept": "text/html"} | self.headers | headers
        merged = {name.replace("_", "-"): value for name, value in merged.items() if value is not None}
        if cookies and self.cookies:
            merged["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, target, body, merged)
            answer = connection.getresponse()
            # A stream has no end.
            is_stream = answer.getheader("content-type", "").startswith("text/event-stream")
            page = Page(answer.status, answer.getheaders(), b"" if is_stream else answer.read())
        finally:
            connection.close()
        for line in page.all("set-cookie"):
            self.set_cookies.append(line)
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        return page

    def get(self, target, **headers):
        return self.ask("GET", target, **headers)

    def post(self, target, fields=(), **headers):
        fields = list(fields.items()) if isinstance(fields, dict) else list(fields)
        if self.token and not any(name == "form_token" for name, _ in fields):
            fields.append(("form_token", self.token))
        given = {"content_type": "application/x-www-form-urlencoded", "origin": self.origin, "sec_fetch_site": "same-origin"}
        return self.ask("POST", target, urllib.parse.urlencode(fields).encode(), **given | headers)

    @property
    def origin(self):
        return f"{self.address.scheme}://{self.headers.get('host', self.address.netloc)}"

    def logged_in(self, username, password=PASSWORD):
        answer = self.post("/login", {"username": username, "password": password})
        assert answer.status == 303, answer.text[:500]
        self.token = self.get("/account").form_token
        assert self.token
        return self


class Page:
    def __init__(self, status, headers, body):
        self.status, self.body = status, body
        self.headers = [(name.lower(), value) for name, value in headers]

    def all(self, name):
        return [value for key, value in self.headers if key == name]

    def header(self, name):
        return next(iter(self.all(name)), "")

    @property
    def text(self):
        return self.body.decode(errors="replace")

    @property
    def form_token(self):
        found = re.search(r'name="form_token" value="([^"]+)"', self.text)
        return html.unescape(found.group(1)) if found else None


def shown(prefix, number):
    """An id of a row as people see it: Crockford's base 32."""
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = DIGITS[digit] + digits
    return f"{prefix}_{digits or 0}"


def raw(port, lines, seconds=1.5):
    """Everything that comes back for some bytes, until the server closes or is quiet."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        try:
            connection.sendall(lines)
            while part := connection.recv(65_536):
                received += part
        except (TimeoutError, ConnectionError):
            pass
    return received


class Town:
    """Two businesses with one of everything, and an admin."""

    def __init__(self, node):
        self.node = node
        self.guest = Client(node.url)
        self.mine, self.theirs = (Street(node, name) for name in ("Sailing School", "Dance Hall"))
        self.admin = self.guest.registered("adele")
        node.database.execute("UPDATE users SET role = 'admin' WHERE username = 'adele'")
        node.database.execute(
            "INSERT INTO jobs (id, kind, payload, state, due_at, first_due_at, attempts, fence, last_error)"
            " VALUES (71, 'Nobody.knows', '{}', 1, 1, 1, 8, 8, 'the printer is on fire')"
        )
        self.job = self.admin("GET", "/admin/jobs?kind=Nobody").expect(200).json["items"][0]["id"]
        self.browsers = {name: Session(node.url).logged_in(name) for name in ("adele", self.mine.username, self.theirs.username)}

    def browser(self, username):
        """Of somebody who has logged in already."""
        return self.browsers[username]


class Street:
    """One owner's business: people, rooms, offerings of each kind, sessions, bookings, images, a location, a team."""

    def __init__(self, node, name):
        self.node = node
        self.world = world = World(node.url, name=name, requires_approval=True)
        self.owner, self.id, self.slug = world.owner, world.id, world.slug
        me = self.owner("GET", "/auth/me").expect(200).json
        self.username, self.user = me["username"], me["id"]
        path = f"/businesses/{self.id}"
        self.location = self.made(f"{path}/locations", {"name": "Retiro", "address": "Calle del Agua 12"})["id"]
        self.resource = world.resource("Ana")
        self.room = world.resource("Studio", kind="room")
        question = {"id": "level", "label": "How well?", "kind": "text"}
        self.offering = world.offering([[self.resource]], questions=[question])
        self.let = world.offering([[self.room]], "Studio by the hour", kind="room")
        self.course = self.made(
            f"{path}/offerings", {"kind": "course", "name": "Class", "duration_minutes": 60, "booking_deadline_hours": 0}
        )["id"]
        self.day = datetime.date.today() + datetime.timedelta(days=4)
        draft = {"offering_id": self.course, "start_date": str(self.day), "start_time": "16:00", "max_capacity": 4}
        self.session = self.made(f"{path}/sessions", draft)["sessions"][0]["id"]
        self.starts = world.starts(self.offering)
        self.pending = world.book(self.offering, self.starts[0]).expect(201).json
        self.booked = world.book(self.offering, self.starts[2]).expect(201).json
        self.owner("POST", f"/booking/requests/{self.booked['id']}/approve").expect(200)
        row = node.database.rows(f"SELECT customer_id FROM bookings WHERE reference = '{self.booked['reference']}'")
        self.customer = shown("cus", row[0][0])
        self.booking_link = self.owner("GET", f"/bookings/{self.booked['id']}/links").expect(200).json["links"][0]["id"]
        self.held = self.made(f"/public/{self.slug}/hold", {"offering_id": self.offering, "start": self.starts[4]})["hold_token"]
        self.images = {place: self.image(place) for place in ("", f"/offerings/{self.offering}", f"/resources/{self.resource}")}
        days = {"from_date": "2030-12-24", "through_date": "2030-12-26", "kind": "closed"}
        self.exception = self.made(f"{path}/schedules/exceptions", days)["id"]
        self.invitation = self.made(f"{path}/members", {"email": f"new@{self.slug}.example.org", "role": "staff"})["id"]
        wish = {"name": "K", "scopes": ["booking:view_all"], "expires_in_days": 1, "password": PASSWORD}
        node.database.execute(f"UPDATE users SET email_verified_at = 1 WHERE username = '{self.username}'")
        made = self.made("/auth/api-keys", wish)
        self.key, self.key_id = made["key"], made["id"]
        self.login = self.owner("GET", "/auth/sessions").expect(200).json[0]["id"]

    def made(self, path, body):
        answer = self.owner("POST", path, body)
        return answer.expect(200 if answer.status == 200 else 201).json

    def image(self, place):
        path = f"/api/v1/businesses/{self.id}{place}/images?alt=The%20pool"
        return self.owner.raw("POST", path, png(), {"content-type": "image/png"}).expect(201).json

    @property
    def link(self):
        return "/b/" + self.booked["manage_url"].partition("/b/")[2]

    def ids(self):
        """What the parameters of paths and queries stand for, by name."""
        return {
            "business_id": self.id, "business": self.slug, "slug": self.slug, "resource_id": self.resource,
            "room_id": self.room, "offering_id": self.offering, "location_id": self.location, "session_id": self.session,
            "image_id": self.images[""]["id"], "user_id": self.user, "invitation_id": self.invitation,
            "exception_id": self.exception, "key_id": self.key_id, "login_id": self.login, "id": self.booked["id"],
            "ref": self.booked["reference"], "reference": self.booked["reference"], "key": link_key(self.booked["manage_url"]),
            "start": self.starts[6], "date": str(self.day), "start_date": str(self.day), "end_date": str(self.day), "q": "ana",
            "customer_id": self.customer,
            "link_id": self.booking_link,
            "request_id": "erq_1",
            "provider": "google",
            "code": "es", "token": "x" * 43,
        }  # fmt: skip

    def filled(self, path, town):
        """A path of the route table with ids that are this street's, each of its own kind."""
        ids = self.ids()
        own = {
            "offerings": self.offering, "resources": self.resource, "sessions": self.session, "locations": self.location,
            "members": self.user, "exceptions": self.exception, "users": self.user, "businesses": self.id, "jobs": town.job,
            "outbox": town.message,
        }  # fmt: skip
        parts = path.split("/")
        for index, part in enumerate(parts):
            if not part.startswith("{"):
                continue
            name = part.strip("{}")
            if name == "id":
                parts[index] = own.get(parts[index - 1], ids["id"])
            elif name == "image_id":
                parts[index] = self.images["/".join(["", *parts[-5:-3]]) if parts[-5] in own else ""]["id"]
            elif name == "name":
                parts[index] = self.images[""]["url"].rpartition("/")[2]
            else:
                parts[index] = urllib.parse.quote(ids[name], safe="")
        return "/".join(parts)


def doors(method):
    """The pages' routes of a method, as the route table of the tests of App lists them."""
    table = (ROOT / "App/Tests/Routes.swift").read_text()
    found = re.findall(rf"^ *{method} (/\S*) – (\S.*)$", table, re.M)
    return [(path, access) for path, access in found if not path.startswith("/api/v1")]
