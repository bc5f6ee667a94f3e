"""Measures Daybook beside its limits, in turn in one run (docs/benchmarks.md says what the cells are).

    bench.py --binary PATH [--seconds N] [--rounds N] [--engine sqlite|postgres] [--save PAGE] [CELL…]
"""

import argparse
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "EndToEnd")]

import cells  # noqa: E402
import measure  # noqa: E402
from harness.database import PostgresServer  # noqa: E402
from report import Report  # noqa: E402


def options():
    parser = argparse.ArgumentParser(description="Measures Daybook beside its limits.")
    parser.add_argument("--binary", required=True, help="a release build; HelloBench stands beside it")
    parser.add_argument("--seconds", type=int, default=3, help="of each load")
    parser.add_argument("--rounds", type=int, default=4, help="that count")
    parser.add_argument("--engine", choices=["sqlite", "postgres"], help="only this one")
    parser.add_argument("--save", help="a page whose table is made anew")
    parser.add_argument("cells", nargs="*", metavar="CELL", help=f"of {', '.join(cells.CELLS)}; all unless named")
    chosen = parser.parse_args()
    if unknown := set(chosen.cells) - set(cells.CELLS):
        parser.error(f"no such cell: {', '.join(sorted(unknown))}")
    return chosen


def run(chosen, folder, postgres):
    report = Report()
    turns = measure.Turns(measure.Disk(folder), chosen.rounds, lambda line: print(line, flush=True))
    bench = cells.Bench(folder, chosen.binary, chosen.seconds, turns, report, postgres and postgres.url)
    for name in chosen.cells or cells.CELLS:
        for engine in [chosen.engine] if chosen.engine else ["sqlite", "postgres"]:
            print(f"  {name} on {engine}", flush=True)
            try:
                cells.CELLS[name](bench, engine)
            finally:
                bench.end()
    notes = (
        f"Median (range) of {chosen.rounds} rounds of {chosen.seconds} s a cell, in turn; rounds dropped because the disk's probe moved "
        f"by more than a quarter: {turns.dropped}; kept although it did, the calmest there were: {turns.unsettled}."
    )
    print(f"\n{report.table()}\n{notes}")
    if chosen.save:
        report.save(chosen.save, notes)


def main():
    chosen = options()
    os.environ["DAYBOOK_BINARY"] = str(pathlib.Path(chosen.binary).resolve())
    postgres = None if chosen.engine == "sqlite" else PostgresServer()
    try:
        with measure.folder() as folder:
            run(chosen, folder, postgres)
    finally:
        if postgres:
            postgres.remove()


if __name__ == "__main__":
    main()
