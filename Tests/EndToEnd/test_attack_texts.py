"""Texts that templates, pages, mails and calendars could take for something else: in every field that takes text, shown on every page
just as they were typed."""

import datetime
import html
import html.parser
import json
import re
import time
import urllib.parse

import icalendar
import pytest

from harness.attack import Session, doors, shown
from harness.client import PASSWORD, Client, World
from harness.picture import png
from harness.visit import Visitor

ENGINES = ["sqlite"]
# Every kind of template, the ends of attributes and elements, formats, and what a calendar is made of: as much as the shortest field takes.
SHORTEST = 60
EVIL = "{{997*997}}{{{title}}}[[web.go_back]]${997*997}%s;,\\\"'><b data-evil>"
SCRIPT = '"></title></textarea><script data-evil>evil=1</script><img data-evil src=x onerror=evil=1>'
TEXTS = (EVIL, SCRIPT)
# What makes an element, or something that runs, from such a text.
MADE = """() => [
  ...document.querySelectorAll('[data-evil], script:not([src]), [onerror], [onload], [onclick], base, iframe:not(.mail-frame), object, embed, style'),
  ...[...document.querySelectorAll('[href], [src], [action], [formaction]')].filter(
    one => ['href', 'src', 'action', 'formaction'].some(name => /^\\s*(javascript|data:text|vbscript)/i.test(one.getAttribute(name) || ''))),
].map(one => one.outerHTML.slice(0, 200)).concat(window.evil ? ['a script ran'] : [])"""
# All that a person could read or would send again: texts, what fields hold, and what is read out.
READ = """() => document.documentElement.textContent + ' ' + [...document.querySelectorAll('input, textarea, option')].map(
  one => one.value).join(' ') + ' ' + [...document.querySelectorAll('[alt], [aria-label], [title]')].map(
  one => (one.getAttribute('alt') || '') + ' ' + (one.getAttribute('aria-label') || '')).join(' ')"""


