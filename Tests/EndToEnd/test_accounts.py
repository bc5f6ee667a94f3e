"""Accounts from the first mail to the last device: in a real browser, with a real mail server, on one node and on two."""

import concurrent.futures
import http.client
import json
import re
import secrets
import statistics
import time
import urllib.parse

import pytest
from playwright.sync_api import expect

from harness.authenticator import code, fresh_step
from harness.browser import LOOKS, SCRIPTS
from harness.client import PASSWORD, Client
from harness.mail import text
from harness.server import Server, run
from harness.visit import Visitor

OTHER = "seven-otters-in-a-teapot"
GONE_SECONDS_MOST = 5


@pytest.fixture(scope="module")
def node(daybook, engine, smtp):
    return daybook(engine, **smtp.settings)


class Person(Visitor):
    """Somebody with an account, a browser and a mailbox."""

    def __init__(self, page, node, smtp):
        super().__init__(page, node.url)
        self.node, self.smtp = node, smtp
        self.username = f"user{secrets.token_hex(4)}"
        self.email = f"{self.username}@example.org"

    def send(self, path=None):
        self.press(f"form[action='{path}'] button[type=submit]" if path else "main form button[type=submit]")

    def register(self):
        self.open("/register")
        for name, value in {"name": "Maria Ortiz", "username": self.username, "email": self.email, "password": PASSWORD}.items():
            self.fill(name, value)
        self.send("/register")
        self.page.wait_for_url(re.compile("/desk"))
        return self

    def log_in(self, password=PASSWORD):
        self.open("/login")
        self.fill("username", self.username)
        self.fill("password", password)
        self.send("/login")

    def log_out(self):
        self.open("/account/sessions")
        self.send("/logout")
        self.page.wait_for_url(re.compile("/login"))

    def link(self, path, count=1):
        """The newest link to `path` in the mails."""
        deadline = time.monotonic() + 15
        while True:
            bodies = [text(mail) for mail in self.smtp.messages if self.email in mail.envelope_to]
            found = [link for body in bodies for link in re.findall(rf"{self.node.url}({path}\?token=\S+)", body)]
            if len(found) >= count:
                return found[-1]
            assert time.monotonic() < deadline, f"{len(found)} of {count} links to {path}"
            time.sleep(0.05)

    def says(self, words):
        expect(self.page.locator("main")).to_contain_text(words)

    def prove(self):
        """Confirms the address by the mail."""
        self.open(self.link("/verify-email"))
        self.send("/verify-email")
        self.says("Your e-mail address is confirmed")
        return self

    def second_factor(self):
        """Turns it on; the secret and the recovery codes."""
        self.open("/account/second-factor")
        self.fill("password", PASSWORD)
        self.send("/account/second-factor/begin")
        expect(self.page.locator("main img")).to_be_visible()
        secret = self.page.locator(".reference").inner_text().replace(" ", "").strip()
        fresh_step()
        self.fill("code", code(secret))
        self.send("/account/second-factor/confirm")
        expect(self.page.locator("ol code")).to_have_count(10)
        return secret, self.page.locator("ol code").all_inner_texts()


@pytest.mark.parametrize("way", SCRIPTS)
def test_an_address_is_confirmed_and_a_forgotten_password_replaced(node, smtp, browser, way):
    with browser.window(**SCRIPTS[way]) as page:
        maria = Person(page, node, smtp).register()
        maria.open("/account/email")
        maria.says("Not confirmed yet")
        link = maria.link("/verify-email")
        maria.open(link)
        # Looking changes nothing: mail scanners look.
        maria.open("/account/email")
        maria.says("Not confirmed yet")
        # A reader who is not logged in is asked who they are.
        maria.log_out()
        maria.open(link)
        maria.fill("username", maria.username)
        maria.fill("password", PASSWORD)
        maria.send("/login")
        page.wait_for_url(re.compile("/verify-email"))
        maria.send("/verify-email")
        maria.says("Your e-mail address is confirmed")
        maria.log_out()
        maria.press("a[href='/forgot-password']")
        maria.fill("email", maria.email)
        maria.send("/forgot-password")
        maria.says("a mail with a link is on its way")
        link = maria.link("/reset-password")
        maria.open(link)
        maria.fill("password", "short")
        maria.send("/reset-password")
        maria.says("at least 12 characters")
        maria.fill("password", OTHER)
        maria.send("/reset-password")
        maria.says("Your new password is set")
        maria.log_in()
        maria.says("don't belong together")
        maria.log_in(OTHER)
        page.wait_for_url(re.compile("/desk"))
        maria.open(link)
        maria.fill("password", OTHER + "-again")
        maria.send("/reset-password")
        maria.says("This link no longer works")


