"""Forged and confused tokens, a second step without the first, mails that lead elsewhere, cookies that others could set or read."""

import base64
import hashlib
import hmac
import json
import re
import secrets
import time

import pytest

from harness.attack import Session, Town, doors
from harness.authenticator import code, fresh_step
from harness.client import PASSWORD, Client
from harness.database import rows_changed, settled

OTHER = "seven-otters-in-a-teapot"
SECURE_BASE = "https://book.example.org"


@pytest.fixture(scope="module")
def town(engine, daybook):
    return Town(daybook(engine, OUTBOX="on"))


def part(value):
    data = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def opened(token):
    """The header and the claims of a token."""
    return [json.loads(base64.urlsafe_b64decode(one + "=" * (-len(one) % 4))) for one in token.split(".")[:2]]


def signed(header, claims, key, digest=hashlib.sha256):
    text = f"{part(header)}.{part(claims)}"
    return f"{text}.{part(hmac.new(key, text.encode(), digest).digest())}"


def forged(town):
    """Tokens that only an attacker would send, by name."""
    own = town.mine.owner.token
    header, claims = opened(own)
    signature = own.rpartition(".")[2]
    admin = claims | {"sub": town.admin("GET", "/auth/me").json["id"]}
    later = claims | {"exp": claims["exp"] + 86_400 * 365}
    for name in (
        "none",
        "None",
        "NONE",
        "nOnE",
        "",
        "HS256 ",
        "hs256",
        "HS384",
        "HS512",
        "RS256",
        "ES256",
        "PS256",
        "EdDSA",
        "HS256\u0000",
    ):
        for tail in ("", signature):
            yield f"alg {name!r} {bool(tail)}", f"{part(header | {'alg': name})}.{part(admin)}.{tail}"
    yield "no alg", f"{part({'kid': header['kid']})}.{part(admin)}.{signature}"
    yield "alg is a list", f"{part(header | {'alg': ['HS256']})}.{part(admin)}.{signature}"
    doubled = part(b'{"alg":"none","alg":"HS256","kid":"access"}')
    yield "alg twice", f"{doubled}.{part(admin)}.{signature}"
    # Keys that an attacker knows.
    jwk = {"kty": "oct", "k": part(b"attacker"), "kid": header["kid"], "alg": "HS256"}
    known = {
        "empty": b"",
        "null": b"\0",
        "32 null": b"\0" * 32,
        "null word": b"null",
        "secret": b"secret",
        "kid": header["kid"].encode(),
    }
    for name, key in known.items():
        yield f"signed with {name}", signed(header, admin, key)
    for name in (
        "../../../../dev/null", "/dev/null", "/proc/sys/kernel/randomize_va_space", "' UNION SELECT 'x' --", "access' OR '1'='1",
        "vault", "link", "form", "access.1", "access.9999999999999", "", "x" * 5_000, "http://127.0.0.1:9/key", "$(id)", "\u0000",
    ):  # fmt: skip
        yield f"kid {name[:20]!r}", signed(header | {"kid": name}, admin, b"")
    for name, value in (
        ("jwk", jwk),
        ("jku", "http://127.0.0.1:9/keys"),
        ("x5u", "http://127.0.0.1:9/key"),
        ("x5c", ["MIIB"]),
        ("crit", ["exp"]),
    ):
        yield f"header {name}", signed(header | {name: value}, admin, b"attacker")
    # What is signed by us for something else, or changed after it was signed.
    for name, changed in (
        ("another person", admin), ("a longer life", later), ("no end", {k: v for k, v in claims.items() if k != "exp"}),
        ("another audience", claims | {"aud": "daybook-admin"}), ("another purpose", claims | {"typ": "refresh"}),
        ("another issuer", claims | {"iss": "https://evil.example"}), ("admin", claims | {"role": "admin", "isAdmin": True}),
    ):  # fmt: skip
        yield name, f"{part(header)}.{part(changed)}.{signature}"
    yield "no signature", own.rpartition(".")[0] + "."
    yield "half a signature", own[:-20]
    yield "one bit of the signature", own[:-2] + ("A" if own[-2] != "A" else "B") + own[-1]
    yield "two of a token", f"{own}.{signature}"
    yield "five parts", f"{part({'alg': 'dir', 'enc': 'A256GCM'})}.....{signature}"
    yield "JSON's serialisation", json.dumps(
        {"payload": part(claims), "signatures": [{"protected": part(header), "signature": signature}]}
    )
    yield "bytes that are no text", part(b"\xff\xfe") + "." + part(claims) + "." + signature
    yield "nothing", ""
    yield "dots", ".."


