"""A visitor's steps through the pages, by what the pages are made of rather than by their words."""

import dataclasses
import datetime
import re

from playwright.sync_api import expect

STEPS_MAX = 120
# A link that fills its card draws the outline around the card.
FOCUS_SHOWS = "() => [null, '::after'].some(of => getComputedStyle(document.activeElement, of).outlineStyle != 'none')"


@dataclasses.dataclass
class Client:
    name: str = "John Doe"
    email: str = "john@example.com"
    notes: str = "First time swimmer"


class Visitor:
    """Somebody with a mouse."""

    def __init__(self, page, world_url):
        self.page, self.url = page, world_url

    def open(self, path):
        answer = self.page.goto(self.url + path)
        assert answer.status < 500, f"{path}: {answer.status}"
        return answer

    def press(self, selector):
        self.page.locator(selector).locator("visible=true").first.click()

    def fill(self, name, text):
        self.page.locator(f"[name={name}]").fill(text)

    def choose_offering(self, offering):
        self.press(f"a[href*='{offering}']")
        self.page.wait_for_url(re.compile(offering))

    def choose_day(self, day):
        """Goes to a day by its address, as a link in a mail would."""
        address = self.page.url.split("?")[0]
        zone = re.search(r"[?&]tz=([^&]+)", self.page.url)
        self.open(f"{address.removeprefix(self.url)}?date={day}" + (f"&tz={zone.group(1)}" if zone else ""))

    def choose_time(self, instant=None):
        """Takes the time of an instant, or the first one; answers its instant."""
        # The script may be bringing the times of the visitor's zone.
        expect(self.page.locator("#times[aria-busy=true]")).to_have_count(0)
        time = self.page.locator(f".slot time[datetime='{instant}']" if instant else ".slot time").first
        instant = time.get_attribute("datetime")
        # The page is live: what was first may not be first any more.
        time = self.page.locator(f".slot time[datetime='{instant}']").first
        self.take(time)
        self.page.wait_for_url(re.compile("/at/"))
        return instant

    def take(self, time):
        time.click()

    def tell(self, client=Client()):
        self.fill("client_name", client.name)
        self.fill("client_email", client.email)
        self.fill("notes", client.notes)

    def send(self):
        self.press("main form[method=post] button.primary")

    def reference(self):
        """The reference on the customer's page."""
        self.page.wait_for_url(re.compile("/b/"))
        expect(self.page.locator(".reference").first).to_have_text(re.compile(r"^\s*[A-HJKMNP-Z2-9]{8}\s*$"))
        return self.page.locator(".reference").first.inner_text().strip()

    def cancel(self):
        self.press("a[href$='/cancel']")
        self.press("form[action$='/cancel'] button")

    def log_in(self, username, password):
        self.open("/login")
        self.fill("username", username)
        self.fill("password", password)
        self.send()
        self.page.wait_for_url(re.compile("/desk"))


class Typist(Visitor):
    """Somebody with a keyboard only."""

    def reach(self, selector):
        for _ in range(STEPS_MAX):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {selector} on {self.page.url}")

    def press(self, selector):
        self.reach(selector)
        assert self.page.evaluate(FOCUS_SHOWS), f"the focus on {selector} can't be seen"
        self.page.keyboard.press("Enter")

    def take(self, time):
        self.press(".slot")

    def fill(self, name, text):
        self.reach(f"[name={name}]")
        self.page.keyboard.type(text)


def clock(text):
    """A shown time as (hour, minute): 9:05 AM, 09:05, 21:05."""
    found = re.search(r"(\d{1,2})[:.](\d{2})(?:\s*([AaPp])\.?[Mm])?", text.replace("\u202f", " ").replace("\u00a0", " "))
    assert found, f"no time in {text!r}"
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, minute


def moment(instant):
    return datetime.datetime.fromisoformat(instant.replace("Z", "+00:00"))
