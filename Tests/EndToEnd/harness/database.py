"""The database under a server, looked at from outside it."""

import glob
import hashlib
import os
import pathlib
import secrets
import signal
import sqlite3
import subprocess
import tempfile
import time

from .server import ROOT

# That a password was tried is counted whatever comes of it.
TRIES = "attempts"
TABLES_ONLY = "relkind = 'r' AND relnamespace = 'public'::regnamespace"


class SQLite:
    engine = "sqlite"

    def __init__(self, folder):
        self.path = pathlib.Path(folder) / "daybook.sqlite"
        self.url = f"sqlite:{self.path}"

    def rows(self, statement):
        connection = sqlite3.connect(self.path, timeout=10)
        try:
            with connection:
                return [list(row) for row in connection.execute(statement)]
        finally:
            connection.close()

    execute = rows

    def digest(self):
        """A hash of every row of every table, by table."""
        named = f"type = 'table' AND sql NOT NULL AND name <> '{TRIES}'"
        tables = [row[0] for row in self.rows(f"SELECT name FROM sqlite_master WHERE {named} ORDER BY name")]
        return {
            table: hashlib.sha256("\n".join(sorted(map(repr, self.rows(f'SELECT * FROM "{table}"')))).encode()).hexdigest()
            for table in tables
        }

    def remove(self):
        """Nothing: it goes with its folder."""


class Postgres:
    """A database of its own on a private server."""

    engine = "postgres"

    def __init__(self, server_url):
        self.server_url = server_url
        self.name = f"e2e_{secrets.token_hex(6)}"
        psql(server_url, f"CREATE DATABASE {self.name}")
        self.url = server_url.replace("/postgres?", f"/{self.name}?")

    def rows(self, statement):
        return [
            [int(value) if value.lstrip("-").isdigit() else value for value in line.split("\x1f")]
            for line in psql(self.url, statement).splitlines()
            if line
        ]

    def execute(self, statement):
        psql(self.url, statement)

    def digest(self):
        """A hash of every row of every table, by table."""
        named = f"{TABLES_ONLY} AND relname <> '{TRIES}'"
        tables = [row[0] for row in self.rows(f"SELECT relname FROM pg_class WHERE {named} ORDER BY relname")]
        parts = [
            f"SELECT '{table}', md5(COALESCE(string_agg(r::text, chr(10) ORDER BY r::text COLLATE \"C\"), '')) FROM \"{table}\" r"
            for table in tables
        ]
        return {table: hash_ for table, hash_ in self.rows(" UNION ALL ".join(parts))}

    def remove(self):
        psql(self.server_url, f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


# Debian's command of this name is a script that looks for the newest one; that takes longer than most statements.
PSQL = max(glob.glob("/usr/lib/postgresql/*/bin/psql"), key=lambda path: int(path.split("/")[4]), default="psql")


def psql(url, statement):
    done = subprocess.run(
        [PSQL, "-X", "-q", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"psql: {done.stderr.strip()}")
    return done.stdout


class PostgresServer:
    """A private PostgreSQL, started and stopped by bin/postgres."""

    def __init__(self):
        # A Unix socket's path may not be long.
        self.folder = tempfile.mkdtemp(prefix="daybook-e2e-", dir="/tmp")
        self.url = self.start()

    def start(self):
        done = subprocess.run([ROOT / "bin/postgres", "start", self.folder], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"bin/postgres start: {done.stderr}")
        return done.stdout.strip()

    def crash(self):
        """Ends the server and all its children at once, as a power cut would."""
        main = int((pathlib.Path(self.folder) / "data/postmaster.pid").read_text().split()[0])
        children = pathlib.Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for pid in [main, *map(int, children)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.bury(main)

    def bury(self, main, seconds=3):
        """Waits until the dead server's number is free. Where nobody reaps orphans it never is, and the new server must not
        take the dead one for a living."""
        deadline = time.monotonic() + seconds
        while pathlib.Path(f"/proc/{main}").exists():
            if time.monotonic() > deadline:
                (pathlib.Path(self.folder) / "data/postmaster.pid").unlink(missing_ok=True)
                return
            time.sleep(0.01)

    def remove(self):
        subprocess.run([ROOT / "bin/postgres", "stop", self.folder], capture_output=True, check=False)
        subprocess.run(["rm", "-rf", self.folder], check=False)


def settled(database, seconds=10):
    """The digest once it stands still: what happens by itself soon after a change (sealing, mails) has happened."""
    deadline = time.monotonic() + seconds
    last = database.digest()
    while time.monotonic() < deadline:
        time.sleep(1.2)
        now = database.digest()
        if now == last:
            return now
        last = now
    raise AssertionError("the database does not come to rest")


def rows_changed(before, after):
    """How many tables differ, and which."""
    return sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))