@pytest.mark.parametrize("way", SCRIPTS)
def test_a_second_factor_is_set_up_used_and_turned_off(node, smtp, browser, way):
    with browser.window(**SCRIPTS[way]) as page:
        maria = Person(page, node, smtp).register()
        maria.open("/account/second-factor")
        maria.says("First confirm your e-mail address")
        maria.send("/account/email/verify")
        maria.says("A mail with a link is on its way")
        maria.link("/verify-email", 2)
        secret, codes = maria.prove().second_factor()
        maria.log_out()
        maria.log_in()
        page.wait_for_url(re.compile("/login/code"))
        assert maria.open("/account").url.endswith("/login?next=%2Faccount"), "a password alone opens nothing"
        maria.open("/login/code")
        maria.fill("code", "000000")
        maria.send("/login/code")
        maria.says("That code isn’t right")
        fresh_step()
        maria.fill("code", code(secret, ahead=1))
        maria.send("/login/code")
        page.wait_for_url(re.compile("/desk"))
        maria.log_out()
        maria.log_in()
        maria.fill("code", codes[0])
        maria.send("/login/code")
        page.wait_for_url(re.compile("/desk"))
        maria.open("/account/second-factor")
        maria.says("9 unused recovery codes")
        off = page.locator("form[action$='/disable']")
        off.locator("[name=password]").fill(PASSWORD)
        off.locator("[name=code]").fill(codes[0])
        off.locator("button").click()
        maria.says("That code isn’t right")
        off.locator("[name=password]").fill(PASSWORD)
        off.locator("[name=code]").fill(codes[1])
        off.locator("button").click()
        maria.says("The second factor is off")
        maria.log_out()
        maria.log_in()
        page.wait_for_url(re.compile("/desk"))


def test_a_device_is_logged_out_from_another_one(node, smtp, browser):
    with browser.window() as first, browser.window() as second:
        maria = Person(first, node, smtp).register()
        abroad = Person(second, node, smtp)
        abroad.username = maria.username
        abroad.log_in()
        second.wait_for_url(re.compile("/desk"))
        maria.open("/account/sessions")
        expect(first.locator("main li")).to_have_count(2)
        maria.send("/account/sessions/end")
        maria.says("That device is logged out")
        expect(first.locator("main li")).to_have_count(1)
        assert "/login" in abroad.open("/account").url
        assert "/login" not in maria.open("/account").url


def test_an_owner_asks_for_a_second_factor(node, smtp, browser):
    with browser.window() as page:
        maria = Person(page, node, smtp).register().prove()
        maria.second_factor()
        maria.open("/desk/new")
        maria.fill("name", f"School {maria.username}")
        page.select_option("[name=zone]", "Europe/Madrid")
        maria.send("/desk/new")
        page.wait_for_url(re.compile("/desk/school-"))
        desk = page.url.removeprefix(node.url).split("?")[0]
        maria.open(f"{desk}/settings")
        maria.press("a[href$='/security']")
        page.wait_for_url(re.compile("/security"))
        page.locator("[value=owner]").check()
        maria.send(f"{desk}/security")
        maria.says("Your changes are saved")
        expect(page.locator("[value=owner]")).to_be_checked()
        assert browser.findings(page) == []
        maria.open("/account/second-factor")
        maria.says("Your role needs a second factor")
        expect(page.locator("form[action$='/disable']")).to_have_count(0)


def test_a_key_is_made_used_and_taken_away(node, smtp, browser):
    with browser.window() as page:
        maria = Person(page, node, smtp).register().prove()
        maria.open("/account/api-keys")
        maria.fill("name", "Website")
        maria.fill("password", PASSWORD)
        maria.send("/account/api-keys")
        maria.says("Tick at least one thing")
        page.locator("[name=scopes][value='booking:view_all']").check()
        maria.fill("password", PASSWORD)
        maria.send("/account/api-keys")
        key = page.locator("main code").inner_text().strip()
        program = Client(node.url, key)
        assert program("GET", "/auth/me").expect(200).json["username"] == maria.username
        assert program("POST", "/businesses", {"name": "X", "zone": "UTC"}).expect(403).code == "key_not_enough"
        maria.open("/account/api-keys")
        assert key not in page.content()
        maria.send("/account/api-keys/revoke")
        maria.says("no longer works")
        program("GET", "/auth/me").expect(401)


