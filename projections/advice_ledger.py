"""The advice ledger 意見台帳: what was advised, what was answered or carried over, and what came of it."""

from collections.abc import Iterable

from pydantic import computed_field

from domain.advice import Advice, AdviceState, Answer, Opinion
from domain.kernel import FiscalYear, Text
from projections.view import ObjectRow, ObjectView, on, opens


class AdviceRow(ObjectRow):
    """意見の行: one opinion and everything that followed from it."""

    fiscal_year: FiscalYear
    number: int
    opinion: Opinion
    answer: Answer | None = None
    carried_to: FiscalYear | None = None
    follow_ups: tuple[Text, ...] = ()
    settled: bool = False

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> AdviceState:
        """Tell how the matter stands."""
        if self.settled:
            return AdviceState.SETTLED
        if self.answer is not None:
            return AdviceState.ANSWERED
        return AdviceState.GIVEN if self.carried_to is None else AdviceState.CARRIED_OVER


class AdviceLedger(ObjectView[AdviceRow]):
    """意見台帳: what was advised, and what became of it? Listed by the fiscal year in which it was given."""

    name = "advice-ledger"
    version = 1
    row = AdviceRow

    @opens(Advice.Given)
    def _given(self, told: Advice.Given, key: str) -> AdviceRow:
        return AdviceRow(object_id=key, fiscal_year=told.fiscal_year, number=told.number, opinion=told.opinion)

    @on(Advice.Answered)
    def _answered(self, row: AdviceRow, told: Advice.Answered) -> AdviceRow:
        return row.model_copy(update={"answer": told.answer})

    @on(Advice.CarriedOver)
    def _carried_over(self, row: AdviceRow, told: Advice.CarriedOver) -> AdviceRow:
        return row.model_copy(update={"carried_to": told.to_fiscal_year})

    @on(Advice.FollowedUp)
    def _followed_up(self, row: AdviceRow, told: Advice.FollowedUp) -> AdviceRow:
        return row.model_copy(update={"follow_ups": (*row.follow_ups, told.text)})

    @on(Advice.Settled)
    def _settled(self, row: AdviceRow, told: Advice.Settled) -> AdviceRow:
        del told
        return row.model_copy(update={"settled": True})


def open_in(ledger: Iterable[AdviceRow], fiscal_year: int) -> tuple[AdviceRow, ...]:
    """Tell which opinions a year's publication must answer or carry on: its own and those carried into it."""
    return tuple(row for row in ledger if row.answer is None and (row.carried_to or row.fiscal_year) <= fiscal_year)


def standing_in(ledger: Iterable[AdviceRow], fiscal_year: int) -> tuple[AdviceRow, ...]:
    """Tell what stands in a year until it is settled: given then or before, and not carried into a later year."""
    found = [row for row in ledger if not row.settled and (row.carried_to or row.fiscal_year) <= fiscal_year]
    return tuple(sorted(found, key=lambda row: (row.fiscal_year, row.number)))
