"""What may happen in a random year around the filings: towns, measures, deadlines, meetings, publication, closing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from domain.agenda import Outcome
from domain.calendar import OFFICE_STEPS, Step, first_day, fiscal_year_of, last_day
from domain.compilation import Compilation
from domain.kernel import Aggregate, Event
from domain.measure import Measure
from domain.measure_terms import LaunchDecision
from domain.meeting import Meeting
from domain.plan import Plan
from domain.progress_report import ProgressReport
from domain.publication import Channel, Content, Edition, Publication
from domain.review_round import ReviewRound
from domain.timetable import Extension, Ground, StepEnd
from tests.domain.random_area import (
    ADOPTED,
    COMMITTEE,
    COUNCIL,
    FOUNDED,
    TOWNS,
    Year,
    digest,
)
from tests.domain.random_filings import STEPS, TOWN, WHICH, RandomFilings

E = TypeVar("E", bound=Event)
PERSON = st.sampled_from(("chief-1", "chief-2"))
WORD = st.sampled_from(("市長決裁", "市長決裁", "市長決裁", ""))
MEASURES, MEETINGS = 10, 8  # enough of either: what is drawn after that goes into other acts


class RandomActs(RandomFilings):
    """年度の出来事: the acts of the area, of its bodies and of the people who close a year."""

    def _has_round(self) -> bool:  # a precondition names a function of the class in which it stands
        return bool(self.area.years)

    @initialize()
    def two_towns_adopt_a_plan(self) -> None:
        """Begin with two members, a measure of each, one of both, and the first round."""
        for town in TOWNS[:2]:
            self.area.region.admit(town, FOUNDED)
            self.memberships[town] = [(FOUNDED, None)]
            self._enter_plan(self.area.plan, town, ADOPTED)
        self.area.plan.adopt(ADOPTED)
        for number, owners in enumerate((TOWNS[:1], TOWNS[1:2], TOWNS[:2])):
            self._propose(f"first-{number}", owners, ADOPTED)
        for measure in self.area.measures.values():
            self._take_up(measure, ADOPTED)
        self.the_round_opens()

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        """Let some days pass."""
        self._move(self.area.today + timedelta(days=days))

    @rule(months=st.integers(1, 3))
    def months_pass(self, months: int) -> None:
        """Go on to the first day of a later month."""
        month = self.area.today.month - 1 + months
        self._move(date(self.area.today.year + month // 12, month % 12 + 1, 1))

    @precondition(_has_round)
    @rule(step=STEPS, off=st.integers(-1, 1))
    def a_last_day_comes(self, step: Step, off: int) -> None:
        """Go on to the last day of a step, the day before it or the day after."""
        self._move(self._year().round.window(step).due_on + timedelta(days=off))

    @rule(town=TOWN, ago=st.integers(0, 60), enters=st.booleans())
    def a_town_joins(self, town: str, ago: int, enters: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Let a town join, perhaps some days ago, and take part in the plan or not."""
        joined_on = self.area.today - timedelta(days=ago)
        before = self.area.region.version
        with self.area.asking():
            self.area.region.admit(town, joined_on)
        if self.area.region.version > before:
            self.memberships.setdefault(town, []).append((joined_on, None))
        if enters:
            self._enter_plan(self.area.in_force, town, self.area.today)

    @rule(town=TOWN, ago=st.integers(0, 60))
    def a_town_leaves(self, town: str, ago: int) -> None:
        """Let a town leave, perhaps some days ago."""
        left_on = self.area.today - timedelta(days=ago)
        before = self.area.region.version
        with self.area.asking():
            self.area.region.record_left(town, left_on)
        if self.area.region.version > before:
            self.memberships[town][-1] = (self.memberships[town][-1][0], left_on)

    def _enter_plan(self, plan: Plan, town: str, day: date) -> None:
        before = plan.version
        with self.area.asking():
            plan.enter_municipality(town, day)
        if plan.version > before:
            self.partaking[plan.id].setdefault(town, []).append((day, None))

    @rule(town=TOWN, off=st.integers(-60, 60))
    def a_town_leaves_the_plan(self, town: str, off: int) -> None:
        """Let a town end its part in the plan, on a day that has been or is to come."""
        plan, left_on = self.area.in_force, self.area.today + timedelta(days=off)
        before = plan.version
        with self.area.asking():
            plan.record_left(town, left_on, "協議による離脱")
        if plan.version > before:
            terms = self.partaking[plan.id][town]
            terms[-1] = (terms[-1][0], left_on)

    def _propose(self, slug: str, owners: tuple[str, ...], day: date) -> None:
        plan = self.area.in_force
        made = Measure(slug=slug, plan_id=plan.id, owners=owners, name="サンプル施策", proposed_on=day)
        self.area.measures[made.id] = made
        self.owned[made.id], self.homes[made.id] = owners, [(plan.id, day)]

    @precondition(lambda self: len(self.area.measures) < MEASURES)
    @rule(owners=st.lists(TOWN, min_size=1, max_size=2, unique=True))
    def a_measure_is_proposed(self, owners: list[str]) -> None:
        """Propose a measure of one town or of two."""
        self._propose(f"drawn-{len(self.area.measures)}", tuple(owners), self.area.today)

    def _measure(self, which: int) -> Measure:
        held = tuple(self.area.measures.values())
        return held[which % len(held)]

    def _take_up(self, measure: Measure, day: date) -> None:
        measure.take_up(day, "連絡会議")
        self.born[measure.id] = day

    @rule(which=WHICH, act=st.sampled_from(("take up", "take up", "suspend", "resume", "complete", "discontinue")))
    def a_measure_goes_on(self, which: int, act: str) -> None:
        """Take a measure up, suspend, resume, complete or discontinue it."""
        measure, today = self._measure(which), self.area.today
        with self.area.asking():
            match act:
                case "take up":
                    self._take_up(measure, today)
                case "suspend":
                    measure.suspend(today, "財源")
                case "resume":
                    measure.resume(today)
                case "complete":
                    measure.complete(today)
                    self.ended[measure.id] = today
                case "discontinue":
                    measure.discontinue(today, "決定1", "効果が見込めない")
                    self.ended[measure.id] = today

    @rule(which=WHICH, words=st.tuples(WORD, WORD, WORD), later=st.integers(-1, 1))
    def a_measure_is_launched(self, which: int, words: tuple[str, str, str], later: int) -> None:
        """Launch a measure on a decision that may lack a word, out of a budget that may lie ahead."""
        by, reference, reason = words
        budget = fiscal_year_of(self.area.today) + later
        with self.area.asking():
            decision = LaunchDecision(
                decided_by=by, decision_reference=reference, budget_fiscal_year=budget, reason=reason
            )
            self._measure(which).launch(self.area.today, decision)
            self.born.setdefault(self._measure(which).id, self.area.today)

    def _no_round_yet(self) -> bool:
        return fiscal_year_of(self.area.today) not in self.area.years

    @rule()
    def a_new_year_begins(self) -> None:
        """Go on to the next 1 April and open its round."""
        self._move(first_day(fiscal_year_of(self.area.today) + 1))
        if self._no_round_yet():
            self.the_round_opens()

    @precondition(_no_round_yet)
    @rule()
    def the_round_opens(self) -> None:
        """Open the round of the year as the calendar does."""
        self._open(self.area.reviewed(fiscal_year_of(self.area.today)))

    def _open(self, plan: Plan) -> None:
        """Open the round of the year on a plan, and note who and what it must ask about."""
        fiscal_year = fiscal_year_of(self.area.today)
        with self.area.asking():
            self.area.open_round(fiscal_year, plan)
            members = set(self._members_by_notes(self.area.today))
            taking_part = on_day(self.partaking[plan.id], self.area.today)
            joint = tuple(code for code in taking_part if code in members)
            begun = first_day(fiscal_year - 1)
            asked = {
                measure_id: self.owned[measure_id]
                for measure_id in self._alive_by_notes(fiscal_year - 1)
                if self._belonged_by_notes(measure_id, plan.id, begun, self.area.today)
            }
            self.frozen[fiscal_year] = (joint, asked)

    def _belonged_by_notes(self, measure_id: str, plan_id: str, since: date, until: date) -> bool:
        days = (since + timedelta(days=each) for each in range((until - since).days + 1))
        return any(self._home_by_notes(measure_id, day) == plan_id for day in days)

    def _home_by_notes(self, measure_id: str, day: date) -> str | None:
        reached = [plan_id for plan_id, since in self.homes[measure_id] if since <= day]
        return reached[-1] if reached else None

    @precondition(_has_round)
    @rule(which=WHICH)
    def a_forgotten_measure_is_listed(self, which: int) -> None:
        """List any measure at all, and note in which filed reports it came too late to be stated."""
        year, measure = self._year(), self._measure(which)
        listed = {(part.id, part.measures) for part in self._reports(year)}
        with self.area.asking():
            self.area.list_measure(year, measure)
        for part in self._reports(year):
            if (part.id, part.measures) not in listed and part.is_filed:
                self.silence.setdefault(part.id, set()).add(measure.id)

    @precondition(_has_round)
    @rule(town=TOWN, step=STEPS, days=st.integers(-20, 60))
    def a_deadline_moves(self, town: str, step: Step, days: int) -> None:
        """Move the deadline of one office, to an earlier day too, which is refused."""
        year = self._year()
        due_on = year.round.due_on(town, step) + timedelta(days=days)
        with self.area.asking():
            year.round.extend_deadline(
                Extension(
                    lg_codes=(town,),
                    step=step,
                    due_on=due_on,
                    ground=Ground.DISASTER,
                    authority="事務局長",
                    extended_on=self.area.today,
                )
            )
            self.extended[year.round.fiscal_year, town, step] = due_on

    @precondition(_has_round)
    @rule(step=STEPS, back=st.integers(0, 1), returned_too=st.booleans())
    def a_step_ends(self, step: Step, back: int, returned_too: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Complete a step, or let it lapse for whoever is missing."""
        year, today = self._year(back), self.area.today
        parts = {code: year.find(code, step) for code in year.round.members}
        settled = {code for code, part in parts.items() if part is not None and part.is_settled}
        with self.area.asking():
            if len(settled) == len(parts):
                year.round.complete_step(step, outstanding=(), on=today)
                self._nobody_is_silent(year, step)
                return
            came = {
                code
                for code, part in parts.items()
                if part is not None and (part.is_filed if returned_too else part.has_come)
            }
            missing = {code for code in parts if code not in came and today > year.round.due_on(code, step)}
            year.round.lapse_step(step, missing=missing, on=today)
            for code in sorted(missing):
                part = parts[code]
                if part is not None:
                    part.lapse(on=today, due_on=year.round.due_on(code, step))

    @precondition(_has_round)
    @rule(back=st.integers(0, 1), by=st.tuples(PERSON, PERSON))
    def a_year_is_wound_up(self, back: int, by: tuple[str, str]) -> None:
        """End every step and close the round, by two persons or by nobody."""
        for step in OFFICE_STEPS:
            self.a_step_ends(step, back, returned_too=True)
        for person in by:
            self.somebody_closes_or_reopens(back, person, "", "")

    def _nobody_is_silent(self, year: Year, step: Step) -> None:
        if step is Step.PROGRESS_CONFIRMATION:
            for part in self._reports(year):
                assert {each.measure_id for each in year.round.measures_of(part.lg_code)} <= set(part.statements)

    @precondition(_has_round)
    @rule(back=st.integers(0, 1), off=st.sampled_from((0, 0, 0, 1)))
    def the_secretariat_compiles(self, back: int, off: int) -> None:
        """Compile, and finalise the number that came of it or one that does not exist."""
        year = self._year(back)
        with self.area.asking():
            self.area.compile(year)
        with self.area.asking():
            if year.compilation is not None:
                self.area.finalise(year, year.compilation.number + off)

    @precondition(_has_round)
    @rule(
        back=st.integers(0, 1),
        body=st.sampled_from((COUNCIL, COMMITTEE)),
        outcome=st.sampled_from((Outcome.APPROVED, Outcome.HEARD, Outcome.DEFERRED, Outcome.REJECTED)),
    )
    def a_body_meets(self, back: int, body: str, outcome: Outcome) -> None:
        """Let the council or the committee meet on the current number, with any outcome."""
        self._meet(self._year(back), body, outcome)

    def _meet(self, year: Year, body: str, outcome: Outcome) -> None:
        if len(year.meetings) < MEETINGS:
            self.area.meet(year, body, outcome)

    @precondition(_has_round)
    @rule(back=st.integers(0, 1), act=st.sampled_from(("prepare", "publish", "correct")), by=PERSON, reason=WORD)
    def something_is_made_public(self, back: int, act: str, by: str, reason: str) -> None:
        """Prepare, publish or correct, by either person, with a reason or without."""
        self._publish(self._year(back), act, by, reason or None)

    @precondition(_has_round)
    @rule(hearing_first=st.booleans())
    def the_joint_phase_runs(self, hearing_first: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Go from the compilation to the publication, with the hearing before the approval or after it."""
        year = self._year()
        self._move(year.round.window(Step.COMPILATION).opens_on)
        self.the_secretariat_compiles(0, 0)
        sitting = [(COUNCIL, Outcome.APPROVED), (COMMITTEE, Outcome.HEARD)]
        for body, outcome in reversed(sitting) if hearing_first else sitting:
            self._move(self.area.today + timedelta(days=14))
            self._meet(year, body, outcome)
        self._publish(year, "prepare", "chief-1", None)
        self._publish(year, "publish", "chief-2", None)

    def _publish(self, year: Year, act: str, by: str, reason: str | None) -> None:
        compilation, publication = year.compilation, year.publication
        if compilation is None:
            return
        content = Content(compilation_id=compilation.id, number=compilation.number, content_hash=digest(compilation))
        standing = self.area.standing(year)
        channels = (Channel.WEBSITE,)
        with self.area.asking():
            if act == "prepare" and publication is None:
                year.publication = Publication.prepare(year.round.fiscal_year, content, by, standing)
            elif act == "prepare" and publication is not None:
                publication.prepare_anew(content, by, standing)
            elif act == "publish" and publication is not None:
                public = bool(publication.editions)
                publication.publish(channels, self.area.today, by, standing)
                assert public or self._may_be_public(year, by)
            elif publication is not None:
                edition = Edition(
                    edition=9, content=content, channels=channels, published_on=self.area.today, by=by, reason=reason
                )
                publication.correct(edition, standing)

    @precondition(_has_round)
    @rule(back=st.integers(0, 1), by=PERSON, ground=WORD, authority=WORD)
    def somebody_closes_or_reopens(self, back: int, by: str, ground: str, authority: str) -> None:
        """Take the next step between open and closed, by either person, on a ground and an authority that may lack."""
        year, today = self._year(back), self.area.today
        closing = year.round.is_open
        owed = {
            step: [code for code in year.round.members if not self._settled(year, code, step)] for step in OFFICE_STEPS
        }
        with self.area.asking():
            if closing and year.round.closing.closing is None:
                year.round.propose_closing(by=by, on=today, published=year.publicity, owed=owed)
            elif closing:
                year.round.close(by=by, on=today, published=year.publicity, owed=owed)
                self.sealed[year.round.fiscal_year] = versions(year)
                assert self._public_is_newest(year)
                for step in OFFICE_STEPS:
                    if year.round.step_end(step) is not StepEnd.COMPLETED:
                        assert all(year.round.due_on(code, step) < today for code in owed[step])
            elif year.round.closing.reopening is None:
                year.round.propose_reopening(by=by, on=today, ground=ground, authority=authority)
            else:
                year.round.reopen(by=by, on=today)
                del self.sealed[year.round.fiscal_year]

    @staticmethod
    def _settled(year: Year, lg_code: str, step: Step) -> bool:
        part = year.find(lg_code, step)
        return part is not None and part.is_settled

    @staticmethod
    def _public_is_newest(year: Year) -> bool:
        """Tell from facts alone whether the content last made public is that of the newest number, which stands."""
        assert year.compilation is not None
        assert year.publication is not None
        corrected = [each.edition for each in told(year.publication, Publication.Corrected)]
        first = [each.edition for each in told(year.publication, Publication.Published)]
        newest = 1 + len(told(year.compilation, Compilation.CompiledAnew))
        lapses = [each for each in told(year.compilation, Compilation.Lapsed) if each.number == newest]
        return [*first, *corrected][-1].content.number == newest and not lapses

    def _may_be_public(self, year: Year, by: str) -> bool:
        """Tell from facts alone whether council, then committee, had the number that is made public now."""
        assert year.compilation is not None
        assert year.publication is not None
        days: dict[tuple[str, Outcome], list[date]] = {}
        for meeting in year.meetings:
            (put,) = told(meeting, Meeting.ItemPut)
            (held,) = told(meeting, Meeting.Held)
            if put.matter.object_version == year.compilation.number and not told(meeting, Meeting.ApprovalFell):
                for decided in told(meeting, Meeting.ItemDecided):
                    days.setdefault((meeting.body_id, decided.outcome), []).append(held.attendance.held_on)
        approved = min(days[COUNCIL, Outcome.APPROVED])
        heard = max(days[COMMITTEE, Outcome.HEARD])
        return approved <= heard <= self.area.today and by != year.publication.prepared_by

    @staticmethod
    def _reports(year: Year) -> Iterator[ProgressReport]:
        return (part for part in year.filed.values() if isinstance(part, ProgressReport))

    def _members_by_notes(self, day: date) -> tuple[str, ...]:
        return on_day(self.memberships, day)

    def _alive_by_notes(self, fiscal_year: int) -> frozenset[str]:
        begun = {measure_id for measure_id, day in self.born.items() if day <= last_day(fiscal_year)}
        return frozenset(begun - {each for each, day in self.ended.items() if day <= first_day(fiscal_year)})


def told(aggregate: Aggregate, kind: type[E]) -> tuple[E, ...]:
    """Give every fact of a kind that was ever decided about an aggregate, oldest first."""
    return tuple(fact for fact in aggregate.pending_events if isinstance(fact, kind))


def versions(year: Year) -> dict[str, int]:
    """Give the versions of what a closed round must keep; a proposal to reopen it changes nothing yet."""
    kept = year.round.version - len(told(year.round, ReviewRound.ReopeningProposed))
    parts = [*year.filed.values(), *(each for each in (year.compilation, year.publication) if each is not None)]
    return {year.round.id: kept, **{part.id: part.version for part in parts}}


def on_day(terms: Mapping[str, Sequence[tuple[date, date | None]]], day: date) -> tuple[str, ...]:
    """Name the towns of whom a term was noted that covers a day."""
    return tuple(
        code
        for code in TOWNS
        if any(since <= day and (left is None or day < left) for since, left in terms.get(code, ()))
    )