class EvilStreet:
    """A business whose every text is an attack."""

    def __init__(self, node, text):
        self.node, self.text = node, text
        self.world = world = World(node.url, name="Evil")
        self.owner, self.id = world.owner, world.id
        me = self.owner("PUT", "/auth/profile", {"name": text, "zone": "Europe/Madrid"}).expect(200).json
        self.username, self.user = me["username"], me["id"]
        path = f"/businesses/{self.id}"
        draft = {name: text for name in ("name", "description", "address", "location")} | {"category": text[:SHORTEST]}
        self.slug = self.owner("PUT", path, draft).expect(200).json["slug"]
        world.slug = self.slug
        self.location = self.made(f"{path}/locations", {name: text for name in ("name", "address", "town", "directions")})["id"]
        about = {"name": text, "description": text, "metadata": {text[:SHORTEST]: text}}
        self.resource = self.made(f"{path}/resources", about | {"kind": "person"})["id"]
        self.room = self.made(f"{path}/resources", about | {"kind": "room"})["id"]
        questions = [
            {"id": "open", "label": text, "kind": "text"},
            {"id": "chosen", "label": text, "kind": "choice", "choices": [text, "B"]},
            {"id": "agreed", "label": text, "kind": "consent"},
        ]
        words = {"name": text, "description": text, "duration_minutes": 60, "price": "50.00"}
        asked = words | {"kind": "appointment", "questions": questions, "asks_names": True, "max_party": 1, "lets_choose": True}
        self.offering = self.made(f"{path}/offerings", asked | {"needs": [[self.resource]]})["id"]
        self.let = self.made(f"{path}/offerings", words | {"kind": "room", "needs": [[self.room]]})["id"]
        self.course = self.made(f"{path}/offerings", words | {"kind": "course", "booking_deadline_hours": 0})["id"]
        self.day = datetime.date.today() + datetime.timedelta(days=4)
        opened = {"offering_id": self.course, "start_date": str(self.day), "start_time": "16:00", "max_capacity": 4, "note": text}
        self.session = self.made(f"{path}/sessions", opened)["sessions"][0]["id"]
        self.images = {}
        for place in ("", f"/offerings/{self.offering}", f"/resources/{self.resource}"):
            target = f"/api/v1{path}{place}/images?alt={urllib.parse.quote(text)}"
            self.images[place] = self.owner.raw("POST", target, png(), {"content-type": "image/png"}).expect(201).json
        wish = {"name": text[:SHORTEST], "scopes": ["booking:view_all"], "expires_in_days": 1, "password": PASSWORD}
        node.database.execute(f"UPDATE users SET email_verified_at = 1 WHERE username = '{me['username']}'")
        self.made("/auth/api-keys", wish)
        self.starts = world.starts(self.offering)
        self.customer = f"{me['username']}.customer@example.org"
        self.booked = self.book(0)
        row = node.database.rows(f"SELECT customer_id FROM bookings WHERE reference = '{self.booked['reference']}'")[0]
        self.known = shown("cus", row[0])
        notes = {"notes": text, "owner_notes": text, "internal_notes": text}
        self.owner("PUT", f"/bookings/{self.booked['id']}/notes", notes).expect(200)
        self.gone = self.book(2)
        self.owner("PUT", f"/bookings/{self.gone['id']}/cancel", {"reason": text}).expect(200)
        self.owner("PUT", f"/booking/settings?business_id={self.id}", {"requires_approval": True}).expect(200)
        self.rejected, self.pending = self.book(4), self.book(6)
        self.owner("POST", f"/booking/requests/{self.rejected['id']}/reject", {"reason": text}).expect(200)
        seat = {
            "offering_id": self.course,
            "session_id": self.session,
            "client_name": text,
            "client_email": self.customer,
            "notes": text,
        }
        self.seat = world.guest("POST", f"/public/{self.slug}/book", seat).expect(201).json
        self.invitation = self.made(f"{path}/members", {"email": f"invited.{me['username']}@example.org", "role": "staff"})["id"]
        # What a browser says of itself is shown among the devices.
        Session(node.url, user_agent=text).logged_in(self.username)

    def made(self, path, body):
        answer = self.owner("POST", path, body)
        return answer.expect(200 if answer.status == 200 else 201).json

    def book(self, number):
        text = self.text
        body = {
            "offering_id": self.offering, "start": self.starts[number], "client_name": text, "client_email": self.customer, "notes": text,
            "referral": text, "participants": [text], "answers": {"open": text, "chosen": text, "agreed": "true"},
        }  # fmt: skip
        return self.world.guest("POST", f"/public/{self.slug}/book", body).expect(201).json

    @property
    def link(self):
        return "/b/" + self.booked["manage_url"].partition("/b/")[2]


@pytest.fixture(scope="module")
def streets(daybook, engine):
    node = daybook(engine, OUTBOX="on")
    return [EvilStreet(node, text) for text in TEXTS]


class Filler:
    """Gives the paths of the route table this street's ids."""

    def __init__(self, street, message):
        self.street, self.message, self.job = street, message, "job_1"

    def __call__(self, path):
        street = self.street
        own = {
            "offerings": street.offering, "resources": street.resource, "sessions": street.session, "locations": street.location,
            "members": street.user, "users": street.user, "businesses": street.id, "outbox": self.message,
        }  # fmt: skip
        reference, _, key = street.link.removeprefix("/b/").partition("/")
        ids = {
            "customer_id": street.known,
            "slug": street.slug, "offering_id": street.offering, "invitation_id": street.invitation, "reference": reference, "key": key,
            "start": urllib.parse.quote(street.starts[8], safe=""), "business_id": street.id, "image_id": street.images[""]["id"],
        }  # fmt: skip
        parts = path.split("/")
        for index, part in enumerate(parts):
            if part == "{id}":
                parts[index] = own.get(parts[index - 1], street.booked["id"])
            elif part == "{image_id}":
                parts[index] = street.images["/".join(["", *parts[-5:-3]]) if parts[-5] in own else ""]["id"]
            elif part.startswith("{"):
                parts[index] = ids.get(part.strip("{}"), "x")
        return "/".join(parts)


SKIPPED = (
    "/live",
    ".svg",
    ".ics",
    "/html",
    "/hours/exceptions/{id}/remove",
    "/admin/jobs/{id}/park",
    "/admin/jobs/{id}/retry",
    "/images/{business_id}/{name}",
    "/language/{code}",
    "/{slug}/book",
    "/health/live",
    "/health/ready",
    "/openapi.json",
    "/data.json",
)


