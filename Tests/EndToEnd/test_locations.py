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


@pytest.mark.parametrize("way", WAYS)
def test_a_lesson_at_both_locations_at_once(school, browser, smtp, engine, way):
    ids = school.ensure()
    number = list(WAYS).index(way)
    lesson = school.world.offering([school.people], f"By video {number}")
    email = f"both-{number}-{engine}@example.com"
    both = "Retiro, Calle del Agua 12, Madrid; Sol, Calle Mayor 3, Madrid"
    with browser.window(**WAYS[way], reduced_motion="reduce") as page:
        visitor = school.signed_in(page)
        visitor.open(f"/desk/{school.world.slug}/offerings/{lesson}")
        page.select_option("[name=locations]", "all")
        visitor.press("main form button.primary")
        page.wait_for_url(re.compile("/offerings$"))
        free = school.world.starts(lesson, ahead=9)
        start = free[3 * number]
        visitor.open(f"/book/{school.world.slug}/{lesson}?date={start[:10]}")
        expect(page.locator("[name=location_id]")).to_have_count(0)
        expect(page.locator("main")).to_contain_text(both)
        visitor.choose_time(start)
        expect(page.locator("aside dl")).to_contain_text(both)
        findings = [] if "no script" in way else browser.findings(page)
        visitor.tell(Client(email=email))
        visitor.send()
        reference = visitor.reference()
        expect(page.locator("main")).to_contain_text(both)
        expect(page.locator("main")).to_contain_text("Sol: Ring at Sol.")
        findings += [] if "no script" in way else browser.findings(page)
        found = school.world.owner("GET", f"/bookings?business_id={school.world.id}&q={reference}").expect(200).json
        visitor.open(f"/desk/{school.world.slug}/bookings/{found['items'][0]['id']}")
        expect(page.locator("main")).to_contain_text(both)
        assert start not in school.world.starts(lesson, ahead=9) and not findings, "\n".join(findings)
        # One of both is enough to be in the way, and the answer says where.
        other = free[3 * number + 1]
        school.world.book(school.lesson, other, location_id=ids["Sol"]).expect(201)
        local = school.world.local(other)
        query = f"offering_id={lesson}&date={local:%Y-%m-%d}&time={local:%H:%M}"
        visitor.open(f"/desk/{school.world.slug}/day/why?{query}")
        expect(page.locator("main")).to_contain_text("Nobody who could do it at Sol is free")
    mail = smtp.wait(email)[0]
    assert both in text(mail).replace("\n", " ")


def test_a_client_moves_to_the_other_location(school, browser):
    ids = school.ensure()
    for number, way in enumerate(WAYS):
        start = school.world.starts(school.lesson, ahead=15)[4 * number]
        booked = school.world.book(school.lesson, start, location_id=ids["Retiro"]).expect(201).json
        with browser.window(**WAYS[way], reduced_motion="reduce") as page:
            visitor = Visitor(page, school.node.url)
            visitor.open(booked["manage_url"].removeprefix(school.node.url) + f"/move?date={start[:10]}")
            expect(page.locator("[name=location_id]")).to_have_value(ids["Retiro"])
            page.select_option("[name=location_id]", ids["Sol"])
            visitor.press("form.filters button")
            page.wait_for_url(re.compile("location_id="))
            visitor.choose_time(start)
            expect(page.locator("dl")).to_contain_text("Sol, Calle Mayor 3, Madrid")
            assert "no script" in way or not browser.findings(page)
            visitor.send()
            page.wait_for_url(booked["manage_url"])
            expect(page.locator("main")).to_contain_text("Sol, Calle Mayor 3, Madrid")


def test_the_calendar_looks_at_one_location(school, browser):
    ids = school.ensure()
    start = school.world.starts(school.lesson, ahead=20)[40]
    booked = school.world.book(school.lesson, start, location_id=ids["Sol"]).expect(201).json
    query = f"location_id={ids['Sol']}"
    with browser.window(DESKTOP, reduced_motion="reduce") as page:
        visitor = school.signed_in(page)
        visitor.open(f"/desk/{school.world.slug}/day?date={school.world.local(start):%Y-%m-%d}")
        lanes = page.locator(".lane h2")
        expect(lanes).to_have_text(["Ana", "Ben"])
        # With the keys alone.
        page.locator("#calendar-place").focus()
        page.keyboard.type("Sol")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(query))
        expect(lanes).to_have_text(["Ben"])
        assert not browser.findings(page)
        for link in page.locator("main nav a").all():
            assert query in link.get_attribute("href")
        slab = page.locator(f"[data-booking='{booked['id']}'] a")
        slab.focus()
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator(".lane h2")).to_have_text(["Ben"])
        expect(page.locator("[role=status]", has_text="is moved").first).to_be_attached()
        assert query in page.url
        moved = school.world.guest("GET", f"/bookings/ref/{booked['reference']}").json["start"]
        assert moved > start
        for view in ("week", "month"):
            visitor.press(f"main nav a[href*='/day/{view}']")
            page.wait_for_url(re.compile(f"{view}.*{query}"))
            expect(page.locator("main")).to_contain_text("John Doe")
            assert not browser.findings(page)
        visitor.open(f"/desk/{school.world.slug}/day/month?date={start[:10]}&location_id={ids['Retiro']}")
        assert page.locator(f"a[href$='{booked['id']}']").count() == 0


@pytest.mark.looks
def test_axe_finds_nothing_on_the_pages_of_locations(school, browser):
    ids = school.ensure()
    pages = [school.locations, f"{school.locations}/new", f"{school.locations}/{ids['Sol']}", f"{school.locations}/{ids['Sol']}/remove"]
    pages += [f"/desk/{school.world.slug}/resources", f"/desk/{school.world.slug}/resources/{school.people[0]}"]
    pages += [f"/desk/{school.world.slug}/day?location_id={ids['Sol']}", f"/desk/{school.world.slug}/offerings/{school.lesson}"]
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
