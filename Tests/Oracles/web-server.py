"""A web server for tests of requests to others: redirects, floods, dawdles, and tells what it was asked.

web-server.py [CERT KEY]: prints its port; ends when its input does.
"""

import http.server
import json
import ssl
import sys
import threading
import time
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.read = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.do_GET()

    def do_GET(self):
        path, _, query = self.path.partition("?")
        asked = dict(urllib.parse.parse_qsl(query))
        try:
            getattr(self, "on_" + path.strip("/").replace("-", "_"), self.on_asked)(asked)
        except OSError:
            self.close_connection = True

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def on_asked(self, asked):
        told = {"method": self.command, "path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}}
        self.answer(200, json.dumps(told | {"body": getattr(self, "read", "")}).encode())

    def on_redirect(self, asked):
        self.answer(int(asked.get("status", 302)), location=asked["to"])

    def on_loop(self, asked):
        self.answer(302, location="/loop")

    def on_flood(self, asked):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        for _ in range(20_000):
            self.wfile.write(b"x" * 65_536)

    def on_announced_flood(self, asked):
        self.send_response(200)
        self.send_header("content-length", "1000000000000")
        self.end_headers()
        self.close_connection = True
        self.wfile.write(b"x" * 1_000_000)

    def on_headers(self, asked):
        self.answer(200, **{f"x-{number}": "y" * 500 for number in range(90)})

    def on_slow(self, asked):
        self.send_response(200)
        self.send_header("content-length", "2000")
        self.end_headers()
        for _ in range(1000):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)
        self.close_connection = True

    def on_silent(self, asked):
        time.sleep(100)
        self.close_connection = True

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
