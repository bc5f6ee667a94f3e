"""A mail server that speaks STARTTLS and keeps what it takes."""

import email
import email.policy
import pathlib
import socket
import ssl
import subprocess
import time

import icalendar
from aiosmtpd.controller import Controller


class MailServer:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", self.certificate]
            + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
            check=True,
            capture_output=True,
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.messages = []
        self.controller = Loopback(
            self, hostname="127.0.0.1", port=0, tls_context=context, require_starttls=True, auth_require_tls=True
        )
        self.controller.start()
        self.port = self.controller.server.sockets[0].getsockname()[1]

    @property
    def settings(self):
        """Daybook's settings for sending here."""
        return {
            "SMTP_HOST": "localhost",
            "SMTP_PORT": self.port,
            "SMTP_SECURITY": "starttls",
            "SMTP_CA_FILE": self.certificate,
            "FROM_EMAIL": "bookings@example.org",
        }

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        message.envelope_to, message.was_encrypted = envelope.rcpt_tos, session.ssl is not None
        self.messages.append(message)
        return "250 Taken"

    def wait(self, to, count=1, seconds=15):
        """The messages to an address, once there are `count`."""
        deadline = time.monotonic() + seconds
        while True:
            found = [message for message in self.messages if to in message.envelope_to]
            if len(found) >= count:
                return found
            assert time.monotonic() < deadline, f"{len(found)} of {count} mails to {to} after {seconds} s"
            time.sleep(0.05)

    def stop(self):
        self.controller.stop()


class Loopback(Controller):
    """A server on any free port: aiosmtpd itself looks for it on the port that was asked for, which is 0."""

    def _trigger_server(self):
        with socket.create_connection(self.server.sockets[0].getsockname(), timeout=5) as connection:
            connection.recv(100)


def text(message):
    return message.get_body(preferencelist=("plain",)).get_content()


def invitation(message):
    """The calendar that a mail carries, parsed: (method, its one event)."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert parts, f"no calendar in {message['subject']}"
    calendar = icalendar.Calendar.from_ical(parts[0].get_content())
    events = list(calendar.walk("VEVENT"))
    assert len(events) == 1
    return str(calendar["METHOD"]), events[0]
