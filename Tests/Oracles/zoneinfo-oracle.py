#!/usr/bin/env python3
"""Prints what Python's zoneinfo says of every zone around every transition of 2020-2037, as tab-separated lines.

    Z  name                  the zone of the lines that follow
    T                        one transition was found
    U  utc  offset  name     at this second UTC, the clocks have this offset and abbreviation
    L  wall  utc             this local time (seconds as if it were UTC), read with fold=0, is this second UTC

zoneinfo reads a local time in a gap with the offset before it, and of one that happens twice takes the first:
the same rules as the kernel's. Argument: the directory of the zones.
"""
import os
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, reset_tzpath

EPOCH = datetime(1970, 1, 1)
FIRST = int((datetime(2020, 1, 1) - EPOCH).total_seconds())
LAST = int((datetime(2038, 1, 1) - EPOCH).total_seconds())
AROUND = [-86400, -7200, -3601, -3600, -1801, -1800, -60, -1, 0, 1, 60, 1800, 3599, 3600, 7200, 86400]


def names(root):
    for folder, folders, files in os.walk(root):
        for skipped in ("posix", "right"):
            if skipped in folders and folder == root:
                folders.remove(skipped)
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                if file.read(4) == b"TZif":
                    yield os.path.relpath(path, root)


def offset(zone, utc):
    return int(datetime.fromtimestamp(utc, zone).utcoffset().total_seconds())


def state(zone, utc):
    at = datetime.fromtimestamp(utc, zone)
    return int(at.utcoffset().total_seconds()), at.tzname()


def transitions(zone):
    """Looks every twelve hours, then halves those in which something changed."""
    step = 12 * 3600
    before = state(zone, FIRST)
    for utc in range(FIRST, LAST, step):
        after = state(zone, utc + step)
        if after != before:
            low, high = utc, utc + step
            while high - low > 1:
                middle = (low + high) // 2
                if state(zone, middle) == before:
                    low = middle
                else:
                    high = middle
            yield high
        before = after


def local(zone, wall):
    at = (EPOCH + timedelta(seconds=wall)).replace(tzinfo=zone, fold=0)
    return wall - int(at.utcoffset().total_seconds())


def lines(zone, centre):
    for delta in AROUND:
        yield "U", centre + delta, *state(zone, centre + delta)
    walls = {centre + delta + o for delta in AROUND for o in (offset(zone, centre - 1), offset(zone, centre))}
    for wall in sorted(walls):
        yield "L", wall, local(zone, wall)


def report(zone):
    yield from lines(zone, (FIRST + LAST) // 2)
    for centre in transitions(zone):
        yield "T",
        yield from lines(zone, centre)


def main(root):
    reset_tzpath(to=[root])
    known = {}  # Many names are one file.
    for name in sorted(names(root)):
        with open(os.path.join(root, name), "rb") as file:
            data = file.read()
        if data not in known:
            known[data] = "".join("\t".join(map(str, line)) + "\n" for line in report(ZoneInfo(name)))
        print("Z", name, sep="\t")
        sys.stdout.write(known[data])


main(sys.argv[1])
