"""What was read of a workbook, before anything is made of it: the words of its cells, where they stand, and how."""

from typing import Protocol

from pydantic import Field

from domain.kernel import Value


class RawCell(Value):
    """読み取った欄: ``typed`` is what stands there as text, ``None`` for nothing; numbers are spelt without exponents.

    ``formula`` tells that it is reckoned there, ``spread`` that it lies in a merged range and is not its first cell.
    """

    address: str
    typed: str | None = None
    number: bool = False
    formula: bool = False
    spread: bool = False


class RawLine(Value):
    """読み取った行: by the key that stands in it; cells by the heading over them."""

    key: str
    address: str
    cells: dict[str, RawCell]


class RawSurvey(Value):
    """読み取った調査票: the visible identity, the hidden one where it is still there, and the lines."""

    form: str
    lg_code: str
    fiscal_year: str
    reference: str
    places: dict[str, str] = Field(default={}, description="様式番号などの文字と、その右の欄の位置")
    sealed: str | None = None
    signature: str | None = None
    headings: dict[str, str] = Field(description="見出しの文字と欄の位置")
    lines: tuple[RawLine, ...]


class SurveyReader(Protocol):
    """調査票の読取り: reads the words of a workbook, and nothing of what they mean."""

    async def read(self, content: bytes) -> RawSurvey:
        """Read a file; raises one of the refusals of ``survey_file``."""
