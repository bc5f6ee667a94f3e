"""How things are measured: in turn, beside a probe of the disk, median and range."""

import dataclasses
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

PROBE_CHANGE_MOST = 1.25
HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Load:
    """What one run of a load tool saw."""

    rate: float
    p99_ms: float | None = None
    requests: int = 0
    refused: int = 0


@dataclasses.dataclass
class Figures:
    """The values of one cell, round by round."""

    values: list

    @property
    def median(self):
        return statistics.median(self.values)

    def __str__(self):
        return f"{short(self.median)} ({short(min(self.values))}–{short(max(self.values))})"


def short(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def ratio(ours, theirs):
    """Round by round, so that what slows the machine for a while slows both."""
    return Figures([mine / max(other, 1e-9) for mine, other in zip(ours.values, theirs.values)])


class Disk:
    """The median time of an fdatasync, in microseconds, on the disk where the databases are."""

    def __init__(self, folder):
        self.path = pathlib.Path(folder) / "probe"

    def probe(self, times=60):
        file = os.open(self.path, os.O_RDWR | os.O_CREAT)
        try:
            seen = []
            for index in range(times):
                started = time.perf_counter()
                os.pwrite(file, b"x" * 4096, index * 4096)
                os.fdatasync(file)
                seen.append(time.perf_counter() - started)
            return statistics.median(seen) * 1e6
        finally:
            os.close(file)


class Turns:
    """Runs cells in turn, A B A B. A round in which the disk's probe moved by more than a quarter is dropped and made again; when the
    machine never comes to rest, the calmest rounds count and the report says so."""

    def __init__(self, disk, rounds, say):
        self.disk = disk
        self.rounds = rounds
        self.say = say
        self.unsettled = 0
        self.dropped = 0

    def take(self, cells):
        """`cells`: name → what runs it and gives a Load. Answers name → the Loads of the rounds that count."""
        done = []
        while sum(change <= PROBE_CHANGE_MOST for change, _ in done) < self.rounds and len(done) < 2 * self.rounds:
            probes, loads = [], {}
            for name, run in cells.items():
                probes.append(self.disk.probe())
                loads[name] = run()
            done.append((max(probes) / min(probes), loads))
            self.say(f"    round {len(done)}, disk × {done[-1][0]:.2f}: " + ", ".join(f"{n} {short(load.rate)}" for n, load in loads.items()))
        done.sort(key=lambda each: each[0])
        kept = done[: self.rounds]
        self.dropped += len(done) - len(kept)
        self.unsettled += sum(change > PROBE_CHANGE_MOST for change, _ in kept)
        return {name: [loads[name] for _, loads in kept] for name in cells}


def rates(loads):
    return Figures([load.rate for load in loads])


def p99(loads):
    """Only from 2,000 requests or more: fewer say nothing about one in a hundred."""
    seen = [load.p99_ms for load in loads if load.requests >= 2_000]
    return Figures(seen) if len(seen) == len(loads) else None


def wrk(url, connections, seconds, script=None, arguments=()):
    """A closed loop of `connections` from this machine's own cores."""
    command = ["wrk", "-t", "1" if connections == 1 or script else "2", "-c", str(connections), "-d", f"{seconds}s", "--latency"]
    if script:
        command += ["-s", str(HERE / script)]
    done = subprocess.run(
        command + [url] + (["--", *map(str, arguments)] if arguments else []),
        capture_output=True, text=True, timeout=seconds + 60, check=True,
    ).stdout
    requests = int(re.search(r"(\d+) requests in", done)[1])
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", done).groups()
    return Load(
        rate=float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1]),
        p99_ms=float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit],
        requests=requests,
        refused=int(refused[1]) if refused else 0,
    )


def folder():
    """Where everything of a run lives. Its path is short: a Unix socket is in it."""
    return tempfile.TemporaryDirectory(prefix="daybook-bench-", dir="/tmp")
