"""Recalculation: a factor was published or corrected, and figures that rest on the older one would come out otherwise.

It is proposed, never done by itself: the office accepts it, or declines it with a reason.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import Field

from domain.emissions import Cell
from domain.errors import Refusal
from domain.kernel import Event, Text, Value
from domain.labels import Labelled


class RecalculationState(Labelled):
    """再計算の状態: a proposal is open until it is settled, or until a newer one takes its place."""

    PROPOSED = "proposed", "提案中", "proposed"
    ACCEPTED = "accepted", "受入れ", "accepted"
    DECLINED = "declined", "見送り", "declined"
    LAPSED = "lapsed", "不要となり終了", "no longer needed"
    SUPERSEDED = "superseded", "新しい提案に差替え", "superseded"


class RecalculationWay(Labelled):
    """再計算の進め方: in an open round the office settles a proposal; nothing is written into a closed one."""

    IN_ROUND = "in-round", "年度点検の中で提案に回答", "settled within the round"
    AFTER_CLOSING = (
        "after-closing",
        "年度点検は終了。再開して再算定するか、次の年度点検への引継ぎ事項",
        "the round is closed: restated after a reopening, or open for the next round",
    )


class Recalculation(Value):
    """再計算の提案: the cells as they come out now, against which version of the content, and on what ground."""

    number: Annotated[int, Field(ge=1)]
    content_version: Annotated[int, Field(ge=1)]
    cells: Annotated[tuple[Cell, ...], Field(min_length=1)]
    ground: Text
    proposed_on: date


class RecalculationNotOpen(Refusal):
    """その再計算の提案は受け入れまたは見送りを待っている状態ではありません。"""


class RecalculationOutdated(Refusal):
    """再計算の提案後に排出量の内容が変わりました。提案し直してください。"""


class RecalculationReasonMissing(Refusal):
    """再計算を見送るには理由が必要です。"""


class Proposed(Event):
    """The shape of a proposal to recalculate."""

    recalculation: Recalculation


class Accepted(Event):
    """The shape of an acceptance; the new cells are facts of their own, told just before it."""

    number: int
    accepted_on: date


class Declined(Event):
    """The shape of a refusal to recalculate, which needs a reason."""

    number: int
    reason: Text
    declined_on: date


class Lapsed(Event):
    """The shape of the end of a proposal that nothing bears out any more, with what took its ground away."""

    number: int
    ground: Text
    lapsed_on: date


class Settlement(Value):
    """再計算の決着: what became of a proposal, when, and why it was declined or lapsed."""

    number: int
    state: RecalculationState
    settled_on: date
    reason: Text | None = None


class Recalculations(Value):
    """再計算: the proposals about one statement and what became of them. Every change gives a new one."""

    proposals: tuple[Recalculation, ...] = ()
    settlements: tuple[Settlement, ...] = ()

    def following(self, cells: tuple[Cell, ...], content_version: int, ground: str, on: date) -> Recalculation | None:
        """Give the next proposal, ``None`` when nothing would change or the latest proposal says the same."""
        latest = self.proposals[-1] if self.proposals else None
        said = latest is not None and (latest.cells, latest.content_version) == (cells, content_version)
        known = said and self.state_of(len(self.proposals)) is not RecalculationState.LAPSED
        if not cells or known:
            return None
        return Recalculation(
            number=len(self.proposals) + 1, content_version=content_version, cells=cells, ground=ground, proposed_on=on
        )

    def proposed(self, recalculation: Recalculation) -> Self:
        """Take up a proposal; an older one that is still open gives way to it."""
        return self.model_copy(update={"proposals": (*self.proposals, recalculation)})

    def settled(self, number: int, state: RecalculationState, on: date, reason: str | None = None) -> Self:
        """Settle a proposal."""
        settlement = Settlement(number=number, state=state, settled_on=on, reason=reason)
        return self.model_copy(update={"settlements": (*self.settlements, settlement)})

    def state_of(self, number: int) -> RecalculationState | None:
        """Tell how a proposal stands, ``None`` where there is none; only the latest can be open."""
        if not 1 <= number <= len(self.proposals):
            return None
        for settlement in self.settlements:
            if settlement.number == number:
                return settlement.state
        return RecalculationState.PROPOSED if number == len(self.proposals) else RecalculationState.SUPERSEDED

    @property
    def open(self) -> Recalculation | None:
        """The proposal that waits for an answer."""
        number = len(self.proposals)
        return self.proposals[-1] if self.state_of(number) is RecalculationState.PROPOSED else None

    def open_blockers(self, number: int | None = None) -> Iterator[Refusal]:
        """Yield that the proposal of this number, or any at all, does not wait for an answer."""
        if self.open is None or number not in {None, self.open.number}:
            yield RecalculationNotOpen(number=number)

    def accept_blockers(self, number: int | None, content_version: int) -> Iterator[Refusal]:
        """Yield a proposal that is not open, or that was made about other content than there is now."""
        yield from self.open_blockers(number)
        if self.open is not None and self.open.content_version != content_version:
            yield RecalculationOutdated(number=self.open.number)

    def decline_blockers(self, number: int, reason: str) -> Iterator[Refusal]:
        """Yield a proposal that is not open, then a missing reason."""
        yield from self.open_blockers(number)
        if not reason:
            yield RecalculationReasonMissing()
