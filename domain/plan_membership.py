"""Who takes part in a plan: entries by day, and what is known when only the number of members was found."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

from domain.errors import Refusal
from domain.kernel import LgCode, Value
from domain.labels import Labelled


class AlreadyInPlan(Refusal):
    """この市町村はすでに計画に参加しています。"""


class NotInPlan(Refusal):
    """この市町村は計画に参加していません。"""


class CountContradicts(Refusal):
    """参加市町村数が、候補の市町村数と矛盾します。"""


class Standing(Labelled):
    """計画への参加: whether a municipality takes part, where that much is known."""

    ENTERED = "entered", "参加", "takes part"
    NOT_KNOWN = "not-known", "未確認", "not known"
    OUTSIDE = "outside", "不参加", "outside"


class Entry(Value):
    """参加: a municipality takes part from a day on."""

    lg_code: LgCode
    entered_on: date


class PlanMembership(Value):
    """計画の構成: the entries by code; ``candidates`` and ``members_count`` when some of them were left open."""

    entries: tuple[Entry, ...] = ()
    candidates: tuple[LgCode, ...] = ()
    members_count: int | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """List the municipalities known to take part, by code."""
        return tuple(each.lg_code for each in self.entries)

    def on(self, day: date) -> tuple[str, ...]:
        """List the municipalities that took part on a day, by code."""
        return tuple(each.lg_code for each in self.entries if each.entered_on <= day)

    def standing(self, lg_code: str) -> Standing:
        """Tell whether a municipality takes part, or that it is not known."""
        if lg_code in self.members:
            return Standing.ENTERED
        settled = self.members_count is None or len(self.entries) >= self.members_count
        return Standing.NOT_KNOWN if lg_code in self.candidates and not settled else Standing.OUTSIDE

    def entered(self, lg_code: str, entered_on: date) -> Self:
        """Add one entry."""
        entries = [*self.entries, Entry(lg_code=lg_code, entered_on=entered_on)]
        return self.model_copy(update={"entries": tuple(sorted(entries, key=lambda each: each.lg_code))})

    def left_open(self, candidates: tuple[str, ...], members_count: int) -> Self:
        """Keep the number, and the municipalities among which the members are."""
        return self.model_copy(update={"candidates": candidates, "members_count": members_count})

    def participation_blockers(self, lg_codes: Iterable[str]) -> Iterator[Refusal]:
        """Refuse municipalities outside the plan; one whose part is not known is let through."""
        for lg_code in lg_codes:
            if self.standing(lg_code) is Standing.OUTSIDE:
                yield NotInPlan(lg_code=lg_code)

    def entry_faults(self, lg_code: str | None) -> Iterator[Refusal]:
        """Refuse one that takes part already, and one beyond the number that is known."""
        if lg_code in self.members:
            yield AlreadyInPlan(lg_code=lg_code)
        elif lg_code and self.members_count is not None and len(self.entries) >= self.members_count:
            yield CountContradicts(members_count=self.members_count)

    def count_faults(self, candidates: tuple[str, ...], members_count: int) -> Iterator[Refusal]:
        """Refuse a number that the entries and candidates cannot yield."""
        if not len(self.entries) <= members_count <= len({*self.members, *candidates}):
            yield CountContradicts(members_count=members_count, candidates=len(candidates))
