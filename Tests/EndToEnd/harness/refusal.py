"""Says whether an answer to bad input is a proper refusal."""

PROBLEM = "application/problem+json"
SECONDS_MAX = 1.0
seen = []


def slowest():
    """The longest that a refusal took in this process so far, in seconds."""
    return max(seen)


def faults(answer, seconds):
    """What is wrong with a refusal, or nothing."""
    seen.append(seconds)
    found = []
    if not 400 <= answer.status < 500:
        found.append(f"status {answer.status}")
    if seconds > SECONDS_MAX:
        found.append(f"took {seconds:.2f} s")
    if answer.headers.get("content-type") != PROBLEM:
        found.append(f"is {answer.headers.get('content-type')}")
    elif answer.json.get("status") != answer.status or not answer.json.get("code") or not answer.json.get("title"):
        found.append(f"is no whole problem: {answer.body[:200]!r}")
    return found