def confused(town):
    """True secrets of the owner's, and of others', each at a door for another kind."""
    mine = town.mine
    tokens = town.guest("POST", "/auth/login", {"username": mine.username, "password": PASSWORD}).expect(200).json
    browser = town.browser(mine.username)
    yield "a refresh token", tokens["refresh_token"]
    yield "a page's session", browser.cookies["daybook"]
    yield "a form's token", browser.token
    yield "a known browser", browser.cookies.get("daybook-device", "x" * 43)
    yield "a customer's link", mine.ids()["key"]
    yield "a hold", mine.held
    yield "an API key's name", mine.key_id
    yield "an API key cut off", mine.key[:-1]
    yield "an API key with more", mine.key + "A"
    yield "an API key's beginning", "dbk_"
    yield "an API key of wildcards", "dbk_" + "%" * 43
    yield "the hash of an API key", "dbk_" + hashlib.sha256(mine.key.encode()).hexdigest()[:43]


def test_forged_and_confused_tokens_open_nothing(town, engine, figure):
    before = settled(town.node.database)
    doors_ = [("GET", "/auth/me"), ("GET", "/admin/users"), ("DELETE", f"/businesses/{town.mine.id}")]
    tokens = list(forged(town)) + list(confused(town))
    before = settled(town.node.database)
    for name, token in tokens:
        for method, path in doors_:
            bearer = f"Bearer {token}".encode("utf-8", "replace").decode("latin-1")
            bearer = re.sub(r"[\r\n\0]", "", bearer)
            answer = town.guest.raw(method, f"/api/v1{path}", None, {"authorization": bearer})
            assert answer.status == 401, f"{name}: {method} {path}: {answer.status} {answer.body[:200]}"
    own = town.mine.owner.token
    for headers in ({}, {"x-access-token": own}, {"cookie": f"access_token={own}; daybook={own}; Authorization=Bearer {own}"}):
        assert town.guest.raw("GET", "/api/v1/auth/me", None, headers).status == 401, headers
    for query in ("access_token", "token", "api_key"):
        assert town.guest.raw("GET", f"/api/v1/auth/me?{query}={own}").status in (401, 422)
    for cookie in (own, town.mine.key, town.mine.ids()["key"], "x" * 43, "%" * 43, "'" * 43):
        session = Session(town.node.url)
        session.cookies["daybook"] = cookie
        assert session.get("/account").header("location").startswith("/login"), cookie
    changed = rows_changed(before, settled(town.node.database))
    assert not changed, changed
    figure(f"attacks {engine}: {len(tokens)} forged and confused tokens at {len(doors_)} doors: opened 0, rows changed 0")


def test_tokens_at_other_doors_are_refused(town):
    mine, guest = town.mine, town.guest
    for _, token in confused(town):
        if len(token) != 43 or token == town.mine.held:
            continue
        for path, body in (
            ("/auth/verify-email", {"token": token}), ("/auth/reset-password", {"token": token, "password": OTHER}),
            ("/auth/email/confirm", {"token": token}), ("/auth/2fa/verify", {"challenge_token": token, "code": "123456"}),
        ):  # fmt: skip
            for visitor in (guest, mine.owner):
                answer = visitor("POST", path, body)
                assert 400 <= answer.status < 500, f"{path}: {answer.status}"
        assert mine.owner("POST", "/invitations/accept", {"token": token}).status in (404, 409, 410, 422)
    # An access token renews nothing.
    assert guest("POST", "/auth/refresh", {"refresh_token": mine.owner.token}).status in (401, 422)


def test_an_api_key_does_no_more_than_it_may(town, figure):
    mine, count = town.mine, 0
    key = Client(town.node.url, mine.key)
    assert key("GET", f"/bookings?business_id={mine.id}").status == 200
    for method, path, body in [
        ("PUT", "/auth/profile", {"name": "X"}), ("POST", "/auth/api-keys", {"name": "more", "scopes": ["booking:view_all"], "expires_in_days": 1, "password": PASSWORD}),
        ("PUT", "/auth/password", {"current_password": PASSWORD, "password": OTHER}), ("DELETE", "/auth/sessions", None),
        ("GET", "/auth/sessions", None), ("GET", "/auth/api-keys", None), ("POST", "/businesses", {"name": "X", "zone": "UTC"}),
        ("PUT", f"/businesses/{mine.id}", {"name": "X"}), ("POST", f"/businesses/{mine.id}/members", {"email": "a@example.org", "role": "staff"}),
        ("PUT", f"/bookings/{mine.booked['id']}/cancel", {}), ("POST", "/auth/2fa/setup", {"password": PASSWORD}),
    ]:  # fmt: skip
        assert key(method, path, body).status == 403, f"{method} {path}"
        count += 1
    assert key("GET", f"/bookings?business_id={town.theirs.id}").status == 404
    # An admin's key is nobody's way into the platform.
    wish = {"name": "K", "scopes": ["booking:view_all"], "expires_in_days": 1, "password": PASSWORD}
    town.node.database.execute("UPDATE users SET email_verified_at = 1 WHERE role = 'admin'")
    made = town.admin("POST", "/auth/api-keys", wish).expect(201).json["key"]
    assert Client(town.node.url, made)("GET", "/admin/users").status == 404
    figure(f"attacks: {count} doors beyond an API key's scopes: opened 0")


