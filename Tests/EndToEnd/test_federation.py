"""Signing in by somebody else's word (A6): a real OpenID server, one that lies, and Facebook's addresses."""

import concurrent.futures
import re
import secrets
import urllib.parse

import pytest
import requests
from playwright.sync_api import expect

from harness.authenticator import code as app_code
from harness.authenticator import fresh_step
from harness.browser import LOOKS
from harness.client import PASSWORD, Client
from harness.openid import CLIENT, SECRET, FakeFacebook, Forger, Keys, Served, mock_provider
from harness.server import run
from harness.visit import Visitor

PEOPLE = {
    "nora": {"name": "Nora Gil", "email": "nora@example.org", "email_verified": True},
    "pat": {"name": "Pat", "email": "pat@example.org", "email_verified": True},
    "mallory": {"name": "Mallory", "email": "maria-u@example.org", "email_verified": False},
    "second": {"name": "Second", "email": "second@elsewhere.example", "email_verified": True},
    "looks": {"name": "Looks", "email": "looks@example.org", "email_verified": True},
}
HELD = "users sessions outside_identities sign_in_offers login_challenges".split()


@pytest.fixture(scope="module")
def facebook():
    with FakeFacebook() as server:
        yield server


@pytest.fixture(scope="module")
def node(daybook, engine, facebook):
    """By Acme, which is a real OpenID server, and by Facebook."""
    with mock_provider(PEOPLE) as issuer:
        yield daybook(
            engine,
            OPENID_ISSUER=issuer,
            OPENID_CLIENT_ID=CLIENT,
            OPENID_CLIENT_SECRET=SECRET,
            OPENID_NAME="Acme",
            FACEBOOK_CLIENT_ID=CLIENT,
            FACEBOOK_CLIENT_SECRET=SECRET,
            FACEBOOK_SITE=facebook.url,
            FACEBOOK_GRAPH=facebook.url,
            OUTGOING_ALLOW=f"{issuer.removeprefix('http://')},{facebook.place}",
            # Nobody listens there: requests to others go by themselves, whatever the environment says.
            http_proxy="http://127.0.0.1:9",
            ALL_PROXY="http://127.0.0.1:9",
        )


@pytest.fixture(scope="module")
def forger():
    with Forger() as server:
        yield server


@pytest.fixture(scope="module")
def wary(daybook, engine, forger):
    """By a provider that lies."""
    return daybook(
        engine,
        OPENID_ISSUER=forger.url,
        OPENID_CLIENT_ID=CLIENT,
        OPENID_CLIENT_SECRET=SECRET,
        OUTGOING_ALLOW=forger.place,
    )


class Person(Visitor):
    def send(self, path):
        self.press(f"form[action='{path}'] button[type=submit]")

    def says(self, words):
        expect(self.page.locator("main")).to_contain_text(words)

    def through(self, name, sub=None, path="/login"):
        """Presses the button of a provider; says yes there as `sub`."""
        self.open(path)
        self.page.get_by_role("link", name=name).click()
        if sub:
            self.page.get_by_role("button", name=sub, exact=True).first.click()
        self.page.wait_for_url(re.compile(re.escape(self.url)))

    def opened(self, path="/desk"):
        self.page.wait_for_url(re.compile(re.escape(self.url + path)))

    def log_out(self):
        self.open("/account/sessions")
        self.send("/logout")
        self.page.wait_for_url(re.compile("/login"))

    def account(self, username, node, is_proven=True):
        """Opens an account with a password and logs in."""
        Client(self.url).registered(username)
        if is_proven:
            node.database.execute(f"UPDATE users SET email_verified_at = 1 WHERE username = '{username}'")
        self.open("/login")
        self.fill("username", username)
        self.fill("password", PASSWORD)
        self.send("/login")
        self.opened()
        return self


def test_somebody_signs_up_and_comes_again(node, browser):
    with browser.window(strangers=1) as page:
        nora = Person(page, node.url)
        nora.through("Continue with Acme", "nora")
        nora.opened()
        nora.open("/account")
        nora.says("nora.gil")
        nora.open("/account/password")
        nora.says("Your account has no password")
        nora.log_out()
        nora.through("Continue with Acme", "nora", "/register")
        nora.opened()
        nora.open("/account/sign-ins")
        nora.says("nora@example.org")
        nora.press("a[href*='/unlink']")
        nora.send("/account/sign-ins/unlink")
        nora.says("This is the only way into your account")
    assert node.database.rows("SELECT COUNT(*) FROM users WHERE email = 'nora@example.org'") == [[1]]
    known = node.database.rows("SELECT email_verified_at IS NOT NULL FROM users WHERE email = 'nora@example.org'")
    assert known[0][0] in (1, "t")


