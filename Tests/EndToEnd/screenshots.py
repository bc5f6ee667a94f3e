"""usage: screenshots.py FOLDER: pictures of the demo world for the README."""

import datetime
import pathlib
import sys
import tempfile

from harness.browser import Browser
from harness.server import Server

SIZE = {"width": 1280, "height": 1000}


def working_day():
    """The first Tuesday after tomorrow: a day with many free times."""
    day = datetime.date.today() + datetime.timedelta(days=2)
    return day + datetime.timedelta(days=(1 - day.weekday()) % 7)


def main(folder):
    with tempfile.TemporaryDirectory() as temporary:
        demo = Server(temporary, command="demo").start()
        browser = Browser()
        try:
            public = demo.first(r"(http://\S+/book/\S+)")
            with browser.window(SIZE, device_scale_factor=1.5, timezone_id="Europe/London", locale="en-GB") as page:
                page.goto(public)
                page.locator("a[href*='/off_']").first.click()
                page.wait_for_load_state("networkidle")
                page.goto(f"{page.url.split('?')[0]}?date={working_day()}&tz=Europe/London")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / "screenshot.png")
        finally:
            browser.close()
            demo.stop()
    print(f"{folder}/screenshot.png")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
