"""The authenticator: one-time codes of an application on a telephone (TOTP, RFC 6238), and the seeds behind them.

A seed is HMAC-SHA256 of the service's secret key over the person, the factor and a salt. Only the salt is kept, so no
dump of the database makes a code; the secret key stands outside it.
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp

from domain.errors import Refusal

PURPOSE = b"shinchoku authenticator seed 1"
SEED_BYTES = 20  # what every application takes
STEP_SECONDS = 30
TOLERATED = 1  # steps that a telephone's clock may be early or late


class SecretKeyMissing(Refusal):
    """認証アプリを使うには、運用担当者が SHINCHOKU_SECRET_KEY_FILE を設定する必要があります。"""


@dataclass(frozen=True, slots=True)
class Seeds:
    """種の係: derives the seed of a factor from the secret key, or has no key."""

    master: bytes | None

    def __repr__(self) -> str:
        """Show no key."""
        return f"Seeds({'with' if self.master else 'without'} a key)"

    def seed(self, person_id: str, factor_id: str, salt: str) -> str:
        """Give the seed in base32, as it is typed into an application; raises ``SecretKeyMissing``."""
        if self.master is None:
            raise SecretKeyMissing
        told = b"\0".join((PURPOSE, person_id.encode(), factor_id.encode(), salt.encode()))
        return base64.b32encode(hmac.digest(self.master, told, "sha256")[:SEED_BYTES]).decode()


def address_of(seed: str, person_id: str, service: str) -> str:
    """Give the ``otpauth://`` address that a QR code shows to the application."""
    return pyotp.TOTP(seed).provisioning_uri(name=person_id, issuer_name=service)


def step_of(seed: str, code: str, now: datetime) -> int | None:
    """Give the time step that a code belongs to, or ``None``; each step may be used once."""
    generator = pyotp.TOTP(seed)
    current = int(now.timestamp()) // STEP_SECONDS
    near = range(current - TOLERATED, current + TOLERATED + 1)
    told = code.replace(" ", "")
    matching = [step for step in near if hmac.compare_digest(generator.generate_otp(step).encode(), told.encode())]
    return matching[-1] if matching else None