def test_an_address_is_changed_when_both_have_confirmed(node, smtp, browser):
    with browser.window() as page:
        maria = Person(page, node, smtp).register()
        maria.open(maria.link("/verify-email"))
        maria.send("/verify-email")
        old, new = maria.email, f"new-{maria.email}"
        maria.open("/account/email")
        maria.fill("email", new)
        maria.fill("password", PASSWORD)
        maria.send("/account/email")
        maria.says("Both addresses still have to confirm")
        maria.open(maria.link("/confirm-email"))
        maria.send("/confirm-email")
        maria.says("once the other address has confirmed too")
        maria.email = new
        maria.open(maria.link("/confirm-email"))
        maria.send("/confirm-email")
        maria.says("Your account has its new e-mail address")
        assert smtp.wait(old, 3)[-1]["subject"] == "Your account has another e-mail address"


@pytest.mark.looks
def test_axe_finds_nothing_on_the_pages_of_an_account(node, smtp, browser, figure):
    count = 0
    for look in LOOKS:
        size = look["size"]
        with browser.window(**look) as page:
            maria = Person(page, node, smtp).register()

            def look_at(page=page, size=size):
                nonlocal count
                assert browser.findings(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url
                count += 1

            for path in ["", "/email", "/password", "/sessions", "/second-factor", "/api-keys"]:
                maria.open(f"/account{path}")
                expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
                look_at()
            maria.open(maria.link("/verify-email"))
            look_at()
            maria.send("/verify-email")
            maria.open("/account/email")
            look_at()
            maria.open("/confirm-email?token=x")
            look_at()
            maria.send("/confirm-email")
            look_at()
            maria.open("/account/password")
            maria.fill("current_password", OTHER)
            maria.fill("password", "short")
            maria.send("/account/password")
            look_at()
            maria.open("/account/api-keys")
            maria.fill("name", "Website")
            maria.fill("password", PASSWORD)
            maria.send("/account/api-keys")
            look_at()
            page.locator("[name=scopes]").first.check()
            maria.fill("password", PASSWORD)
            maria.send("/account/api-keys")
            look_at()
            maria.open("/account/second-factor")
            maria.fill("password", PASSWORD)
            maria.send("/account/second-factor/begin")
            look_at()
            maria.second_factor()
            look_at()
            for path in ["/second-factor", "/api-keys"]:
                maria.open(f"/account{path}")
                expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
                look_at()
            maria.log_out()
            maria.log_in()
            look_at()
            for path in ["/login", "/forgot-password", "/reset-password?token=x"]:
                maria.open(path)
                look_at()
    figure(f"accounts: axe on {count} pages and states, light and dark, desktop and phone: findings 0")


def test_tokens_are_in_no_log_and_forgotten_once_their_mail_is_out(node, smtp, browser):
    with browser.window() as page:
        maria = Person(page, node, smtp).register()
        link = maria.link("/verify-email")
        token = link.partition("=")[2]
        maria.open(link)
        maria.send("/verify-email")
        assert token not in node.printed()
        deadline = time.monotonic() + 5
        while node.database.rows("SELECT COUNT(*) FROM messages WHERE has_secret = 1 AND body <> ''") != [[0]]:
            assert time.monotonic() < deadline, "a mail that was sent still holds its token"
            time.sleep(0.05)


def test_a_foreign_host_name_gets_into_no_link(node, smtp):
    username = Client(node.url).registered()("GET", "/auth/me").json["username"]
    email = f"{username}@example.org"
    address = urllib.parse.urlsplit(node.url)
    for header in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
        connection.request(
            "POST",
            "/api/v1/auth/forgot-password",
            json.dumps({"email": email}),
            {"Content-Type": "application/json"} | header,
        )
        assert connection.getresponse().status == 202
        connection.close()
    for mail in smtp.wait(email, 3):
        assert "evil" not in mail.as_string() and node.url in text(mail)


def test_wishes_at_once_each_bring_their_mail(node, smtp):
    def wish():
        username = Client(node.url).registered()("GET", "/auth/me").json["username"]
        for _ in range(2):
            assert Client(node.url)("POST", "/auth/forgot-password", {"email": f"{username}@example.org"}).status == 202
        return f"{username}@example.org"

    with concurrent.futures.ThreadPoolExecutor(4) as people:
        for email in [each.result() for each in [people.submit(wish) for _ in range(32)]]:
            smtp.wait(email, 3)


def test_neither_answer_nor_time_tells_who_has_an_account(daybook, engine, figure):
    node = daybook(engine, PASSWORD_COST=16_384)
    username = Client(node.url).registered()("GET", "/auth/me").json["username"]
    guest = Client(node.url)
    medians = {}
    # What takes no time of its own is asked more often: other work on the machine weighs more.
    for path, rounds, known, unknown in [
        ("/auth/forgot-password", 48, {"email": f"{username}@example.org"}, {"email": "nobody@example.org"}),
        (
            "/auth/login",
            12,
            {"username": username, "password": "wrong-wrong-wrong"},
            {"username": "nobody", "password": "wrong-wrong-wrong"},
        ),
    ]:
        times, answers = {True: [], False: []}, set()
        for _ in range(rounds):
            for who, body in ((True, known), (False, unknown)):
                node.database.execute("DELETE FROM attempts")
                begun = time.perf_counter()
                answer = guest("POST", path, body)
                times[who].append(time.perf_counter() - begun)
                answers.add((answer.status, answer.code, len(answer.body) - len(answer.json["request_id"]) if answer.body else 0))
        assert len(answers) == 1, answers
        medians[path] = statistics.median(times[True]) / statistics.median(times[False])
        assert 0.5 < medians[path] < 2, medians
    shown = ", ".join(f"{path} {ratio:.2f}" for path, ratio in medians.items())
    figure(f"accounts {engine}: time for a known name over time for an unknown one: {shown}")


def test_keys_are_rotated_while_the_server_runs(node, smtp, engine):
    owner = Client(node.url).registered()
    username = owner("GET", "/auth/me").json["username"]
    login = {"username": username, "password": PASSWORD}
    tokens = Client(node.url)("POST", "/auth/login", login).expect(200).json
    settings = {"DATABASE_URL": node.database.url, "PASSWORD_COST": 1024}
    status, printed = run("keys", "rotate", **settings)
    assert status == 0 and "15 minutes at most" in printed, printed
    owner("GET", "/auth/me").expect(200)
    status, printed = run("keys", "rotate", "--now", **settings)
    assert status == 0, printed
    gone(lambda: Client(node.url, tokens["access_token"])("GET", "/auth/me").status == 401)
    renewed = Client(node.url)("POST", "/auth/refresh", {"refresh_token": tokens["refresh_token"]}).expect(200).json
    Client(node.url, renewed["access_token"])("GET", "/auth/me").expect(200)


def gone(holds):
    """Waits for what must hold within five seconds; how long it took."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < GONE_SECONDS_MOST
        time.sleep(0.02)
    return time.monotonic() - begun


def test_what_one_node_takes_away_is_gone_on_the_other(databases, tmp_path, figure):
    database = databases("postgres")
    # Both stand behind one address, which a balancer would have.
    base = "http://book.example.org"
    nodes = [Server(tmp_path / str(n), DATABASE_URL=database.url, BASE_URL=base) for n in range(2)]
    for one in nodes:
        one.folder.mkdir()
        one.start()
    try:
        owner = Client(nodes[0].url).registered()
        username = owner("GET", "/auth/me").json["username"]
        database.execute("UPDATE users SET email_verified_at = 1")
        slowest = 0
        for _ in range(5):
            there = Client(nodes[1].url).signed_in(username)
            there("GET", "/auth/me").expect(200)
            owner("DELETE", "/auth/sessions?keep_current=true").expect(204)
            slowest = max(slowest, gone(lambda there=there: there("GET", "/auth/me").status == 401))
        wish = {"name": "K", "scopes": ["booking:view_all"], "expires_in_days": 1, "password": PASSWORD}
        made = owner("POST", "/auth/api-keys", wish).expect(201).json
        program = Client(nodes[1].url, made["key"])
        program("GET", "/auth/me").expect(200)
        owner("DELETE", f"/auth/api-keys/{made['id']}").expect(204)
        slowest = max(slowest, gone(lambda: program("GET", "/auth/me").status == 401))
        figure(f"accounts: what one node takes away is gone on the other after {slowest:.2f} s at most")
    finally:
        for one in nodes:
            one.stop()
