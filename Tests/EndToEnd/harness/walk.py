"""A visitor whose every page is looked at."""

from harness.browser import DESKTOP, PHONE
from harness.visit import Visitor

WAYS = {
    "phone, dark, script": {"size": PHONE, "color_scheme": "dark"},
    "phone, no script": {"size": PHONE, "java_script_enabled": False},
    "desktop, light, script": {"size": DESKTOP, "color_scheme": "light"},
    "desktop, no script": {"size": DESKTOP, "java_script_enabled": False},
}


class Walk:
    """Axe finds nothing on any page, where a script may run, and none is wider than the window."""

    def __init__(self, browser, page, url, way):
        self.browser, self.page, self.findings = browser, page, []
        self.visitor, self.hasScript = Visitor(page, url), "no script" not in way

    def look(self, state):
        if not self.hasScript:
            return
        self.findings += [f"{state}: {one}" for one in self.browser.findings(self.page)]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{state} is {wide} px wider than the window"
