"""Factor table: the published emission factors of one kind of energy, every edition of each, and who let it in.

A factor moves every figure that rests on it, so a new or a corrected one takes two persons: one proposes, another
publishes. What the service is delivered with comes from the sourced files and is told whole when the table is opened.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from domain.emissions import ELECTRICITY
from domain.errors import Refusal, refuse_first
from domain.factors import FactorBook, FactorEntry, FactorKey, UnitDiffers
from domain.kernel import Aggregate, Created, Event, Line, PersonId, Text, Value, event
from domain.round_closing import ConfirmedByProposer


class FactorProposal(Value):
    """係数の提案: an entry that waits for another person, with its ground and the authority behind it."""

    number: int
    entry: FactorEntry
    ground: Text
    authority: Line
    proposed_by: PersonId
    proposed_on: date


class FactorProposalNotOpen(Refusal):
    """その排出係数の提案は確認を待っている状態ではありません。"""


class FactorAlreadyPublished(Refusal):
    """この年度の排出係数はすでに公表されています。訂正として登録してください。"""


class FactorNotPublished(Refusal):
    """この年度の排出係数はまだ公表されていないため、訂正できません。"""


class CarrierOfOtherTable(Refusal):
    """このエネルギーの排出係数は別の排出係数表に登録します。"""


class FactorUnchanged(Refusal):
    """登録済みの排出係数と同じ内容です。"""


class FactorGroundMissing(Refusal):
    """排出係数の変更には理由が必要です。"""


class FactorAuthorityMissing(Refusal):
    """排出係数の変更には根拠が必要です。"""


class FactorTable(Aggregate):
    """排出係数表: the factors of electricity, or of fuels; corrections stand behind what they correct."""

    TOPIC = "factor-table"

    class Opened(Created):
        """出典のある係数を収めて排出係数表を設けた。"""

        TOPIC = "factor-table.opened"
        slug: str
        name: Line
        entries: tuple[FactorEntry, ...]

    class FactorProposed(Event):
        """排出係数の登録を提案した。"""

        TOPIC = "factor-table.factor-proposed"
        proposal: FactorProposal

    class FactorPublished(Event):
        """提案された排出係数を、別の者の確認により公表値として登録した。"""

        TOPIC = "factor-table.factor-published"
        number: int
        confirmed_by: PersonId
        confirmed_on: date

    class FactorCorrected(Event):
        """登録済みの排出係数を、別の者の確認により訂正した。"""

        TOPIC = "factor-table.factor-corrected"
        number: int
        confirmed_by: PersonId
        confirmed_on: date

    class ProposalDropped(Event):
        """排出係数の提案を理由を付して取り下げた。"""

        TOPIC = "factor-table.proposal-dropped"
        number: int
        reason: Text
        dropped_on: date

    @staticmethod
    def create_id(slug: str) -> str:
        """Name the stream, such as ``factor-table:electricity``."""
        return f"factor-table:{slug}"

    @event(Opened)
    def __init__(self, slug: str, name: str, entries: tuple[FactorEntry, ...]) -> None:
        self.slug = slug
        self.name = name
        self.editions: dict[FactorKey, tuple[FactorEntry, ...]] = {}
        for entry in entries:
            self._take(entry)
        self.proposals: dict[int, FactorProposal] = {}
        self.last_number = 0

    def propose_factor(self, entry: FactorEntry, *, by: str, on: date, ground: str, authority: str) -> None:
        """Propose an entry for another person to publish."""
        refuse_first(self.propose_factor_blockers(entry, ground, authority))
        self._factor_proposed(
            proposal=FactorProposal(
                number=self.last_number + 1,
                entry=entry,
                ground=ground,
                authority=authority,
                proposed_by=by,
                proposed_on=on,
            )
        )

    def propose_factor_blockers(self, entry: FactorEntry, ground: str, authority: str) -> Iterator[Refusal]:
        """Yield what stands against it: another table's, nothing new, another unit, no ground, no authority."""
        if (entry.carrier == ELECTRICITY) != (self.slug == ELECTRICITY):  # everything that burns shares the other table
            yield CarrierOfOtherTable(carrier=entry.carrier)
        if self.current.get(entry.key) == entry:
            yield FactorUnchanged(carrier=entry.carrier, fiscal_year=entry.fiscal_year)
        units = {known.unit for known in self.current.values() if known.carrier == entry.carrier}
        if units and entry.unit not in units:
            yield UnitDiffers(carrier=entry.carrier, unit=entry.unit, factor_unit=min(units))
        if not ground:
            yield FactorGroundMissing()
        if not authority:
            yield FactorAuthorityMissing()

    @event(FactorProposed)
    def _factor_proposed(self, proposal: FactorProposal) -> None:
        self.proposals = self.proposals | {proposal.number: proposal}
        self.last_number = proposal.number

    def publish_factor(self, number: int, *, by: str, on: date) -> None:
        """Let a proposed factor count that was not known before."""
        refuse_first(self.publish_factor_blockers(number, by))
        self._factor_published(number=number, confirmed_by=by, confirmed_on=on)

    def publish_factor_blockers(self, number: int, by: str) -> Iterator[Refusal]:
        """Yield what stands against it: no such proposal, the proposer in person, or a factor that is known already."""
        yield from self._confirmation_blockers(number, by)
        proposal = self.proposals.get(number)
        if proposal is not None and proposal.entry.key in self.editions:
            yield FactorAlreadyPublished(fiscal_year=proposal.entry.fiscal_year)

    @event(FactorPublished)
    def _factor_published(self, number: int, confirmed_by: str, confirmed_on: date) -> None:
        del confirmed_by, confirmed_on  # stay in the record
        self._confirm(number)

    def correct_factor(self, number: int, *, by: str, on: date) -> None:
        """Let a proposed factor count in place of the one known; the earlier edition stays readable."""
        refuse_first(self.correct_factor_blockers(number, by))
        self._factor_corrected(number=number, confirmed_by=by, confirmed_on=on)

    def correct_factor_blockers(self, number: int, by: str) -> Iterator[Refusal]:
        """Yield what stands against it: no such proposal, the proposer in person, or nothing there to correct."""
        yield from self._confirmation_blockers(number, by)
        proposal = self.proposals.get(number)
        if proposal is not None and proposal.entry.key not in self.editions:
            yield FactorNotPublished(fiscal_year=proposal.entry.fiscal_year)

    @event(FactorCorrected)
    def _factor_corrected(self, number: int, confirmed_by: str, confirmed_on: date) -> None:
        del confirmed_by, confirmed_on  # stay in the record
        self._confirm(number)

    def drop_proposal(self, number: int, *, reason: str, on: date) -> None:
        """Take a proposal back, with a reason; its number is not used again."""
        refuse_first(self.drop_proposal_blockers(number, reason))
        self._proposal_dropped(number=number, reason=reason, dropped_on=on)

    def drop_proposal_blockers(self, number: int, reason: str) -> Iterator[Refusal]:
        """Yield that there is no such proposal, then a missing reason."""
        yield from self._open_blockers(number)
        if not reason:
            yield FactorGroundMissing()

    @event(ProposalDropped)
    def _proposal_dropped(self, number: int, reason: str, dropped_on: date) -> None:
        del reason, dropped_on  # stay in the record
        self.proposals = {key: proposal for key, proposal in self.proposals.items() if key != number}

    @property
    def current(self) -> Mapping[FactorKey, FactorEntry]:
        """The entries in force, each under its heading."""
        return {key: editions[-1] for key, editions in self.editions.items()}

    def _take(self, entry: FactorEntry) -> None:
        self.editions = self.editions | {entry.key: (*self.editions.get(entry.key, ()), entry)}

    def _confirm(self, number: int) -> None:
        self._take(self.proposals[number].entry)
        self.proposals = {key: proposal for key, proposal in self.proposals.items() if key != number}

    def _open_blockers(self, number: int) -> Iterator[Refusal]:
        if number not in self.proposals:
            yield FactorProposalNotOpen(number=number)

    def _confirmation_blockers(self, number: int, by: str) -> Iterator[Refusal]:
        yield from self._open_blockers(number)
        proposal = self.proposals.get(number)
        if proposal is not None and proposal.proposed_by == by:
            yield ConfirmedByProposer(proposed_by=by)


def book_of(*tables: FactorTable) -> FactorBook:
    """Bind the entries in force of several tables."""
    return FactorBook(entries=tuple(entry for table in tables for entry in table.current.values()))