class Guarded:
    """Somebody with a second factor."""

    def __init__(self, node):
        self.guest = Client(node.url)
        self.client = self.guest.registered()
        me = self.client("GET", "/auth/me").expect(200).json
        self.username, self.email = me["username"], me["email"]
        proof = {"token": mailed(node, self.email, "/verify-email")}
        self.client("POST", "/auth/verify-email", proof).expect(204)
        self.secret = self.client("POST", "/auth/2fa/setup", {"password": PASSWORD}).expect(200).json["secret"]
        fresh_step()
        self.codes = self.client("POST", "/auth/2fa/confirm", {"code": code(self.secret)}).expect(200).json["recovery_codes"]

    def challenge(self, password=PASSWORD):
        answer = self.guest("POST", "/auth/login", {"username": self.username, "password": password}).expect(401)
        assert answer.code == "second_factor_required" and "access_token" not in answer.json
        return answer.json["challenge_token"]


def test_a_second_step_needs_the_first_and_its_own(town, engine, figure):
    node = town.node
    maria, eve, guest = Guarded(node), Guarded(node), Client(node.url)
    refused = 0

    def verify(challenge, typed, *statuses):
        nonlocal refused
        answer = guest("POST", "/auth/2fa/verify", {"challenge_token": challenge, "code": typed})
        assert answer.status in (statuses or (400, 401, 404, 410, 422)), f"{answer.status} {answer.body[:200]}"
        assert "access_token" not in answer.body.decode()
        refused += 1

    fresh_step()
    now = code(maria.secret, ahead=1)
    # Without a first step, with one that is made up, and with somebody else's.
    for challenge in ("x" * 43, maria.username, maria.client.token, "null", "0", "' OR 1=1 --"):
        verify(challenge, now)
    verify(eve.challenge(), now)
    verify(maria.challenge(), code(eve.secret, ahead=1))
    verify(maria.challenge(), eve.codes[0])
    # What is no code.
    for typed in ("000000", "", " ", "null", "[]", "0" * 100, "１２３４５６", maria.secret):
        verify(maria.challenge(), typed)
    # The challenge opens nothing by itself.
    challenge = maria.challenge()
    assert Client(node.url, challenge)("GET", "/auth/me").status == 401
    assert guest("POST", "/auth/refresh", {"refresh_token": challenge}).status in (401, 422)
    page = Session(node.url)
    page.post("/login", {"username": maria.username, "password": PASSWORD})
    assert "daybook-pending" in page.cookies and "daybook" not in page.cookies
    page.cookies["daybook"] = page.cookies["daybook-pending"]
    for path in ("/account", "/desk", "/account/second-factor"):
        assert page.get(path).header("location").startswith("/login"), path
    assert Session(node.url).get("/login/code").header("location") == "/login"
    assert Session(node.url).post("/login/code", {"code": code(maria.secret, ahead=1)}).status in (401, 410, 422)
    # Each works once: the code, the challenge, the recovery code.
    tokens = guest("POST", "/auth/2fa/verify", {"challenge_token": challenge, "code": maria.codes[0]}).expect(200).json
    verify(challenge, maria.codes[1])
    verify(maria.challenge(), maria.codes[0])
    # It can't be turned off, or set up anew, by the session alone.
    client = Client(node.url, tokens["access_token"])
    for path, body in (
        ("/auth/2fa/disable", {"password": PASSWORD, "code": "000000"}), ("/auth/2fa/disable", {"password": PASSWORD}),
        ("/auth/2fa/disable", {"password": OTHER, "code": maria.codes[2]}), ("/auth/2fa/disable", {}),
        ("/auth/2fa/recovery-codes", {"password": PASSWORD, "code": maria.codes[0]}),
    ):  # fmt: skip
        assert 400 <= client("POST", path, body).status < 500, path
        refused += 1
    assert client("POST", "/auth/2fa/setup", {"password": PASSWORD}).status >= 400
    assert client("GET", "/auth/2fa").expect(200).json["is_on"] is True
    figure(f"attacks {engine}: {refused} second steps without the first, with another's or again: passed 0")


