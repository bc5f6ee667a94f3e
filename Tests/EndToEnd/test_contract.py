"""The API answers as its own description says (Q12): to every operation asked rightly, and to whatever a generator asks."""

import datetime
import pathlib
import re
import subprocess
import sys
import time

import pytest
import requests
import schemathesis

from harness.authenticator import code as app_code
from harness.client import PASSWORD, World, link_key
from harness.picture import png

SECONDS = 60
EXAMPLES = 25
# Rate limits and the network's own refusals are not described for each operation.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection"
METHODS = {"get", "post", "put", "delete"}


@pytest.fixture(scope="module")
def node(engine, daybook):
    return daybook(engine)


class Reader:
    """A client that holds every answer against the description, and knows which operations it has seen succeed."""

    def __init__(self, url):
        self.url = url
        self.described = schemathesis.openapi.from_url(f"{url}/api/openapi.json")
        self.seen = set()

    @property
    def operations(self):
        paths = self.described.raw_schema["paths"]
        return {(method.upper(), path) for path, item in paths.items() for method in item if method in METHODS}

    def ask(self, method, path, body=None, token=None, query=None, file=None, **names):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        address = f"{self.url}/api/v1{path.format(**names)}"
        if file:
            headers["content-type"] = "image/png"
        answer = requests.request(method, address, json=body, data=file, params=query, headers=headers, timeout=10)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:400]}"
        self.described[path][method].validate_response(answer)
        self.seen.add((method, path))
        return answer.json() if answer.content else None


def hear(reader, path, **names):
    """A stream has no end to wait for: what is described is its type, and that something comes."""
    described = reader.described.raw_schema["paths"][path]["get"]["responses"]["200"]["content"]
    with requests.get(f"{reader.url}/api/v1{path.format(**names)}", stream=True, timeout=10) as answer:
        assert answer.status_code == 200 and answer.headers["content-type"] in described
        assert next(answer.iter_lines()).startswith(b"retry: ")
    reader.seen.add(("GET", path))