def test_who_is_logged_in_links_and_unlinks(node, browser):
    with browser.window(strangers=1) as page:
        maria = Person(page, node.url).account(f"m{secrets.token_hex(4)}", node)
        maria.through("Link Acme", "second", "/account/sign-ins")
        maria.says("second@elsewhere.example")
        maria.fill("password", "wrong-wrong-wrong")
        maria.send("/auth/link")
        maria.says("That isn’t your password")
        maria.fill("password", PASSWORD)
        maria.send("/auth/link")
        maria.says("From now on you can log in that way too")
        maria.log_out()
        maria.through("Continue with Acme", "second")
        maria.opened()
        maria.open("/account/sign-ins")
        maria.press("a[href*='/unlink']")
        maria.fill("password", "wrong-wrong-wrong")
        maria.send("/account/sign-ins/unlink")
        maria.says("That isn’t your password")
        maria.fill("password", PASSWORD)
        maria.send("/account/sign-ins/unlink")
        maria.says("no longer opens your account")
        expect(page.locator("main li")).to_have_count(0)


def test_an_unverified_address_opens_nothing(node, browser):
    with browser.window(strangers=1) as page:
        mallory = Person(page, node.url).account("maria-u", node)
        mallory.log_out()
        mallory.through("Continue with Acme", "mallory")
        mallory.says("There is an account with that e-mail address already")
        mallory.open("/account")
        assert "/login" in page.url
    assert node.database.rows("SELECT COUNT(*) FROM outside_identities WHERE subject = 'mallory'") == [[0]]


def test_an_address_that_both_have_proven_asks_for_the_password(node, browser):
    with browser.window(strangers=1) as page:
        pat = Person(page, node.url).account("pat", node)
        pat.log_out()
        pat.through("Continue with Acme", "pat")
        pat.opened("/auth/link")
        pat.says("Enter the password of pat")
        pat.fill("password", PASSWORD)
        pat.send("/auth/link")
        pat.opened()


def test_the_second_factor_is_still_asked_for(node, browser):
    with browser.window(strangers=1) as page:
        maria = Person(page, node.url).account(f"m{secrets.token_hex(4)}", node)
        maria.through("Link Acme", "second", "/account/sign-ins")
        maria.fill("password", PASSWORD)
        maria.send("/auth/link")
        maria.open("/account/second-factor")
        maria.fill("password", PASSWORD)
        maria.send("/account/second-factor/begin")
        secret = page.locator(".reference").inner_text().replace(" ", "").strip()
        fresh_step()
        maria.fill("code", app_code(secret))
        maria.send("/account/second-factor/confirm")
        expect(page.locator("ol code")).to_have_count(10)
        maria.log_out()
        maria.through("Continue with Acme", "second")
        maria.opened("/login/code")
        assert maria.open("/account").url.endswith("/login?next=%2Faccount"), "the provider's word alone opens nothing"
        maria.open("/login/code")
        fresh_step()
        maria.fill("code", app_code(secret, ahead=1))
        maria.send("/login/code")
        maria.opened()


def test_who_says_no_there_is_told_so(node, browser):
    with browser.window(strangers=1) as page:
        person = Person(page, node.url)
        person.open("/login")
        page.get_by_role("link", name="Continue with Acme").click()
        page.get_by_role("button", name="Deny").click()
        person.says("You said no to Acme")


def test_facebook_brings_somebody_without_a_proven_address(node, browser, facebook):
    facebook.people["fb-1"] = {"id": "10158", "name": "Zoë Ruiz", "email": "zoe@example.org"}
    with browser.window(strangers=1) as page:
        zoe = Person(page, node.url)
        zoe.through("Continue with Facebook")
        zoe.opened()
        zoe.open("/account/email")
        zoe.says("zoe@example.org")
        zoe.says("Not confirmed yet")
        zoe.open("/account/sign-ins")
        zoe.says("Once your e-mail address is confirmed")
    assert facebook.asked[-2:] == ["/oauth/access_token", "/me"]
    facebook.people["fb-1"] = {"id": "10159", "name": "No Mail"}
    with browser.window(strangers=1) as page:
        person = Person(page, node.url)
        person.through("Continue with Facebook")
        person.says("Facebook gave us no e-mail address")


