"""usage: read-mail.py FILE…: prints the messages as JSON, as Python's own parser understands them."""
import email
import email.policy
import json
import sys


def part(node):
    content = None if node.is_multipart() else node.get_content()
    return {
        "type": node.get_content_type(),
        "method": node.get_param("method"),
        "file": node.get_filename(),
        "text": content.decode() if isinstance(content, bytes) else content,
        "parts": [part(child) for child in node.iter_parts()] if node.is_multipart() else [],
    }


def read(path):
    raw = open(path, "rb").read()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return {
        "headers": [[name, str(value)] for name, value in message.items()],
        "body": part(message),
        "defects": [str(defect) for defect in message.defects] + [
            f"{name}: {defect}" for name, value in message.items() for defect in value.defects],
        "longest": max(len(line) for line in raw.splitlines()),
        "ascii": all(byte < 128 for byte in raw),
    }


print(json.dumps([read(path) for path in sys.argv[1:]]))
