"""Secrets of webhooks: derived, not stored, and what is signed with them (Standard Webhooks, symmetric ``v1``).

A secret is HMAC-SHA256 of one master key over the webhook and a salt. The salt and the SHA-256 of the secret stand in
the record; the master key stands outside the database. So neither a dump of the database nor any answer but the first
gives a secret, and a service with another master key notices before it signs anything.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from domain.errors import Refusal
from domain.webhook_terms import SecretSeal

PREFIX = "whsec_"
PURPOSE = b"shinchoku webhook secret 1"
SHORTEST_KEY = 32  # bytes


class WebhookKeyMissing(Refusal):
    """Webhookの署名鍵が設定されていません。運用担当者が SHINCHOKU_SECRET_KEY_FILE を設定してください。"""


class WebhookKeyTooShort(Refusal):
    """Webhookの署名鍵は32バイト以上としてください。"""


class WebhookKeyDiffers(Refusal):
    """Webhookの署名鍵が、登録時のものと異なります。"""


def new_master() -> bytes:
    """Make a master key."""
    return secrets.token_urlsafe(48).encode()


@dataclass(frozen=True, slots=True)
class Sealer:
    """秘密の係: makes the secrets of webhooks from the master key, or has none."""

    master: bytes | None

    def __post_init__(self) -> None:
        """Refuse a master key that could be guessed."""
        if self.master is not None and len(self.master) < SHORTEST_KEY:
            raise WebhookKeyTooShort(length=len(self.master), shortest=SHORTEST_KEY)

    def __repr__(self) -> str:
        """Show no key."""
        return f"Sealer({'with' if self.master else 'without'} a key)"

    def new(self, object_id: str) -> tuple[SecretSeal, str]:
        """Make a new secret for a webhook; raises ``WebhookKeyMissing``."""
        salt = secrets.token_hex(16)
        secret = self._derive(object_id, salt)
        return SecretSeal(salt=salt, sha256=hashlib.sha256(secret.encode()).hexdigest()), secret

    def secret(self, object_id: str, seal: SecretSeal) -> str:
        """Give a secret again; raises ``WebhookKeyMissing`` and ``WebhookKeyDiffers``."""
        secret = self._derive(object_id, seal.salt)
        if not hmac.compare_digest(hashlib.sha256(secret.encode()).hexdigest(), seal.sha256):
            raise WebhookKeyDiffers(object_id=object_id)
        return secret

    def _derive(self, object_id: str, salt: str) -> str:
        if self.master is None:
            raise WebhookKeyMissing
        told = b"\0".join((PURPOSE, object_id.encode(), salt.encode()))
        return PREFIX + base64.b64encode(hmac.digest(self.master, told, "sha256")).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Sign a message: ``v1,`` and the base64 of HMAC-SHA256 over id, Unix second and body, joined by full stops."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    told = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, told, "sha256")).decode()
