"""What an authenticator app does."""

import base64
import hashlib
import hmac
import struct
import time

STEP_SECONDS = 30


def code(secret, ahead=0):
    """The code that it shows now, or some steps ahead (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // STEP_SECONDS + ahead), hashlib.sha1).digest()
    offset = digest[19] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def fresh_step():
    """Waits where the step is about to end, so that a code is still good when it arrives."""
    if (passed := time.time() % STEP_SECONDS) > STEP_SECONDS - 4:
        time.sleep(STEP_SECONDS - passed)
