"""The platform's own pages, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from harness.browser import LOOKS, SCRIPTS
from harness.client import PASSWORD, Client, World
from harness.visit import Visitor


class Platform:
    """Two businesses with a booking each, and an admin."""

    def __init__(self, node):
        self.node = node
        self.worlds = [World(node.url, name=name) for name in ("Rowing Club", "Dance Hall")]
        for world in self.worlds:
            lesson = world.offering([[world.resource()]])
            world.book(lesson, world.starts(lesson)[0]).expect(201)
        self.admin = Client(node.url).registered("adele")
        node.database.execute("UPDATE users SET role = 'admin' WHERE username = 'adele'")
        for number in (71, 72):
            node.database.execute(
                "INSERT INTO jobs (id, kind, payload, state, due_at, first_due_at, attempts, fence, last_error)"
                f" VALUES ({number}, 'Nobody.knows', '{{}}', 1, 1, 1, 8, 8, 'the printer is on fire')"
            )

    def user(self, world):
        return world.owner("GET", "/auth/me").expect(200).json

    def jobs(self):
        return [job["id"] for job in self.admin("GET", "/admin/jobs?kind=Nobody").expect(200).json["items"]]

    def pages(self):
        user, business = self.user(self.worlds[0])["id"], self.worlds[0].id
        yield from ("/admin/users", "/admin/businesses", "/admin/bookings", "/admin/events", "/admin/jobs")
        yield from ("/admin/jobs?state=parked", f"/admin/jobs/{self.jobs()[0]}/retry")
        yield from ("/admin/users?q=nobody", "/admin/events?subject=nothing")
        yield from (f"/admin/users/{user}/make-admin", f"/admin/users/{user}/deactivate")
        yield from (f"/admin/businesses/{business}/verify", f"/admin/businesses/{business}/deactivate")


@pytest.fixture(scope="module")
def platform(engine, daybook):
    return Platform(daybook(engine))


def signed_in(page, platform):
    visitor = Visitor(page, platform.node.url)
    visitor.open("/login")
    visitor.fill("username", "adele")
    visitor.fill("password", PASSWORD)
    visitor.send()
    page.wait_for_url(re.compile("/admin/users"))
    return visitor


@pytest.mark.looks
def test_axe_finds_nothing_on_the_platforms_pages(platform, browser, figure):
    findings, pages = [], list(platform.pages())
    for look in LOOKS:
        with browser.window(reduced_motion="reduce", **look) as page:
            visitor = signed_in(page, platform)
            for path in pages:
                assert visitor.open(path).status == 200, path
                findings += browser.findings(page)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{path} is {wide} px wider than the window"
    assert not findings, "\n".join(findings)
    figure(f"browser: axe on {len(pages)} pages of the platform, light and dark, desktop and phone: findings 0")


@pytest.mark.parametrize("way", SCRIPTS)
def test_a_user_is_found_deactivated_and_brought_back(platform, browser, way):
    user = platform.user(platform.worlds[0])
    with browser.window(**SCRIPTS[way]) as page:
        visitor = signed_in(page, platform)
        visitor.open("/admin")
        page.wait_for_url(re.compile("/admin/users"))
        page.locator("main [name=q]").fill(user["username"])
        page.locator("form[role=search] button[type=submit]:visible").last.click()
        expect(page.locator("main tbody tr")).to_have_count(1)
        page.locator(f"a[href$='{user['id']}/deactivate']").click()
        page.locator("form[action$='/deactivate'] button").click()
        page.wait_for_url(re.compile("/admin/users$"))
        answer = platform.worlds[0].guest(
            "POST", "/auth/login", {"username": user["username"], "password": PASSWORD}
        )
        assert answer.status == 401
        visitor.open(f"/admin/users/{user['id']}/activate")
        page.locator("form[action$='/activate'] button").click()
        page.wait_for_url(re.compile("/admin/users$"))
    platform.worlds[0].owner = platform.worlds[0].guest.signed_in(user["username"])


def test_a_business_is_verified_and_taken_out_of_use(platform, browser):
    world = platform.worlds[1]
    with browser.window() as page:
        visitor = signed_in(page, platform)
        visitor.open("/admin/businesses?q=dance")
        page.locator("a[href$='/verify']").click()
        page.locator("form[action$='/verify'] button").click()
        page.wait_for_url(re.compile("/admin/businesses$"))
        assert world.guest("GET", f"/businesses/{world.id}").expect(200).json["is_verified"]
        visitor.open(f"/admin/businesses/{world.id}/deactivate")
        page.locator("form[action$='/deactivate'] button").click()
        page.wait_for_url(re.compile("/admin/businesses$"))
        assert world.owner("PUT", f"/businesses/{world.id}/activate").code == "business_suspended"
        visitor.open(f"/admin/businesses/{world.id}/activate")
        page.locator("form[action$='/activate'] button").click()
        page.wait_for_url(re.compile("/admin/businesses$"))
    world.guest("GET", f"/businesses/{world.id}").expect(200)


def test_what_an_admin_looks_at_is_in_the_owners_record(platform, browser):
    world = platform.worlds[0]
    with browser.window() as page:
        visitor = signed_in(page, platform)
        visitor.open("/admin/bookings?q=john")
        page.locator(f"main tbody a[href^='/desk/{world.slug}/bookings/']").first.click()
        page.wait_for_url(re.compile("/bookings/bkg_"))
    seen = world.owner("GET", f"/businesses/{world.id}/events?action=admin").expect(200).json["items"]
    assert any(one["subject"].startswith("bkg_") for one in seen), seen


@pytest.mark.parametrize("way", SCRIPTS)
def test_a_job_that_was_given_up_is_tried_again_and_put_aside(platform, browser, way):
    with browser.window(**SCRIPTS[way]) as page:
        visitor = signed_in(page, platform)
        visitor.open("/admin/jobs?state=parked&kind=Nobody")
        expect(page.locator("main tbody tr")).to_have_count(2)
        expect(page.locator("main tbody")).to_contain_text("the printer is on fire")
        page.locator("a[href$='/retry']").first.click()
        page.locator("form[action$='/retry'] button").click()
        page.wait_for_url(re.compile("/admin/jobs$"))
        visitor.open("/admin/jobs?state=parked&kind=Nobody")
        expect(page.locator("main tbody tr")).to_have_count(1)
        visitor.open("/admin/jobs?kind=Nobody")
        page.locator("a[href$='/park']").click()
        page.locator("form[action$='/park'] button").click()
        page.wait_for_url(re.compile("/admin/jobs$"))
    told = platform.admin("GET", "/admin/events?action=job").expect(200).json["items"]
    assert [one["action"] for one in told[:2]] == ["job.parked", "job.retried"]
