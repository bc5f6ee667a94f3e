"""Faults published for comparable products, tried on this one: changes by looking, changes by a stranger's page, more fields than
a form has, another identity, somebody else's ids. Each is refused and changes no row."""

import json
import re
import time
import urllib.parse

import pytest

from harness.attack import METHODS, Session, Town, doors
from harness.client import PASSWORD, Client
from harness.database import rows_changed, settled

# The last use of a session and of a customer's link is noted; what an admin reads, and what anybody reads of a client, is an event,
# which is sealed.
SEEN = {"sessions", "booking_links"}
WITNESSED = SEEN | {"events", "event_chains"}
# Where valid ids still show nothing: no link was followed, no series was booked, it is not the day before yet, nobody has signed in by
# another provider or by a code.
ABSENT = (
    "/invitations",
    "/cancel-series",
    "/check-in.svg",
    "/auth/link",
    "/google",
    "/callback",
    "/customer/bookings",
    "/history",
    "/upcoming",
)
EXTRAS = [
    "id", "role", "is_admin", "admin", "price", "status", "business_id", "user_id", "owner_id", "is_verified", "verified", "claimed",
    "created_by", "created_at", "deactivated_at", "password_hash", "email_verified", "reference", "client_id", "scopes", "permissions",
    "__proto__", "constructor", "$where", "_method",
]  # fmt: skip


@pytest.fixture(scope="module")
def town(engine, daybook):
    town = Town(daybook(engine, OUTBOX="on"))
    deadline = time.monotonic() + 20
    while not (found := invited(town)):
        assert time.monotonic() < deadline, "no mail with a calendar in the outbox"
        time.sleep(0.1)
    town.message = found[0]
    return town


def invited(town):
    """The mails that have a calendar."""
    guest = Session(town.node.url)
    listed = re.findall(r'href="/outbox/([^"/]+)"', guest.get("/outbox").text)
    return [one for one in listed if guest.get(f"/outbox/{one}/invite.ics").status == 200]


@pytest.fixture
def unchanged(town):
    """The test leaves the database as it was."""
    before = settled(town.node.database)
    yield
    changed = rows_changed(before, settled(town.node.database))
    assert set(changed) <= SEEN, f"rows changed in {changed}"


def described(town):
    return Session(town.node.url).get("/api/openapi.json").body


def operations(town, *methods):
    """(method, path, operation) of the API's description, and the schemas that it names."""
    text = json.loads(described(town))
    for path, item in text["paths"].items():
        for method, operation in item.items():
            if method in (methods or METHODS):
                yield method.upper(), path, operation, text["components"]["schemas"]


def asked_by_get(town):
    """Every address that can be asked for by GET: (whether by an admin, who, target)."""
    mine = town.mine
    admin, owner = town.browser("adele"), town.browser(mine.username)
    for path, access in doors("GET"):
        target = mine.filled(path, town)
        if path.endswith("/visit/times") or "/visit/times/" in path:
            target += f"?offering_id={mine.offering}"
        if not path.endswith("/live"):
            yield access == "admin" or "/customers/" in path or "/privacy" in path, (
                admin if access == "admin" else owner
            ), target
    for _, path, operation, _ in operations(town, "get"):
        if path.endswith("/live"):
            continue
        ids = mine.ids() | ({"id": town.job} if "/jobs/" in path else {})
        target = "/api/v1" + re.sub(r"{(\w+)}", lambda found: ids[found.group(1)], path)
        asked = [one for one in operation.get("parameters", []) if one["in"] == "query"]
        needed = [one["name"] for one in asked if one.get("required") or one["name"] == "key"]
        given = {name: ids[name] for name in [*needed, *({"business_id"} if "/booking/" in path else ())]}
        client = town.admin if path.startswith("/admin") else mine.owner
        session = Session(town.node.url, accept="application/json", authorization=f"Bearer {client.token}")
        yield client is town.admin or "/privacy" in path, session, target + ("?" + urllib.parse.urlencode(given) if given else "")


