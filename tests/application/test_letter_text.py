"""The text of a letter: office Japanese from templates, in 76 columns, with the sample mark where it belongs."""

from importlib.resources import files
from pathlib import Path

import pytest

from application.folding import COLUMNS, columns
from application.letter_text import SAMPLE_MARK, Item, LetterTemplateDamaged, Written, read_letter_texts

MAIL = files("data").joinpath("mail")
TEXTS = ("request", "again", "last-day", "overdue", "returned")
FACTS = {
    "fiscal_year": "令和7年度",
    "first_due_on": "令和7年6月30日（月）",
    "written_on": "令和7年7月7日（月）",
    "recipient": "サンプル担当部局　御中",
    "office": "サンプル実行計画事務局",
    "plan": "熊本連携中枢都市圏地球温暖化対策実行計画",
    "telephone": "000-000-0000",
    "answer": "添付の調査票（Excel）への記入",
    "mail": "jimukyoku@shinchoku.example",
    "address": "",
    "position": "第123号",
    "checkpoint": "123:1LlmZyJx3KyiIaVOsjsu3PxXrB0EGOxcoEaKW8jWzwo=",
}
ITEM = Item("施策の取組状況の確認", "令和7年6月30日（月）", "受付中", ["作成が始まっていません。"])


def write(text: str, *, sample: bool = False, item: Item = ITEM, **facts: str) -> Written:
    return read_letter_texts(MAIL).write(text, {**FACTS, **facts}, [item], sample=sample)


@pytest.mark.parametrize("text", TEXTS)
def test_every_letter_has_the_parts_of_an_office_letter(text: str) -> None:
    written = write(text)
    assert written.subject.startswith("【")
    for part in (
        "サンプル担当部局　御中",
        "\n　令和7年度の年度点検",
        "記\n",
        "提出期限　令和7年6月30日（月）",
        "担当\n",
        "電話",
    ):
        assert part in written.body, part


@pytest.mark.parametrize("text", TEXTS)
def test_no_line_is_wider_than_the_paper(text: str) -> None:
    assert all(columns(line) <= COLUMNS for line in write(text, sample=True).body.split("\n"))


@pytest.mark.parametrize("text", TEXTS)
def test_a_letter_about_sample_data_says_so_in_subject_head_and_foot(text: str) -> None:
    written = write(text, sample=True)
    assert written.subject.startswith(SAMPLE_MARK)
    assert written.body.startswith(SAMPLE_MARK)
    assert written.body.rstrip().endswith(SAMPLE_MARK)
    assert SAMPLE_MARK not in write(text).subject + write(text).body


def test_what_an_office_wrote_is_never_a_template_itself() -> None:
    body = write("returned", item=Item("確認", "令和7年6月30日（月）", "差戻し中", ["${mail} と $office を確認"])).body
    assert "${mail} と $office を確認" in body


def test_a_long_comment_is_folded_under_its_own_indent() -> None:
    body = write("returned", item=Item("確認", "令和7年6月30日（月）", "差戻し中", ["根拠" * 40])).body
    lines = [line for line in body.split("\n") if "根拠" in line]
    assert len(lines) > 1
    assert all(line.startswith("　　　　") for line in lines)


def test_a_template_that_asks_for_what_is_not_known_is_refused(tmp_path: Path) -> None:
    for name in ("item", "frame", "closing"):
        (tmp_path / f"{name}.txt").write_text("x\n", encoding="utf-8")
    (tmp_path / "request.txt").write_text("件名：${weather}\n\n本文\n", encoding="utf-8")
    with pytest.raises(LetterTemplateDamaged):
        read_letter_texts(tmp_path).write("request", FACTS, [ITEM], sample=False)


def test_a_template_without_a_subject_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "request.txt").write_text("本文だけ\n", encoding="utf-8")
    with pytest.raises(LetterTemplateDamaged):
        read_letter_texts(tmp_path)
