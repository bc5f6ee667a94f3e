"""A mail server for the tests. Prints its port, then lives until its input ends.

usage: smtp-server.py FOLDER [CERTIFICATE KEY] [--auth] [--implicit-tls]

Messages are written to FOLDER as envelope headers and the bytes received. What a reader is called decides what it
answers: `busy@…` 451, `gone@…` 550, `named@…` 550 with the address, `spam@…` 554 after the text.
"""
import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

flags = {argument for argument in sys.argv if argument.startswith("--")}
arguments = [argument for argument in sys.argv[1:] if argument not in flags]
folder = pathlib.Path(arguments[0])


class Handler:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("busy@"):
            return "451 4.3.0 Come back later"
        if address.startswith("named"):
            return f"550 5.1.1 <{address}>: Recipient address rejected"
        if address.startswith("gone@"):
            return "550 5.1.1 Nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("spam@"):
            return "554 5.7.1 Not this text"
        Handler.count += 1
        head = (
            f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {','.join(envelope.rcpt_tos)}\r\n"
            f"X-TLS: {'yes' if session.ssl else 'no'}\r\nX-Peer: {session.peer[1]}\r\n"
            f"X-User: {session.auth_data or ''}\r\n"
        )
        part = folder / f"{Handler.count:04}.part"
        part.write_bytes(head.encode() + envelope.original_content)
        part.rename(part.with_suffix(".eml"))
        return "250 Taken"


def authenticate(server, session, envelope, mechanism, data):
    ok = (data.login, data.password) == (b"daybook", b"correct horse")
    if ok:
        session.auth_data = "daybook"
    # Unhandled: the server answers for us.
    return AuthResult(success=ok, handled=False, auth_data="daybook" if ok else None)


def make():
    return SMTP(
        Handler(),
        tls_context=None if implicit else context,
        require_starttls=context is not None and not implicit,
        auth_required="--auth" in flags,
        auth_require_tls=True,
        authenticator=authenticate,
    )


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=context if implicit else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


implicit = "--implicit-tls" in flags
context = None
if len(arguments) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(arguments[1], arguments[2])
asyncio.run(serve())
