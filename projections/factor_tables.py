"""The factor tables: which emission factors are in force, which they replaced, and which wait for a second person."""

from domain.factor_table import FactorProposal, FactorTable
from domain.factors import FactorEntry
from domain.kernel import Line, Value
from projections.view import ObjectRow, ObjectView, on, opens


class Recorded(Value):
    """係数の版: every edition of one factor, oldest first; the last one is in force."""

    editions: tuple[FactorEntry, ...]


class FactorTableRow(ObjectRow):
    """排出係数表の行: one table with every edition of its factors and the proposals that are open."""

    slug: str
    name: Line
    factors: tuple[Recorded, ...] = ()
    proposals: tuple[FactorProposal, ...] = ()

    @property
    def current(self) -> tuple[FactorEntry, ...]:
        """The entries in force."""
        return tuple(recorded.editions[-1] for recorded in self.factors)


class FactorTables(ObjectView[FactorTableRow]):
    """排出係数表一覧: which factors are in force, in which edition, and from which source?"""

    name = "factor-tables"
    version = 1
    row = FactorTableRow

    @opens(FactorTable.Opened)
    def _opened(self, told: FactorTable.Opened, key: str) -> FactorTableRow:
        row = FactorTableRow(object_id=key, slug=told.slug, name=told.name)
        for entry in told.entries:
            row = _taken(row, entry)
        return row

    @on(FactorTable.FactorProposed)
    def _proposed(self, row: FactorTableRow, told: FactorTable.FactorProposed) -> FactorTableRow:
        return row.model_copy(update={"proposals": (*row.proposals, told.proposal)})

    @on(FactorTable.FactorPublished, FactorTable.FactorCorrected)
    def _confirmed(
        self, row: FactorTableRow, told: FactorTable.FactorPublished | FactorTable.FactorCorrected
    ) -> FactorTableRow:
        (proposal,) = (each for each in row.proposals if each.number == told.number)
        return _closed(_taken(row, proposal.entry), told.number)

    @on(FactorTable.ProposalDropped)
    def _dropped(self, row: FactorTableRow, told: FactorTable.ProposalDropped) -> FactorTableRow:
        return _closed(row, told.number)


def _taken(row: FactorTableRow, entry: FactorEntry) -> FactorTableRow:
    held = {recorded.editions[0].key: recorded.editions for recorded in row.factors}
    held[entry.key] = (*held.get(entry.key, ()), entry)
    return row.model_copy(update={"factors": tuple(Recorded(editions=editions) for editions in held.values())})


def _closed(row: FactorTableRow, number: int) -> FactorTableRow:
    return row.model_copy(update={"proposals": tuple(each for each in row.proposals if each.number != number)})
