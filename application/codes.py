"""Codes: what a person types once from a screen, a slip or a telephone call, and what is kept of it."""

import hashlib
import secrets

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that reads like something else
GROUPS, GROUP = 4, 5


def new_code(groups: int = GROUPS) -> str:
    """Make a code of 25 random bits a group, such as ``K7QWM-3ZP4H-9TXRC-AB2DE``."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(groups))


def digest_of(code: str) -> bytes:
    """Give what is kept of a code, however it was typed; 100 random bits and more need no slower hash."""
    return hashlib.sha256(code.replace("-", "").replace(" ", "").upper().encode()).digest()