def visit_accounts(reader, database):
    account = {"username": "nora", "name": "Nora Gil", "email": "nora@example.org", "password": PASSWORD}
    reader.ask("POST", "/auth/register", account)
    tokens = reader.ask("POST", "/auth/login", {"username": "nora", "password": PASSWORD})
    token = tokens["access_token"]
    reader.ask("GET", "/auth/me", token=token)
    visit_profile(reader, token, database)
    visit_second_factor(reader, token)
    made = {"name": "Website", "scopes": ["booking:view_all"], "expires_in_days": 90, "password": PASSWORD}
    key = reader.ask("POST", "/auth/api-keys", made, token)
    reader.ask("GET", "/auth/api-keys", token=token)
    reader.ask("DELETE", "/auth/api-keys/{key_id}", token=token, key_id=key["id"])
    other = reader.ask("POST", "/auth/login", {"username": "nora", "password": PASSWORD})
    found = reader.ask("GET", "/auth/sessions", token=token)
    there = next(one["id"] for one in found if not one["is_current"])
    reader.ask("DELETE", "/auth/sessions/{login_id}", token=token, login_id=there)
    tokens = reader.ask("POST", "/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    reader.ask("DELETE", "/auth/sessions", token=tokens["access_token"], query={"keep_current": "true"})
    reader.ask("POST", "/auth/logout", {"refresh_token": other["refresh_token"]})
    visit_new_password(reader, database)


def mailed(database, path, to, token=r"\?token=([\w-]+)"):
    """The token of the link to `path` that was mailed to an address."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        what = f"to_address = '{to}' AND body LIKE '%{path}%'"
        texts = [row[0] for row in database.rows(f"SELECT body FROM messages WHERE {what}")]
        if texts:
            return re.search(path + token, texts[-1])[1]
        time.sleep(0.05)
    raise AssertionError(f"no mail with a link to {path}")


def visit_own_bookings(reader, database):
    """John, who has no account, by a code from his mailbox."""
    challenge = reader.ask("POST", "/customer/codes", {"email": "john@example.com"})["challenge_token"]
    deadline = time.monotonic() + 15
    asked = "SELECT body FROM messages WHERE kind = 'customer.code'"
    while not (found := database.rows(asked)):
        assert time.monotonic() < deadline, "no code was mailed"
        time.sleep(0.1)
    code = re.search(r"\d{4} \d{4}", found[-1][0])[0]
    mine = reader.ask("POST", "/customer/sessions", {"challenge_token": challenge, "code": code})["customer_token"]
    for path in ("/customer/bookings", "/customer/bookings/upcoming", "/customer/bookings/history"):
        reader.ask("GET", path, token=mine)
    reader.ask("DELETE", "/customer/sessions", token=mine)


def visit_profile(reader, token, database):
    reader.ask("GET", "/auth/profile", token=token)
    reader.ask("PUT", "/auth/profile", {"zone": "Europe/Madrid"}, token)
    reader.ask("PUT", "/auth/password", {"current_password": PASSWORD, "password": PASSWORD}, token)
    reader.ask("POST", "/auth/verify-email/send", token=token)
    reader.ask("POST", "/auth/email", {"email": "n.gil@example.org", "password": PASSWORD}, token)
    reader.ask("DELETE", "/auth/email", token=token)
    reader.ask("POST", "/auth/email", {"email": "nora.gil@example.org", "password": PASSWORD}, token)
    confirmed = reader.ask("POST", "/auth/email/confirm", {"token": mailed(database, "/confirm-email", "nora.gil@example.org")}, token)
    assert confirmed["is_changed"], "the old address was never proven"


def visit_second_factor(reader, token):
    again = {"password": PASSWORD}
    secret = reader.ask("POST", "/auth/2fa/setup", again, token)["secret"]
    codes = reader.ask("POST", "/auth/2fa/confirm", {"code": app_code(secret)}, token)["recovery_codes"]
    codes = reader.ask("POST", "/auth/2fa/recovery-codes", again | {"code": codes[0]}, token)["recovery_codes"]
    reader.ask("GET", "/auth/2fa", token=token)
    refused = requests.post(f"{reader.url}/api/v1/auth/login", json={"username": "nora"} | again, timeout=10)
    assert refused.status_code == 401 and refused.json()["code"] == "second_factor_required"
    step = {"challenge_token": refused.json()["challenge_token"], "code": codes[0]}
    reader.ask("POST", "/auth/2fa/verify", step)
    reader.ask("POST", "/auth/2fa/disable", again | {"code": codes[1]}, token)


def visit_new_password(reader, database):
    reader.ask("POST", "/auth/forgot-password", {"email": "nora.gil@example.org"})
    token = mailed(database, "/reset-password", "nora.gil@example.org")
    reader.ask("POST", "/auth/reset-password", {"token": token, "password": PASSWORD})
    account = {"username": "lola", "name": "Lola", "email": "lola@example.org", "password": PASSWORD}
    reader.ask("POST", "/auth/register", account)
    lola = reader.ask("POST", "/auth/login", {"username": "lola", "password": PASSWORD})["access_token"]
    reader.ask("POST", "/auth/verify-email", {"token": mailed(database, "/verify-email", "lola@example.org")}, lola)


def visit_businesses(reader, token, business):
    draft = {"zone": "Europe/Madrid"}
    for number, path in enumerate(("/businesses", "/profiles", "/owners/profiles")):
        made = reader.ask("POST", path, draft | {"name": f"Studio {number}"}, token)
    for step in ("deactivate", "activate"):
        reader.ask("PUT", f"/profiles/{{business_id}}/{step}", token=token, business_id=made["id"])
    reader.ask("DELETE", "/profiles/{business_id}", token=token, business_id=made["id"])
    made = reader.ask("POST", "/businesses", draft | {"name": "Studio for a day"}, token)
    reader.ask("DELETE", "/businesses/{business_id}", token=token, business_id=made["id"])
    for path in ("/businesses", "/profiles", "/owners/my-profiles", "/owners/dashboard"):
        reader.ask("GET", path, token=token)
    for path in ("/businesses/{business_id}", "/profiles/{business_id}"):
        reader.ask("GET", path, token=token, business_id=business)
        reader.ask("PUT", path, {"description": "Lessons."}, token, business_id=business)
    settings = reader.ask("GET", "/booking/settings", token=token, query={"business_id": business})
    reader.ask("PUT", "/booking/settings", settings, token, query={"business_id": business})
    reader.ask("GET", "/booking/link", token=token, query={"business_id": business})
    reader.ask("GET", "/businesses/{business_id}/search", token=token, query={"q": "studio"}, business_id=business)


def visit_catalogue(reader, token, business):
    """An offering that asks for approval; its id."""
    path, named = "/businesses/{business_id}", {"token": token, "business_id": business}
    person = reader.ask("POST", f"{path}/resources", {"kind": "person", "name": "Eva"}, **named)["id"]
    spare = reader.ask("POST", f"{path}/resources", {"kind": "room", "name": "Hall"}, **named)["id"]
    let = {"name": "Studio", "room_kind": "treatment", "hourly_rate": "20.00"}
    reader.ask("POST", "/admin/rooms", let, token, {"business_id": business})
    reader.ask("GET", f"{path}/resources", **named)
    reader.ask("GET", f"{path}/resources/{{resource_id}}", resource_id=person, **named)
    reader.ask("PUT", f"{path}/resources/{{resource_id}}", {"name": "Eva Sanz"}, resource_id=person, **named)
    reader.ask("DELETE", f"{path}/resources/{{resource_id}}", resource_id=spare, **named)
    draft = {"kind": "appointment", "name": "Advice", "duration_minutes": 30, "requires_approval": True}
    made = [reader.ask("POST", f"{path}/offerings", draft | {"needs": [[person]]}, **named)["id"] for _ in range(2)]
    reader.ask("GET", f"{path}/offerings", **named)
    reader.ask("GET", f"{path}/offerings/{{offering_id}}", offering_id=made[0], **named)
    reader.ask("PUT", f"{path}/offerings/{{offering_id}}", {"name": "Good advice"}, offering_id=made[0], **named)
    reader.ask("DELETE", f"{path}/offerings/{{offering_id}}", offering_id=made[1], **named)
    for thing in ("", f"/offerings/{made[0]}", f"/resources/{person}"):
        visit_images(reader, token, business, thing)
    hours = reader.ask("GET", f"{path}/schedules", **named)
    reader.ask("PUT", f"{path}/schedules", {"hours": hours["hours"]}, **named)
    days = {"from_date": "2030-12-24", "through_date": "2030-12-26", "kind": "closed", "reason": "time_off"}
    added = reader.ask("POST", f"{path}/schedules/exceptions", days, **named)
    reader.ask("DELETE", f"{path}/schedules/exceptions/{{exception_id}}", exception_id=added["id"], **named)
    reader.ask("GET", "/holidays")
    reader.ask("PUT", f"{path}/schedules/holidays", {"country": "ES", "subdivision": "MD", "is_on": False}, **named)
    reader.ask("GET", f"{path}/schedules/holidays", **named)
    reader.ask("GET", f"{path}/schedules/preview", query={"weeks": 2}, **named)
    reader.ask("GET", f"{path}/schedules/outside", **named)
    security = reader.ask("GET", f"{path}/security", **named)
    reader.ask("PUT", f"{path}/security", security, **named)
    return made[0]


def visit_images(reader, token, business, thing):
    """The images of the business, or of one offering or resource of it."""
    kind, _, id_ = thing.strip("/").partition("/")
    path = "/businesses/{business_id}" + (f"/{kind}/{{{kind[:-1]}_id}}" if kind else "") + "/images"
    named = {"token": token, "business_id": business} | ({f"{kind[:-1]}_id": id_} if kind else {})
    made = [reader.ask("POST", path, file=png(), query={"alt": "The pool"}, **named)["id"] for _ in range(2)]
    reader.ask("GET", path, **named)
    reader.ask("PUT", f"{path}/{{image_id}}", {"is_cover": True}, image_id=made[1], **named)
    reader.ask("DELETE", f"{path}/{{image_id}}", image_id=made[0], **named)


def visit_public_doors(reader, token, world, offering):
    """Pending bookings, each answered as the client saw it."""
    first = datetime.date.today() + datetime.timedelta(days=3)
    query = {"offering_id": offering, "start_date": str(first), "end_date": str(first), "tz": "Asia/Tokyo"}
    reader.ask("GET", "/public/{slug}", slug=world.slug)
    reader.ask("GET", "/public/{slug}/services", slug=world.slug)
    hear(reader, "/public/{slug}/live", slug=world.slug)
    free = reader.ask("GET", "/public/{slug}/availability", query=query, slug=world.slug)
    twice = query | {"offering_id": [offering, offering]}
    reader.ask("GET", "/public/{slug}/basket/availability", query=twice, slug=world.slug)
    starts = [slot["start"] for day in sorted(free) for slot in free[day]]
    query = {"offering_id": offering, "start": starts[0]}
    reader.ask("GET", "/businesses/{business_id}/explain", token=token, query=query, business_id=world.id)
    held = reader.ask("POST", "/public/{slug}/hold", query, slug=world.slug)
    reader.ask("POST", "/public/{slug}/release", {"hold_token": held["hold_token"]}, slug=world.slug)
    client = {"offering_id": offering, "client_name": "John Doe", "client_email": "john@example.com", "notes": "Hello"}
    placed = [
        reader.ask("POST", "/public/{slug}/book", client | {"start": start}, slug=world.slug) for start in starts[::2][:4]
    ]
    phoned = client | {"start": starts[10], "business_id": world.id, "source": "phone"}
    return placed + [reader.ask("POST", "/bookings", phoned, token)]


def visit_bookings(reader, token, business, bookings):
    approved, rejected, refused, cancelled, phoned = bookings
    for path in ("/bookings", "/booking/requests"):
        reader.ask("GET", path, token=token, query={"business_id": business})
    reader.ask("GET", "/bookings/profile/{business_id}/bookings", token=token, business_id=business)
    reader.ask("GET", "/bookings/{id}", token=token, id=phoned["id"])
    reader.ask("GET", "/bookings/ref/{ref}", ref=approved["reference"])
    reader.ask("POST", "/bookings/ref/{ref}/link", {"email": "john@example.com"}, ref=approved["reference"])
    reader.ask("POST", "/bookings/{id}/links", {}, token, id=phoned["id"])
    links = reader.ask("GET", "/bookings/{id}/links", token=token, id=phoned["id"])["links"]
    reader.ask("DELETE", "/bookings/{id}/links/{link_id}", token=token, id=phoned["id"], link_id=links[0]["id"])
    span = {"start_date": phoned["start"][:10], "end_date": phoned["start"][:10]}
    reader.ask("GET", "/bookings/{id}/availability", token=token, query=span, id=phoned["id"])
    mine = span | {"key": link_key(cancelled["manage_url"])}
    reader.ask("GET", "/customer/bookings/{id}/availability", query=mine, id=cancelled["id"])
    reader.ask("POST", "/booking/requests/{id}/approve", token=token, id=approved["id"])
    reader.ask("POST", "/booking/requests/{id}/reject", {"reason": "Eva is ill."}, token, id=rejected["id"])
    reader.ask("PUT", "/bookings/{id}/reject", {"reason": "Eva is ill."}, token, id=refused["id"])
    reader.ask("PUT", "/bookings/{id}/cancel", {"reason": "Eva is ill."}, token, id=approved["id"])
    key = {"key": link_key(cancelled["manage_url"])}
    reader.ask("PUT", "/customer/bookings/{id}/cancel", key, id=cancelled["id"])
    reader.ask("PUT", "/bookings/{id}/status", {"status": "cancelled"}, token, id=phoned["id"])


def visit_sessions(reader, token, business):
    """A course, its sessions, and a day of them."""
    path, named = "/businesses/{business_id}", {"token": token, "business_id": business}
    draft = {"kind": "course", "name": "Class", "duration_minutes": 60, "booking_deadline_hours": 0, "max_party": 3}
    course = reader.ask("POST", f"{path}/offerings", draft, **named)["id"]
    day = datetime.date.today() + datetime.timedelta(days=4)
    body = {"offering_id": course, "start_date": str(day), "max_capacity": 4}
    weekly = body | {"start_time": "16:00", "until": str(day + datetime.timedelta(days=14))}
    made = reader.ask("POST", f"{path}/sessions", weekly, **named)["sessions"]
    for number, doors in enumerate((f"{path}/sessions/generate", "/availability/profiles/{business_id}/slots")):
        day_after = str(day + datetime.timedelta(days=1 + number))
        made += reader.ask("POST", doors, body | {"start_date": day_after, "end_date": day_after}, **named)["sessions"]
    preview = body | {"end_date": str(day), "preview": True}
    reader.ask("POST", "/admin/timeslots/generate", preview, token, {"business_id": business})
    span = {"start_date": str(day), "end_date": str(day + datetime.timedelta(days=6))}
    reader.ask("GET", f"{path}/sessions", query=span, **named)
    reader.ask("GET", "/availability/profiles/{business_id}", query=span, business_id=business)
    reader.ask("GET", "/availability/profiles/{business_id}/dates/{date}", business_id=business, date=str(day))
    return [session for session in made if session["is_available"]]


def visit_seats(reader, token, slug, sessions):
    seat = {"offering_id": sessions[0]["offering_id"], "client_name": "Ana", "client_email": "ana@example.com"}
    placed = reader.ask("POST", "/public/{slug}/book", seat | {"session_id": sessions[0]["id"], "party": 2}, slug=slug)
    key = {"key": link_key(placed["manage_url"]), "session_id": sessions[1]["id"]}
    reader.ask("PUT", "/customer/bookings/{id}/reschedule", key, id=placed["id"])
    reader.ask("PUT", "/bookings/{id}/reschedule", {"session_id": sessions[2]["id"]}, token, id=placed["id"])
    reader.ask("PUT", "/bookings/{id}/notes", {"internal_notes": "Bring fins."}, token, id=placed["id"])
    for path, session in (("/sessions/{session_id}", sessions[2]["id"]), ("/availability/slots/{session_id}", sessions[3]["id"])):
        reader.ask("PUT", path, {"max_capacity": 6}, token, session_id=session)
        if path.startswith("/sessions"):
            reader.ask("GET", path, token=token, session_id=session)
        reader.ask("DELETE", path, token=token, query={"bookings": "cancel", "reason": "Eva is ill."}, session_id=session)


def visit_arrival(reader, token, world, database):
    """Somebody whom staff have entered says that they are there."""
    lesson = world.offering([[world.resource("Eva")]], "Swim now", self_check_in=True)
    start = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M:00Z")
    wish = {"business_id": world.id, "offering_id": lesson, "start": start, "client_name": "Kim", "client_email": "kim@example.org"}
    booked = reader.ask("POST", "/bookings", wish, token)
    key = mailed(database, f"/b/{booked['reference']}", "kim@example.org", r"/([\w-]+)")
    reader.ask("POST", "/customer/bookings/{id}/check-in", {"key": key}, id=booked["id"])


def visit_rooms_and_many(reader, token, world):
    room = world.resource("Studio", kind="room")
    let = world.offering([[room]], "Studio by the hour", kind="room")
    world.settings(requires_approval=False)
    reader.ask("GET", "/bookings/rooms", query={"business": world.slug})
    day = str(datetime.date.today() + datetime.timedelta(days=5))
    query = {"date": day, "duration": 60}
    free = [slot["start_time"] for slot in reader.ask("GET", "/bookings/rooms/{room_id}/timeslots", query=query, room_id=room)]
    client = {"client_name": "Ben", "client_email": "ben@example.com"}
    staff = client | {"business_id": world.id}
    for path, who, start in (("/public/{slug}", client, free[0]), ("/bookings", staff, free[3])):
        named = {"slug": world.slug} if who is client else {"token": token}
        reader.ask("POST", f"{path}/series", who | {"offering_id": let, "start": start, "count": 2}, **named)
        later = free[free.index(start) + 1]
        reader.ask("POST", f"{path}/basket", who | {"items": [{"offering_id": let, "start": later}]}, **named)


def visit_locations(reader, token, business):
    path, named = "/businesses/{business_id}/locations", {"token": token, "business_id": business}
    draft = {"name": "Retiro", "address": "Calle del Agua 12", "town": "Madrid", "directions": "The blue door."}
    location = reader.ask("POST", path, draft, **named)["id"]
    reader.ask("GET", path, **named)
    reader.ask("GET", f"{path}/{{location_id}}", location_id=location, **named)
    reader.ask("PUT", f"{path}/{{location_id}}", {"is_active": False}, location_id=location, **named)
    reader.ask("DELETE", f"{path}/{{location_id}}", location_id=location, **named)


def visit_team(reader, database, world):
    """Somebody joins by invitation, is changed, handed the business, and leaves; another is removed."""
    path, named = "/businesses/{business_id}", {"business_id": world.id}
    owner = named | {"token": world.owner.token}
    people = {}
    for name in ("rosa", "sara"):
        email = f"{name}@example.org"
        account = {"username": name, "name": name.title(), "email": email, "password": PASSWORD}
        reader.ask("POST", "/auth/register", account)
        token = reader.ask("POST", "/auth/login", {"username": name, "password": PASSWORD})["access_token"]
        reader.ask("POST", f"{path}/members", {"email": email, "role": "manager"}, **owner)
        joined = reader.ask("POST", "/invitations/accept", {"token": mailed(database, "/invitations", email)}, token)
        assert joined["business_id"] == world.id
        people[name] = token
    made = reader.ask("POST", f"{path}/members", {"email": "late@example.org", "role": "staff"}, **owner)
    reader.ask("GET", f"{path}/invitations", **owner)
    # Not twice in one minute.
    database.execute("UPDATE invitations SET sent_at = sent_at - 3600000")
    reader.ask("POST", f"{path}/invitations/{{invitation_id}}/resend", invitation_id=made["id"], **owner)
    reader.ask("DELETE", f"{path}/invitations/{{invitation_id}}", invitation_id=made["id"], **owner)
    members = {one["name"]: one["user_id"] for one in reader.ask("GET", f"{path}/members", **owner)["items"]}
    reader.ask("PUT", f"{path}/members/{{user_id}}", {"role": "staff"}, user_id=members["Sara"], **owner)
    reader.ask("DELETE", f"{path}/members/{{user_id}}", user_id=members["Sara"], **owner)
    reader.ask("GET", f"{path}/events", **owner)
    reader.ask("POST", f"{path}/transfer", {"user_id": members["Rosa"], "password": PASSWORD}, **owner)
    for step in ("deactivate", "activate"):
        reader.ask("PUT", f"{path}/{step}", token=people["rosa"], **named)
    reader.ask("DELETE", f"{path}/membership", **owner)


def visit_privacy(reader, token, world):
    """Last of a business's: it erases one of its clients, and an account."""
    named = {"token": token, "business_id": world.id}
    path = "/privacy/{business_id}"
    reader.ask("PUT", f"{path}/settings", {"asks_news": True, "erase_after_months": 60, "contact": "privacy@example.org"}, **named)
    reader.ask("GET", f"{path}/settings", **named)
    found = requests.get(
        f"{reader.url}/api/v1/businesses/{world.id}/search", {"q": "example"}, headers={"authorization": f"Bearer {token}"}, timeout=10
    ).json()
    named["customer_id"] = found["customers"][0]["id"]
    reader.ask("GET", f"{path}/customers/{{customer_id}}", **named)
    act = {"purpose": "news", "wording": "May we send you news?", "is_given": True}
    reader.ask("POST", f"{path}/customers/{{customer_id}}/consents", act, **named)
    reader.ask("GET", f"{path}/customers/{{customer_id}}/consents", **named)
    reader.ask("DELETE", f"{path}/customers/{{customer_id}}", query={"cancels_upcoming": "true"}, **named)
    reader.ask("GET", f"{path}/requests", token=token, business_id=world.id)
    person = world.guest.registered()
    reader.ask("POST", "/privacy/consents", act, person.token)
    for name in ("consents", "me"):
        reader.ask("GET", f"/privacy/{name}", token=person.token)
    reader.ask("DELETE", "/privacy/me", {"password": PASSWORD}, person.token)


def visit_platform(reader, database, business):
    token = World(reader.url).owner.token
    me = reader.ask("GET", "/auth/me", token=token)
    database.execute(f"UPDATE users SET role = 'admin' WHERE username = '{me['username']}'")
    users = reader.ask("GET", "/admin/users", token=token)["items"]
    other = next(user["id"] for user in users if user["id"] != me["id"])
    reader.ask("PUT", "/admin/users/{id}/role", {"role": "user"}, token, id=other)
    for step in ("deactivate", "activate"):
        reader.ask("PUT", f"/admin/users/{{id}}/{step}", token=token, id=other)
    for name in ("businesses", "profiles"):
        reader.ask("GET", f"/admin/{name}", token=token)
        reader.ask("PUT", f"/admin/{name}/{{business_id}}/verify", {"is_verified": True}, token, business_id=business)
    for name in ("bookings", "events", "jobs/figures"):
        reader.ask("GET", f"/admin/{name}", token=token)
    visit_jobs(reader, database, token)


def visit_jobs(reader, database, token):
    database.execute(
        "INSERT INTO jobs (id, kind, payload, state, due_at, first_due_at, attempts, fence)"
        " VALUES (77, 'Nobody.knows', '{}', 0, 1, 1, 0, 0)"
    )
    job = reader.ask("GET", "/admin/jobs", token=token, query={"kind": "Nobody"})["items"][0]["id"]
    for step in ("park", "retry"):
        reader.ask("PUT", f"/admin/jobs/{{id}}/{step}", token=token, id=job)
    database.execute("DELETE FROM jobs WHERE id = 77")


def test_every_operation_answers_as_described_when_asked_rightly(node, figure):
    reader, world = Reader(node.url), World(node.url)
    token = world.owner.token
    visit_accounts(reader, node.database)
    visit_businesses(reader, token, world.id)
    offering = visit_catalogue(reader, token, world.id)
    visit_bookings(reader, token, world.id, visit_public_doors(reader, token, world, offering))
    visit_own_bookings(reader, node.database)
    visit_seats(reader, token, world.slug, visit_sessions(reader, token, world.id))
    visit_rooms_and_many(reader, token, world)
    visit_arrival(reader, token, world, node.database)
    visit_locations(reader, token, world.id)
    visit_privacy(reader, token, world)
    visit_team(reader, node.database, world)
    visit_platform(reader, node.database, world.id)
    assert reader.seen == reader.operations
    figure(f"contract: {len(reader.seen)} operations asked rightly: answers that the description does not know 0")


def test_whatever_is_asked_is_answered_as_described(node, figure):
    world = World(node.url)
    world.offering([[world.resource()]])
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    # What would log the generator out is not asked.
    done = subprocess.run(
        [program, "run", f"{node.url}/api/openapi.json", "--checks", CHECKS, "--max-examples", str(EXAMPLES), "--seed", "1"]
        + ["--phases", "examples,coverage,fuzzing", "--workers", "1", "--generation-database", "none", "--max-time", str(SECONDS), "--no-color"]
        + ["--exclude-path-regex", "/live$|/auth/sessions$|/privacy/me$", "--header", f"Authorization: Bearer {world.owner.token}"],
        capture_output=True,
        text=True,
        timeout=5 * SECONDS,
        check=False,
        cwd=node.folder,
    )
    assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-1000:]
    assert '"level":"error"' not in node.printed()
    tested = re.search(r"(\d+) selected", done.stdout)
    cases = re.search(r"(\d+) generated", done.stdout)
    figure(
        f"contract: {tested.group(1) if tested else 'all'} operations,"
        f" {cases.group(1) if cases else 'many'} generated requests: undescribed answers 0, 5xx 0"
    )
