"""Views over the sample ledger, for the tests of the projector: what every ledger says, and how much was written."""

from domain.kernel import Line, StreamId
from projections.view import Row, View, on, opens
from tests.adapters.postgres.ledger import Ledger


class Poison(Exception):  # noqa: N818 - a malfunction on purpose
    """毒: raised by a fold that cannot bear a certain note."""


class LedgerRow(Row):
    """見本帳の行: a ledger and what was written down in it."""

    object_id: StreamId
    notes: tuple[str, ...] = ()
    closed: bool = False


class Ledgers(View[LedgerRow]):
    """見本帳一覧: what does each ledger say?"""

    name = "ledgers"
    version = 1
    row = LedgerRow

    @opens(Ledger.Opened)
    def _opened(self, opened: Ledger.Opened, key: str) -> LedgerRow:
        del key
        return LedgerRow(object_id=opened.originator_id)

    @on(Ledger.Entered)
    def _entered(self, row: LedgerRow, entered: Ledger.Entered) -> LedgerRow:
        return row.model_copy(update={"notes": (*row.notes, entered.note)})

    @on(Ledger.Closed)
    def _closed(self, row: LedgerRow, closed: Ledger.Closed) -> None:
        """Forget a closed ledger."""


class Newest(Ledgers):
    """見本帳一覧・新版: the same with a newer version of the code."""

    version = 2


class Delicate(Ledgers):
    """繊細な一覧: the same, but it cannot bear poison."""

    name = "delicate"

    @on(Ledger.Entered)
    def _entered(self, row: LedgerRow, entered: Ledger.Entered) -> LedgerRow:
        if entered.note == "毒":
            raise Poison(entered.originator_id)
        return super()._entered(row, entered)


class Healed(Ledgers):
    """治った一覧: the delicate view after its code was fixed."""

    name = "delicate"


class CountRow(Row):
    """件数の行: how many notes were written."""

    kind: Line
    count: int = 0


class Counts(View[CountRow]):
    """件数: how many facts of each kind are there? One row for all ledgers, so that a doubled fact would show."""

    name = "counts"
    version = 1
    row = CountRow

    def keys(self, fact: object) -> tuple[str, ...]:
        """Touch one row of all ledgers."""
        del fact
        return ("all",)

    @opens(Ledger.Opened)
    def _opened(self, opened: Ledger.Opened, key: str) -> CountRow:
        del opened
        return CountRow(kind=key)

    @on(Ledger.Opened)
    def _opened_too(self, row: CountRow, opened: Ledger.Opened) -> CountRow:
        del opened
        return row

    @on(Ledger.Entered)
    def _entered(self, row: CountRow, entered: Ledger.Entered) -> CountRow:
        del entered
        return CountRow(kind=row.kind, count=row.count + 1)
