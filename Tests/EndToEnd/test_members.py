"""A team from the invitation to the way out, in a real browser."""

import re
import time

import pytest
from playwright.sync_api import expect

from harness.browser import LOOKS, WAYS
from harness.client import PASSWORD, World
from harness.visit import Visitor


class Team:
    """A business with two teachers, a manager of one of them, somebody who has been invited, and a lesson that is booked."""

    def __init__(self, node):
        self.node = node
        self.world = world = World(node.url, name="Sailing School")
        self.owner = world.owner("GET", "/auth/me").expect(200).json["username"]
        self.ana, self.ben = world.resource(), world.resource("Ben")
        lesson = world.offering([[self.ana, self.ben]])
        world.book(lesson, world.starts(lesson)[0]).expect(201)
        self.manager, self.token = self.member("manager", [self.ana])
        self.invite("waiting@example.org", "staff")

    @property
    def desk(self):
        return f"/desk/{self.world.slug}"

    def invite(self, email, role, resources=()):
        body = {"email": email, "role": role, "resource_ids": list(resources)}
        return self.world.owner("POST", f"/businesses/{self.world.id}/members", body).expect(201).json

    def link(self, email, count=1, seconds=15):
        """The link in the last of so many mails."""
        deadline = time.monotonic() + seconds
        query = f"SELECT body FROM messages WHERE kind = 'invitation' AND to_address = '{email}' ORDER BY id DESC"
        while True:
            rows = self.node.database.rows(query)
            text = "\n".join(str(part) for row in rows for part in row)
            found = re.findall(r"/invitations\?token=([\w-]{43})", text)
            if len(found) >= count:
                return f"/invitations?token={found[0]}", found[0]
            assert time.monotonic() < deadline, f"no mail to {email}: {text[:200]}"
            time.sleep(0.1)

    def member(self, role, resources=()):
        person = self.world.guest.registered()
        username = person("GET", "/auth/me").expect(200).json["username"]
        self.invite(f"{username}@example.org", role, resources)
        _, token = self.link(f"{username}@example.org")
        person("POST", "/invitations/accept", {"token": token}).expect(200)
        return username, person

    def pages(self):
        members = self.world.owner("GET", f"/businesses/{self.world.id}/members").expect(200).json["items"]
        manager = next(one for one in members if one["role"] == "manager")
        waiting = self.world.owner("GET", f"/businesses/{self.world.id}/invitations").expect(200).json["items"][0]
        yield from (f"{self.desk}/members", f"{self.desk}/members/{manager['user_id']}")
        yield f"{self.desk}/members/{manager['user_id']}/remove"
        yield f"{self.desk}/members/invitations/{waiting['id']}/withdraw"
        yield from (f"{self.desk}/ownership", f"{self.desk}/membership", f"{self.desk}/membership/leave")
        yield from (f"{self.desk}/events", f"{self.desk}/events?action=member", f"{self.desk}/events?subject=nothing")
        yield self.link("waiting@example.org")[0]


@pytest.fixture(scope="module")
def team(engine, daybook):
    return Team(daybook(engine, OUTBOX="on"))


def signed_in(page, team, username=None):
    visitor = Visitor(page, team.node.url)
    visitor.log_in(username or team.owner, PASSWORD)
    return visitor


@pytest.mark.looks
def test_axe_finds_nothing_on_the_pages_of_the_team(team, browser, figure):
    findings, pages = [], list(team.pages())
    for look in LOOKS:
        with browser.window(reduced_motion="reduce", **look) as page:
            visitor = signed_in(page, team)
            for path in pages:
                assert visitor.open(path).status == 200, path
                findings += browser.findings(page)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{path} is {wide} px wider than the window"
        with browser.window(reduced_motion="reduce", **look) as page:
            visitor = Visitor(page, team.node.url)
            assert visitor.open(pages[-1]).status == 200
            findings += browser.findings(page)
            assert visitor.open("/invitations?token=nobodys").status == 410
            findings += browser.findings(page)
    assert not findings, "\n".join(findings)
    figure(f"browser: axe on {len(pages) + 2} pages of the team, light and dark, desktop and phone: findings 0")


@pytest.mark.parametrize("way", WAYS)
def test_somebody_is_invited_joins_and_is_taken_out(team, browser, way):
    name = f"new{list(WAYS).index(way)}{team.node.database.engine}"
    person = team.world.guest.registered(name)
    email = f"{name}@example.org"
    with browser.window(**WAYS[way]) as page:
        visitor = signed_in(page, team)
        visitor.open(f"{team.desk}/members")
        visitor.fill("email", email)
        page.locator("[name=role]").select_option("staff")
        page.locator(f"[name=resource_ids][value={team.ben}]").check()
        page.locator(f"form[action='{team.desk}/members'] button").click()
        expect(page.locator("main")).to_contain_text(email)
    link, _ = team.link(email)
    with browser.window(**WAYS[way]) as page:
        visitor = Visitor(page, team.node.url)
        visitor.open(link)
        page.locator("a[href^='/login?next']").click()
        visitor.fill("username", name)
        visitor.fill("password", PASSWORD)
        visitor.send()
        page.wait_for_url(re.compile("/invitations"))
        visitor.send()
        page.wait_for_url(re.compile(f"{team.desk}$"))
        visitor.open(f"{team.desk}/membership")
        expect(page.locator("main")).to_contain_text("Ben")
        assert visitor.open(f"{team.desk}/members").status == 403
        with browser.window(**WAYS[way]) as other:
            owner = signed_in(other, team)
            owner.open(f"{team.desk}/members")
            member = person("GET", "/auth/me").expect(200).json["id"]
            other.locator(f"a[href$='/members/{member}/remove']").click()
            other.locator("form[action$='/remove'] button").click()
            other.wait_for_url(re.compile(f"{team.desk}/members$"))
        assert visitor.open(f"{team.desk}/membership").status == 404


def test_a_limit_is_set_and_lifted_by_the_form(team, browser):
    username, person = team.member("manager")
    member = person("GET", "/auth/me").expect(200).json["id"]
    with browser.window() as page:
        visitor = signed_in(page, team)
        visitor.open(f"{team.desk}/members/{member}")
        page.locator(f"[name=resource_ids][value={team.ana}]").check()
        visitor.send()
        page.wait_for_url(re.compile("/members$"))
        person("GET", f"/businesses/{team.world.id}/events").expect(403)
        visitor.open(f"{team.desk}/members/{member}")
        expect(page.locator(f"[name=resource_ids][value={team.ana}]")).to_be_checked()
        page.locator(f"[name=resource_ids][value={team.ana}]").uncheck()
        visitor.send()
        page.wait_for_url(re.compile("/members$"))
        person("GET", f"/businesses/{team.world.id}/events").expect(200)


def test_a_business_is_handed_over_by_password(engine, daybook, browser):
    team = Team(daybook(engine, OUTBOX="on"))
    heir = team.token("GET", "/auth/me").expect(200).json["id"]
    with browser.window() as page:
        visitor = signed_in(page, team)
        visitor.open(f"{team.desk}/ownership")
        page.locator("[name=user_id]").select_option(heir)
        visitor.fill("password", "wrong-wrong-wrong")
        page.locator("form[action$='/ownership'] button").click()
        expect(page.locator("#f-password-error")).to_be_visible()
        page.locator("[name=user_id]").select_option(heir)
        visitor.fill("password", PASSWORD)
        page.locator("form[action$='/ownership'] button").click()
        page.wait_for_url(re.compile("/membership$"))
        assert visitor.open(f"{team.desk}/members").status == 403
    team.token("GET", f"/businesses/{team.world.id}/members").expect(200)