def test_guessing_a_second_step_is_stopped(town, engine, figure):
    maria = Guarded(town.node)
    tried, stopped = 0, None
    for _ in range(60):
        answer = maria.guest("POST", "/auth/login", {"username": maria.username, "password": PASSWORD})
        if answer.code != "second_factor_required":
            stopped = answer
            break
        for _ in range(20):
            guess = maria.guest("POST", "/auth/2fa/verify", {"challenge_token": answer.json["challenge_token"], "code": "000000"})
            assert "access_token" not in guess.body.decode()
            if guess.status == 429:
                stopped = guess
                break
            if guess.code != "wrong_code" and guess.status != 422 and guess.status != 401:
                break
            tried += 1
        if stopped:
            break
    assert stopped is not None and stopped.status == 429 and int(stopped.headers["retry-after"]) > 0, stopped
    assert tried < 60, tried
    figure(f"attacks {engine}: guesses of a code before the door closes for a while: {tried}")


def test_a_new_password_passes_no_second_step(town):
    maria = Guarded(town.node)
    town.guest("POST", "/auth/forgot-password", {"email": maria.email}).expect(202)
    token = mailed(town.node, maria.email, "/reset-password")
    town.guest("POST", "/auth/reset-password", {"token": token, "password": OTHER})
    maria.challenge(OTHER)
    page = Session(town.node.url)
    page.post("/login", {"username": maria.username, "password": OTHER})
    assert "daybook" not in page.cookies
    # Once is once.
    assert town.guest("POST", "/auth/reset-password", {"token": token, "password": PASSWORD}).status in (404, 410, 422)


def mailed(node, to, path, seconds=15):
    deadline = time.monotonic() + seconds
    while True:
        rows = node.database.rows(f"SELECT body FROM messages WHERE to_address = '{to}' ORDER BY id DESC")
        found = [hit[1] for row in rows if (hit := re.search(rf"{path}\?token=([\w-]+)", str(row[0])))]
        if found:
            return found[0]
        assert time.monotonic() < deadline, f"no link to {path} for {to}"
        time.sleep(0.05)


EVIL = [
    {"host": "evil.example"}, {"x-forwarded-host": "evil.example"}, {"forwarded": "host=evil.example;proto=http"},
    {"x-original-host": "evil.example"}, {"x-host": "evil.example"}, {"x-forwarded-server": "evil.example"}, {"x-forwarded-proto": "gopher"},
    {"x-forwarded-prefix": "//evil.example"}, {"host": "127.0.0.1:1@evil.example"}, {"origin": "https://evil.example"}, {"referer": "https://evil.example/"},
]  # fmt: skip


def test_no_header_leads_a_mail_or_a_link_elsewhere(town, engine, figure):
    mine, node = town.mine, town.node
    for number, headers in enumerate(EVIL):
        username = f"evil{number}{secrets.token_hex(3)}"
        account = {"username": username, "name": "Eve", "email": f"{username}@example.org", "password": PASSWORD}
        json_ = {"content-type": "application/json"} | headers
        guest, owner = Client(node.url), Client(node.url, mine.owner.token)
        assert guest.raw("POST", "/api/v1/auth/register", json.dumps(account).encode(), json_).status == 201
        assert (
            guest.raw("POST", "/api/v1/auth/forgot-password", json.dumps({"email": account["email"]}).encode(), json_).status
            == 202
        )
        invited = {"email": f"guest-{username}@example.org", "role": "staff"}
        assert owner.raw("POST", f"/api/v1/businesses/{mine.id}/members", json.dumps(invited).encode(), json_).status == 201
        starts = mine.world.starts(mine.offering, days=6)
        wish = {
            "offering_id": mine.offering,
            "start": starts[number],
            "client_name": "Eve",
            "client_email": f"client-{username}@example.org",
        }
        booked = guest.raw("POST", f"/api/v1/public/{mine.slug}/book", json.dumps(wish).encode(), json_)
        assert booked.status == 201 and booked.json["manage_url"].startswith(node.url + "/b/"), booked.body[:300]
        link = owner.raw("GET", f"/api/v1/booking/link?business_id={mine.id}", None, headers).expect(200)
        assert "evil" not in link.body.decode() and "gopher" not in link.body.decode()
        for path in (f"/book/{mine.slug}", "/login", "/forgot-password", f"/book/{mine.slug}/qr.svg", "/no/such/page"):
            page = Session(node.url).get(path, **headers)
            assert "evil.example" not in page.text and "evil.example" not in page.header("location"), (headers, path)
        for to in (account["email"], invited["email"], wish["client_email"]):
            deadline = time.monotonic() + 15
            while not (rows := node.database.rows(f"SELECT body FROM messages WHERE to_address = '{to}'")):
                assert time.monotonic() < deadline, f"no mail to {to}"
                time.sleep(0.05)
            text = re.sub(r"\S*evil\w+@example.org", "", " ".join(str(part) for row in rows for part in row))
            assert "evil.example" not in text and "gopher" not in text, (headers, to)
    figure(f"attacks {engine}: {len(EVIL)} false names of the host, 4 mails and 6 links each: links that lead elsewhere 0")