def header_faults(target, page):
    """What every answer has to say to browsers."""
    policy = page.header("content-security-policy")
    if not ("frame-ancestors 'none'" in policy or "sandbox" in policy) or "default-src 'none'" not in policy:
        yield f"{target}: may be framed, or takes from anywhere: {policy}"
    # A mail's own HTML, for trials: in a box that can run nothing.
    is_mail = target.startswith("/outbox/") and target.endswith("/html") and "sandbox" in policy
    if "unsafe" in policy and not is_mail or "*" in policy or "http:" in policy:
        yield f"{target}: a lax policy: {policy}"
    wanted = {
        "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }  # fmt: skip
    for name, value in wanted.items():
        if page.all(name) != [value]:
            yield f"{target}: {name} is {page.all(name)}"
    if page.header("access-control-allow-origin") or page.header("server"):
        yield f"{target}: opens itself, or tells what it is"


def test_looking_changes_nothing_and_no_page_can_be_framed(town, engine, figure):
    faults, count, shown = [], 0, 0
    before, was_admin = settled(town.node.database), False
    for is_admin, session, target in sorted(asked_by_get(town), key=lambda one: one[0]):
        if is_admin and not was_admin:
            after, was_admin = settled(town.node.database), True
            changed = set(rows_changed(before, after))
            assert changed <= SEEN, f"looking changed {changed - SEEN}"
            before = after
        for method in ("GET", "HEAD"):
            page = session.ask(method, target)
            count += 1
            shown += method == "GET" and page.status == 200
            if page.status >= 400 and not (page.status < 500 and target.partition("?")[0].endswith(ABSENT)):
                faults.append(f"{method} {target}: {page.status} {page.text[:200]}")
            faults += header_faults(target, page)
            # There is no table to open in a spreadsheet, so none that could hold a formula: whoever adds one is told here.
            if "csv" in page.header("content-type") or "spreadsheet" in page.header("content-type"):
                faults.append(f"{target}: a table, whose cells have to be tried with formulas")
    assert not faults, "\n".join(faults[:40])
    changed = set(rows_changed(before, settled(town.node.database)))
    assert changed <= WITNESSED, f"looking changed {changed - WITNESSED}"
    assert shown > 150, shown
    figure(f"attacks {engine}: {count} addresses asked by GET and HEAD with valid ids: rows changed 0, framable 0, tables 0")


def test_a_method_in_disguise_is_none(town, unchanged):
    mine = town.mine
    path = f"/api/v1/businesses/{mine.id}/resources/{mine.resource}"
    for headers in [
        {"x-http-method-override": "DELETE"}, {"x-http-method": "DELETE"}, {"x-method-override": "PUT"},
        {"x-original-url": "/admin/users"}, {"x-rewrite-url": "/admin/users"}, {"x-user-id": town.mine.user},
        {"x-forwarded-user": "adele"}, {"x-remote-user": "adele"}, {"x-original-user": "adele"},
    ]:  # fmt: skip
        answer = mine.owner.raw("GET", path, None, headers).expect(200)
        assert answer.json["id"] == mine.resource
        assert mine.owner.raw("GET", "/api/v1/auth/me", None, headers).json["username"] == mine.username
        assert town.guest.raw("GET", "/api/v1/auth/me", None, headers).status == 401
    mine.owner.raw("GET", f"{path}?_method=DELETE").expect(422)
    for method in ("PATCH", "TRACE", "OPTIONS", "PROPFIND"):
        assert mine.owner.raw(method, path, None).status in (400, 404, 405), method


def forms(town):
    """The pages' forms, as the owner: (target, access)."""
    for path, access in doors("POST"):
        yield town.mine.filled(path, town), path, access


FOREIGN = {
    "a stranger's page": {"origin": "https://evil.example"},
    "a page that hides": {"origin": "null"},
    "a name that begins like ours": {"origin": "http://127.0.0.1.evil.example"},
    "our name before a sign": {"origin": "http://127.0.0.1@evil.example"},
    "another site": {"origin": None, "sec_fetch_site": "cross-site"},
    "another host of the site": {"origin": None, "sec_fetch_site": "same-site"},
    "a stranger's page, said to be ours": {"origin": "https://evil.example", "sec_fetch_site": "same-origin"},
}


def test_no_other_page_can_send_our_forms(town, unchanged, engine, figure):
    owner, admin, other = town.browser(town.mine.username), town.browser("adele"), town.browser(town.theirs.username)
    faults, count = [], 0
    for target, path, access in forms(town):
        session = admin if access == "admin" else owner
        tries = [(name, {}, headers) for name, headers in FOREIGN.items()]
        if path not in ("/login", "/register", "/logout", "/find"):
            tries += [("no token", {"form_token": ""}, {}), ("another's token", {"form_token": other.token}, {})]
        for name, fields, headers in tries:
            page = session.post(target, fields, **headers)
            count += 1
            if page.status != 403:
                faults.append(f"{name}: POST {path}: {page.status}")
        for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x"):
            body = json.dumps({"form_token": session.token}).encode()
            page = session.ask("POST", target, body, content_type=kind, origin=session.origin)
            count += 1
            if not 400 <= page.status < 500:
                faults.append(f"{kind}: POST {path}: {page.status}")
    assert not faults, "\n".join(faults[:40])
    figure(f"attacks {engine}: {count} forms sent from other pages, without a token or with another's: taken 0, rows changed 0")


def test_a_cookie_opens_no_door_of_the_api(town, unchanged, engine, figure):
    session, count = town.browser(town.mine.username), 0
    for method, path, operation, _ in operations(town):
        target = "/api/v1" + re.sub(r"{(\w+)}", lambda found: town.mine.ids()[found.group(1)], path)
        if not any(operation.get("security", [])):
            continue
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            page = session.ask(method, target, b"{}" if method in ("POST", "PUT") else None, content_type=kind)
            assert page.status == 401, f"{method} {path}: {page.status} {page.text[:200]}"
            count += 1
    assert count > 150
    figure(f"attacks {engine}: {count} operations of the API asked with a page's cookie alone: answered 0")


def bodies(town):
    """(method, path, names that the body may have, whether it is public)."""
    for method, path, operation, schemas in operations(town, "post", "put"):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content:
            yield method, path, schemas[content["schema"]["$ref"].rpartition("/")[2]]


def test_a_body_holds_what_is_asked_for_and_nothing_else(town, unchanged, engine, figure):
    count = 0
    for method, path, schema in bodies(town):
        assert schema["additionalProperties"] is False, path
        extras = [name for name in EXTRAS if name not in schema["properties"]]
        assert len(extras) > 15, path
        ids = town.mine.ids() | ({"id": town.mine.user} if "/users/" in path else {})
        target = re.sub(r"{(\w+)}", lambda found, ids=ids: ids[found.group(1)], path)
        client = town.admin if path.startswith("/admin") else town.mine.owner
        answer = client(method, target, dict.fromkeys(extras, "admin")).expect(422)
        named = {error["pointer"] for error in answer.json["errors"] if error["code"] == "unknown_field"}
        missing = {f"/{name}" for name in extras} - named
        assert not missing, f"{method} {path} takes {missing}"
        count += len(extras)
    figure(f"attacks {engine}: {count} members that no body has, for every POST and PUT: taken 0, rows changed 0")


def test_no_member_inside_another_is_taken(town, unchanged):
    mine = town.mine
    place = {"offering_id": mine.offering, "start": mine.starts[6], "client_name": "J", "client_email": "j@example.com"}
    client = {"client_name": "J", "client_email": "j@example.com"}
    range_ = {"weekday": 1, "opens": "09:00", "closes": "10:00"}
    for method, path, body in [
        (
            "POST",
            f"/public/{mine.slug}/basket",
            client | {"items": [{"offering_id": mine.offering, "start": mine.starts[6], "price": "0"}]},
        ),
        ("POST", f"/public/{mine.slug}/book", place | {"answers": {"level": "A", "price": "0"}}),
        ("POST", f"/public/{mine.slug}/book", place | {"answers": {"level": {"$ne": None}}}),
        ("POST", f"/public/{mine.slug}/book", place | {"participants": [{"name": "J", "is_owner": True}]}),
        ("PUT", f"/businesses/{mine.id}/schedules", {"hours": [range_ | {"business_id": town.theirs.id}]}),
        (
            "PUT",
            f"/businesses/{mine.id}/offerings/{mine.offering}",
            {"questions": [{"label": "L", "kind": "text", "business_id": "x"}]},
        ),
    ]:
        client_ = mine.owner if method == "PUT" else town.guest
        assert client_(method, path, body).expect(422).code == "invalid_input", path


IDENTITY = {
    "id": "usr_1",
    "user_id": "usr_1",
    "username": "adele",
    "role": "admin",
    "is_admin": "true",
    "email": "adele@example.org",
}


def test_a_profile_changes_nobody_s_identity(town, engine, figure):
    """CVE-style: the update of a session or a profile that takes an id, a role or an address along."""
    owner = town.mine.owner
    before = owner("GET", "/auth/me").expect(200).json
    for name, value in IDENTITY.items():
        assert owner("PUT", "/auth/profile", {name: value}).status == 422, name
        assert owner("PUT", "/auth/profile", {"zone": "Europe/Madrid", name: value}).status == 422, name
    # The pages' forms: what is no field of theirs is refused or has no effect.
    session = town.browser(town.mine.username)
    count = 2 * len(IDENTITY)
    for path in (
        "/account",
        "/account/password",
        f"/desk/{town.mine.slug}/settings/business",
        f"/desk/{town.mine.slug}/settings",
    ):
        for name, value in (IDENTITY | {"is_verified": "true", "owner_id": "usr_1", "slug_of": "x"}).items():
            session.post(path, {"name": "Maria Ortiz", "current_password": "x", name: value})
            count += 1
    assert owner("GET", "/auth/me").expect(200).json == before
    rows = town.node.database.rows("SELECT username FROM users WHERE role = 'admin'")
    assert rows == [["adele"]], rows
    assert town.node.database.rows("SELECT COUNT(*) FROM businesses WHERE is_verified = 1") == [[0]]
    figure(f"attacks {engine}: {count} updates with another id, role, name or address: identities changed 0")


def test_a_form_s_price_and_status_are_ours(town):
    mine, guest = town.mine, Session(town.node.url)
    place = f"/book/{mine.slug}/{mine.offering}/at/{urllib.parse.quote(mine.starts[8], safe='')}"
    form = guest.get(place)
    assert form.status == 200
    given = {"client_name": "John Doe", "client_email": "forms@example.com"}
    for extra in ({"price": "0.01"}, {"status": "confirmed"}, {"business_id": town.theirs.id}, {"source": "phone"}):
        page = guest.post(place, given | extra)
        assert page.status in (303, 422), f"{extra}: {page.status}"
    found = mine.owner("GET", f"/bookings?business_id={mine.id}&q=forms@example.com").expect(200).json["items"]
    assert all((one["price"], one["status"], one["source"]) == ("50.00", "pending", "website") for one in found), found


def test_ids_of_others_open_nothing(town, unchanged, engine, figure):
    """In paths, bodies, cursors and links; the matrix of App's tests walks every door, here are the ways around them."""
    mine, theirs, owner = town.mine, town.theirs, town.mine.owner
    own, other = mine.ids(), theirs.ids()
    count = 0

    def refused(answer, *statuses):
        nonlocal count
        count += 1
        assert answer.status in (statuses or (404,)), f"{answer.status} {answer.body[:300]}"

    # Mine in the path, theirs further down, and the other way round.
    for path in ("resources/{resource_id}", "offerings/{offering_id}", "locations/{location_id}", "images/{image_id}"):
        for ids, business in ((other, mine.id), (own, theirs.id)):
            for method, body in (("PUT", {"alt": "x"} if "images" in path else {"name": "Mine"}), ("DELETE", None)):
                refused(owner(method, f"/businesses/{business}/{path.format(**ids)}", body))
    for place in (f"/offerings/{mine.offering}", f"/resources/{mine.resource}"):
        for image in (theirs.images[""], mine.images[""], theirs.images[f"/offerings/{theirs.offering}"]):
            refused(owner("DELETE", f"/businesses/{mine.id}{place}/images/{image['id']}"))
    refused(owner("DELETE", f"/businesses/{mine.id}/schedules/exceptions/{theirs.exception}"))
    refused(owner("DELETE", f"/businesses/{mine.id}/invitations/{theirs.invitation}"))
    refused(owner("PUT", f"/businesses/{mine.id}/members/{theirs.user}", {"role": "viewer"}))
    refused(owner("DELETE", f"/auth/sessions/{theirs.login}"))
    refused(owner("DELETE", f"/auth/api-keys/{theirs.key_id}"))
    # In bodies.
    week = {"hours": [{"weekday": 1, "opens": "09:00", "closes": "10:00", "resource_id": theirs.resource}]}
    refused(owner("PUT", f"/businesses/{mine.id}/schedules", week), 404, 422)
    refused(owner("PUT", f"/businesses/{mine.id}/offerings/{mine.offering}", {"needs": [[theirs.resource]]}), 404, 422)
    refused(owner("PUT", f"/businesses/{mine.id}/resources/{mine.resource}", {"location_id": theirs.location}), 404, 422)
    refused(
        owner(
            "POST",
            f"/businesses/{mine.id}/members",
            {"email": "a@example.org", "role": "staff", "resource_ids": [theirs.resource]},
        ),
        404,
        422,
    )
    client = {"client_name": "J", "client_email": "j@example.com"}
    phoned = client | {"business_id": mine.id, "offering_id": theirs.offering, "start": theirs.starts[6]}
    refused(owner("POST", "/bookings", phoned), 404, 422)
    refused(
        town.guest("POST", f"/public/{mine.slug}/book", client | {"offering_id": theirs.offering, "start": theirs.starts[6]}),
        404,
        422,
    )
    session = {"offering_id": mine.course, "session_id": theirs.session}
    refused(town.guest("POST", f"/public/{mine.slug}/book", client | session), 404, 422)
    hold = {"offering_id": mine.offering, "start": mine.starts[10], "hold_token": theirs.held}
    refused(town.guest("POST", f"/public/{mine.slug}/book", client | hold), 404, 409, 410, 422)
    refused(owner("PUT", f"/bookings/{mine.booked['id']}/reschedule", {"session_id": theirs.session}), 404, 409, 422)
    # A link opens its own booking.
    for booking, key in ((theirs.booked, own["key"]), (mine.pending, own["key"]), (mine.booked, other["key"])):
        refused(town.guest("PUT", f"/customer/bookings/{booking['id']}/cancel", {"key": key}))
        refused(Session(town.node.url).get(f"/b/{booking['reference']}/{key}"))
        refused(Session(town.node.url).post(f"/b/{booking['reference']}/{key}/cancel"))
    # A cursor points, and opens nothing.
    listed = theirs.owner("GET", f"/bookings?business_id={theirs.id}&limit=1").expect(200).json
    found = owner("GET", f"/bookings?business_id={mine.id}&cursor={listed['next_cursor']}").expect(200).json["items"]
    assert all(one["business_id"] == mine.id for one in found)
    refused(owner("GET", f"/bookings?business_id={theirs.id}&cursor={listed['next_cursor']}"))
    figure(f"attacks {engine}: {count} ids of others in paths, bodies, links and cursors: answered 0, rows changed 0")


def test_an_idempotency_key_of_another_tells_nothing(town):
    mine = town.mine
    body = {"offering_id": mine.offering, "start": mine.starts[12], "client_name": "John", "client_email": "first@example.com"}
    first = town.guest("POST", f"/public/{mine.slug}/book", body, idempotency_key="attack-1").expect(201)
    other = town.guest("POST", f"/public/{mine.slug}/book", body | {"client_email": "x@example.com"}, idempotency_key="attack-1")
    assert other.expect(422).code == "idempotency_key_reused" and first.json["manage_url"] not in other.body.decode()
    # By somebody who is logged in it is another key.
    again = town.theirs.owner("POST", f"/public/{mine.slug}/book", body, idempotency_key="attack-1")
    assert again.status == 409 and first.json["reference"] not in again.body.decode()


def test_no_body_takes_an_address_of_the_web(town):
    """Nothing of ours fetches what a stranger names; a field for an address has to be tried with private ones, and is told here."""
    names = {name for _, _, schema in bodies(town) for name in schema["properties"]}
    kinds = {"url", "uri", "link", "website", "web", "webhook", "href", "feed", "callback", "domain", "host", "image"}
    found = [name for name in names if kinds & set(name.split("_"))]
    assert not found, f"try private addresses in {found}"


@pytest.mark.last
def test_nothing_failed(town):
    assert '"level":"error"' not in town.node.printed()
    assert Client(town.node.url).raw("GET", "/health/live").status == 200
    assert PASSWORD not in town.node.printed()
