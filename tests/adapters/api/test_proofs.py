"""Proofs over HTTP: whoever has a checkpoint can check the record without a key and without trusting us."""

import base64

import pytest

from adapters.signing.ed25519 import verify
from application.checkpoints import VerifierKey, note_of
from application.merkle import extends, includes
from tests.adapters.api.front import Front, code

PUBLIC = "/api/v1/public"


def unwritten(*hashes: str) -> list[bytes]:
    return [base64.b64decode(each, validate=True) for each in hashes]


async def sealed(front: Front) -> int:
    kept = await front.app.state.services.seals.seal("daily")
    assert kept is not None
    return int(kept.size)


async def test_a_checkpoint_an_event_and_the_way_on_are_checked_by_anybody(spring: Front) -> None:
    old = await sealed(spring)
    first = (await spring.anyone.get(f"{PUBLIC}/checkpoint")).text
    await spring.year.file_parts()
    new = await sealed(spring)
    listed = (await spring.anyone.get(f"{PUBLIC}/checkpoint-keys")).json()["keys"]
    keys = [VerifierKey.read(each) for each in listed]
    signed = [note_of(each) for each in (first, (await spring.anyone.get(f"{PUBLIC}/checkpoint")).text)]
    assert all(note.signed_by(keys, verify) == [keys[0].name] for note in signed)
    before, after = (note.checkpoint() for note in signed)
    assert (before.size, after.size) == (old, new)

    told = (await spring.anyone.get(f"{PUBLIC}/proofs/consistency", params={"old": old, "new": new})).json()
    assert extends(before.root, old, after.root, new, unwritten(*told["proof"]))
    record = (await spring.log.page(old, 1))[0]
    asked = {"position": record.position, "size": new}
    told = (await spring.anyone.get(f"{PUBLIC}/proofs/inclusion", params=asked)).json()
    assert unwritten(told["leaf"]) == [record.leaf]
    assert includes(after.root, new, record.leaf, record.position - 1, unwritten(*told["proof"]))


async def test_checkpoints_are_listed_newest_first_and_kept_by_their_size(spring: Front) -> None:
    old = await sealed(spring)
    await spring.year.file_parts()
    new = await sealed(spring)
    page = (await spring.anyone.get(f"{PUBLIC}/checkpoints", params={"limit": 1})).json()
    assert [each["size"] for each in page["items"]] == [new]
    rest = (await spring.anyone.get(f"{PUBLIC}/checkpoints", params={"limit": 1, "cursor": page["next"]})).json()
    assert [(each["size"], each["cause"]) for each in rest["items"]] == [(old, "daily")]
    assert (await spring.anyone.get(f"{PUBLIC}/checkpoints/{old}")).text == rest["items"][0]["note"]


async def test_before_the_first_checkpoint_there_is_none(spring: Front) -> None:
    for path in ("checkpoint", "checkpoints/1"):
        answer = await spring.anyone.get(f"{PUBLIC}/{path}")
        assert (answer.status_code, code(answer)) == (404, "checkpoint-not-found")


@pytest.mark.parametrize(
    "asked",
    [
        "inclusion?position=1&size=100000",
        "inclusion?position=3&size=2",
        "consistency?old=3&new=2",
        "consistency?old=1&new=99999",
        "inclusion?position=0&size=1",
        "inclusion?position=x&size=1",
        "consistency?old=1&new=99999999999999999999",
    ],
)
async def test_a_proof_of_what_is_not_there_is_refused(spring: Front, asked: str) -> None:
    answer = await spring.anyone.get(f"{PUBLIC}/proofs/{asked}")
    assert answer.status_code == 422
    assert code(answer) in {"proof-out-of-reach", "input-invalid"}
