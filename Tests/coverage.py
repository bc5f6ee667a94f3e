"""usage: coverage.py REPORT FOLDER PERCENT: prints the share of FOLDER's lines that tests ran; exit status 1 below PERCENT.

REPORT is the JSON that `swift test --enable-code-coverage` writes. Tests beside the source don't count.
"""

import json
import sys

report, folder, needed = sys.argv[1], sys.argv[2], float(sys.argv[3])
total = covered = 0
for file in json.load(open(report))["data"][0]["files"]:
    name = file["filename"]
    if f"/{folder}/" not in name or f"/{folder}/Tests/" in name:
        continue
    lines = file["summary"]["lines"]
    total += lines["count"]
    covered += lines["covered"]
    if lines["covered"] < lines["count"]:
        print(f"  {lines['count'] - lines['covered']:4} lines not run in {name.rpartition('/')[2]}")
if total == 0:
    sys.exit(f"{folder}: no line was counted")
share = 100 * covered / total
print(f"{folder}: {share:.1f} % of {total} lines covered, {needed:g} % needed")
sys.exit(0 if share >= needed else 1)
