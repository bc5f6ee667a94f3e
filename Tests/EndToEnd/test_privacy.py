"""Nothing of a person stays: an unmistakable client is booked, written to, noted, moved and cancelled, and then looked for in every
table, every file and every log (M4)."""

import contextlib
import datetime
import gzip
import json
import pathlib
import re
import subprocess
import time
import types
import urllib.parse

import pytest
from harness.browser import LOOKS, PHONE
from harness.client import PASSWORD, Client, World
from harness.database import psql
from harness.mail import text
from harness.visit import Visitor

PURGED_SECONDS_MAX = 60
# One in every field that a door takes from somebody; none is in another.
CANARIES = {
    "name": "Zyzzyva Quokkasmith",
    "email": "zyzzyva.canary@quokka.example",
    "phone": "+34699123987",
    "notes": "Allergic to canarynotes",
    "referral": "canaryreferral",
    "participant": "Xanthippe Canaryguest",
    "answer": "canaryanswer about the knee",
    "agent": "CanaryBrowser/9.7 (quokkaphone)",
    "owner_notes": "canaryowner thinks",
    "internal_notes": "canaryteam knows",
    "reason": "canaryreason given",
}
QUESTIONS = [
    {"id": "level", "label": "How is your knee?", "kind": "text", "is_required": True},
    {"id": "photos", "label": "Photographs may be taken.", "kind": "consent", "is_required": False},
]


@pytest.fixture(scope="module")
def place(engine, daybook, smtp):
    node = daybook(engine, **smtp.settings)
    world = World(node.url)
    needs = [[world.resource("Hall", kind="room", capacity=6)]]
    offering = world.offering(needs, max_party=3, asks_names=True, questions=QUESTIONS)
    world.owner("PUT", f"/privacy/{world.id}/settings", {"asks_news": True, "contact": "privacy@school.example"}).expect(200)
    return types.SimpleNamespace(engine=engine, node=node, world=world, offering=offering, smtp=smtp, database=node.database)


def wish(place, start, **more):
    return {
        "offering_id": place.offering,
        "start": start,
        "party": 2,
        "client_name": CANARIES["name"],
        "client_email": CANARIES["email"],
        "client_phone": CANARIES["phone"],
        "notes": CANARIES["notes"],
        "referral": CANARIES["referral"],
        "participants": [CANARIES["participant"], CANARIES["name"]],
        "answers": {"level": CANARIES["answer"], "photos": True},
        "wants_news": True,
        "tz": "Pacific/Chatham",
    } | more


def book_by_page(place, browser, start):
    """By the public form, with a script that holds the time."""
    with browser.window(user_agent=CANARIES["agent"]) as page:
        visitor = Visitor(page, place.node.url)
        party = urllib.parse.urlencode({"party": 2})
        visitor.open(f"/book/{place.world.slug}/{place.offering}/at/{start}?{party}")
        visitor.fill("client_name", CANARIES["name"])
        visitor.fill("client_email", CANARIES["email"])
        visitor.fill("client_phone", CANARIES["phone"])
        visitor.fill("notes", CANARIES["notes"])
        for number in (0, 1):
            page.locator(f"[name='participants/{number}']").fill(CANARIES["participant"])
        page.locator("[name='answers/level']").fill(CANARIES["answer"])
        box = page.locator("[name=wants_news]")
        assert not box.is_checked(), "a consent is never given beforehand"
        box.check()
        visitor.send()
        reference = visitor.reference()
        assert page.context.cookies() == [] and page.evaluate("document.cookie") == ""
        return reference, page.url.split("?")[0]


