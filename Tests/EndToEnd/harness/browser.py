"""A real browser."""

import contextlib
import re
import shutil

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# How a page is met, by name, and how it is drawn.
SCRIPTS = {"script": {}, "no script": {"java_script_enabled": False}}
WAYS = {
    "phone, script": {"size": PHONE},
    "phone, no script": {"size": PHONE, "java_script_enabled": False},
    "desktop, script": {"size": DESKTOP},
    "desktop, no script": {"size": DESKTOP, "java_script_enabled": False},
}
# Each width and each scheme once: the dark scheme changes colours and nothing else.
LOOKS = [{"size": PHONE, "color_scheme": "dark"}, {"size": DESKTOP, "color_scheme": "light"}]
BEYOND = re.compile(r"https?://(?!127\.0\.0\.1[:/]|localhost[:/])")
EXECUTABLES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]


class Browser:
    def __init__(self):
        path = next(filter(None, map(shutil.which, EXECUTABLES)), None)
        assert path, "Chromium is missing: run bin/setup --tests"
        self.playwright = sync_playwright().start()
        self.chromium = self.playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        self.axe = Axe()

    def close(self):
        self.chromium.close()
        self.playwright.stop()

    @contextlib.contextmanager
    def window(self, size=DESKTOP, strangers=0, **more):
        """A fresh visitor. Fails when a page asked more strangers for anything than it should, or a script failed."""
        context = self.chromium.new_context(viewport=size, **more)
        page = context.new_page()
        faults, hosts = [], set()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" and is_fault(said.text) else None)
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if is_counted(request.url, strangers) else None)
        if strangers:
            # What the strangers' own pages want from the world is theirs, and stays here.
            context.route(BEYOND, lambda route: route.abort())
        try:
            yield page
            assert not faults, f"scripts failed: {faults}"
            assert len(hosts) <= 1 + strangers, f"strangers were asked: {hosts}"
        finally:
            context.close()

    def findings(self, page):
        """What axe finds wrong with the page, a line each."""
        # What is being loaded is shown faint, for a moment.
        page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
        found = self.axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{page.url}: {one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}" for one in found]


def is_counted(url, strangers):
    return url.startswith("http") and not (strangers and BEYOND.match(url))


def is_fault(text):
    """A refused form is answered by 4xx, which Chromium calls an error."""
    return "Failed to load resource" not in text
