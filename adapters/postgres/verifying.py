"""The verification of a live record: every row read as it is stored, against itself and against what was signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.postgres.connection import refusing
from adapters.postgres.queries import queries
from adapters.postgres.tree import PostgresCheckpoints, raw_pages
from application.checkpoints import VerifierKey, Verify
from application.sealing import Kept
from application.verification import Finding, Verification, read_checkpoints

if TYPE_CHECKING:
    from adapters.postgres.connection import Pool

LAST = 2**62
SHOWN = 20  # findings; what is broken early is broken in everything after it


@dataclass(frozen=True, slots=True)
class Verdict:
    """検証の結果: how much was read, how many checkpoints agree with it, and the first findings."""

    events: int
    root: bytes
    checkpoints: int
    findings: Sequence[Finding]


async def verify_record(
    pool: "Pool", keys: Sequence[VerifierKey], verify: Verify, outside: Mapping[int, bytes] | None = None
) -> Verdict:
    """Read the whole record up to its present end, and tell what does not hold; ``outside`` are roots given by size."""
    signed, findings = read_checkpoints(await every_checkpoint(pool), keys, verify)
    found = list(findings)
    with refusing():
        head = await pool.fetchval(queries("log")["head"])
    verification = Verification(signed, outside or {})
    async for page in raw_pages(pool, head):
        found += verification.read(page)
        if len(found) >= SHOWN:
            break
    else:
        found += verification.finish()
    return Verdict(verification.events, verification.root, verification.verified, found[:SHOWN])


async def every_checkpoint(pool: "Pool") -> Sequence[Kept]:
    """List all checkpoints, oldest first."""
    return (await PostgresCheckpoints(pool).page(LAST, LAST))[::-1]