def begin(node, path="/auth/oauth/openid"):
    """A browser's session that has been sent to the provider, and where to."""
    session = requests.Session()
    answer = session.get(node.url + path, allow_redirects=False, timeout=10)
    assert answer.status_code == 303, answer.text[:300]
    return session, answer.headers["location"]


def back(node, session, state, code):
    query = urllib.parse.urlencode({"state": state, "code": code})
    return session.get(f"{node.url}/auth/oauth/openid/callback?{query}", allow_redirects=False, timeout=20)


def held(node):
    """What a refusal may not change. Of events the ids alone: one is sealed a moment after it happened."""
    digest = node.database.digest()
    return {table: digest[table] for table in HELD} | {"events": node.database.rows("SELECT id FROM events ORDER BY id")}


LIES = {
    "another issuer": {"iss": "https://accounts.google.com"},
    "for somebody else": {"aud": "other"},
    "for two, issued to the other": {"aud": [CLIENT, "other"], "azp": "other"},
    "over": {"exp": 1_700_000_000, "iat": 1_699_999_000},
    "old": {"iat": 1_700_000_000},
    "of the future": {"iat": 4_000_000_000, "exp": 4_000_000_300},
    "another nonce": {"nonce": "n"},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
    "no signature": {"alg": "none"},
    "signed by the public key": {"alg": "HS256"},
    "signed by a stranger": {"by": Keys("one")},
    "signed by a stranger's other key": {"by": Keys("two")},
    "of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_is_refused_and_changes_nothing(wary, forger, lie):
    session, place = begin(wary)
    state = forger.prepare("liar", place, **LIES[lie])
    before = held(wary)
    answer = back(wary, session, state, "liar")
    assert answer.status_code == 502 and "We can’t believe" in answer.text, answer.status_code
    assert held(wary) == before
    assert not session.cookies.get("daybook")


def test_a_true_token_is_believed_once(wary, forger):
    session, place = begin(wary)
    state = forger.prepare("true", place)
    stranger, elsewhere = begin(wary)
    before = held(wary)
    assert back(wary, stranger, state, "true").status_code == 400, "another browser's state"
    assert back(wary, session, "x" * 43, "true").status_code == 400, "a state that nobody made"
    assert back(wary, requests.Session(), state, "true").status_code == 400, "no browser's state"
    assert held(wary) == before and "/token_endpoint" not in forger.asked[-1:]
    # A code of another round: the verifier is this round's, so the provider refuses.
    forger.prepare("stolen", elsewhere)
    own, mine = begin(wary)
    mine_state = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(mine).query))["state"]
    assert back(wary, own, mine_state, "stolen").status_code == 502
    assert held(wary) == before
    first = back(wary, session, state, "true")
    assert first.status_code == 303 and session.cookies.get("daybook")
    before = held(wary)
    assert back(wary, session, state, "true").status_code == 400, "a state is used once"
    again, place = begin(wary)
    state = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(place).query))["state"]
    assert back(wary, again, state, "true").status_code == 502, "a code is used once"
    assert held(wary) == before


def test_a_new_key_of_the_provider_is_found(wary, forger):
    forger.keys, old = Keys("newer"), forger.keys
    try:
        session, place = begin(wary)
        assert back(wary, session, forger.prepare("rotated", place), "rotated").status_code in (303, 502)
        # Asked again at most once a minute, so the first may have come too soon after the last look.
        looks = forger.asked.count("/jwks_uri")
        for _ in range(5):
            session, place = begin(wary)
            back(wary, session, forger.prepare("forged", place, by=Keys("no such key")), "forged")
        assert forger.asked.count("/jwks_uri") <= looks + 1, "forged tokens don't become requests"
    finally:
        forger.keys = old


