"""A reader of a stream of events."""

import http.client
import socket
import threading
import time
import urllib.parse


class Listener:
    """Opens the stream at once and reads it in a thread of its own; `events` are (moment, name, id)."""

    def __init__(self, url, path, **headers):
        address = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=120)
        self.connection.request("GET", path, headers={"accept": "text/event-stream"} | headers)
        # A connection that is to be closed after its answer forgets its socket.
        self.socket = self.connection.sock
        self.answer = self.connection.getresponse()
        self.events = []
        self.ended = None
        self.news = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        name = number = None
        try:
            while line := self.answer.readline():
                key, _, value = line.decode().rstrip("\n").partition(": ")
                if key == "id":
                    number = value
                elif key == "event":
                    name = value
                elif key == "data":
                    with self.news:
                        self.events.append((time.monotonic(), name, number))
                        self.news.notify_all()
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass
        with self.news:
            self.ended = time.monotonic()
            self.news.notify_all()

    def wait(self, count=1, seconds=10):
        """The moment of the event number `count`."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.events) >= count, seconds), f"{len(self.events)} of {count} events"
            return self.events[count - 1][0]

    def wait_end(self, seconds):
        with self.news:
            assert self.news.wait_for(lambda: self.ended is not None, seconds), "the stream is still open"
            return self.ended

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.connection.close()