def tell_everything(place, browser):
    """The client books three times, by page and API; staff writes, moves, cancels. Gives the client's id and a link of theirs."""
    world, starts = place.world, place.world.starts(place.offering, days=6)
    by_page, link = book_by_page(place, browser, starts[0])
    agent = {"user_agent": CANARIES["agent"], "idempotency_key": "canary-once"}
    second = world.guest("POST", f"/public/{world.slug}/book", wish(place, starts[4]), **agent).expect(201).json
    again = world.guest("POST", f"/public/{world.slug}/book", wish(place, starts[4]), **agent).expect(201).json
    assert again["id"] == second["id"]
    held = {"offering_id": place.offering, "start": starts[9], "party": 2}
    world.guest("POST", f"/public/{world.slug}/hold", held, user_agent=CANARIES["agent"]).expect(201)
    third = world.owner("POST", "/bookings", wish(place, starts[14], business_id=world.id)).expect(201).json
    found = world.owner("GET", f"/businesses/{world.id}/search?q=quokka").expect(200).json
    for booking in (second, third):
        notes = {name: CANARIES[name] for name in ("owner_notes", "internal_notes")}
        world.owner("PUT", f"/bookings/{booking['id']}/notes", notes).expect(200)
    world.owner("PUT", f"/bookings/{third['id']}/reschedule", {"start": starts[20]}).expect(200)
    # Nobody is told of a time that is cancelled by now, so what was told before the end has to be there first.
    place.smtp.wait(CANARIES["email"], count=4, seconds=30)
    mine = world.owner("GET", f"/bookings?business_id={world.id}&q={by_page}").expect(200).json["items"][0]
    for one in (second["id"], third["id"]):
        world.owner("PUT", f"/bookings/{one}/cancel", {"reason": CANARIES["reason"]}).expect(200)
    place.smtp.wait(CANARIES["email"], count=6, seconds=30)
    # They look at what they have booked, and ask for a link with a reference that is not theirs.
    with browser.window(user_agent=CANARIES["agent"]) as page:
        prove(place, Visitor(page, place.node.url), CANARIES["email"])
    world.guest("POST", "/bookings/ref/K7M2Q9XA/link", {"email": CANARIES["email"]}, user_agent=CANARIES["agent"]).expect(202)
    world.guest("POST", "/auth/forgot-password", {"email": CANARIES["email"]}, user_agent=CANARIES["agent"]).expect(202)
    come_along(place, starts[24])
    return found["customers"][0]["id"], mine["id"], link


def come_along(place, start):
    """Somebody else books for the client as well, who gets a mail of their own."""
    along = {
        "client_name": "Berta Brink",
        "client_email": "berta@example.com",
        "client_phone": None,
        "participants": ["Berta Brink", CANARIES["participant"]],
        "participant_emails": ["", CANARIES["email"]],
    }
    plain = {"notes": None, "referral": None, "answers": {"level": "Fine", "photos": False}, "wants_news": False}
    place.world.guest("POST", f"/public/{place.world.slug}/book", wish(place, start, **along, **plain)).expect(201)
    place.smtp.wait("berta@example.com", count=1, seconds=30)


