"""The view: a pure function from facts to rows, which any runner may fold in any batches, now or again.

A view declares one method per event it listens to: ``@opens(Event)`` makes a row from the fact that begins it,
``@on(Event)`` gives the row that follows from an existing one (``None``: no row any more). What is deduced from the day
or from other rows is never stored; the questions that do that stand as plain functions beside each view.
"""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import date
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from domain.errors import Refusal
from domain.kernel import Event, StreamId, Value
from domain.record import Recorded as Fact

__all__ = [
    "Fact",
    "ObjectRow",
    "ObjectView",
    "Place",
    "Row",
    "RowMissing",
    "View",
    "fold_all",
    "fold_into",
    "on",
    "opens",
    "touched",
]

F = TypeVar("F", bound=Callable[..., object])
_OPENS, _FOLLOWS = "_opens", "_follows"


class RowMissing(Refusal):
    """集計対象の行がありません。"""


class Place(NamedTuple):
    """所属: the fiscal year and the municipality by which a row can be listed."""

    fiscal_year: int | None
    lg_code: str | None


class Row(Value):
    """行: one row of a view. A row with a field ``fiscal_year`` or ``lg_code`` can be listed by it."""

    def listed_by(self) -> Place:
        """Give the fiscal year and the municipality of the row, where it has them."""
        return Place(getattr(self, "fiscal_year", None), getattr(self, "lg_code", None))


class ObjectRow(Row):
    """対象の行: a row that tells of one object, with the version and the day of the last fact about it."""

    object_id: StreamId
    version: int = 0
    updated_on: date = date.min


R = TypeVar("R", bound=Row)
O = TypeVar("O", bound=ObjectRow)  # noqa: E741 - stands for an object, as R stands for a row


def opens(*kinds: type[Event]) -> Callable[[F], F]:
    """Mark ``method(self, event, key) -> row`` as what begins a row on these events, in place of an earlier one."""
    return _mark(_OPENS, kinds)


def on(*kinds: type[Event]) -> Callable[[F], F]:
    """Mark ``method(self, row, event) -> row or None`` as what these events do to an existing row."""
    return _mark(_FOLLOWS, kinds)


def _mark(name: str, kinds: tuple[type[Event], ...]) -> Callable[[F], F]:
    def mark(method: F) -> F:
        setattr(method, name, kinds)
        return method

    return mark


def _marked(view: type, mark: str) -> Mapping[str, Callable[..., Any]]:
    return {kind.TOPIC: method for method in vars(view).values() for kind in getattr(method, mark, ())}


class View(Generic[R]):
    """見え方: the root of every view. Raise ``version`` when rows change shape or meaning: it means a rebuild.

    The order of the keys is the order in which rows are read.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    row: type[R]
    topics: ClassVar[frozenset[str]] = frozenset()
    _opening: ClassVar[Mapping[str, Callable[..., Any]]] = {}
    _following: ClassVar[Mapping[str, Callable[..., Any]]] = {}

    def __init_subclass__(cls) -> None:
        """Gather the marked methods; what a view listens to and what it can fold are thereby one."""
        super().__init_subclass__()
        cls._opening = {**cls._opening, **_marked(cls, _OPENS)}
        cls._following = {**cls._following, **_marked(cls, _FOLLOWS)}
        cls.topics = frozenset(cls._opening) | frozenset(cls._following)

    def keys(self, fact: Fact) -> Iterable[str]:
        """Name the rows that a fact touches; by default a row is an object, under its stream id."""
        return (fact.stream_id,)

    def fold(self, key: str, row: R | None, fact: Fact) -> R | None:
        """Give the row after a fact."""
        follow = self._following.get(fact.topic)
        if row is not None and follow is not None:
            after: R | None = follow(self, row, fact.event)
        else:
            after = self._begin(key, fact)
        return None if after is None else self.stamp(after, fact)

    def _begin(self, key: str, fact: Fact) -> R:
        begin = self._opening.get(fact.topic)
        if begin is None:
            raise RowMissing(view=self.name, key=key, topic=fact.topic, position=fact.position)
        begun: R = begin(self, fact.event, key)
        return begun

    def stamp(self, row: R, fact: Fact) -> R:
        """Write on a row what comes from the record around the event; by default nothing."""
        del fact
        return row


class ObjectView(View[O]):
    """対象の見え方: the root of the views with one row per object, under its stream id.

    It listens to every fact about its kinds of object, so that the version in a row is that of the object.
    """

    def stamp(self, row: O, fact: Fact) -> O:
        """Write down the version of the object and the day on which the fact took effect."""
        return row.model_copy(update={"version": fact.version, "updated_on": fact.act.effective_on})


def touched(view: View[R], facts: Iterable[Fact]) -> set[str]:
    """Name every row that these facts touch."""
    return {key for fact in facts if fact.topic in view.topics for key in view.keys(fact)}


def fold_into(rows: MutableMapping[str, R | None], view: View[R], facts: Iterable[Fact]) -> Mapping[str, int]:
    """Fold facts over rows in place, and give the position at which each touched row last moved."""
    moved: dict[str, int] = {}
    topics, keys, fold = view.topics, view.keys, view.fold
    for fact in facts:
        if fact.topic in topics:
            for key in keys(fact):
                rows[key] = fold(key, rows.get(key), fact)
                moved[key] = fact.position
    return moved


def fold_all(view: View[R], facts: Iterable[Fact]) -> Mapping[str, R]:
    """Fold a whole history in memory, in the order of the keys: what the view said as of its last fact."""
    rows: dict[str, R | None] = {}
    fold_into(rows, view, facts)
    return {key: row for key, row in sorted(rows.items()) if row is not None}
