"""Many clients at once."""

import threading
import time


def at_once(actions):
    """Runs every action in a thread of its own, let go together; their results in order. An exception is a result."""
    gate = threading.Barrier(len(actions) + 1)
    results = [None] * len(actions)

    def run(index, action):
        gate.wait()
        try:
            results[index] = action()
        except Exception as fault:  # noqa: BLE001: a result like any other, for the test to judge
            results[index] = fault

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    time.sleep(0.01)
    gate.wait()
    for thread in threads:
        thread.join(60)
    return results


def statuses(answers):
    """How often each status came; a broken connection counts as 599."""
    counts = {}
    for answer in answers:
        status = getattr(answer, "status", 599)
        counts[status] = counts.get(status, 0) + 1
    return counts
