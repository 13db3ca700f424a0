"""Checkpoints: notes as others write them, keys as others hand them out, and nothing that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.signing.ed25519 import verify
from application.checkpoints import (
    Checkpoint,
    CheckpointMalformed,
    CheckpointNotSigned,
    Note,
    Signature,
    VerifierKey,
    note_of,
)
from tests.adapters.postgres.seals import ORIGIN, signer

# The example in the documentation of the Go package golang.org/x/mod/sumdb/note, which C2SP signed-note describes.
KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ROOT = b"\x07" * 32


def signed(checkpoint: Checkpoint, *signers: object) -> Note:
    text = checkpoint.text()
    made = [
        Signature(each.key.name, each.key.key_id, each.sign(text.encode()))  # type: ignore[attr-defined]  # a signer
        for each in signers
    ]
    return Note(text, tuple(made))


def test_a_note_of_others_is_read_and_its_signature_holds() -> None:
    key = VerifierKey.read(KEY)
    note = note_of(f"{TEXT}\n{SIGNED}")
    assert note.text == TEXT
    assert note.signed_by([key], verify) == ["PeterNeumann"]
    assert note.written() == f"{TEXT}\n{SIGNED}"
    assert key.written() == KEY


def test_a_changed_note_of_others_is_refused() -> None:
    note = note_of(f"{TEXT.replace('you', 'we', 1)}\n{SIGNED}")
    with pytest.raises(CheckpointNotSigned):
        note.signed_by([VerifierKey.read(KEY)], verify)


def test_signatures_of_strangers_are_kept_and_say_nothing() -> None:
    ours, witness = signer(), signer()
    note = signed(Checkpoint(ORIGIN, 9, ROOT), witness, ours)
    assert note_of(note.written()) == note
    assert note.signed_by([ours.key], verify) == [ORIGIN]
    assert note.signed_by([], verify) == []
    assert note.signed_by([VerifierKey.read(KEY)], verify) == []


def test_a_signature_over_other_lines_does_not_hold() -> None:
    ours = signer()
    good = signed(Checkpoint(ORIGIN, 9, ROOT), ours)
    forged = Note(Checkpoint(ORIGIN, 8, ROOT).text(), good.signatures)
    with pytest.raises(CheckpointNotSigned):
        forged.signed_by([ours.key], verify)


def test_extension_lines_are_passed_on_unread() -> None:
    text = f"{Checkpoint(ORIGIN, 9, ROOT).text()}an extension\nanother\n"
    ours = signer()
    note = note_of(Note(text, (Signature(ORIGIN, ours.key.key_id, ours.sign(text.encode())),)).written())
    assert note.checkpoint() == (ORIGIN, 9, ROOT)
    assert note.signed_by([ours.key], verify) == [ORIGIN]


@given(st.integers(0, 10**18), st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read_again(size: int, root: bytes) -> None:
    ours = signer()
    checkpoint = Checkpoint(ORIGIN, size, root)
    note = note_of(signed(checkpoint, ours).written())
    assert note.checkpoint() == checkpoint
    assert VerifierKey.read(ours.key.written()) == ours.key


@pytest.mark.parametrize(
    "written",
    [
        "",
        "\n",
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}\n{SIGNED[:-1]}",
        f"{TEXT}\n{SIGNED.replace('— ', '- ')}",
        f"{TEXT}\n{SIGNED.replace('x08go/', 'x08!!/')}",
        f"{TEXT}\n{SIGNED.replace('PeterNeumann', 'Peter Neumann')}",
        f"{TEXT}\n— PeterNeumann x08g\n",
        f"{TEXT}\n{SIGNED}\n",
        f"{TEXT}\n{SIGNED * 101}",
        f"{TEXT}\n{SIGNED}".replace("\n", "\r\n"),
    ],
)
def test_what_only_looks_like_a_note_is_refused(written: str) -> None:
    with pytest.raises(CheckpointMalformed):
        note_of(written)


@pytest.mark.parametrize("text", ["x\n", "o\n-1\nAA==\n", "o\n01\nAA==\n", "o\n1\nAA==\n", "\n1\n" + "A" * 43 + "=\n"])
def test_a_note_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointMalformed):
        Note(text, ()).checkpoint()


@pytest.mark.parametrize(
    "written",
    ["", "x", KEY[:-4], KEY.replace("c74f20a3", "c74f20a4"), KEY.replace("+AR", "+BR"), KEY.replace("Peter", "Peter ")],
)
def test_a_key_that_is_not_whole_is_refused(written: str) -> None:
    with pytest.raises(CheckpointMalformed):
        VerifierKey.read(written)
