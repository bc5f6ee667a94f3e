"""From a clone to a working public link: what `daybook demo` prints works."""

import re
import time
import urllib.request

from harness.server import Server

SECOND_START_SECONDS_MAX = 1.0


def test_the_demo_prints_links_that_open(demo_world):
    links = re.findall(r"http://[^\s]+", demo_world.printed())
    assert any("/book/" in link for link in links), links
    assert any("/desk" in link or "/login" in link for link in links), links
    assert any("/outbox" in link for link in links), links
    for link in links:
        with urllib.request.urlopen(link, timeout=5) as answer:
            assert answer.status == 200


def test_a_second_run_starts_at_once(demo_world, tmp_path, figure):
    first = Server(tmp_path, command="demo")
    first.start()
    first.stop()
    took = min(seconds_to_start(tmp_path) for _ in range(3))
    figure(f"demo: a second run answers after {took * 1000:.0f} ms")
    assert took < SECOND_START_SECONDS_MAX


def seconds_to_start(folder):
    """The quickest of a few counts: whatever else runs on the machine only makes it slower."""
    server = Server(folder, command="demo")
    began = time.monotonic()
    server.start()
    took = time.monotonic() - began
    server.stop()
    return took
