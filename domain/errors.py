"""Refusals: every way the domain says no.

A refusal is a short past-tense fact with a stable kebab-case ``code``. It never knows an HTTP status and
never carries a sentence: the sentences, Japanese and English, are rendered from the code by the front ends.
"""

from collections.abc import Iterable
from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a malfunction
    """拒否: the root of every refusal; ``code`` is public and for ever, ``details`` are the facts behind it."""

    code: ClassVar[str]
    japanese: ClassVar[str]

    def __init__(self, **details: object) -> None:
        """Keep the facts that explain the refusal; they are shown to the person who asked."""
        super().__init__()
        self.details = details

    def __init_subclass__(cls) -> None:
        """Take the code and the Japanese sentence from the class name and the first line of its docstring."""
        super().__init_subclass__()
        cls.code = kebab(cls.__name__)
        cls.japanese = first_line(cls.__doc__)

    def __eq__(self, other: object) -> bool:
        """Two refusals are equal when they refuse the same thing for the same facts."""
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        """Hash by code, so that refusals can be collected in sets."""
        return hash(self.code)

    def __str__(self) -> str:
        """Show code and facts in logs and test failures."""
        return " ".join([self.code, *(f"{name}={value}" for name, value in self.details.items())])


def kebab(name: str) -> str:
    """Turn ``RoundAlreadyOpen`` into ``round-already-open``."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).removeprefix("-")


def first_line(docstring: str | None) -> str:
    """Give the first line of a docstring; without one, as under ``python -OO``, there is nothing to give."""
    return (docstring or "").strip().partition("\n")[0]


def refuse_first(blockers: Iterable[Refusal]) -> None:
    """Raise the first blocker, if there is one; the order of the blockers is part of the rule."""
    for blocker in blockers:
        raise blocker
