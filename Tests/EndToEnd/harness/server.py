"""`daybook` as a child process."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
START_SECONDS_MAX = 20


def binary():
    """The built product: what DAYBOOK_BINARY names, else the newest build."""
    if named := os.environ.get("DAYBOOK_BINARY"):
        return pathlib.Path(named)
    built = [ROOT / folder / "daybook" for folder in (".build-tests/debug", ".build/debug", ".build/release")]
    built = [path for path in built if path.exists()]
    if not built:
        raise RuntimeError("daybook is not built: run bin/test or bin/build")
    return max(built, key=lambda path: path.stat().st_mtime)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(settings):
    """Settings for a child: nothing of the caller's leaks in but what a program needs to run."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "LLVM_PROFILE_FILE") if name in os.environ}
    return kept | {name: str(value) for name, value in settings.items()}


def run(*arguments, **settings):
    """Runs a command of `daybook` to its end: (exit status, everything it printed)."""
    done = subprocess.run(
        [binary(), *arguments], env=environment(settings), capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr


class Server:
    """One node. `start` returns when it answers; `kill` is a crash, `stop` is polite."""

    def __init__(self, folder, command="serve", port=None, **settings):
        self.folder = pathlib.Path(folder)
        self.port = port or free_port()
        self.command = command
        self.settings = {
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": self.port,
            "DATA_DIR": self.folder / "data",
            "PASSWORD_COST": 1024,
            "RATE_LIMITS": "off",
        } | settings
        self.process = None
        self.log = self.folder / f"{command}-{self.port}.log"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def spawn(self):
        """Starts the program without waiting for it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [binary(), self.command], env=environment(self.settings), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def start(self):
        self.spawn()
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"daybook {self.command} stopped at once:\n{self.printed()[-2000:]}")
            if self.answers():
                return self
            time.sleep(0.02)
        self.kill()
        raise RuntimeError(f"daybook {self.command} did not answer in {START_SECONDS_MAX} s:\n{self.printed()[-2000:]}")

    def answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/health/live", timeout=1) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def printed(self):
        return self.log.read_text(errors="replace")

    def first(self, pattern):
        """What the first group of `pattern` matches in what the server printed."""
        found = re.search(pattern, self.printed())
        assert found, f"nothing like {pattern} in:\n{self.printed()[:2000]}"
        return found.group(1)

    def kill(self):
        self.end(signal.SIGKILL)

    def stop(self):
        self.end(signal.SIGTERM)

    def end(self, how):
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process = None
