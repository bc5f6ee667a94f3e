"""A generator over the API's own description finds no answer that the description does not know, and no 5xx (Q12)."""

import pathlib
import re
import subprocess
import sys

from harness.client import World

ENGINES = ["sqlite"]
SECONDS = 60
EXAMPLES = 25
# Rate limits and the network's own refusals are not described for each operation.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection"


def test_the_api_answers_as_it_is_described(engine, daybook, figure):
    node = daybook(engine)
    world = World(node.url)
    world.offering([[world.resource()]])
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    done = subprocess.run(
        [program, "run", f"{node.url}/api/openapi.json", "--checks", CHECKS, "--max-examples", str(EXAMPLES), "--seed", "1"]
        + ["--phases", "examples,coverage,fuzzing", "--workers", "2", "--generation-database", "none", "--max-time", str(SECONDS), "--no-color"]
        + ["--header", f"Authorization: Bearer {world.owner.token}"],
        capture_output=True,
        text=True,
        timeout=5 * SECONDS,
        check=False,
        cwd=node.folder,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]
    assert '"level":"error"' not in node.printed()
    tested = re.search(r"(\d+) selected", done.stdout)
    cases = re.search(r"(\d+) generated", done.stdout)
    figure(
        f"contract: {tested.group(1) if tested else 'all'} operations,"
        f" {cases.group(1) if cases else 'many'} generated requests: undescribed answers 0, 5xx 0"
    )
