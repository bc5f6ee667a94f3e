"""A client without an account comes back: by a link, by a reference, by a code; and those who come along look."""

import datetime
import re
import secrets
import threading

import pytest
from playwright.sync_api import expect

from harness.browser import LOOKS, SCRIPTS
from harness.client import PASSWORD, Client, World, link_key
from harness.crowd import at_once
from harness.mail import text
from harness.visit import Visitor
from harness.walk import WAYS, Walk


@pytest.fixture(scope="module")
def place(daybook, engine, smtp):
    return Place(daybook(engine, **smtp.settings), smtp)


class Place:
    """A school with pair lessons, and John, who has booked one."""

    def __init__(self, node, smtp):
        self.node, self.smtp = node, smtp
        self.world = World(node.url)
        self.lesson = self.world.offering([[self.world.resource(capacity=40)]], "Pair lesson", asks_names=True, max_party=3)

    def booked(self, email, **more):
        wish = {"client_email": email, "participants": ["Ben Roe"]} | more
        start = self.world.starts(self.lesson)[secrets.randbelow(20)]
        return self.world.book(self.lesson, start, **wish).expect(201).json

    def path(self, url):
        return url.removeprefix(self.node.url)

    def link(self, to, count=1):
        """The link in the newest mail to an address."""
        mails = [text(mail) for mail in self.smtp.wait(to, count)]
        return self.path(re.search(rf"{self.node.url}/b/\S+", mails[-1])[0])

    def code(self, to, count=1):
        mails = [mail for mail in self.smtp.wait(to, count) if "code" in mail["subject"]]
        return re.search(r"\d{4} \d{4}", text(mails[-1]))[0]


def address():
    return f"c{secrets.token_hex(5)}@example.org"


@pytest.mark.parametrize("way", SCRIPTS)
def test_a_code_by_mail_shows_all_bookings_and_one_is_cancelled(place, browser, way):
    john = address()
    booked = place.booked(john)
    place.smtp.wait(john)
    with browser.window(**SCRIPTS[way]) as page, browser.window(**SCRIPTS[way]) as other:
        visitor = Visitor(page, place.node.url)
        visitor.open("/my")
        visitor.fill("email", john)
        visitor.send()
        page.wait_for_url(re.compile("/my/code"))
        code = place.code(john, 2)
        # Another browser can't use it.
        stranger = Visitor(other, place.node.url)
        stranger.open("/my/code")
        expect(other.locator("[name=email]")).to_be_visible()
        visitor.fill("code", "1111 1111")
        visitor.send()
        expect(page.locator("main")).to_contain_text("That is not the code")
        visitor.fill("code", code)
        visitor.send()
        page.wait_for_url(re.compile("/my$"))
        visitor.press(f"a[href='/b/{booked['reference']}/my']")
        assert visitor.reference() == booked["reference"]
        visitor.cancel()
        expect(page.locator("main")).to_contain_text("is cancelled")
        visitor.open("/my?when=past")
        expect(page.locator("main .list")).to_contain_text("Pair lesson")
        visitor.press("form[action='/my/leave'] button")
        expect(page.locator("[name=email]")).to_be_visible()
        answer = visitor.open(f"/b/{booked['reference']}/my")
        assert answer.status == 404


@pytest.mark.parametrize("way", SCRIPTS)
def test_a_client_says_that_they_are_there_and_the_desk_sees_it(place, browser, way):
    lesson = place.world.offering([[place.world.resource()]], "Swim now", self_check_in=True)
    john = address()
    start = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0) + datetime.timedelta(minutes=20)
    wish = {
        "business_id": place.world.id,
        "offering_id": lesson,
        "start": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "client_name": "John Doe",
        "client_email": john,
    }
    booked = place.world.owner("POST", "/bookings", wish).expect(201).json
    link = place.link(john)
    with browser.window(**SCRIPTS[way]) as page, browser.window() as desk:
        staff = Visitor(desk, place.node.url)
        staff.log_in(place.world.owner("GET", "/auth/me").json["username"], PASSWORD)
        staff.open(f"/desk/{place.world.slug}/bookings/{booked['id']}")
        expect(desk.locator(".status-checked_in")).to_have_count(0)
        client = Visitor(page, place.node.url)
        client.open(link)
        findings = browser.findings(page)
        assert not findings, "\n".join(findings)
        client.press("form[action$='/check-in'] button")
        expect(page.locator(".status-checked_in")).to_have_count(1)
        expect(page.locator("form[action$='/check-in']")).to_have_count(0)
        assert page.url == place.node.url + link
        staff.open(f"/desk/{place.world.slug}/bookings/{booked['id']}")
        expect(desk.locator(".status-checked_in").first).to_be_visible()
    assert place.world.owner("GET", f"/bookings/{booked['id']}").json["status"] == "checked_in"


