"""The table of a run."""

import datetime
import os
import pathlib
import platform
import re
import subprocess

from measure import HERE

HEADS = ["Work", "Daybook", "Limit beside it", "Ratio", "Goal", "Met"]
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"


class Report:
    """Rows of figures, each with its goal."""

    def __init__(self):
        self.rows = []

    def add(self, work, value, limit="", ratio="", goal="", met=None):
        self.rows.append([work, str(value), str(limit), str(ratio), goal, {True: "yes", False: "**no**", None: ""}[met]])
        print("| " + " | ".join(self.rows[-1]) + " |", flush=True)

    def table(self):
        lines = ["| " + " | ".join(HEADS) + " |", "|" + "---|" * len(HEADS)]
        return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in self.rows]) + "\n"

    def save(self, path, notes):
        """Puts machine, notes and table between the marks of the page at `path`."""
        path = pathlib.Path(path)
        text = path.read_text()
        fresh = BEGIN + f"\n{machine()}\n\n{notes}\n\n{self.table()}\n" + END
        path.write_text(re.sub(re.escape(BEGIN) + ".*" + re.escape(END), lambda _: fresh, text, flags=re.S))


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) / 2**20
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"Swift version ([\d.]+)", swift)
    commit = subprocess.run(["git", "-C", HERE, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    return (
        f"{datetime.date.today()}, commit {commit}, {os.cpu_count()} cores of {model[1] if model else platform.machine()}, "
        f"{memory:.0f} GB, Swift {version[1] if version else '?'}, load {os.getloadavg()[0]:.1f} at the end."
    )