def texts(place):
    """Every value of every table, in one text."""
    if place.engine == "postgres":
        tables = psql(place.database.url, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        return psql(place.database.url, ";".join(f'SELECT t::text FROM "{table}" t' for table in tables.split()))
    tables = [row[0] for row in place.database.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT NULL")]
    return "\n".join(str(place.database.rows(f'SELECT * FROM "{table}"')) for table in tables)


def files(place):
    """The bytes of every file that the installation has. PostgreSQL's own log for backups (WAL) is not among them: what it has is
    written over by the server in its own time."""
    if place.engine == "sqlite":
        return dict(contents(pathlib.Path(place.database.path).parent.iterdir()))
    folder = pathlib.Path(psql(place.database.url, "SHOW data_directory").strip())
    oid = psql(place.database.url, "SELECT oid FROM pg_database WHERE datname = current_database()").strip()
    psql(place.database.url, "CHECKPOINT")
    listed = subprocess.run(["find", folder / "base" / oid, "-type", "f"], capture_output=True, text=True, check=True)
    return dict(contents(map(pathlib.Path, listed.stdout.split())))


def contents(paths):
    """A file that its server has removed since it was listed has nothing."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            yield path, path.read_bytes()


def hits(place):
    """Which canaries are where."""
    found = []
    everything = texts(place)
    log = place.node.printed()
    stored = files(place)
    assert stored and sum(map(len, stored.values())) > 100_000
    for kind, canary in CANARIES.items():
        plain = canary.encode()
        found += [f"{kind} in a table"] if canary in everything else []
        found += [f"{kind} in the log"] if canary in log else []
        found += [f"{kind} in {path}" for path, content in stored.items() if plain in content]
    return found


def kinds(found):
    return {one.split(" in ")[0] for one in found}


def test_nothing_is_left_of_somebody_who_is_erased(place, browser, figure):
    world = place.world
    customer, booking, link = tell_everything(place, browser)
    before = hits(place)
    assert kinds(before) == set(CANARIES), f"the search misses {set(CANARIES) - kinds(before)}"
    assert not [one for one in before if "in the log" in one]
    data = world.owner("GET", f"/privacy/{world.id}/customers/{customer}").expect(200).json
    for kind, canary in CANARIES.items():
        assert canary in json.dumps(data), f"the export misses {kind}"
    assert {"customers", "bookings", "participants", "messages", "consents", "events"} <= set(data)
    assert [one["purpose"] for one in data["consents"]].count("news") == 1
    path = f"/privacy/{world.id}/customers/{customer}"
    assert world.owner("DELETE", path).code == "bookings_upcoming"
    assert hits(place) == before, "a refused erasure changes nothing"
    world.owner("DELETE", f"{path}?cancels_upcoming=true").expect(204)
    assert world.owner("DELETE", path).status == 404
    began = time.monotonic()
    while (left := hits(place)) and time.monotonic() - began < PURGED_SECONDS_MAX:
        time.sleep(1)
    assert not left, left
    took = time.monotonic() - began
    count = sum(len(content) for content in files(place).values())
    figure(f"privacy, {place.engine}: {len(before)} finds before, 0 after; {count / 1e6:.1f} MB searched, swept in {took:.0f} s")
    # The ledger is whole, and the link opens nothing any more.
    assert world.owner("GET", f"/bookings/{booking}").expect(200).json["client_name"] is None
    assert place.world.guest.raw("GET", urllib.parse.urlsplit(link).path).status == 404
    verified(place)
    # Whoever comes again is somebody new.
    start = world.starts(place.offering, days=6)[30]
    fresh = world.guest("POST", f"/public/{world.slug}/book", wish(place, start)).expect(201).json
    found = world.owner("GET", f"/businesses/{world.id}/search?q=quokka").expect(200).json["customers"]
    assert len(found) == 1 and found[0]["id"] != customer
    assert len(found) and fresh["status"] == "confirmed"


def verified(place):
    from harness.server import run

    settings = {"DATABASE_URL": place.database.url, "DATA_DIR": place.node.folder / "data"}
    for _ in range(20):
        status, said = run("verify", **settings)
        if status == 0:
            break
        time.sleep(0.5)
    assert status == 0 and "verify: 0 faults" in said, said


def test_an_account_that_is_deleted_leaves_no_trace(place):
    name = "zoltancanary"
    guest = Client(place.node.url)
    account = {"username": name, "name": "Zoltan Canaryson", "email": "zoltan@canary-user.example", "password": PASSWORD}
    agent = {"user_agent": "ZoltanBrowser/3"}
    guest("POST", "/auth/register", account, **agent).expect(201)
    user = guest.signed_in(name)
    user("POST", "/privacy/consents", {"purpose": "news", "wording": "News?", "is_given": True}).expect(201)
    place.smtp.wait(account["email"])
    canaries = ["zoltancanary", "Zoltan Canaryson", "canary-user.example", "ZoltanBrowser"]
    everything = texts(place)
    assert all(one in everything for one in canaries)
    data = user("GET", "/privacy/me").expect(200).json
    assert data["users"][0]["email"] == account["email"] and "sessions" in data and "consents" in data
    assert user("DELETE", "/privacy/me", {"password": "wrong-password-1"}).status == 422
    assert place.world.owner("DELETE", "/privacy/me", {"password": PASSWORD}).code == "last_owner"
    user("DELETE", "/privacy/me", {"password": PASSWORD}).expect(204)
    assert user("GET", "/auth/me").status == 401
    deadline = time.monotonic() + PURGED_SECONDS_MAX

    def left():
        told, held = texts(place), list(files(place).values())
        return [one for one in canaries if one in told or any(one.encode() in content for content in held)]

    while left() and time.monotonic() < deadline:
        time.sleep(1)
    assert not left()
    assert guest("POST", "/auth/login", {"username": name, "password": PASSWORD}).status == 401
    guest("POST", "/auth/register", account).expect(201)
    verified(place)


def test_looking_and_booking_sets_no_cookie(place, browser):
    """The whole public flow, to the booking's page, its move, its end and the person's own data."""
    with browser.window() as page:
        set_cookies = []
        page.on("response", lambda answer: set_cookies.append(answer.url) if "set-cookie" in answer.headers else None)
        visitor = Visitor(page, place.node.url)

        def bare():
            assert page.context.cookies() == [] and page.evaluate("document.cookie") == "" and not set_cookies, set_cookies
            assert page.evaluate("localStorage.length + sessionStorage.length") == 0

        visitor.open("/")
        visitor.open(f"/book/{place.world.slug}")
        bare()
        visitor.open(f"/book/{place.world.slug}/privacy")
        assert "privacy@school.example" in page.content()
        bare()
        # The client of this flow must not be the canary: another test counts that one.
        day = datetime.date.today() + datetime.timedelta(days=20)
        visitor.open(f"/book/{place.world.slug}/{place.offering}?date={day}")
        visitor.choose_time()
        page.wait_for_url(re.compile("hold="))
        bare()
        # The page loaded again finds its own hold, without a cookie.
        page.reload()
        page.locator("[name=client_name]").fill("Nora Cookieless")
        visitor.fill("client_email", "nora@example.com")
        for field in page.locator("[name^='participants/']").all():
            field.fill("Nora")
        page.locator("[name='answers/level']").fill("Fine")
        visitor.send()
        visitor.reference()
        bare()
        link = page.url
        # Whoever books under an address has a link: what is held of its owner needs a code.
        page.locator("a[href$='/privacy']").first.click()
        page.wait_for_url(re.compile("/my$"))
        bare()
        visitor.open(urllib.parse.urlsplit(link).path)
        visitor.cancel()
        page.wait_for_url(re.compile("/b/"))
        bare()


def prove(place, visitor, email):
    """Proves an address by the code that is mailed to it."""
    visitor.open("/my")
    visitor.fill("email", email)
    visitor.send()
    visitor.page.wait_for_url(re.compile("/my/code"))
    deadline = time.monotonic() + 15
    while not (codes := [mail for mail in place.smtp.wait(email) if "code" in mail["subject"]]):
        assert time.monotonic() < deadline, f"no code for {email}"
        time.sleep(0.05)
    visitor.fill("code", re.search(r"\d{4} \d{4}", text(codes[-1]))[0])
    visitor.send()
    visitor.page.wait_for_url(re.compile("/my$"))


def test_a_client_who_has_proved_their_address_sees_their_data_and_asks_to_be_erased(place, browser):
    email = "olga@example.com"
    start = place.world.starts(place.offering, days=6)[45]
    client = {"client_name": "Olga", "client_email": email, "client_phone": None}
    made = place.world.guest("POST", f"/public/{place.world.slug}/book", wish(place, start, **client)).expect(201).json
    with browser.window() as page:
        visitor = Visitor(page, place.node.url)
        prove(place, visitor, email)
        visitor.open(f"/b/{made['reference']}/my")
        page.locator("a[href$='/privacy']").first.click()
        page.wait_for_url(re.compile("/my/privacy$"))
        assert email in page.content()
        page.locator("form[action$='/erase'] button").click()
        page.wait_for_url(re.compile("/privacy"))
        assert page.locator("form[action$='/erase']").count() == 0


def test_a_form_of_another_site_is_refused_without_any_cookie(place):
    start = place.world.starts(place.offering, days=6)[40]
    body = urllib.parse.urlencode({"client_name": "Eve", "client_email": "eve@example.com"}).encode()
    path = f"/book/{place.world.slug}/{place.offering}/at/{start}"
    form = {"content-type": "application/x-www-form-urlencoded"}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        answer = place.world.guest.raw("POST", path, body, form, headers)
        assert answer.status == 403, headers


@pytest.mark.looks
@pytest.mark.parametrize("look", range(len(LOOKS)))
def test_the_pages_are_plain_to_everybody(place, browser, look):
    world, mine = place.world, LOOKS[look]
    start = world.starts(place.offering, days=6)[50 + look]
    client = {"client_name": f"Ada {look}", "client_email": f"ada{look}@example.com"}
    made = world.guest("POST", f"/public/{world.slug}/book", wish(place, start, **client, client_phone=None)).expect(201).json
    found = world.owner("GET", f"/businesses/{world.id}/search?q=ada{look}@").expect(200).json
    customer = found["customers"][0]["id"]
    findings = []
    with browser.window(**mine) as page:
        visitor = Visitor(page, place.node.url)
        desk = f"/desk/{world.slug}"

        def look_at(path):
            visitor.open(path)
            findings.extend(browser.findings(page))
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is {wide} px wider than the window"

        look_at(f"/book/{world.slug}/privacy")
        prove(place, visitor, client["client_email"])
        look_at(f"/b/{made['reference']}/my/privacy")
        look_at(f"/b/{made['reference']}/my/privacy?table=bookings&from=0")
        username = world.owner("GET", "/auth/me").expect(200).json["username"]
        visitor.log_in(username, PASSWORD)
        for path in (f"{desk}/privacy", f"{desk}/customers/{customer}", f"{desk}/customers/{customer}/data"):
            look_at(path)
        look_at(f"{desk}/customers/{customer}/erase")
        look_at(f"{desk}/customers/{customer}/data?table=messages&from=1")
        assert page.locator(".notice.warn a").get_attribute("href") == f"{desk}/customers/{customer}/data"
        look_at("/account/privacy?table=events&from=1")
        look_at("/account/privacy")
        assert not findings, "\n".join(findings)
        visitor.open(f"{desk}/customers/{customer}/erase")
        visitor.fill("name", "Somebody Else")
        visitor.send()
        assert page.locator("#problems").count() == 1
        visitor.fill("name", client["client_name"])
        page.locator("[name=cancels_upcoming]").check()
        visitor.send()
        page.wait_for_url(re.compile(r"/privacy$"))
        assert client["client_name"] not in page.content()
        visitor.open(f"{desk}/customers/{customer}")
        assert page.locator("a[href$='/erase']").count() == 0
