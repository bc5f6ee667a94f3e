"""What is asked of strangers who ask for too much, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from harness.browser import LOOKS
from harness.client import World
from harness.visit import Client, Visitor

WAIT_SECONDS = 20


@pytest.fixture(scope="module")
def busy(engine, daybook):
    """A business on a node that asks for work from the third request on."""
    node = daybook(engine, RATE_LIMITS="on", CHALLENGE_AFTER=2, WRITES_PER_MINUTE=10_000, READS_PER_MINUTE=10_000,
                   SIGN_INS_PER_MINUTE=1_000)
    world = World(node.url, name="Swim School")
    lesson = world.offering([[world.resource()]])
    for start in world.starts(lesson)[:2]:
        world.book(lesson, start)
    return world, lesson


def filled(page, world, lesson):
    """The form of the first free time, filled in."""
    visitor = Visitor(page, world.guest.url)
    visitor.open(f"/book/{world.slug}/{lesson}")
    visitor.choose_time()
    visitor.tell(Client(name="Zoë “Z” Doe"))
    return visitor


def test_a_browser_does_the_work_and_the_booking_goes_on_by_itself(busy, browser, figure):
    world, lesson = busy
    with browser.window() as page:
        visitor = filled(page, world, lesson)
        with page.expect_response(lambda answer: answer.status == 403 and "/at/" in answer.url):
            visitor.send()
        page.wait_for_url(re.compile("/b/"), timeout=60_000)
        reference = visitor.reference()
    found = world.owner("GET", f"/businesses/{world.id}/search?q={reference}").expect(200).json
    assert found["bookings"][0]["client_name"] == "Zoë “Z” Doe"
    figure("abuse: a challenged booking goes on by itself in Chromium")


def test_without_a_script_somebody_waits_and_continues(busy, browser):
    world, lesson = busy
    with browser.window(java_script_enabled=False) as page:
        visitor = filled(page, world, lesson)
        visitor.send()
        expect(page.locator("form[data-challenge] [role=status]")).to_contain_text(re.compile(r"\d"))
        page.locator("form[data-challenge] button").click()
        expect(page.locator("form[data-challenge]")).to_have_count(1)
        page.wait_for_timeout((WAIT_SECONDS + 1) * 1000)
        page.locator("form[data-challenge] button").click()
        assert visitor.reference()


@pytest.mark.looks
def test_axe_finds_nothing_on_the_page_that_asks(busy, browser, figure):
    world, lesson = busy
    findings = []
    for look in LOOKS:
        with browser.window(java_script_enabled=True, **look) as page:
            page.route("**/challenge.js", lambda route: route.abort())
            visitor = filled(page, world, lesson)
            visitor.send()
            expect(page.locator("form[data-challenge]")).to_have_count(1)
            findings += browser.findings(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0
    assert not findings, "\n".join(findings)
    figure("abuse: axe on the page that asks for work, light and dark, desktop and phone: findings 0")
