"""Providers that people sign in by: an OpenID server that lies as it is told to, and Facebook's few addresses."""

import base64
import contextlib
import hashlib
import hmac
import http.server
import json
import threading
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT, SECRET = "daybook-tests", "a secret & more: 1/2"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value):
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def challenge(verifier):
    return base64url(hashlib.sha256(verifier.encode()).digest())


class Keys:
    """A key of the provider's, and signatures of every kind."""

    def __init__(self, name):
        self.name = name
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        numbers = self.key.public_key().public_numbers()
        self.jwk = {"kty": "RSA", "use": "sig", "kid": name, "n": number(numbers.n), "e": number(numbers.e)}

    @property
    def pem(self):
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, form)

    def token(self, claims, alg="RS256"):
        head = {"alg": alg, "kid": self.name}
        content = ".".join(base64url(json.dumps(part).encode()) for part in (head, claims))
        if alg == "none":
            return f"{content}."
        if alg == "HS256":
            return f"{content}.{base64url(hmac.digest(self.pem, content.encode(), 'sha256'))}"
        return f"{content}.{base64url(self.key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.respond({})

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.respond(dict(urllib.parse.parse_qsl(text)))

    def respond(self, form):
        path, _, query = self.path.partition("?")
        owner = self.server.owner
        owner.asked.append(path)
        status, answer, headers = owner.answer(path, dict(urllib.parse.parse_qsl(query)), form, self.headers)
        body = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in ({"content-type": "application/json", "content-length": len(body)} | headers).items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Served:
    """A server on the loopback; `with` ends it. `asked` are the paths that were."""

    def __init__(self):
        self.asked = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.owner = self
        self.place = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.place}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path, query, form, headers):
        return 404, {}, {}


class Forger(Served):
    """An OpenID provider. A code is a lie that was prepared: `prepare(code, nonce, …)`."""

    def __init__(self):
        super().__init__()
        self.keys = Keys("one")
        self.stranger = Keys("one")
        self.tokens = {}
        self.verifiers = {}
        self.discovery = None

    def document(self, issuer):
        """What this server says of itself, in the name of `issuer`."""
        named = {name: f"{self.url}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        return {"issuer": issuer} | named

    def prepare(self, code, place, alg="RS256", by=None, **changes):
        """What the token of `code` says, for the round that `place` begins: the address that the browser was sent to."""
        sent = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(place).query))
        assert sent["code_challenge_method"] == "S256" and sent["response_type"] == "code"
        now = int(time.time())
        claims = {
            "iss": self.url, "sub": code, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": sent["nonce"],
            "email": f"{code}@example.org", "email_verified": True, "name": "Nora Gil",
        } | changes
        claims = {name: value for name, value in claims.items() if value is not None}
        self.tokens[code] = (by or self.keys).token(claims, alg)
        self.verifiers[code] = sent["code_challenge"]
        return sent["state"]

    def answer(self, path, query, form, headers):
        if path == "/.well-known/openid-configuration":
            return self.discovery or (200, self.document(self.url), {})
        if path == "/jwks_uri":
            return 200, {"keys": [self.keys.jwk]}, {}
        if path == "/token_endpoint":
            return self.trade(form, headers)
        return 404, {}, {}

    def trade(self, form, headers):
        kind, _, given = headers.get("authorization", "").partition(" ")
        client, _, secret = base64.b64decode(given).decode().partition(":")
        is_client = kind == "Basic" and (urllib.parse.unquote(client), urllib.parse.unquote(secret)) == (CLIENT, SECRET)
        token = self.tokens.pop(form.get("code"), None)
        proven = challenge(form.get("code_verifier", "")) == self.verifiers.get(form.get("code"))
        if not (is_client and token and proven):
            return 400, {"error": "invalid_grant"}, {}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": token}, {}


class FakeFacebook(Served):
    """Facebook's two addresses for programs. A code is a person that was added."""

    def __init__(self):
        super().__init__()
        self.people = {}

    def answer(self, path, query, form, headers):
        if path == "/dialog/oauth":
            back = f"{query['redirect_uri']}?{urllib.parse.urlencode({'code': 'fb-1', 'state': query['state']})}"
            return 302, {}, {"location": back}
        if path == "/oauth/access_token":
            fits = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET) and form["redirect_uri"]
            return (200, {"access_token": f"token-{form['code']}"}, {}) if fits else (400, {"error": {"code": 1}}, {})
        if path == "/me":
            token = headers.get("authorization", "").removeprefix("Bearer ")
            proof = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
            fits = hmac.compare_digest(query.get("appsecret_proof", ""), proof) and query["fields"] == "id,name,email"
            person = self.people.get(token.removeprefix("token-"))
            return (200, person, {}) if fits and person else (400, {"error": {"code": 190}}, {})
        return 404, {}, {}


@contextlib.contextmanager
def mock_provider(users):
    """A real OpenID server with these people: {sub: claims}. Answers its issuer."""
    from oidc_provider_mock import User, run_server_in_thread

    people = [User(sub=name, claims=claims) for name, claims in users.items()]
    with run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"
