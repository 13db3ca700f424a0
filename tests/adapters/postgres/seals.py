"""Seals over a log of a test, with a key that is made anew each time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.postgres.tree import PostgresCheckpoints, PostgresTree
from adapters.signing.ed25519 import Ed25519Signer, verify
from application.checkpoints import VerifierKey
from application.ports import Clock, EventLog
from application.sealing import Seals

if TYPE_CHECKING:
    from adapters.postgres.connection import Pool

ORIGIN = "shinchoku.example/test"


def signer(name: str = ORIGIN) -> Ed25519Signer:
    """Give somebody who signs with a new key."""
    return Ed25519Signer(name, Ed25519PrivateKey.generate())


def seals_over(
    log: EventLog,
    pool: "Pool",
    clock: Clock,
    signed_by: Ed25519Signer | None = None,
    former: Sequence[VerifierKey] = (),
) -> Seals:
    """Give the seals of a log."""
    return Seals(
        log=log,
        tree=PostgresTree(pool),
        checkpoints=PostgresCheckpoints(pool),
        signer=signed_by or signer(),
        former=former,
        verify=verify,
        clock=clock,
    )
