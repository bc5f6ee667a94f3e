"""What is done below the forms: redirects that lead away, lines that break headers and logs, paths that leave their folder, requests
inside requests, and input made to be slow."""

import gzip
import json
import time
import urllib.parse

import pytest

from harness.attack import Session, Town, doors, raw
from harness.client import PASSWORD, Client
from harness.database import rows_changed, settled

ENGINES = ["sqlite"]
SECONDS_MAX = 3


@pytest.fixture(scope="module")
def town(engine, daybook):
    town = Town(daybook(engine, OUTBOX="on"))
    town.message = "msg_1"
    return town


@pytest.fixture
def unchanged(town):
    before = settled(town.node.database)
    yield
    changed = rows_changed(before, settled(town.node.database))
    assert set(changed) <= {"sessions"}, f"rows changed in {changed}"


AWAY = [
    "//evil.example", "///evil.example", "////evil.example/", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example",
    "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example", "https://evil.example", "https:evil.example", "HTTPS:/evil.example",
    "http:///evil.example", "javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "ftp://evil.example",
    "evil.example", ".evil.example", "@evil.example", "/@evil.example/..//evil.example", "//evil.example@127.0.0.1", "/%2f%2fevil.example",
    "//evil%E3%80%82example", "/./\\evil.example", "/..//evil.example", "/;//evil.example", "//[::ffff:7f00:1]", "//2130706433", "/\u2044/evil.example",
    # Marks that are drawn into the letter before them make another letter of it, and a browser drops them.
    "//\ufe0fevil.example", "/\ufe0f/evil.example", "/\\\ufe0fevil.example", "//\u034fevil.example", "//\u200devil.example", "//\u00adevil.example",
    "//\u0338evil.example", "//\U000e0100evil.example", "/\x00/evil.example", "/\x0b/evil.example", "/\x7f/evil.example", "/\u2028/evil.example", "",
]  # fmt: skip


def places(town):
    """Every door that sends on to a place that is asked for: (what, how)."""
    url, mine = town.node.url, town.mine
    browser = town.browser(mine.username)
    yield "language", lambda to: Session(url).get(f"/language/en?back={to}")
    yield "log in, logged in already", lambda to: browser.get(f"/login?next={to}")
    yield "log in", lambda to: Session(url).post(
        "/login", [("username", mine.username), ("password", PASSWORD), ("next", urllib.parse.unquote(to))]
    )


def test_no_redirect_leads_away(town, browser, figure):
    count, ours = 0, urllib.parse.urlsplit(town.node.url).netloc
    for what, ask in places(town):
        for place in AWAY:
            for spelled in {urllib.parse.quote(place, safe=""), urllib.parse.quote(place, safe="/:\\@")}:
                page = ask(spelled)
                to = page.header("location")
                count += 1
                if page.status in (303, 302, 301, 307, 308):
                    assert to.startswith("/") and to[1:2] not in ("/", "\\"), f"{what}: {place!r} leads to {to!r}"
                    assert to.isascii() and to.isprintable() and "\\" not in to, f"{what}: {place!r} leads to {to!r}"
                else:
                    assert page.status in (200, 400, 401, 404, 422), f"{what}: {place!r}: {page.status}"
    # And as a browser reads it.
    with browser.window() as page:
        for place in AWAY:
            page.goto(f"{town.node.url}/language/en?back={urllib.parse.quote(place, safe='')}")
            assert urllib.parse.urlsplit(page.url).netloc == ours, f"{place!r} leads to {page.url}"
            count += 1
    # Wherever a part of the path is in the answer's address.
    for path, _ in doors("GET"):
        for bad in (
            "evil.example%0d%0aX-Injected:%201",
            "%2f%2fevil.example",
            "%5cevil.example",
            "..%2f..%2f",
            "%EF%B8%8F",
            "%00",
        ):
            target = "/".join(bad if part.startswith("{") else part for part in path.split("/"))
            page = Session(town.node.url).get(f"/{target}" if count % 2 else target)
            count += 1
            to = page.header("location")
            assert not page.header("x-injected") and page.status < 500, target
            assert to == "" or to.startswith("/") and to[1:2] not in ("/", "\\") and to.isascii(), f"{target}: {to!r}"
    figure(f"attacks: {count} addresses that would lead away: led away 0")


