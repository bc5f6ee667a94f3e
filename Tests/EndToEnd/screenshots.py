"""usage: screenshots.py FOLDER: pictures of the demo world for the README."""

import pathlib
import sys
import tempfile

from harness.browser import Browser
from harness.server import Server

SIZE = {"width": 1280, "height": 820}


def main(folder):
    with tempfile.TemporaryDirectory() as temporary:
        demo = Server(temporary, command="demo").start()
        browser = Browser()
        try:
            public = demo.first(r"(http://\S+/book/\S+)")
            with browser.window(SIZE, device_scale_factor=1.5) as page:
                page.goto(public)
                page.locator("a[href*='/off_']").first.click()
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / "screenshot.png")
        finally:
            browser.close()
            demo.stop()
    print(f"{folder}/screenshot.png")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