def pages(street, message):
    """Every page, with this street's ids; and the lists as they are when something is looked for."""
    fill = Filler(street, message)
    for path, access in doors("GET"):
        if not path.endswith(SKIPPED):
            more = f"?offering_id={street.offering}" if "/visit/times" in path else ""
            yield fill(path) + more, access
    text = urllib.parse.quote(street.text, safe="")
    for path in (
        f"/desk/{street.slug}/search?q=",
        f"/desk/{street.slug}/bookings?view=all&q=",
        f"/desk/{street.slug}/bookings/new?q=",
    ):
        yield path + text, "desk"
    for path in (
        f"/desk/{street.slug}/events?action=",
        f"/desk/{street.slug}/events?subject=",
        f"/login?next=/",
        "/reset-password?token=",
        "/verify-email?token=",
        "/invitations?token=",
        "/no/such/",
    ):
        yield path + text, "anyone"
    yield f"/book/{street.slug}/{street.offering}?date={street.day}&tz={text}", "anyone"
    day = f"?date={str(street.starts[0])[:10]}"
    for view in ("day", "day/week", "day/month", "sessions"):
        yield f"/desk/{street.slug}/{view}{day}", "desk"
    for booking in (street.gone, street.rejected, street.pending, street.seat):
        yield f"/desk/{street.slug}/bookings/{booking['id']}", "desk"
        yield "/b/" + booking["manage_url"].partition("/b/")[2], "link"
    for path in ("/admin/users?q=", "/admin/businesses?q=", "/admin/bookings?q=", "/admin/events?subject="):
        yield path + text, "admin"