def test_of_many_who_come_back_at_once_one_is_let_in(wary, forger, figure):
    entered = 0
    for round in range(10):
        session, place = begin(wary)
        state = forger.prepare(f"crowd-{round}", place)
        with concurrent.futures.ThreadPoolExecutor(8) as crowd:
            asked = [crowd.submit(back, wary, session, state, f"crowd-{round}") for _ in range(8)]
            statuses = sorted(one.result().status_code for one in asked)
        assert statuses == [303] + [400] * 7, statuses
        entered += 1
    rows = wary.database.rows("SELECT COUNT(*), COUNT(DISTINCT user_id) FROM outside_identities WHERE subject LIKE 'crowd-%'")
    assert rows == [[10, 10]]
    figure(f"outside sign-in, {wary.database.engine}: {entered} states, 8 callbacks each at once, {entered} let in")


class Inside(Served):
    """A server that nobody outside should reach."""

    def answer(self, path, query, form, headers):
        return 200, {"issuer": self.url}, {}


def test_a_provider_that_is_down_or_leads_inside_gets_a_clear_page(daybook, engine, forger):
    with Inside() as inside:
        forger.discovery = (302, {}, {"location": f"{inside.url}/secret"})
        try:
            node = daybook(
                engine, OPENID_ISSUER=forger.url, OPENID_CLIENT_ID=CLIENT, OPENID_CLIENT_SECRET=SECRET, OUTGOING_ALLOW=forger.place
            )
            before = held(node)
            for location in (f"{inside.url}/secret", "http://[::1]/", "https://localhost/", "https://2130706433/"):
                forger.discovery = (302, {}, {"location": location})
                answer = requests.get(f"{node.url}/auth/oauth/openid", allow_redirects=False, timeout=20)
                assert answer.status_code == 502 and "doesn’t answer" in answer.text, location
                assert "secret" not in answer.text and "127.0.0.1" not in answer.text
            assert inside.asked == []
            forger.discovery = (200, forger.document("https://another.example"), {})
            assert requests.get(f"{node.url}/auth/oauth/openid", allow_redirects=False, timeout=20).status_code == 502
            forger.discovery = (500, {}, {})
            assert requests.get(f"{node.url}/auth/oauth/openid", allow_redirects=False, timeout=20).status_code == 502
            assert held(node) == before
        finally:
            forger.discovery = None


def test_doctor_shows_the_providers_and_not_their_secrets(tmp_path):
    settings = {
        "DATA_DIR": tmp_path, "BASE_URL": "https://book.example.org", "GOOGLE_CLIENT_ID": "g-1",
        "GOOGLE_CLIENT_SECRET": "very-secret", "FACEBOOK_CLIENT_ID": "f-1", "FACEBOOK_CLIENT_SECRET": "very-secret",
    }
    status, printed = run("doctor", **settings)
    assert status == 0 and "very-secret" not in printed, printed
    assert "https://book.example.org/auth/oauth/google/callback" in printed and "Facebook" in printed
    for broken in ({"GOOGLE_CLIENT_SECRET": ""}, {"OPENID_ISSUER": "http://login.example", "OPENID_CLIENT_ID": "a"}):
        left = {name: value for name, value in (settings | broken).items() if value != ""}
        status, printed = run("doctor", **left)
        assert status != 0 and "go together" in printed, printed


@pytest.mark.looks
def test_axe_finds_nothing_on_the_pages_of_outside_sign_in(node, browser, figure):
    count = 0
    for look in LOOKS:
        with browser.window(strangers=1, **look) as page:

            def look_at(page=page, width=look["size"]["width"]):
                nonlocal count
                assert browser.findings(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
                count += 1

            maria = Person(page, node.url)
            for path in ("/login", "/register"):
                maria.open(path)
                look_at()
            maria.account(f"m{secrets.token_hex(4)}", node)
            for path in ("/account/password", "/account/sign-ins"):
                maria.open(path)
                look_at()
            maria.through("Link Acme", "looks", "/account/sign-ins")
            look_at()
            maria.fill("password", "wrong-wrong-wrong")
            maria.send("/auth/link")
            look_at()
            maria.fill("password", PASSWORD)
            maria.send("/auth/link")
            maria.says("From now on")
            look_at()
            maria.open("/auth/oauth/openid/callback?state=x")
            look_at()
            maria.open("/account/sign-ins")
            maria.press("a[href*='/unlink']")
            look_at()
            maria.send("/account/sign-ins/unlink")
            look_at()
            maria.fill("password", PASSWORD)
            maria.send("/account/sign-ins/unlink")
            look_at()
    figure(f"pages of outside sign-in with axe: {count}, findings 0")