@pytest.mark.parametrize("way", SCRIPTS)
def test_a_participant_looks_and_staff_end_and_send_links(place, browser, way):
    john, ben = address(), address()
    booked = place.booked(john, participant_emails=[ben], notes="John's back hurts")
    look = place.link(ben)
    with browser.window(**SCRIPTS[way]) as page, browser.window(**SCRIPTS[way]) as desk:
        guest = Visitor(page, place.node.url)
        guest.open(look)
        assert guest.reference() == booked["reference"]
        shown = page.locator("main").inner_text()
        assert "Ben Roe" in shown and not re.search(f"John|{john}|hurts|€", shown), shown
        for tail in ("/cancel", "/move"):
            assert guest.open(look + tail).status == 404
        staff = Visitor(desk, place.node.url)
        staff.log_in(place.world.owner("GET", "/auth/me").json["username"], PASSWORD)
        here = f"/desk/{place.world.slug}/bookings/{booked['id']}"
        staff.open(here)
        staff.press("section[aria-labelledby=b-links] li:has-text('Ben Roe') a")
        staff.press("form[action$='/revoke'] button")
        expect(desk.locator("body")).to_contain_text("The link has ended")
        assert guest.open(look).status == 404
        expect(page.locator("main")).to_contain_text("This link opens nothing")
        staff.open(here)
        staff.press("button:has-text('Ben Roe')")
        expect(desk.locator("body")).to_contain_text("A new link is on its way")
        assert guest.open(place.link(ben, 2)).status == 200
        # John's own go on.
        assert guest.open(place.link(john)).status == 200


def test_a_reference_brings_the_link_to_the_mailbox_and_nowhere_else(place, browser):
    john = address()
    booked = place.booked(john)
    place.smtp.wait(john)
    with browser.window() as page:
        visitor = Visitor(page, place.node.url)
        visitor.open("/find")
        visitor.fill("reference", booked["reference"].lower())
        visitor.press("main form button.primary")
        expect(page.locator("main")).to_contain_text("Swim School")
        visitor.fill("email", john)
        visitor.send()
        expect(page.locator("body")).to_contain_text("on its way to you")
        assert "/b/" not in page.content()
        assert visitor.open(place.link(john, 2)).status == 200
        assert visitor.reference() == booked["reference"]


@pytest.mark.looks
@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing_on_the_pages_of_a_client(place, browser, way):
    john, ben = address(), address()
    booked = place.booked(john, participant_emails=[ben])
    look = place.link(ben)
    with browser.window(**WAYS[way]) as page:
        walk = Walk(browser, page, place.node.url, way)
        visitor = walk.visitor
        for state, path in {
            "asking": "/my",
            "looking up": "/find",
            "found": f"/find?reference={booked['reference']}",
            "no such reference": "/find?reference=ZZZZZZZZ",
            "a link to look": look,
            "a link that is over": look + "x",
        }.items():
            visitor.open(path)
            walk.look(state)
        visitor.open("/my")
        visitor.fill("email", john)
        visitor.send()
        page.wait_for_url(re.compile("/my/code"))
        walk.look("the code")
        visitor.fill("code", "1")
        visitor.send()
        walk.look("a wrong code")
        visitor.fill("code", place.code(john, 2))
        visitor.send()
        page.wait_for_url(re.compile("/my$"))
        walk.look("my bookings")
        visitor.open("/my?when=past")
        walk.look("nothing is over")
        visitor.log_in(place.world.owner("GET", "/auth/me").json["username"], PASSWORD)
        visitor.open(f"/desk/{place.world.slug}/bookings/{booked['id']}")
        walk.look("links at the desk")
        visitor.press("section[aria-labelledby=b-links] a.danger")
        expect(page.locator("form[action$='/revoke']")).to_be_visible()
        walk.look("ending a link")
        assert not walk.findings, "\n".join(walk.findings)


def test_a_link_ended_on_one_node_is_over_on_the_other_while_both_are_asked(place, daybook, engine, figure):
    """Whatever is asked for after the answer that a link has ended is refused, on the other node too; an embedded database has one."""
    second = daybook(database=place.node.database, **place.smtp.settings) if engine == "postgres" else place.node
    late = 0
    for _ in range(10):
        booked = place.booked(address())
        key = link_key(booked["manage_url"])
        links = place.world.owner("GET", f"/bookings/{booked['id']}/links").expect(200).json["links"]
        mine = [link["id"] for link in links if not link["revoked_at"]]
        ended = threading.Event()

        def end():
            for link in mine:
                place.world.owner("DELETE", f"/bookings/{booked['id']}/links/{link}").expect(204)
            ended.set()

        def knock():
            late = 0
            for _ in range(30):
                wasOver = ended.is_set()
                answer = Client(second.url).raw("GET", f"/b/{booked['reference']}/{key}")
                late += wasOver and answer.status != 404
            return late

        late += sum(filter(None, at_once([end, knock, knock])))
    assert late == 0
    figure(f"links, {engine}: 10 ended on one node while asked for at another: opened afterwards {late}")
