"""Refusals: a code and a sentence taken from the class, and the facts behind them."""

from domain.errors import Refusal, first_line, kebab
from domain.round_closing import RoundClosed, RoundNotClosed


def test_a_refusal_takes_its_code_from_its_name() -> None:
    assert RoundClosed.code == "round-closed"


def test_each_word_of_a_name_is_set_apart_by_a_hyphen_in_its_code() -> None:
    assert kebab("RoundAlreadyOpen") == "round-already-open"


def test_a_refusal_takes_its_sentence_from_its_docstring() -> None:
    assert RoundClosed.japanese == RoundClosed.__doc__


def test_the_first_line_of_a_docstring_is_told_and_nothing_is_told_without_one() -> None:
    assert first_line("\n    点検はすでに終了しています。\n\n    For people who read the code.\n    ") == (
        "点検はすでに終了しています。"
    )
    assert first_line(None) == ""


def test_refusals_are_the_same_when_they_refuse_the_same_thing_for_the_same_facts() -> None:
    assert RoundNotClosed(fiscal_year=2025) == RoundNotClosed(fiscal_year=2025)
    assert RoundNotClosed(fiscal_year=2025) != RoundNotClosed(fiscal_year=2026)
    assert RoundNotClosed() != RoundClosed()
    assert Refusal.__eq__(RoundNotClosed(), RoundClosed()) is False


def test_refusals_are_collected_by_what_they_refuse() -> None:
    collected = {RoundNotClosed(fiscal_year=2025), RoundNotClosed(fiscal_year=2025), RoundClosed()}
    assert len(collected) == 2
    assert hash(RoundNotClosed()) != hash(RoundClosed())


def test_a_refusal_is_written_as_its_code_and_its_facts() -> None:
    refusal = RoundNotClosed(fiscal_year=2025, state="open")
    assert str(refusal) == "round-not-closed fiscal_year=2025 state=open"
    assert str(RoundClosed()) == "round-closed"