def test_no_line_is_broken_into_headers_or_logs(town, figure):
    """What is in a request gets into the answer's headers and into the log as one value."""
    mine, count = town.mine, 0
    line = '%0d%0aX-Injected: 1%0d%0a%0d%0a{"level":"error","message":"forged"}'
    plain = urllib.parse.unquote(line).replace("\r", "").replace("\n", "\u0085")
    for target in (
        f"/login?next=/{line}", f"/language/en?back=/{line}", f"/language/{line}", f"/{line}/book", f"/book/{line}", f"/desk/{line}/hours/copy",
        f"/b/{line}/{line}", f"/assets/{line}", f"/api/v1/public/{line}", f"/api/v1/bookings/ref/{line}", f"/images/{mine.id}/{line}", f"/desk/{mine.slug}/search?q={line}",
    ):  # fmt: skip
        target = urllib.parse.quote(urllib.parse.unquote(target), safe="/?=&")
        for method in ("GET", "POST"):
            page = Session(town.node.url).ask(method, target, user_agent=f"x {plain}".encode("latin-1", "replace"), referer="/x")
            assert page.status < 500 and not page.header("x-injected"), target
            assert '"forged"' not in str(page.headers), target
            count += 1
    # Bare line feeds, and the old ways to go on on another line, are no HTTP.
    for bad in (
        b"GET /login HTTP/1.1\r\nHost: x\r\nUser-Agent: a\nX-Injected: 1\r\n\r\n",
        b"GET /login HTTP/1.1\r\nHost: x\r\nA: b\rX-Injected: 1\r\n\r\n",
        b"GET /login\r\nX: 1 HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        assert b"x-injected" not in raw(town.node.port, bad).lower().split(b"\r\n\r\n")[0]
        count += 1
    for number, text in enumerate(town.node.printed().splitlines()):
        try:
            entry = json.loads(text)
        except ValueError:
            assert number < 20 and "forged" not in text and "X-Injected" not in text, text
            continue
        assert entry.get("message") != "forged" and entry.get("level") != "error", text
    figure(f"attacks: {count} broken lines: headers added 0, lines of the log forged 0")


CLIMBS = [
    "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%252f..%252fetc%252fpasswd",
    "%252e%252e%252fetc%252fpasswd", "..%5c..%5cetc%5cpasswd", "..\\..\\etc\\passwd", "....//....//etc/passwd", "..%c0%af..%c0%afetc/passwd", "..%ef%bc%8fetc/passwd",
    "/etc/passwd", "//etc/passwd", "%2fetc%2fpasswd", "file:///etc/passwd", "..;/..;/etc/passwd", ".%00./etc/passwd", "passwd%00.css", "daybook.css%00", "daybook.css/..%2f..",
    "..%u2215etc", "~root/.bashrc", ".git/config", ".env", "daybook.sqlite", "data/daybook.sqlite", "WEB-INF/web.xml", "proc/self/environ", "%ff%fe", "CON", "..%0a",
]  # fmt: skip


def test_no_path_leaves_its_folder(town, figure):
    mine = town.mine
    image = mine.images[""]["url"]
    folders = [
        "/",
        "/assets/",
        "/assets/x/",
        f"/images/{mine.id}/",
        image.rpartition("/")[0] + "/",
        f"{image}/",
        "/book/",
        "/b/",
        "/outbox/",
        "/api/",
        "/api/v1/public/",
        "/docs/",
    ]
    count = 0
    for folder in folders:
        for climb in CLIMBS:
            answer = raw(town.node.port, f"GET {folder}{climb} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(), 5)
            status = int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else 400
            assert 300 <= status < 500, f"{folder}{climb}: {status}"
            assert b"root:" not in answer and b"SQLite format" not in answer and b"DATABASE_URL" not in answer, f"{folder}{climb}"
            count += 1
    # An image is there under its own name only: not under another business, size, hash or ending.
    name = image.rpartition("/")[2]
    for other in (
        name.replace("large", "huge"),
        name.replace("-", "_"),
        name.replace(".webp", ".html"),
        name.replace(".webp", ".svg"),
        name[:-6] + "0.webp",
        name.upper(),
        name + ".webp",
        "%2e/" + name,
    ):
        assert Session(town.node.url).get(f"/images/{mine.id}/{other}").status == 404, other
    assert Session(town.node.url).get(f"/images/{town.theirs.id}/{name}").status == 404
    figure(f"attacks: {count} paths that climb: files of the machine served 0")


INSIDE = b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Inside: 1\r\n\r\n"
HEAD = b"POST /api/v1/auth/forgot-password HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
SMUGGLED = {
    "a length and chunks": HEAD + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + INSIDE,
    "chunks and a length": HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + INSIDE,
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(INSIDE) + INSIDE,
    "two lengths in one": HEAD + b"Content-Length: 0, %d\r\n\r\n" % len(INSIDE) + INSIDE,
    "a length with a sign": HEAD + b"Content-Length: +0\r\n\r\n" + INSIDE,
    "a length below nothing": HEAD + b"Content-Length: -1\r\n\r\n" + INSIDE,
    "a length in hexadecimal": HEAD + b"Content-Length: 0x0\r\n\r\n" + INSIDE,
    "a length with words": HEAD + b"Content-Length: 0 0\r\n\r\n" + INSIDE,
    "a length beyond numbers": HEAD + b"Content-Length: 18446744073709551616\r\n\r\n" + INSIDE,
    "an encoding before the colon": HEAD + b"Transfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n" + INSIDE,
    "an unknown encoding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + INSIDE,
    "chunks that are not last": HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + INSIDE,
    "chunks twice": HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + INSIDE,
    "chunks behind a tab": HEAD + b"Transfer-Encoding:\x0bchunked\r\nContent-Length: 0\r\n\r\n" + INSIDE,
    "a header that goes on": HEAD + b"X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n" + INSIDE,
    "a chunk with a sign": HEAD + b"Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n" + INSIDE,
    "a chunk in decimal": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" + INSIDE,
    "a chunk beyond numbers": HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + INSIDE,
    "a chunk ended by one sign": HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n" + INSIDE,
    "lines ended by one sign": b"POST /api/v1/auth/forgot-password HTTP/1.1\nHost: x\nContent-Length: 0\n\n" + INSIDE,
    "NUL in a header": HEAD + b"X: a\0b\r\nContent-Length: 0\r\n\r\n" + INSIDE,
    "a header without a colon": HEAD + b"Content-Length 0\r\n\r\n" + INSIDE,
    "a header without a name": HEAD + b": x\r\nContent-Length: 0\r\n\r\n" + INSIDE,
    "a name with a space": HEAD + b"Content Length: 0\r\n\r\n" + INSIDE,
    "an old version": b"POST /api/v1/auth/forgot-password HTTP/0.9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + INSIDE,
}  # fmt: skip


@pytest.mark.parametrize("name", SMUGGLED)
def test_no_request_hides_in_another(town, name):
    """A request of doubtful length is refused and the line closed, so that what follows is nobody's request."""
    answer = raw(town.node.port, SMUGGLED[name], 3)
    statuses = [part.split(b" ")[0] for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert len(statuses) <= 1, f"{len(statuses)} answers: {statuses}"
    assert all(status.startswith(b"4") for status in statuses), statuses


def test_two_hosts_are_none(town):
    for lines in (b"Host: x\r\nHost: evil.example\r\n", b""):
        answer = raw(town.node.port, b"GET /login HTTP/1.1\r\n" + lines + b"Connection: close\r\n\r\n", 3)
        assert b"evil.example" not in answer
    answer = raw(town.node.port, b"GET http://evil.example/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 3)
    assert b"evil.example" not in answer


def form(parts):
    return b"".join(b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % part for part in parts) + b"--x--\r\n"


def slow(town):
    """Requests made to cost time or memory: (what, how)."""
    mine, url = town.mine, town.node.url
    owner, browser = mine.owner, town.browser(mine.username)
    book, images = f"/api/v1/public/{mine.slug}/book", f"/api/v1/businesses/{mine.id}/images"
    json_ = {"content-type": "application/json"}
    members = ",".join(f'"k{number}":0' for number in range(18_000))

    def posted(text, path=book, **headers):
        return town.guest.raw(
            "POST",
            path,
            text if isinstance(text, bytes) else text.encode(),
            json_ | {name.replace("_", "-"): value for name, value in headers.items()},
        )

    yield "many members", lambda: posted("{" + members + "}")
    yield "many of a list", lambda: posted('{"participants":[' + ",".join(['"a"'] * 50_000) + "]}")
    yield "many escapes", lambda: posted('{"notes":"' + "\\u0041" * 40_000 + '"}')
    yield "many marks", lambda: posted(json.dumps({"client_name": "a" + "\u0301" * 80_000}, ensure_ascii=False).encode())
    yield "a long number", lambda: posted('{"party":' + "9" * 200_000 + "}")
    yield "a packed body", lambda: posted(gzip.compress(b"{" + b" " * 10_000_000 + b"}"), content_encoding="gzip")
    yield "many pairs in the address", lambda: town.guest.raw(
        "GET", f"/api/v1/public/{mine.slug}/availability?" + "&".join(f"a{n}=1" for n in range(2_000))
    )
    yield "many fields of a form", lambda: browser.post("/account", [(f"a{number}", "1") for number in range(15_000)])
    yield "one field many times", lambda: browser.post("/account", [("name", "1")] * 15_000)
    yield "a form of percent signs", lambda: browser.ask(
        "POST", "/account", b"name=" + b"%25" * 80_000, content_type="application/x-www-form-urlencoded", origin=browser.origin
    )
    page = f"/desk/{mine.slug}/settings/images"
    multipart = {"content_type": "multipart/form-data; boundary=x", "origin": browser.origin}
    yield "many parts", lambda: browser.ask("POST", page, form([(b"a%d" % n, b"1") for n in range(50_000)]), **multipart)
    yield "almost a boundary", lambda: browser.ask("POST", page, form([(b"a", b"\r\n--" * 1_000_000)]), **multipart)
    yield "a boundary without end", lambda: browser.ask(
        "POST", page, b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"\r\n--" * 1_000_000, **multipart
    )
    yield "a header of a part without end", lambda: browser.ask("POST", page, b"--x\r\n" + b"A: b\r\n" * 500_000, **multipart)
    yield "languages", lambda: Session(url).get("/login", accept_language=",".join(f"xx-{n};q=0.{n % 10}" for n in range(1_200)))
    yield "cookies", lambda: Session(url).get("/login", cookie=";".join(f"a{n}=b" for n in range(2_000)))
    yield "a search of wildcards", lambda: owner("GET", f"/businesses/{mine.id}/search?q=" + "%25_" * 30)
    yield "a picture of nothing", lambda: owner.raw(
        "POST", images, b"\xff\xd8\xff" + b"\xff\xda\x00\x02" * 1_000_000, {"content-type": "image/jpeg"}
    )
    yield "a WebP of nothing", lambda: owner.raw(
        "POST", images, b"RIFF\xff\xff\xff\x7fWEBPVP8X" + b"\0" * 4_000_000, {"content-type": "image/webp"}
    )
    yield "a path of slashes", lambda: Session(url).get("/" * 15_000)
    yield "a path of dots", lambda: Session(url).get("/." * 7_000)


def test_no_request_is_slow_or_large(town, unchanged, figure):
    slowest = 0
    for name, ask in slow(town):
        began = time.monotonic()
        try:
            status = ask().status
        except ConnectionError:
            # The line is closed before all has been sent.
            status = 413
        took = time.monotonic() - began
        slowest = max(slowest, took)
        assert status < 500, f"{name}: {status}"
        assert status >= 400 or name in (
            "languages",
            "cookies",
            "a search of wildcards",
            "one field many times",
            "many fields of a form",
            "a path of slashes",
        ), f"{name}: {status}"
        assert took < SECONDS_MAX, f"{name}: {took:.2f} s"
        assert Client(town.node.url).raw("GET", "/health/live").status == 200, name
    resident = (
        int(next(line for line in open(f"/proc/{town.node.process.pid}/status") if line.startswith("VmHWM")).split()[1]) // 1024
    )
    assert resident < 700, f"{resident} MB"
    figure(f"attacks: {len(list(slow(town)))} requests made to be slow: slowest {slowest:.2f} s, memory at most {resident} MB")


def test_guessing_is_limited_however_the_path_is_spelled(daybook, engine):
    """Doubled slashes and one at the end are the same door, with the same limit, or none."""
    node = daybook(engine, RATE_LIMITS="on", SIGN_INS_PER_MINUTE=6, WRITES_PER_MINUTE=1000)
    guest = Client(node.url)
    spelled = ["/api/v1/auth/login", "//api/v1/auth/login", "/api/v1//auth/login", "/api/v1/auth/login/", "/api/v1/auth//login//"]
    statuses = []
    for number in range(60):
        body = json.dumps({"username": f"nobody{number}", "password": "wrong-wrong-wrong"}).encode()
        statuses.append(guest.raw("POST", spelled[number % len(spelled)], body, {"content-type": "application/json"}).status)
    assert set(statuses) <= {401, 404, 429} and statuses[0] == 401 and 429 in statuses, statuses
    assert statuses.count(401) <= 7, statuses


@pytest.mark.last
def test_nothing_failed(town):
    assert '"level":"error"' not in town.node.printed()
