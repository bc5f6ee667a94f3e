"""The limits that Daybook is measured beside."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request

from harness.database import psql
from harness.server import free_port
from measure import HERE, Load


class Child:
    """A server of the bench, paused while others are measured."""

    def __init__(self, command, url):
        self.url = url
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{command[0]} does not answer")
            time.sleep(0.02)

    def answers(self):
        try:
            with urllib.request.urlopen(self.url, timeout=1) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


def hello(binary, size):
    """The server that Daybook stands on, answering `size` bytes and doing nothing else."""
    port = free_port()
    return Child([str(pathlib.Path(binary).parent / "HelloBench"), str(port), str(size)], f"http://127.0.0.1:{port}/")


def nginx(folder, body):
    """nginx with the same bytes in a file."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    root, port = pathlib.Path(folder) / "nginx", free_port()
    (root / "www").mkdir(parents=True)
    (root / "www/index.html").write_bytes(body)
    paths = "".join(f"{kind}_temp_path {root}/{kind}; " for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
    user = "user root; " if os.geteuid() == 0 else ""
    (root / "nginx.conf").write_text(
        f"{user}daemon off; worker_processes auto; pid {root}/pid; error_log {root}/error.log crit; events {{ worker_connections 512; }} "
        f"http {{ access_log off; {paths}sendfile on; keepalive_requests 100000000; types {{ application/json html; }} "
        f"server {{ listen 127.0.0.1:{port}; root {root}/www; }} }}"
    )
    return Child([program, "-c", str(root / "nginx.conf"), "-e", str(root / "error.log")], f"http://127.0.0.1:{port}/")


class Commits:
    """A bare C loop on a copy of the database: the rows of one booking, one durable commit each."""

    def __init__(self, folder, database, place):
        self.program = pathlib.Path(folder) / "commits"
        subprocess.run(["cc", "-O2", "-Wall", "-Werror", "-o", self.program, HERE / "commits.c", "-lsqlite3"], check=True)
        self.path = pathlib.Path(folder) / "commits.sqlite"
        database.rows(f"VACUUM INTO '{self.path}'")
        self.place = [str(place.business), str(place.offering), *map(str, place.resources)]
        self.serial = 1

    def run(self, seconds):
        command = [self.program, self.path, str(seconds), str(self.serial), *self.place]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=True)
        count, elapsed = done.stdout.split()
        self.serial += int(count)
        return Load(rate=int(count) / float(elapsed), requests=int(count))


class Pgbench:
    """pgbench on a copy of the database: the same lock, claim, booking, event and job rows in one transaction."""

    def __init__(self, database, place):
        self.name = f"{database.name}_rival"
        psql(database.server_url, f"CREATE DATABASE {self.name} TEMPLATE {database.name}")
        self.server_url = database.server_url
        self.url = database.server_url.replace("/postgres?", f"/{self.name}?")
        self.place = place
        self.first = 1
        psql(
            self.url,
            "INSERT INTO resources (business_id, id, kind, name, capacity, metadata, is_active, created_at, updated_at)"
            f" SELECT {place.business}, n, 'person', 'Ana', 1, '{{}}', 1, 1, 1 FROM generate_series(1, {len(place.resources)}) n",
        )

    def run(self, connections, seconds):
        settings = {
            "serial": 0, "first": self.first, "clients": connections, "business": self.place.business,
            "offering": self.place.offering, "people": len(self.place.resources),
        }
        command = ["pgbench", "-n", "-M", "prepared", "-c", str(connections), "-j", "1", "-T", str(seconds), "-f", str(HERE / "booking.sql")]
        command += [word for name, value in settings.items() for word in ("-D", f"{name}={value}")]
        done = subprocess.run(command + [self.url], capture_output=True, text=True, timeout=seconds + 60, check=False)
        if done.returncode != 0 or "aborted" in done.stderr:
            raise RuntimeError(f"pgbench: {done.stderr[-800:]}")
        count = int(re.search(r"actually processed: (\d+)", done.stdout)[1])
        # Clients go at their own pace: the next run begins well after the fastest.
        self.first += (count // connections + 1) * connections * 4
        return Load(rate=float(re.search(r"tps = ([\d.]+)", done.stdout)[1]), requests=count)

    def remove(self):
        psql(self.server_url, f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
