"""Cursors: where a page ended. Opaque to the reader and self-checking, so that it fits only the list it came from."""

import base64
import binascii
import hashlib
import hmac

from adapters.api.refusals import CursorUnreadable

CHECK = 6  # bytes: against mistakes, not against attackers, for a cursor grants nothing


def write_cursor(after: str, *, query: str) -> str:
    """Write the place after which the next page of this query begins."""
    return base64.urlsafe_b64encode(_check(after, query) + after.encode()).decode().rstrip("=")


def read_cursor(cursor: str, *, query: str) -> str:
    """Read the place back; refuses a cursor that is damaged or comes from another query."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        after = raw[CHECK:].decode()
    except (binascii.Error, ValueError) as error:
        raise CursorUnreadable from error
    if not hmac.compare_digest(raw[:CHECK], _check(after, query)):
        raise CursorUnreadable
    return after


def _check(after: str, query: str) -> bytes:
    return hashlib.sha256(f"{query}\n{after}".encode()).digest()[:CHECK]