def cookie_faults(line):
    """What is wrong with a cookie that is set over TLS."""
    name, _, rest = line.partition("=")
    attributes = {one.strip().lower() for one in rest.split(";")[1:]}
    if not name.startswith("__Host-"):
        yield f"{name}: another host may set it"
    if not {"secure", "path=/"} <= attributes or any(one.startswith("domain") for one in attributes):
        yield f"{name}: is sent elsewhere: {attributes}"
    if "httponly" not in attributes:
        yield f"{name}: scripts can read it"
    if not {"samesite=lax", "samesite=strict"} & attributes:
        yield f"{name}: goes along with other sites' requests"


def test_cookies_over_tls_can_be_set_and_read_by_nobody_else(daybook, engine, figure):
    node = daybook(engine, BASE_URL=SECURE_BASE)
    host = SECURE_BASE.removeprefix("https://")
    session = Session(node.url, host=host)
    session.address = session.address._replace(scheme="https")
    maria = Client(node.url).registered()("GET", "/auth/me").json["username"]
    session.headers["host"] = host
    page = session.ask(
        "POST",
        "/login",
        f"username={maria}&password={PASSWORD}".encode(),
        content_type="application/x-www-form-urlencoded",
        origin=SECURE_BASE,
    )
    assert page.status == 303, page.text[:300]
    session.token = session.get("/account").form_token
    session.get("/language/es?back=/account")
    given = {"name": "Maria", "language": "en", "zone": "Europe/Madrid"}
    for path, fields in (("/account", given), ("/account/sessions/end-others", {}), ("/logout", {})):
        answer = session.ask(
            "POST",
            path,
            "&".join(f"{k}={v}" for k, v in (fields | {"form_token": session.token}).items()).encode(),
            content_type="application/x-www-form-urlencoded",
            origin=SECURE_BASE,
        )
        assert answer.status in (303, 422), f"{path}: {answer.status}"
        if answer.header("location"):
            session.get(answer.header("location"))
    faults = sorted({fault for line in session.set_cookies for fault in cookie_faults(line)})
    assert not faults, "\n".join(faults)
    names = {line.partition("=")[0] for line in session.set_cookies}
    assert len(names) >= 4, names
    assert "max-age=" in session.get("/login").header("strict-transport-security")
    # A cookie of the same name that another host of the domain has set is not believed.
    planted = Session(node.url, host=host)
    planted.cookies = {name.removeprefix("__Host-"): value for name, value in session.cookies.items()} | {
        "daybook-language": "es"
    }
    assert 'lang="en"' in planted.get("/login").text
    figure(f"attacks {engine}: {len(names)} cookies over TLS, each __Host-, Secure, HttpOnly and SameSite")


def test_a_visitor_who_looks_gets_no_cookie(town):
    guest = Session(town.node.url)
    for path, access in doors("GET"):
        if access == "anyone" and not path.startswith(("/language", "/outbox")) and not path.endswith("/live"):
            town.message = "msg_1"
            guest.get(town.mine.filled(path, town))
    assert guest.set_cookies == []


def test_a_session_is_another_after_logging_in(town):
    """Fixation: what was there before is not what opens the door after."""
    session = Session(town.node.url)
    session.cookies["daybook"] = "x" * 43
    session.logged_in(town.mine.username)
    assert session.cookies["daybook"] != "x" * 43
    old = dict(session.cookies)
    session.post("/logout")
    session.cookies = old
    assert session.get("/account").header("location").startswith("/login")
