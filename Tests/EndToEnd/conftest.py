"""The fixtures of the end-to-end tests. Every server, database and browser that a test starts is ended after it."""

import os
import tempfile

import pytest

from harness.browser import Browser
from harness.database import Postgres, PostgresServer, SQLite
from harness.mail import MailServer
from harness.server import Server

FIGURES = []
ENGINES = ["sqlite", "postgres"]


def pytest_generate_tests(metafunc):
    if "engine" in metafunc.fixturenames:
        engines = getattr(metafunc.module, "ENGINES", ENGINES)
        if metafunc.definition.get_closest_marker("looks"):
            engines = engines[:1]
        metafunc.parametrize("engine", engines, scope="module")


def parameters(item):
    return item.callspec.params if hasattr(item, "callspec") else {}


def pytest_itemcollected(item):
    """Side by side, a module's tests on one engine stay together: they share a server."""
    item.add_marker(pytest.mark.xdist_group(f"{item.module.__name__} {parameters(item).get('engine', '')}"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """One engine after the other: pytest's own order goes to and fro between them, with a new world at every change. Phones, desktops
    and browsers without script differ in pages, not in databases: the engines after the first see one of these ways. What looks back
    on all of a module's tests on an engine is marked as the last of them."""
    ways = {}

    def way(item):
        given = parameters(item)
        return given.get("way", given.get("walk"))

    for item in items:
        ways.setdefault((item.module, item.originalname), way(item))

    def is_seen(item):
        return parameters(item).get("engine") in ENGINES[1:] and way(item) != ways[item.module, item.originalname]

    config.hook.pytest_deselected(items=[item for item in items if is_seen(item)])
    items[:] = [item for item in items if not is_seen(item)]
    modules = list(dict.fromkeys(item.module for item in items))

    def place(item):
        engine = parameters(item).get("engine")
        engines = getattr(item.module, "ENGINES", ENGINES)
        number = engines.index(engine) if engine in engines else len(engines)
        return modules.index(item.module), number, item.get_closest_marker("last") is not None

    items.sort(key=place)


def pytest_sessionfinish(session):
    """What a worker's tests counted goes to the one who reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["figures"] = FIGURES


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    FIGURES.extend(getattr(node, "workeroutput", {}).get("figures", []))


def pytest_terminal_summary(terminalreporter):
    if FIGURES:
        terminalreporter.section("figures")
        for line in FIGURES:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def figure():
    """Call it with a line for the end of the report: what a promise's test counted."""
    return FIGURES.append


@pytest.fixture(scope="session")
def postgres_url():
    """The private PostgreSQL that bin/test has started, else one of our own."""
    if given := os.environ.get("DAYBOOK_TEST_POSTGRES"):
        yield given
        return
    server = PostgresServer()
    yield server.url
    server.remove()


@pytest.fixture(scope="module")
def databases(postgres_url, tmp_path_factory):
    """Makes a fresh, empty database of an engine."""
    made = []

    def make(engine):
        made.append(SQLite(tmp_path_factory.mktemp("sqlite")) if engine == "sqlite" else Postgres(postgres_url))
        return made[-1]

    yield make
    for database in made:
        database.remove()


@pytest.fixture(scope="module")
def daybook(tmp_path_factory, databases):
    """Starts a server: `daybook(engine)` on a new database, `daybook(database=…)` on a given one; settings by name."""
    running = []

    def start(engine=None, database=None, **settings):
        database = database or databases(engine)
        server = Server(tmp_path_factory.mktemp("node"), DATABASE_URL=database.url, **settings)
        server.database = database
        running.append(server)
        return server.start()

    yield start
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory):
    """`daybook demo`: the town of demo businesses."""
    server = Server(tmp_path_factory.mktemp("demo"), command="demo", PASSWORD_COST=1024)
    yield server.start()
    server.stop()


@pytest.fixture(scope="module")
def smtp(engine):
    """A mail server with STARTTLS that keeps what it takes; one for each engine, whose tests write to the same addresses."""
    with tempfile.TemporaryDirectory() as folder:
        server = MailServer(folder)
        yield server
        server.stop()


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests; each takes its own window from it."""
    chromium = Browser()
    yield chromium
    chromium.close()
