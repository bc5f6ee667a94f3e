"""Reads a calendar file from its input; prints its components as JSON, as another library understands them."""
import json
import sys

import icalendar

raw = sys.stdin.buffer.read()
calendar = icalendar.Calendar.from_ical(raw)


def value(item):
    if hasattr(item, "dt"):
        return item.dt.isoformat()
    return str(item)


def component(node):
    properties = {}
    parameters = {}
    for name, item in node.property_items(recursive=False, sorted=False):
        if name in ("BEGIN", "END"):
            continue
        properties.setdefault(name, []).append(value(item))
        parameters.setdefault(name, []).append({key: str(entry) for key, entry in item.params.items()})
    return {"name": node.name, "properties": properties, "parameters": parameters,
            "parts": [component(child) for child in node.subcomponents]}


lines = raw.split(b"\r\n")
print(json.dumps({
    "calendar": component(calendar),
    "longest": max(len(line) for line in lines),
    "bareBreaks": sum(line.count(b"\n") + line.count(b"\r") for line in lines),
}))
