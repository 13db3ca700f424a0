"""Codes with labels: every code that people may see carries its Japanese word and an English one."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """符号: a code whose Japanese and English labels stand beside it, so that none can be missing.

    Members are written ``SUBMITTED = "submitted", "提出済み", "submitted"``.
    """

    japanese: str
    english: str

    def __new__(cls, code: str, japanese: str, english: str) -> Self:
        """Keep the code as the value and the labels beside it."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.japanese = japanese
        member.english = english
        return member
