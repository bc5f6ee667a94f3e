"""A business with two locations: set up at the desk, chosen by a client, told in the mail. With and without script."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from harness.browser import DESKTOP, LOOKS, PHONE
from harness.client import PASSWORD, World
from harness.mail import text
from harness.visit import Client, Visitor
from harness.walk import WAYS


class School:
    """Ana and Ben; whoever wants may have a lesson of either."""

    def __init__(self, node):
        self.node = node
        self.world = World(node.url, name="Two Pools")
        self.username = self.world.owner("GET", "/auth/me").expect(200).json["username"]
        self.people = [self.world.resource(), self.world.resource("Ben")]
        self.lesson = self.world.offering([self.people])

    @property
    def locations(self):
        return f"/desk/{self.world.slug}/locations"

    def signed_in(self, page):
        visitor = Visitor(page, self.node.url)
        visitor.log_in(self.username, PASSWORD)
        return visitor

    def ensure(self):
        """Both locations, by the API."""
        path = f"/businesses/{self.world.id}"
        found = self.world.owner("GET", f"{path}/locations").expect(200).json["items"]
        for name, address, who in (("Retiro", "Calle del Agua 12", 0), ("Sol", "Calle Mayor 3", 1)):
            if name not in [one["name"] for one in found]:
                body = {"name": name, "address": address, "town": "Madrid", "directions": f"Ring at {name}."}
                made = self.world.owner("POST", f"{path}/locations", body).expect(201).json
                belongs = {"location_id": made["id"]}
                self.world.owner("PUT", f"{path}/resources/{self.people[who]}", belongs).expect(200)
        found = self.world.owner("GET", f"{path}/locations").expect(200).json["items"]
        return {one["name"]: one["id"] for one in found}


@pytest.fixture(scope="module")
def school(engine, daybook, smtp):
    return School(daybook(engine, OUTBOX="on", **smtp.settings))


def test_an_owner_adds_changes_and_removes_a_location(school, browser):
    with browser.window(DESKTOP) as page:
        visitor = school.signed_in(page)
        visitor.open(school.locations)
        expect(page.locator("main")).to_contain_text("One place so far")
        visitor.press("main a[href$='/new']")
        visitor.fill("name", "Lavapiés")
        visitor.fill("address", "Calle del Olivar 7")
        visitor.press("main form button.primary")
        expect(page.locator(".notice").first).to_be_visible()
        visitor.press("td a:has-text('Lavapiés')")
        visitor.fill("town", "Madrid")
        visitor.press("main form button.primary")
        expect(page.locator("td").first).to_contain_text("Calle del Olivar 7, Madrid")
        visitor.press("td a:has-text('Lavapiés')")
        visitor.press("a[href$='/remove']")
        visitor.press("form[action$='/remove'] button")
        expect(page.locator("main")).to_contain_text("One place so far")


def test_a_location_with_people_is_kept_and_says_who(school, browser):
    ids = school.ensure()
    with browser.window(PHONE, java_script_enabled=False) as page:
        visitor = school.signed_in(page)
        visitor.open(f"{school.locations}/{ids['Sol']}/remove")
        visitor.press("form[action$='/remove'] button")
        expect(page.locator(".problems").first).to_contain_text("Ben")


@pytest.mark.parametrize("way", WAYS)
def test_a_client_chooses_where_and_is_told_the_way(school, browser, smtp, engine, way):
    ids = school.ensure()
    number = list(WAYS).index(way)
    start = school.world.starts(school.lesson)[2 * number]
    email = f"where-{number}-{engine}@example.com"
    with browser.window(**WAYS[way], reduced_motion="reduce") as page:
        visitor = Visitor(page, school.node.url)
        findings = []

        def look(state):
            if "no script" not in way:
                findings.extend(f"{state}: {one}" for one in browser.findings(page))
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{state} is {wide} px wider than the window"

        visitor.open(f"/book/{school.world.slug}")
        expect(page.locator("aside")).to_contain_text("Calle Mayor 3, Madrid")
        look("business")
        visitor.open(f"/book/{school.world.slug}/{school.lesson}?date={start[:10]}")
        look("times anywhere")
        page.select_option("[name=location_id]", ids["Sol"])
        visitor.press("form.filters button")
        page.wait_for_url(re.compile("location_id="))
        look("times at a location")
        visitor.choose_time(start)
        expect(page.locator("aside dl")).to_contain_text("Sol, Calle Mayor 3, Madrid")
        look("form")
        visitor.tell(Client(email=email))
        visitor.send()
        visitor.reference()
        expect(page.locator("main")).to_contain_text("Ring at Sol.")
        look("booking")
        with urllib.request.urlopen(page.url.split("?")[0] + "/invite.ics", timeout=5) as answer:
            unfolded = answer.read().decode().replace("\r\n ", "")
            assert "LOCATION:Sol\\, Calle Mayor 3\\, Madrid" in unfolded
        assert not findings, "\n".join(findings)
    mail = smtp.wait(email)[0]
    assert "Sol, Calle Mayor 3, Madrid" in text(mail) and "Ring at Sol." in text(mail)


@pytest.mark.looks
def test_axe_finds_nothing_on_the_pages_of_locations(school, browser):
    ids = school.ensure()
    pages = [school.locations, f"{school.locations}/new", f"{school.locations}/{ids['Sol']}", f"{school.locations}/{ids['Sol']}/remove"]
    pages += [f"/desk/{school.world.slug}/resources", f"/desk/{school.world.slug}/resources/{school.people[0]}"]
    pages += [f"/desk/{school.world.slug}/bookings/new?offering_id={school.lesson}", f"/desk/{school.world.slug}/bookings"]
    findings = []
    for look in LOOKS:
        with browser.window(**look, reduced_motion="reduce") as page:
            visitor = school.signed_in(page)
            for path in pages:
                assert visitor.open(path).status == 200
                findings += browser.findings(page)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{path} is {wide} px wider than the window"
    assert not findings, "\n".join(findings)
