"""What the desk asks before it is done for good, and what clients see of a business's pictures, in a real browser."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from harness.browser import LOOKS, WAYS
from harness.client import PASSWORD, World
from harness.picture import png
from harness.visit import Visitor

BYTES_MOST = 30_000


class Pool:
    """A teacher of whom there is a picture and one of whom there is none, and a pool in which anybody may swim at any minute."""

    def __init__(self, node):
        self.node = node
        self.world = world = World(node.url, name="Pool")
        self.username = world.owner("GET", "/auth/me").expect(200).json["username"]
        self.ana, self.ben = world.resource(), world.resource("Ben")
        self.lesson = world.offering([[self.ana, self.ben]], lets_choose=True)
        self.swim = world.offering([[world.resource("Water", "equipment", capacity=100)]], "Open swim")
        self.bare = world.offering([], "Trial lesson")

    @property
    def desk(self):
        return f"/desk/{self.world.slug}"

    def begun(self, index):
        """A booking that has begun some minutes ago: its id."""
        start = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0) - datetime.timedelta(minutes=index)
        wish = {
            "business_id": self.world.id,
            "offering_id": self.swim,
            "start": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "client_name": "Tom Today",
            "client_email": f"tom-{index}@example.com",
        }
        return self.world.owner("POST", "/bookings", wish).expect(201).json["id"]

    def show(self, path, count):
        for index in range(count):
            picture = png(800, 500, (40 + 20 * index, 140, 150))
            target = f"/api/v1/businesses/{self.world.id}{path}/images"
            self.world.owner.raw("POST", target, picture, {"content-type": "image/png"}).expect(201)


@pytest.fixture(scope="module")
def pool(engine, daybook):
    return Pool(daybook(engine))


def signed_in(page, pool):
    visitor = Visitor(page, pool.node.url)
    visitor.log_in(pool.username, PASSWORD)
    return visitor


@pytest.mark.parametrize("way", WAYS)
def test_a_page_asks_whether_nobody_came(pool, browser, way):
    booking = pool.begun(3 + list(WAYS).index(way))
    with browser.window(**WAYS[way], reduced_motion="reduce") as page:
        visitor = signed_in(page, pool)
        visitor.open(f"{pool.desk}/bookings/{booking}")
        visitor.press("a[href$='/no-show']")
        expect(page.locator("form[action$='/no-show']")).to_be_visible()
        assert pool.world.owner("GET", f"/bookings/{booking}").expect(200).json["status"] == "confirmed"
        if "no script" not in way:
            assert page.locator("dialog form[action$='/no-show']").count() == 1
            assert not browser.findings(page)
        visitor.press("form[action$='/no-show'] a.quiet")
        visitor.open(pool.desk)
        visitor.press(f"a[href$='{booking}/complete?back=today']")
        visitor.press("form[action$='/complete'] button")
        page.wait_for_url(re.compile(f"{pool.desk}$"))
        expect(page.locator(".notice.good")).to_be_visible()
    assert pool.world.owner("GET", f"/bookings/{booking}").expect(200).json["status"] == "completed"


@pytest.mark.parametrize("way", ["phone, script", "desktop, no script"])
def test_a_business_is_taken_out_of_use_and_brought_back(pool, browser, way):
    world = pool.world
    with browser.window(**WAYS[way], reduced_motion="reduce") as page:
        visitor = signed_in(page, pool)
        visitor.open(f"{pool.desk}/settings")
        visitor.press("a[href$='/settings/deactivate']")
        visitor.press("form[action$='/deactivate'] button")
        expect(page.locator("a[href$='/settings/activate']")).to_be_visible()
        assert world.guest("GET", f"/public/{world.slug}").status == 404
        visitor.open(pool.desk)
        expect(page.locator(".notice.warn").first).to_contain_text("out of use")
        if "no script" not in way:
            assert not browser.findings(page)
        visitor.press("a[href$='/settings/activate']")
        visitor.press("form[action$='/activate'] button")
        expect(page.locator("a[href$='/settings/deactivate']")).to_be_visible()
    world.guest("GET", f"/public/{world.slug}").expect(200)


@pytest.mark.parametrize("way", ["desktop, script", "phone, no script"])
def test_a_removed_question_comes_back_by_the_button_beside_the_notice(pool, browser, way):
    offering = f"/businesses/{pool.world.id}/offerings/{pool.lesson}"
    asked = [{"id": "level", "label": "How well?", "kind": "choice", "choices": ["Not yet", "A little"]}]
    before = pool.world.owner("PUT", offering, {"questions": asked}).expect(200).json["questions"]
    with browser.window(**WAYS[way]) as page:
        visitor = signed_in(page, pool)
        visitor.open(f"{pool.desk}/offerings/{pool.lesson}/questions")
        visitor.press("button[value=remove]")
        expect(page.locator("form.undo")).to_be_visible()
        assert pool.world.owner("GET", offering).expect(200).json["questions"] == []
        visitor.press("form.undo button")
        expect(page.locator("button[value=remove]")).to_be_visible()
    assert pool.world.owner("GET", offering).expect(200).json["questions"] == before
    pool.world.owner("PUT", offering, {"questions": []}).expect(200)


@pytest.mark.looks
def test_clients_see_all_pictures_on_a_light_page(pool, browser, figure):
    pool.show("", 8)
    pool.show(f"/offerings/{pool.lesson}", 3)
    pool.show(f"/resources/{pool.ana}", 1)
    public, findings, weighed = f"/book/{pool.world.slug}", [], []
    for look in LOOKS:
        with browser.window(reduced_motion="reduce", **look) as page:
            sizes = []
            page.on("response", lambda answer: sizes.append((answer.url, int(answer.headers.get("content-length", "0")))))
            visitor = Visitor(page, pool.node.url)
            visitor.open(public)
            page.wait_for_load_state("networkidle")
            weighed.append(sum(size for address, size in sizes if "/images/" not in address))
            assert page.locator("section[aria-labelledby=pictures] img[loading=lazy]").count() == 7
            findings += browser.findings(page)
            visitor.open(f"{public}/{pool.lesson}")
            assert page.locator("section[aria-labelledby=pictures] img").count() == 3
            findings += browser.findings(page)
            visitor.press(f"section[aria-labelledby=faces] a[href*='resource_id={pool.ana}']")
            expect(page.locator("section[aria-labelledby=faces] a[aria-current]")).to_have_text("Ana")
            expect(page.locator("[name=resource_id]")).to_have_value(pool.ana)
            findings += browser.findings(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{wide} px wider than the window"
    assert not findings, "\n".join(findings)
    assert max(weighed) < BYTES_MOST, weighed
    figure(f"browser: a business's page with 8 pictures: {max(weighed)} bytes without them")


@pytest.mark.looks
def test_axe_finds_nothing_on_the_pages_that_ask(pool, browser):
    booking, findings = pool.begun(9), []
    paths = [f"bookings/{booking}", f"bookings/{booking}/no-show", f"bookings/{booking}/complete?back=today", "offerings"]
    paths += [f"offerings/{pool.bare}", "settings", "settings/deactivate", "settings/close", "bookings/new"]
    for look in LOOKS:
        with browser.window(reduced_motion="reduce", **look) as page:
            visitor = signed_in(page, pool)
            for path in paths:
                assert visitor.open(f"{pool.desk}/{path}").status == 200, path
                findings += [f"{path}: {one}" for one in browser.findings(page)]
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{path} is {wide} px wider than the window"
            visitor.open(f"{pool.desk}/offerings")
            expect(page.locator(".status.warn")).to_have_count(1)
    assert not findings, "\n".join(findings)
