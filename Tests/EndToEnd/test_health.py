"""What an operator watches: health, figures and traces of a running node, with the database there and gone."""

import json
import socket
import time
import urllib.error
import urllib.request

import pytest

from harness.database import Postgres, PostgresServer
from harness.server import Server, free_port, run


def read(url, headers=()):
    """(status, headers, text, seconds) of one request, whatever its status."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers)), timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode(), time.monotonic() - began
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read().decode(), time.monotonic() - began


def figures(text):
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if not line.startswith("#")}


@pytest.fixture
def own_postgres():
    """A server that a test may stop."""
    server = PostgresServer()
    yield server
    server.remove()


def test_figures_stand_at_a_port_of_their_own(engine, daybook, figure):
    port = free_port()
    server = daybook(engine, METRICS_PORT=port)
    for _ in range(3):
        assert read(f"{server.url}/health/live")[0] == 200
    assert read(f"{server.url}/metrics")[0] == 404
    assert read(f"http://127.0.0.1:{port}/")[0] == 404
    status, headers, text, _ = read(f"http://127.0.0.1:{port}/metrics")
    assert status == 200 and headers["content-type"].startswith("text/plain; version=0.0.4")
    seen = figures(text)
    assert seen['daybook_http_requests_total{method="GET",route="/health/live",status="2xx"}'] >= 3
    assert seen["daybook_database_up"] == 1
    assert seen["process_resident_memory_bytes"] > 1e6
    figure(f"figures, {engine}: {len(seen)} values in {len(text):,} bytes")


def test_a_port_for_figures_that_is_taken_stops_the_start(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        status, printed = run("serve", DATA_DIR=tmp_path, HTTP_PORT=free_port(), METRICS_PORT=other.getsockname()[1])
    assert status != 0 and "in use" in printed.lower(), printed


def test_spans_go_on_in_the_visitors_trace(engine, daybook):
    server = daybook(engine, TRACES="on")
    trace = "0af7651916cd43dd8448eb211c80319c"
    assert read(f"{server.url}/book/nobody", {"traceparent": f"00-{trace}-b7ad6b7169203331-01"})[0] == 404
    lines = [json.loads(line) for line in server.printed().splitlines() if line.startswith("{")]
    spans = {line["name"]: line for line in lines if line.get("message") == "span" and line.get("trace_id") == trace}
    assert any(name.startswith("transaction ") for name in spans), spans
    top = spans["GET /book/{slug}"]
    assert top["parent_id"] == "b7ad6b7169203331" and top["http.response.status_code"] == "404"


def test_a_database_that_goes_is_told_within_a_second_and_its_return_is_noticed(own_postgres, tmp_path, figure):
    database = Postgres(own_postgres.url)
    server = Server(tmp_path, DATABASE_URL=database.url)
    server.start()
    try:
        assert read(f"{server.url}/health/ready")[0] == 200
        own_postgres.crash()
        slowest = 0
        for _ in range(5):
            status, headers, _, took = read(f"{server.url}/health/ready")
            slowest = max(slowest, took)
            assert status == 503 and int(headers["retry-after"]) > 0
        assert slowest < 1.5, slowest
        assert read(f"{server.url}/health/live")[0] == 200
        own_postgres.start()
        began = time.monotonic()
        while read(f"{server.url}/health/ready")[0] != 200:
            assert time.monotonic() - began < 20
            time.sleep(0.1)
        figure(f"health: 503 after at most {slowest * 1000:.0f} ms with the database gone, ready again {time.monotonic() - began:.1f} s after its return")
    finally:
        server.stop()
        database.remove()
