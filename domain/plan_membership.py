"""Who takes part in a plan: entries by day, and what is known when only the number of members was found."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

from domain.calendar import fiscal_year_of
from domain.errors import Refusal
from domain.kernel import LgCode, Text, Value
from domain.labels import Labelled


class AlreadyInPlan(Refusal):
    """この市町村はすでに計画に参加しています。"""


class NotInPlan(Refusal):
    """この市町村は計画に参加していません。"""


class CountContradicts(Refusal):
    """参加市町村数が、候補の市町村数と矛盾します。"""


class PlanMembershipDatesContradict(Refusal):
    """計画への参加日または離脱日が、すでに記録された日付と矛盾します。"""


class Standing(Labelled):
    """計画への参加: whether a municipality takes part, where that much is known."""

    ENTERED = "entered", "参加", "takes part"
    NOT_KNOWN = "not-known", "未確認", "not found out yet"
    OUTSIDE = "outside", "不参加", "outside"
    LEFT = "left", "離脱", "left"


class Entry(Value):
    """参加: a municipality takes part from a day on; ``left_on`` is its first day outside, on the ground stated."""

    lg_code: LgCode
    entered_on: date
    left_on: date | None = None
    ground: Text | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the municipality took part on a day."""
        return self.entered_on <= day and (self.left_on is None or day < self.left_on)


class Turn(Value):
    """構成の変化: a fiscal year from which on a municipality no longer takes part, or takes part again."""

    fiscal_year: int
    lg_code: LgCode
    joined: bool


class PlanMembership(Value):
    """計画の構成: the entries by code; ``candidates`` and ``members_count`` when some of them were left open."""

    entries: tuple[Entry, ...] = ()
    candidates: tuple[LgCode, ...] = ()
    members_count: int | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """List the municipalities known to take part and not known to leave, by code."""
        return tuple(each.lg_code for each in self.entries if each.left_on is None)

    @property
    def known(self) -> tuple[str, ...]:
        """List the municipalities that take part or once did, by code."""
        return tuple(sorted({each.lg_code for each in self.entries}))

    def on(self, day: date) -> tuple[str, ...]:
        """List the municipalities that took part on a day, by code."""
        return tuple(each.lg_code for each in self.entries if each.covers(day))

    def turns(self) -> tuple[Turn, ...]:
        """Tell from which fiscal year on who left is out of the figures, and back in if it entered again later."""
        return tuple(turn for lg_code in self.known for turn in self._turns_of(lg_code))

    def _turns_of(self, lg_code: str) -> Iterator[Turn]:
        terms = [each for each in self.entries if each.lg_code == lg_code]
        for term, later in zip(terms, [*terms[1:], None], strict=True):
            if term.left_on is None:
                continue
            out = fiscal_year_of(term.left_on)
            back = None if later is None else fiscal_year_of(later.entered_on)
            if out == back:
                continue
            yield Turn(fiscal_year=out, lg_code=lg_code, joined=False)
            if back is not None:
                yield Turn(fiscal_year=back, lg_code=lg_code, joined=True)

    def owing_in(self, fiscal_year: int) -> tuple[str, ...]:
        """List whose figures belong to a fiscal year: everybody known, save who had left by then."""
        last = {turn.lg_code: turn.joined for turn in self.turns() if turn.fiscal_year <= fiscal_year}
        return tuple(lg_code for lg_code in self.known if last.get(lg_code, True))

    @property
    def not_known(self) -> tuple[str, ...]:
        """List the candidates of whom it is not known whether they take part, by code."""
        return tuple(code for code in sorted(set(self.candidates)) if self.standing(code) is Standing.NOT_KNOWN)

    def standing(self, lg_code: str) -> Standing:
        """Tell whether a municipality takes part, or that it is not known."""
        if lg_code in self.members:
            return Standing.ENTERED
        if lg_code in self.known:
            return Standing.LEFT
        settled = self.members_count is None or len(self.known) >= self.members_count
        return Standing.NOT_KNOWN if lg_code in self.candidates and not settled else Standing.OUTSIDE

    def entered(self, lg_code: str, entered_on: date) -> Self:
        """Add one entry."""
        entries = [*self.entries, Entry(lg_code=lg_code, entered_on=entered_on)]
        ordered = sorted(
            entries, key=lambda each: each.lg_code
        )  # nobody enters again before leaving: terms stay in order
        return self.model_copy(update={"entries": tuple(ordered)})

    def left(self, lg_code: str, left_on: date, ground: str) -> Self:
        """End the entry that has no end; what was before its end stays."""
        end = {"left_on": left_on, "ground": ground}
        entries = tuple(
            each.model_copy(update=end) if (each.lg_code, each.left_on) == (lg_code, None) else each
            for each in self.entries
        )
        return self.model_copy(update={"entries": entries})

    def left_open(self, candidates: tuple[str, ...], members_count: int) -> Self:
        """Keep the number, and the municipalities among which the members are."""
        return self.model_copy(update={"candidates": candidates, "members_count": members_count})

    def participation_blockers(self, lg_codes: Iterable[str]) -> Iterator[Refusal]:
        """Refuse municipalities outside the plan; one whose part is not known is let through."""
        for lg_code in lg_codes:
            if self.standing(lg_code) in {Standing.OUTSIDE, Standing.LEFT}:
                yield NotInPlan(lg_code=lg_code)

    def entry_faults(self, lg_code: str, entered_on: date) -> Iterator[Refusal]:
        """Refuse one that takes part already, one beyond the number that is known, and a return before the leaving."""
        if lg_code in self.members:
            yield AlreadyInPlan(lg_code=lg_code)
        elif lg_code not in self.known and self.members_count is not None and len(self.known) >= self.members_count:
            yield CountContradicts(members_count=self.members_count)
        ends = [each.left_on for each in self.entries if each.lg_code == lg_code and each.left_on is not None]
        if any(entered_on < end for end in ends):
            yield PlanMembershipDatesContradict(lg_code=lg_code, entered_on=entered_on)

    def leaving_faults(self, lg_code: str, left_on: date) -> Iterator[Refusal]:
        """Refuse for one that does not take part, and a day not after it entered."""
        current = [each for each in self.entries if (each.lg_code, each.left_on) == (lg_code, None)]
        if not current:
            yield NotInPlan(lg_code=lg_code)
        if any(left_on <= each.entered_on for each in current):
            yield PlanMembershipDatesContradict(lg_code=lg_code, left_on=left_on)

    def count_faults(self, candidates: tuple[str, ...], members_count: int) -> Iterator[Refusal]:
        """Refuse a number that the entries and candidates cannot yield."""
        if not len(self.known) <= members_count <= len({*self.known, *candidates}):
            yield CountContradicts(members_count=members_count, candidates=len(candidates))
