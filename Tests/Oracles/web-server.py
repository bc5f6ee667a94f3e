"""A web server for tests of requests to others: redirects, floods, dawdles, and tells what it was asked.

web-server.py [CERT KEY]: prints its port; ends when its input does.
"""

import gzip
import http.server
import json
import socket
import ssl
import sys
import threading
import time
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hung_up = 0

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
        told |= {"body": getattr(self, "read", ""), "client": self.client_address[0], "hung up": Handler.hung_up}
        self.answer(200, json.dumps(told).encode())

    def on_redirect(self, asked):
        self.answer(int(asked.get("status", 302)), location=asked["to"], **{"set-cookie": "a=b"})

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

    def on_long_header(self, asked):
        self.answer(200, **{"x-long": "y" * 200_000})

    def on_packed(self, asked):
        self.answer(200, gzip.compress(b"x" * 100, mtime=0), **{"content-encoding": "gzip"})

    def on_early(self, asked):
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n")
        self.answer(200, b"late", **{"x-kind": "  final "})

    def on_hang_up(self, asked):
        Handler.hung_up += 1
        self.close_connection = True

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


class ServerSix(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
try:
    six = ServerSix(("::1", server.server_address[1]), Handler)
    threading.Thread(target=six.serve_forever, daemon=True).start()
except OSError:
    pass  # A computer without IPv6.
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