def test_a_text_is_a_text_on_every_page(streets, browser, figure):
    node = streets[0].node
    Client(node.url).registered("adele")
    node.database.execute("UPDATE users SET role = 'admin' WHERE username = 'adele'")
    Session(node.url).get("/outbox")
    count, shows, faults = 0, {text: set() for text in TEXTS}, []
    for street in streets:
        messages = re.findall(r'href="/outbox/([^"/]+)"', Session(node.url).get("/outbox").text)
        for who in (street.username, "adele", None):
            # A page's script may not run what is refused; that is written down by the browser.
            with browser.window() as page:
                said = []
                page.on("console", lambda message, said=said: said.append(message.text))
                page.on("dialog", lambda dialog, said=said: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
                visitor = Visitor(page, node.url)
                if who:
                    visitor.open("/login")
                    visitor.fill("username", who)
                    visitor.fill("password", PASSWORD)
                    visitor.send()
                    page.wait_for_url(re.compile("/(desk|admin)"))
                for target, access in pages(street, messages[0]):
                    if (access == "admin") != (who == "adele") or (who is None and access not in ("anyone", "link")):
                        continue
                    visitor.open(target)
                    count += 1
                    made, read = page.evaluate(MADE), page.evaluate(READ)
                    faults += [f"{who} {target}: {one}" for one in made]
                    # A number that stands in no id by chance.
                    if str(997 * 997) in read:
                        faults.append(f"{target}: a template was filled")
                    if street.text[:SHORTEST] in read:
                        shows[street.text].add(target.partition("?")[0])
                policy = [one for one in said if "Content Security Policy" in one or "dialog" in one]
                faults += [f"{who}: {one}" for one in policy]
    assert not faults, "\n".join(faults[:40])
    shown = [len(found) for found in shows.values()]
    assert min(shown) > 45, (shown, sorted(shows[EVIL]))
    figure(f"attacks: {count} pages with attacks in every text: elements made 0, scripts run 0; shown as typed on {sum(shown)}")


class Elements(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.text = [], ""

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


def flat(text):
    return re.sub(r"\s+", " ", text)


def test_a_text_is_a_text_in_mails_and_calendars(streets, figure):
    node = streets[0].node
    mails = calendars = typed = 0
    for street in streets:
        deadline = time.monotonic() + 20
        to = f"to_address LIKE '%{street.username}%'"
        # Booked, noted, cancelled, rejected, twice asked for; and one to the owner for each.
        while node.database.rows(f"SELECT COUNT(*) FROM messages WHERE {to}")[0][0] < 6:
            assert time.monotonic() < deadline, node.database.rows(f"SELECT kind FROM messages WHERE {to}")
            time.sleep(0.1)
        for number, subject, calendar in node.database.rows(f"SELECT id, subject, calendar FROM messages WHERE {to}"):
            mails += 1
            page = f"/outbox/{shown('msg', number)}"
            plain = html.unescape(re.search(r'<pre class="mail-text">(.*?)</pre>', Session(node.url).get(page).text, re.S)[1])
            look = Session(node.url).get(f"{page}/html").text
            assert "\n" not in subject and "\r" not in subject
            read = Elements()
            read.feed(look)
            assert not [
                one
                for one in read.found
                if "data-evil" in one[1] or one[0] in ("script", "img", "iframe") or any(name.startswith("on") for name in one[1])
            ], look[:2000]
            for name, attributes in read.found:
                href = attributes.get("href") or ""
                assert not href or href.startswith(
                    (node.url, "https://calendar.google.com/", "https://outlook.live.com/", "mailto:", "tel:")
                ), (name, href)
            typed += flat(street.text[:SHORTEST]) in flat(read.text) and flat(street.text[:SHORTEST]) in flat(plain)
            if calendar:
                calendars += 1
                events = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
                assert len(events) == 1, calendar
                assert street.text[:SHORTEST] in str(events[0]["SUMMARY"]) + str(events[0]["DESCRIPTION"]) + str(
                    events[0].get("LOCATION", "")
                ), calendar
                known = {
                    "BEGIN",
                    "UID",
                    "DTSTAMP",
                    "CREATED",
                    "LAST-MODIFIED",
                    "DTSTART",
                    "DTEND",
                    "SUMMARY",
                    "DESCRIPTION",
                    "LOCATION",
                    "URL",
                    "SEQUENCE",
                    "STATUS",
                    "TRANSP",
                    "ORGANIZER",
                    "ATTENDEE",
                    "CATEGORIES",
                    "CLASS",
                }
                assert set(events[0]) <= known, set(events[0]) - known
        invite = icalendar.Calendar.from_ical(Session(node.url).get(f"{street.link}/invite.ics").text)
        assert len(invite.walk("VEVENT")) == 1 and street.text[:SHORTEST] in str(invite.walk("VEVENT")[0]["SUMMARY"])
    assert typed >= 8 and calendars >= 4, (typed, calendars)
    figure(
        f"attacks: {mails} mails and {calendars} calendars with attacks in every text: elements, links and properties added 0; shown as typed in {typed}"
    )


def test_a_text_is_a_text_in_answers_of_the_api(streets):
    """JSON that a browser is made to look at is nothing but JSON."""
    for street in streets:
        for path in (
            f"/api/v1/public/{street.slug}",
            f"/api/v1/bookings?business_id={street.id}",
            f"/api/v1/businesses/{street.id}/offerings",
        ):
            answer = street.owner.raw("GET", path).expect(200)
            assert answer.headers["content-type"] == "application/json" and answer.headers["x-content-type-options"] == "nosniff"
            assert b"<" not in answer.body and street.text[:SHORTEST] in json.dumps(
                answer.json, ensure_ascii=False
            ).encode().decode().replace('\\"', '"').replace("\\\\", "\\")


def test_a_problem_shows_no_input_as_it_came(streets):
    """A refusal's page tells what was wrong, and what was typed as text."""
    street = streets[0]
    for target in (
        f"/book/{urllib.parse.quote(SCRIPT, safe='')}",
        f"/{urllib.parse.quote(SCRIPT, safe='')}/book",
        f"/docs/{urllib.parse.quote(SCRIPT, safe='')}",
    ):
        page = Session(street.node.url).get(target)
        assert "<script data-evil" not in page.text and "<img data-evil" not in page.text
    session = Session(street.node.url).logged_in(street.username)
    page = session.post(f"/desk/{street.slug}/settings/business", {"name": SCRIPT * 20, "email": SCRIPT, "phone": EVIL})
    assert (
        page.status == 422
        and "data-evil" in page.text
        and "<script data-evil" not in page.text
        and "<b data-evil" not in page.text
    )
