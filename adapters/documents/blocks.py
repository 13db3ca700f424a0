"""Blocks: what a printed report and its page are both laid out from, so that neither says more than the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

NOTHING = "―"
Kind: TypeAlias = Literal["text", "number", "bar"]


@dataclass(frozen=True, slots=True)
class Heading:
    """見出し: of a chapter (1), a section (2) or a part of one (3)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """段落: plain text; a note is printed smaller."""

    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """列: its head, its share of the width, and how its cells stand; a bar's cell is a share in percent."""

    head: str
    share: int
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Group:
    """行の組: rows under a title that spans the table, or under none."""

    rows: tuple[tuple[str, ...], ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """表: always with a caption, and a first row of heads that is repeated on every page."""

    caption: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...] = field(default=())
    small: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether it has no rows at all."""
        return not any(group.rows for group in self.groups)


Block: TypeAlias = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Chapter:
    """章: a title and what stands under it."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def table(
    caption: str, columns: Iterable[Column], rows: Iterable[Sequence[str | None]], *, small: bool = False
) -> Table:
    """Make a table without groups; an empty cell is told by a dash."""
    return Table(caption, tuple(columns), (group(rows),), small=small)


def group(rows: Iterable[Sequence[str | None]], title: str | None = None) -> Group:
    """Make a group of rows; an empty cell is told by a dash."""
    return Group(tuple(tuple(cell or NOTHING for cell in row) for row in rows), title)


def share_of(part: Decimal | None, whole: Decimal | None) -> str:
    """Give a part in whole percent of the largest, as a bar's cell; nothing known is nothing drawn."""
    return "0" if not part or not whole or part < 0 else str(int(part / whole * 100))
