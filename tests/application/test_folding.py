"""Folding keeps 76 columns of Japanese text and never loses a letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.folding import COLUMNS, NOT_FIRST, columns, fold

SIGNS = st.text(st.sampled_from("熊本市令和７年度、。（）「」abc123 　ーっ・"), max_size=300)


def test_a_full_width_letter_takes_two_columns() -> None:
    assert columns("熊本ab") == 6
    assert columns("が") == 2


def test_thirty_eight_full_width_letters_fill_a_line() -> None:
    assert fold("市" * 39) == f"{'市' * 38}\n市"


def test_a_line_never_starts_with_a_full_stop() -> None:
    assert fold("市" * 38 + "。") == f"{'市' * 37}\n市。"


def test_a_line_never_ends_with_an_opening_bracket() -> None:
    assert fold("市" * 37 + "（案）") == f"{'市' * 37}\n（案）"


def test_an_address_of_the_web_is_never_cut() -> None:
    address = "https://shinchoku.example/" + "a" * 60
    assert fold(f"提出先は {address} です。").split("\n")[1] == address


def test_what_follows_a_fold_keeps_the_indent() -> None:
    assert fold("　　" + "市" * 40).split("\n")[1] == "　　" + "市" * 4


@pytest.mark.parametrize("text", ["", "\n", "一行目\n\n三行目"])
def test_short_lines_stay_as_they_are(text: str) -> None:
    assert fold(text) == text


@given(SIGNS)
def test_folding_loses_nothing_but_blanks(text: str) -> None:
    def bare(value: str) -> str:
        return "".join(value.split())

    assert bare(fold(text)) == bare(text)


@given(st.text(st.sampled_from("熊本市令和七年度"), max_size=300))
def test_no_line_of_full_width_letters_is_wider_than_the_paper(text: str) -> None:
    assert all(columns(line) <= COLUMNS for line in fold(text).split("\n"))


@given(SIGNS.filter(lambda text: not set(text) & {" ", "　"}))
def test_no_folded_line_starts_with_what_must_not_stand_first(text: str) -> None:
    assert all(line[:1] not in NOT_FIRST for line in fold(text).split("\n")[1:] if line)
