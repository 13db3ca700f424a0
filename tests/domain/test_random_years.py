"""Random years: towns join and leave, offices file, return, correct and come late, and the rules hold after each step.

A machine draws one act after the other; an onlooker notes what was done, by facts and days alone, and every rule of the
domain is asked against these notes after every step. At the end every aggregate is read again from its stored bytes.

Every day a few fixed years are drawn, the same ones each time. Thousands of new ones, of a hundred steps each:

    python3 run.py test --hypothesis-profile=deep tests/domain/test_random_years.py
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from domain import filing
from domain.calendar import OFFICE_STEPS, Step, first_day
from domain.compilation import Compilation
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell
from domain.evaluation import Evaluation
from domain.filing import FILED, SubmissionState
from domain.in_house_report import InHouseReport
from domain.kernel import Event
from domain.measure import Measure
from domain.measure_course import WORKING_STATES
from domain.number_series import NumberSeries
from domain.obligations import FiledFact, ObligationState, obligations
from domain.report_emissions import emission_table
from domain.review_round import ReviewRound
from domain.submission import Submission
from tests.domain.personal_data import personal_data_in
from tests.domain.random_acts import on_day, told, versions
from tests.domain.random_area import (
    POLICY,
    TREE,
    Year,
)
from tests.domain.random_measures import CAME_ABOUT, RARE, RandomMeasures
from tests.domain.replay import assert_replays

GUARDS = (
    "already-published",
    "round-closed",
    "compilation-not-finalised",
    "compilation-lapsed",
    "compilation-not-current",
    "council-not-approved",
    "committee-not-heard",
    "committee-heard-before-council",
    "advice-open",
    "content-of-other-compilation",
    "published-by-preparer",
)
WORDS_OF_STATE = {
    "begun": SubmissionState.DRAFT,
    "recorded": SubmissionState.DRAFT,
    "submitted": SubmissionState.SUBMITTED,
    "returned": SubmissionState.RETURNED,
    "withdrawn": SubmissionState.WITHDRAWN,
    "accepted": SubmissionState.ACCEPTED,
    "lapsed": SubmissionState.LAPSED,
}


class RandomYears(RandomMeasures):
    """任意の年度: the rules that must hold after every act, whichever it was and whether or not it was refused."""

    @invariant()
    def who_owes_what_is_deduced(self) -> None:
        """Rule 1: members times steps, each standing as facts, days and extensions say, and nothing stored."""
        for year in self.area.years.values():
            owed = tuple(obligations(year.round.timetable, partial(filed_fact, year), self.area.today))
            assert [(each.lg_code, each.step) for each in owed] == [
                (code, step) for code in self.frozen[year.round.fiscal_year][0] for step in OFFICE_STEPS
            ]
            for each in owed:
                place = (year.round.fiscal_year, each.lg_code, each.step)
                due_on = self.extended.get(place, year.round.window(each.step).due_on)
                assert (each.due_on, each.extended) == (due_on, place in self.extended)
                assert each.state is self._deduced(year, each.lg_code, each.step, due_on)

    def _deduced(self, year: Year, lg_code: str, step: Step, due_on: date) -> ObligationState:
        part = year.find(lg_code, step)
        word = None if part is None else last_word(part)
        if word is not None and (word in FILED or word is SubmissionState.RETURNED):
            return next(state for state in ObligationState if state.value == word.value)
        if self.area.today < year.round.window(step).opens_on:
            return ObligationState.NOT_DUE
        if self.area.today > due_on:
            return ObligationState.LAPSED
        if word in {SubmissionState.DRAFT, SubmissionState.WITHDRAWN}:
            return ObligationState.DRAFT
        extended = (year.round.fiscal_year, lg_code, step) in self.extended
        return ObligationState.EXTENDED if extended else ObligationState.OPEN

    @invariant()
    def every_living_measure_is_confirmed(self) -> None:
        """Rule 2: a round asks about every measure alive in its year, and what is filed is silent about none."""
        for year in self.area.years.values():
            members, alive = self.frozen[year.round.fiscal_year]
            for measure in self.area.measures.values():
                noted = measure.id in self._alive_by_notes(year.round.fiscal_year)
                assert measure.alive_in(year.round.fiscal_year) == noted
            asked = {each.measure_id: set(each.lg_codes) for each in year.round.measures}
            listed = {fact.measure.measure_id for fact in told(year.round, ReviewRound.MeasureListed)}
            for measure_id, owners in alive.items():
                assert set(owners) & set(members) <= asked.get(measure_id, set())
            for measure_id in asked.keys() - listed:
                assert asked[measure_id] <= set(alive.get(measure_id, ()))
            for part in self._reports(year):
                assert set(part.measures) == {each.measure_id for each in year.round.measures_of(part.lg_code)}
                if part.is_filed:
                    assert set(part.measures) - set(part.statements) <= self.silence.get(part.id, set())

    @invariant()
    def a_launch_has_decider_reference_budget_and_reason(self) -> None:
        """Rule 3: nothing is under way without a decision: by whom, under which reference, whose budget and why."""
        for measure in self.area.measures.values():
            launches = told(measure, Measure.Launched)
            under_way = [phase for phase in measure.course.phases if phase.state.value == "under-way"]
            assert len(launches) <= 1
            assert bool(launches) >= bool(under_way)
            for fact in launches:
                decision = fact.decision
                assert all((decision.decided_by, decision.decision_reference, decision.reason))
                assert first_day(decision.budget_fiscal_year) <= fact.launched_on

    @invariant()
    def nobody_loses_a_measure_unsaid_and_the_lead_keeps_it(self) -> None:
        """Owners are as noted, each once, the lead first for ever; who owned what was merged owns where it went."""
        for measure in self.area.measures.values():
            (proposed,) = told(measure, Measure.Proposed)
            assert measure.owners == self.owned[measure.id]
            assert len(set(measure.owners)) == len(measure.owners)
            assert measure.lead == proposed.owners[0]
            assert set(measure.owners) <= measure.joined_on.keys()
        for merger in self.mergers:
            into = self.area.measures[merger.into_id]
            ever = {*told(into, Measure.Proposed)[0].owners}
            ever |= {fact.lg_code for fact in told(into, Measure.JointOwnerAdded)}
            gone = {fact.lg_code for fact in told(into, Measure.JointOwnerRemoved)}
            assert set(merger.owners) <= ever
            assert set(merger.owners) - gone <= set(into.owners)
            assert merger.state in WORKING_STATES
            assert self._home_by_notes(merger.measure_id, merger.merged_on) == merger.plan_id

    @invariant()
    def a_measure_goes_to_the_next_plan_alone_and_takes_its_place_there(self) -> None:
        """Rule 10 for measures: one history over both plans, never back, and numbers that its plan has."""
        first, second = (plan.id for plan in self.area.plans)
        for measure in self.area.measures.values():
            stays = [(stay.plan_id, stay.since) for stay in measure.belonging.stays]
            assert stays == self.homes[measure.id]
            assert [plan_id for plan_id, _ in stays] in ([first], [second], [first, second])
            moves = told(measure, Measure.MovedToPlan)
            assert len(moves) == len(stays) - 1
            for fact in moves:
                assert self.area.plan.succeeded_on is not None
                assert fact.moved_on >= self.area.plan.succeeded_on
                assert fact.placing is not None
                assert fact.placing.policy_number == POLICY.number
            assert measure.policy_number == (POLICY.number if moves else None)

    @invariant()
    def a_round_reviews_a_year_in_which_its_plan_still_held(self) -> None:
        """No round opens on a plan that was succeeded before the year under review began."""
        for year in self.area.years.values():
            if year.round.plan_id == self.area.plan.id and self.area.plan.succeeded_on is not None:
                assert first_day(year.round.measures_fiscal_year) < self.area.plan.succeeded_on

    @invariant()
    def a_variation_is_in_force_for_an_owner_alone(self) -> None:
        """Each town keeps its own; it ends with its part in the measure, and holds what was last said."""
        for (measure_id, lg_code), variation in self.area.variations.items():
            assert variation.variation == self.varied[measure_id, lg_code]
            assert variation.variation is None or lg_code in self.area.measures[measure_id].owners

    @invariant()
    def a_recalculation_changes_figures_only_when_it_was_accepted(self) -> None:
        """Each proposal is accepted at most once, and only as noted; the totals show what it did to the figures."""
        for year in self.area.years.values():
            for part in year.filed.values():
                if isinstance(part, EmissionStatement):
                    accepted = [fact.number for fact in told(part, EmissionStatement.RecalculationAccepted)]
                    assert accepted == self.recalculated.get(part.id, [])
                    assert len(set(accepted)) == len(accepted)

    @invariant()
    def an_approval_stands_only_on_the_version_it_names(self) -> None:
        """Rule 4: what changed has no standing approval, the fallen ones stay, and nothing rests on an old number."""
        for year in self.area.years.values():
            for part in year.filed.values():
                assert part.approval is None or part.approval.content_version == part.content_version
                made = len(told(part, filing.Approved))
                assert made == len(part.fallen_approvals) + (part.approval is not None)
            found = year.compilation
            if found is not None and found.lapse is None:
                self._pins_hold(year)
            for item in (item for meeting in year.meetings for item in meeting.agenda.items if item.stands):
                assert found is not None
                assert found.lapse is None
                assert item.matter.object_version == found.number

    def _pins_hold(self, year: Year) -> None:
        assert year.compilation is not None
        parts = {part.id: part for part in year.filed.values()}
        for pinned in year.compilation.parts:
            part = parts[pinned.stream_id]
            assert last_word(part) is SubmissionState.ACCEPTED
            assert part.content_version <= pinned.version

    @invariant()
    def council_comes_before_committee_and_committee_before_publication(self) -> None:
        """Rule 5: open guards stand in their one order, and nobody publishes past one."""
        for year in self.area.years.values():
            if year.publication is not None:
                codes = [each.code for each in year.publication.publish_blockers(self.area.standing(year), "chief-1")]
                places = [GUARDS.index(code) for code in codes]
                assert places == sorted(places)

    @invariant()
    def totals_are_sums_of_parts_and_name_what_they_lack(self) -> None:
        """Rule 6: exact sums of the noted figures; a member without an accepted statement is named, never zero."""
        for year in self.area.years.values():
            accepted: dict[str, tuple[Cell, ...]] = {}
            for part in year.filed.values():
                if isinstance(part, EmissionStatement):
                    noted = self.figures.get(part.id, {})
                    known = [value for value in noted.values() if value is not None]
                    assert part.total().value == (sum(known, Decimal(0)) if known else None)
                    assert {f"{gap.sector}.{gap.gas}" for gap in part.total().gaps} == noted.keys() - {
                        name for name, value in noted.items() if value is not None
                    }
                    if part.is_accepted:
                        accepted[part.lg_code] = part.content().cells
            self._table_names_the_missing(year, accepted)

    def _table_names_the_missing(self, year: Year, accepted: Mapping[str, tuple[Cell, ...]]) -> None:
        members = year.round.members
        leaves = [sector.code for sector in TREE]
        table = emission_table(year.round.emissions_fiscal_year, members, TREE, leaves, accepted, marked=True)
        values = [cell.value for cells in accepted.values() for cell in cells if cell.value is not None]
        assert table.total.tonnes == (sum(values, Decimal(0)) if values else None)
        unstated = {lack.lg_code for lack in table.total.lacks if lack.notation is None}
        assert unstated == set(members) - set(accepted)

    @invariant()
    def numbers_are_drawn_once(self) -> None:
        """Rule 7: the numbers of a series run from 1 without gap or return, and no two meetings share one."""
        for series in self.area.series.values():
            assert [fact.number for fact in told(series, NumberSeries.Drawn)] == list(range(1, series.last + 1))
        for year in self.area.years.values():
            ids = [meeting.id for meeting in year.meetings]
            assert len(ids) == len(set(ids))
            if year.compilation is not None:
                anew = [fact.number for fact in told(year.compilation, Compilation.CompiledAnew)]
                assert anew == list(range(2, len(anew) + 2))

    @invariant()
    def word_from_outside_has_its_source_and_counts_on_its_day(self) -> None:
        """Rule 8, as far as the domain holds it: how and when word came is on record, and lateness goes by that day.

        That the secretariat acts for an office in no other way is decided at the counter and asked there.
        """
        for year in self.area.years.values():
            for part in year.filed.values():
                if part.filing is not None:
                    assert part.filing.submitted_on == self.came[part.id]
                    assert part.late == (self.came[part.id] > part.filing.due_on)
                if isinstance(part, InHouseReport):
                    receipt = part.meeting.receipt
                    assert receipt is not None
                    assert part.meeting.held_on <= receipt.received_on <= part.recorded_on

    @invariant()
    def a_closed_round_changes_only_by_two_persons_reopening_it(self) -> None:
        """Rule 9: nothing of a closed year moves but the proposal to reopen, and no person confirms an own proposal."""
        for year in self.area.years.values():
            sealed = self.sealed.get(year.round.fiscal_year)
            assert (sealed is None) == year.round.is_open
            if sealed is not None:
                assert versions(year) == sealed
            closings = told(year.round, ReviewRound.ClosingProposed), told(year.round, ReviewRound.Closed)
            for proposed, closed in zip(*closings, strict=False):  # the last proposal may still stand alone
                assert proposed.originator_version < closed.originator_version
                assert proposed.proposal.proposed_by != closed.confirmation.confirmed_by
            reopenings = told(year.round, ReviewRound.ReopeningProposed), told(year.round, ReviewRound.Reopened)
            for asked, reopened in zip(*reopenings, strict=False):
                assert asked.originator_version < reopened.originator_version
                assert asked.proposal.proposed_by != reopened.confirmation.confirmed_by
                assert all((asked.proposal.ground, asked.proposal.authority))

    @invariant()
    def who_joins_later_enters_the_next_round(self) -> None:
        """Rule 10: a round keeps the members it was opened with, whoever joined or left since."""
        edges = {day for terms in self.memberships.values() for term in terms for day in term if day is not None}
        for day in {self.area.today, *edges, *(edge - timedelta(days=1) for edge in edges)}:
            assert self.area.region.members_on(day) == self._members_by_notes(day)
        for plan in self.area.plans:
            noted = self.partaking[plan.id]
            for day in {self.area.today, *(day for terms in noted.values() for term in terms for day in term if day)}:
                assert plan.membership.on(day) == on_day(noted, day)
        for fiscal_year, year in self.area.years.items():
            assert year.round.members == self.frozen[fiscal_year][0]
            assert {part.lg_code for part in year.filed.values()} <= set(year.round.members)

    @invariant()
    def events_carry_ids_of_persons_and_never_names_or_addresses(self) -> None:
        """Rule 11: whatever was newly decided names persons by id alone, and no text anywhere holds an address."""
        for aggregate in self.area.aggregates():
            facts = told(aggregate, Event)
            for fact in facts[self.looked_at.get(aggregate.id, 0) :]:
                assert personal_data_in(fact) == ()
            self.looked_at[aggregate.id] = len(facts)

    def teardown(self) -> None:
        """Read every aggregate again from its stored bytes."""
        for aggregate in self.area.aggregates():
            assert_replays(type(aggregate), aggregate.collect(), aggregate)


def last_word(part: Submission) -> SubmissionState:
    """Tell from facts alone where an act stands; a part that changed sends a filed evaluation back to its office."""
    state = SubmissionState.DRAFT
    for fact in told(part, Event):
        state = WORDS_OF_STATE.get(fact.TOPIC.partition(".")[2], state)
        fell = isinstance(fact, InHouseReport.ReportFell) or (
            isinstance(fact, Evaluation.EvaluationFell) and fact.part is not None
        )
        if fell and state in FILED:
            state = SubmissionState.RETURNED
    return state


def filed_fact(year: Year, lg_code: str, step: Step) -> FiledFact | None:
    """Tell what the deduction may know of an office's act."""
    part = year.find(lg_code, step)
    return None if part is None else FiledFact(state=part.state, late=part.late)


EVERY_DAY = settings(
    max_examples=100, stateful_step_count=60, derandomize=True, deadline=None, suppress_health_check=tuple(HealthCheck)
)


class TestRandomYears(RandomYears.TestCase):  # type: ignore[valid-type,misc]  # made by the library at run time
    """The years that are drawn, and whether what is rare came about in them: a rule asked of nothing shows nothing."""

    settings = settings() if settings.get_current_profile_name() == "deep" else EVERY_DAY

    def runTest(self) -> None:  # noqa: N802 - the library's name
        """Draw the years, then ask which of the rare acts ever came about."""
        CAME_ABOUT.clear()
        super().runTest()
        assert {act for act in RARE if not CAME_ABOUT[act]} == set()
