"""The file sink keeps each letter once, whole or not at all."""

import asyncio
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from adapters.mail.folder import MailFolder
from application.letter import MailDeferred
from domain.notice_terms import message_id
from tests.adapters.mail.test_message import LETTER


async def test_a_letter_becomes_one_file_named_by_its_message_id(tmp_path: Path) -> None:
    folder = MailFolder(tmp_path / "送信 控え")
    await folder.send(LETTER)
    (file,) = folder.letters()
    assert file.name == f"{LETTER.message_id.strip('<>')}.eml"
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["Subject"] == LETTER.subject


async def test_the_same_letter_again_leaves_one_identical_file(tmp_path: Path) -> None:
    folder = MailFolder(tmp_path)
    await folder.send(LETTER)
    before = folder.letters()[0].read_bytes()
    await folder.send(LETTER)
    assert [file.read_bytes() for file in folder.letters()] == [before]


async def test_another_letter_is_another_file(tmp_path: Path) -> None:
    folder = MailFolder(tmp_path)
    await folder.send(LETTER)
    await folder.send(replace(LETTER, message_id=message_id("another", "shinchoku.example")))
    assert len(folder.letters()) == 2


def test_nothing_unfinished_is_left_beside_the_letters(tmp_path: Path) -> None:
    asyncio.run(MailFolder(tmp_path).send(LETTER))
    assert [file.suffix for file in tmp_path.iterdir()] == [".eml"]


async def test_a_folder_that_cannot_be_written_defers_the_letter(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file stands where the folder should be", encoding="utf-8")
    with pytest.raises(MailDeferred):
        await MailFolder(tmp_path / "taken").send(LETTER)
