"""A small area in memory: its aggregates, and the acts of a year that touch several of them at once.

What the counter does on the record is done here in plain calls, so that thousands of years are cheap. An act that is
refused must leave no trace; whatever else has to hold is asked by the test that lets these acts happen at random.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from domain.agenda import ItemKind, Material, Matter, Outcome
from domain.approval import Rank
from domain.attendance import Attendance, Seat
from domain.body import BodyKind
from domain.calendar import OFFICE_STEPS, Step, closed_days, windows_of
from domain.change_cause import ChangeCause
from domain.compilation import Compilation, Missing
from domain.emission_checks import Comparison
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell
from domain.errors import Refusal, refuse_first
from domain.evaluation import EvaluatedPartsNotFiled, Evaluation, Rating
from domain.filing import FieldComment
from domain.in_house_report import InHouseReport
from domain.kernel import Aggregate
from domain.listing import measures_due
from domain.measure import Measure
from domain.measure_place import Placing
from domain.measure_variation import MeasureVariation, Variation
from domain.meeting import Meeting
from domain.number_series import NumberSeries
from domain.pin import Pin
from domain.plan import Plan
from domain.plan_content import Policy, Sector
from domain.progress_report import MeasureStatement, ProgressReport
from domain.publication import Publication, Standing
from domain.region import Region
from domain.review_round import ReviewRound
from domain.round_frame import MeasureDue, Publicity, frame_blockers
from domain.scale import DEFAULT_SCALE, DEFAULT_SCALE_SOURCE
from domain.submission import Submission

TOWNS = ("43100", "43204", "43210", "43213")
FOUNDED, ADOPTED, BEGINNING = date(2016, 3, 30), date(2021, 3, 31), date(2024, 4, 1)
POLICY = Policy(number=4, name="サンプルの基本方針")
TREE = tuple(Sector(code=code, parent=None, name=name) for code, name in (("RES", "家庭"), ("COM", "業務")))
COUNCIL, COMMITTEE = "liaison-council", "advisory-committee"
BODIES = {COUNCIL: BodyKind.LIAISON_COUNCIL, COMMITTEE: BodyKind.ADVISORY_COMMITTEE}
KINDS = (ProgressReport, EmissionStatement, Evaluation, InHouseReport)
OPEN_DAYS = closed_days(lambda _: False)


class Year:
    """One review year: the round, what the offices file, and the joint phase."""

    def __init__(self, opened: ReviewRound) -> None:
        self.round = opened
        self.filed: dict[tuple[str, Step], Submission] = {}
        self.compilation: Compilation | None = None
        self.publication: Publication | None = None
        self.meetings: list[Meeting] = []

    def find(self, lg_code: str, step: Step) -> Submission | None:
        """Give what a municipality has of a step."""
        return self.filed.get((lg_code, step))

    @property
    def publicity(self) -> Publicity:
        """Tell which number is public, which is the newest, and whether that has lapsed."""
        public = None if self.publication is None or self.publication.current is None else self.publication.current
        number = None if public is None else public.number
        if self.compilation is None:
            return Publicity(public=number)
        return Publicity(public=number, newest=self.compilation.number, lapsed=self.compilation.lapse is not None)

    def aggregates(self) -> Iterator[Aggregate]:
        """Give everything of the year."""
        yield from (self.round, *self.filed.values(), *self.meetings)
        yield from (each for each in (self.compilation, self.publication) if each is not None)


class RandomArea:
    """The area, its plan, its measures and its years, on a day."""

    def __init__(self) -> None:
        self.today = BEGINNING
        self.region = Region(slug="kumamoto", name="サンプル圏域", established_on=FOUNDED)
        self.plan = Plan(slug="kumamoto-1", region_id=self.region.id, generation=1, name="サンプル計画")
        self.plan.set_sector_tree(TREE)
        for body_id, kind in BODIES.items():
            self.region.establish_body(body_id, kind, kind.japanese, None)
        self.following = Plan(slug="kumamoto-2", region_id=self.region.id, generation=2, name="サンプル第2次計画")
        self.following.set_sector_tree(TREE)
        self.following.set_policy(POLICY)
        self.measures: dict[str, Measure] = {}
        self.variations: dict[tuple[str, str], MeasureVariation] = {}
        self.years: dict[int, Year] = {}
        self.series: dict[str, NumberSeries] = {}
        self.refused = 0

    @property
    def plans(self) -> tuple[Plan, Plan]:
        """Give both generations of the plan."""
        return self.plan, self.following

    @property
    def in_force(self) -> Plan:
        """Give the generation that is written now."""
        return self.plan if self.plan.successor_id is None else self.following

    def reviewed(self, fiscal_year: int) -> Plan:
        """Give the plan on which the calendar opens the round of a year."""
        return self.plan if self.plan.ends_in_or_after(fiscal_year - 1) else self.in_force

    def aggregates(self) -> Iterator[Aggregate]:
        """Give everything there is."""
        yield from (self.region, *self.plans, *self.measures.values(), *self.variations.values())
        yield from self.series.values()
        for year in self.years.values():
            yield from year.aggregates()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Take an act or its refusal; a refused act has stored nothing anywhere."""
        before = {each.id: each.version for each in self.aggregates()}
        try:
            yield
        except (Refusal, ValidationError):
            assert {each.id: each.version for each in self.aggregates()} == before
            self.refused += 1

    def open_round(self, fiscal_year: int, plan: Plan) -> None:
        """Open the round of a year on a plan, frozen as the area stands today."""
        refuse_first(plan.review_blockers(fiscal_year - 1))
        members = tuple(sorted(set(plan.membership.on(self.today)) & set(self.region.members_on(self.today))))
        refuse_first(frame_blockers(fiscal_year, fiscal_year - 3, members, [each.code for each in TREE]))
        self.years[fiscal_year] = Year(
            ReviewRound(
                fiscal_year=fiscal_year,
                region_id=self.region.id,
                plan_id=plan.id,
                members=members,
                measures=measures_due(self.measures.values(), plan.id, members, fiscal_year - 1, self.today),
                measures_fiscal_year=fiscal_year - 1,
                emissions_fiscal_year=fiscal_year - 3,
                sectors=tuple(each.code for each in TREE),
                windows=windows_of(fiscal_year, OPEN_DAYS),
                scale=DEFAULT_SCALE,
                scale_source=DEFAULT_SCALE_SOURCE,
                opened_on=self.today,
            )
        )

    def merge(self, measure: Measure, into: Measure) -> None:
        """Merge a measure into another one, which takes in its owners."""
        measure.merge(self.today, into, "一体化")
        into.take_in(measure, self.today)

    def join(self, measure: Measure, lg_code: str, joined_on: date) -> None:
        """Let a town that takes part in the plan own a measure jointly."""
        refuse_first(self._plan_of(measure).membership.participation_blockers([lg_code]))
        measure.add_joint_owner(lg_code, joined_on)

    def _plan_of(self, measure: Measure) -> Plan:
        return next(each for each in self.plans if each.id == measure.plan_id)

    def take_off(self, measure: Measure, lg_code: str, left_on: date) -> None:
        """Take a joint owner off, and its variation with it."""
        refuse_first(measure.remove_owner_blockers(lg_code, left_on))
        variation = self.variations.get((measure.id, lg_code))
        if variation is not None:
            variation.withdraw(left_on, "見直し")
        measure.remove_joint_owner(lg_code, left_on, "担当者会議", "見直し")

    def move(self, measure: Measure, plan: Plan, placing: Placing) -> None:
        """Move a measure from its plan to another one, if that is the next."""
        if (plan.id, placing) != (measure.plan_id, measure.belonging.now.placing):
            refuse_first(plan.membership.participation_blockers(measure.owners))
            refuse_first(self._plan_of(measure).move_blockers(plan.id, self.today))
            refuse_first(plan.content.arrival_faults(placing))
        measure.move_to_plan(plan.id, self.today, placing)

    def vary(self, measure: Measure, lg_code: str, variation: Variation) -> None:
        """Let a municipality carry out a shared measure in its own way."""
        refuse_first(variation.blockers(measure, lg_code))
        held = self.variations.get((measure.id, lg_code))
        if held is not None:
            held.set_anew(variation, self.today)
            return
        self.variations[measure.id, lg_code] = MeasureVariation(
            measure_id=measure.id, lg_code=lg_code, variation=variation, set_on=self.today
        )

    def recalculate(self, year: Year, statement: EmissionStatement, number: int, *, reason: str) -> None:
        """Accept a proposal to recalculate, and let fall what rested on the older figures."""
        self.may_file(year, statement.lg_code, statement.STEP)
        before = statement.content_version
        statement.accept_recalculation(number, on=self.today, reason=reason, authority="国の公表")
        self.content_changed(year, statement, before, ChangeCause.PART_RESTATED)

    def list_measure(self, year: Year, measure: Measure) -> None:
        """List a forgotten measure in the round and in every report that was begun without it."""
        due = measure_due(measure, year.round.members)
        year.round.list_measure(due, ground="点検対象から漏れていた", on=self.today)
        for lg_code in due.lg_codes:
            report = year.find(lg_code, Step.PROGRESS_CONFIRMATION)
            if isinstance(report, ProgressReport):
                before = report.content_version
                report.list_measure(measure.id)
                self.content_changed(year, report, before, ChangeCause.MEASURE_LISTED)

    def begin(self, year: Year, lg_code: str, step: Step) -> None:
        """Let an office begin an act; what it has begun is not begun again."""
        self.may_file(year, lg_code, step)
        if year.find(lg_code, step) is None and step is not Step.IN_HOUSE_REPORT:
            year.filed[lg_code, step] = self._begun(year, lg_code, step)

    def _begun(self, year: Year, lg_code: str, step: Step) -> Submission:
        at: dict[str, Any] = {"lg_code": lg_code, "fiscal_year": year.round.fiscal_year, "begun_on": self.today}
        grades = tuple(grade.code for grade in year.round.scale)
        if step is Step.PROGRESS_CONFIRMATION:
            owed = tuple(each.measure_id for each in year.round.measures_of(lg_code))
            return ProgressReport(**at, measures=owed, grades=grades)
        if step is Step.EMISSIONS_CALCULATION:
            emissions_year = year.round.emissions_fiscal_year
            made = EmissionStatement(**at, emissions_fiscal_year=emissions_year, sectors=year.round.sectors)
            made.take_comparison(Comparison())
            return made
        progress, emissions = self.evaluated_parts(year, lg_code)
        ranks = (Rank.CLERK, Rank.HEAD)
        return Evaluation(**at, progress_report=progress, emission_statement=emissions, ranks=ranks, grades=grades)

    def evaluated_parts(self, year: Year, lg_code: str) -> tuple[Pin, Pin]:
        """Pin the two reports that an evaluation rests on, both of which must be filed."""
        parts = [year.find(lg_code, step) for step in OFFICE_STEPS[:2]]
        pins = [pin(each) for each in parts if each is not None and each.is_filed]
        if len(pins) < len(parts):
            raise EvaluatedPartsNotFiled
        return pins[0], pins[1]

    def pin_parts(self, year: Year, lg_code: str) -> None:
        """Rest the evaluation of an office on what it has filed now."""
        self.may_file(year, lg_code, Step.EVALUATION)
        evaluation = year.find(lg_code, Step.EVALUATION)
        if isinstance(evaluation, Evaluation):
            evaluation.pin_parts(*self.evaluated_parts(year, lg_code))

    def write(self, year: Year, part: Submission, content: object) -> None:
        """Write into a draft: a statement, a cell, or the rating of a rank."""
        self.may_file(year, part.lg_code, part.STEP)
        before = part.content_version
        if isinstance(part, ProgressReport) and isinstance(content, MeasureStatement):
            part.report(content)
        elif isinstance(part, EmissionStatement) and isinstance(content, Cell):
            part.state_cells((content,))
        elif isinstance(part, Evaluation) and isinstance(content, Rating):
            part.evaluate(content)
        self.content_changed(year, part, before, ChangeCause.PART_CORRECTED)

    def correct(self, year: Year, part: Submission, content: object) -> None:
        """Change accepted content, with reason and authority, and let everything fall that rests on it."""
        self.may_file(year, part.lg_code, part.STEP)
        before = part.content_version
        named: dict[str, Any] = {"on": self.today, "reason": "転記の誤り", "authority": "事務局長"}
        if isinstance(part, ProgressReport) and isinstance(content, MeasureStatement):
            part.correct((content,), **named)
        elif isinstance(part, EmissionStatement) and isinstance(content, Cell):
            part.restate((content,), **named, effect="合計が変わる")
        elif isinstance(part, Evaluation) and isinstance(content, Rating):
            part.correct((content,), **named)
        self.content_changed(year, part, before, ChangeCause.PART_CORRECTED)

    def content_changed(self, year: Year, part: Submission, before: int, cause: ChangeCause) -> None:
        """Let fall what rests on an older content: the evaluation, and of what was accepted also the compilation."""
        if part.content_version == before:
            return
        if part.is_accepted:
            self.part_changed(year, part.id, cause)
        evaluation = year.find(part.lg_code, Step.EVALUATION)
        if isinstance(evaluation, Evaluation) and part.STEP in OFFICE_STEPS[:2]:
            accepted, judged = evaluation.is_accepted, evaluation.content_version
            evaluation.part_changed(part.id, part.content_version)
            if accepted and not evaluation.is_accepted:
                self.part_changed(year, evaluation.id, cause)
            self.evaluation_changed(year, evaluation, judged, cause)
        if isinstance(part, Evaluation):
            self.evaluation_changed(year, part, before, cause)

    def evaluation_changed(self, year: Year, evaluation: Evaluation, before: int, cause: ChangeCause) -> None:
        """Let the report to the town's own meeting fall when an evaluation that was once filed changed."""
        report = year.find(evaluation.lg_code, Step.IN_HOUSE_REPORT)
        if evaluation.filing is None or evaluation.content_version == before or not isinstance(report, InHouseReport):
            return
        accepted = report.is_accepted
        report.evaluation_changed(evaluation.id, on=self.today)
        if accepted:
            self.part_changed(year, report.id, cause)

    def part_changed(self, year: Year, part_id: str, cause: ChangeCause) -> None:
        """Let the compilation lapse that pins the part, and what council and committee did with it fall."""
        if year.compilation is not None and year.compilation.pins(part_id):
            year.compilation.changed(part_id, cause)
            self.approvals_fall(year, year.compilation.id, cause)

    @staticmethod
    def approvals_fall(year: Year, object_id: str, cause: ChangeCause) -> None:
        """Let approvals and hearings of an object fall in every meeting."""
        for meeting in year.meetings:
            meeting.changed(object_id, cause)

    def compile(self, year: Year) -> None:
        """Pin every accepted part and name what is missing; a new number takes the old approvals with it."""
        refuse_first(year.round.filing_blockers(Step.COMPILATION, self.today))
        places = [(code, step) for code in year.round.members for step in OFFICE_STEPS]
        held = {place: year.find(*place) for place in places}
        parts = [pin(each) for each in held.values() if each is not None and each.is_accepted]
        missing = [
            Missing(lg_code=code, step=step, state=None if each is None else each.state)
            for (code, step), each in held.items()
            if each is None or not each.is_accepted
        ]
        if year.compilation is None:
            year.compilation = Compilation.compile(year.round.fiscal_year, parts, missing)
            return
        number = year.compilation.number
        year.compilation.compile_anew(parts, missing)
        if year.compilation.number != number:
            self.approvals_fall(year, year.compilation.id, ChangeCause.COMPILED_ANEW)

    def finalise(self, year: Year, number: int) -> None:
        """Declare a number complete, as long as the round may change."""
        refuse_first(year.round.filing_blockers(Step.COMPILATION, self.today))
        if year.compilation is not None:
            year.compilation.finalise(number, "chief-1")

    def meet(self, year: Year, body_id: str, outcome: Outcome) -> None:
        """Let a body meet today on the current compilation, if it is finalised and stands, and decide."""
        found = year.compilation
        if found is None or list(found.unusable(found.number)):
            return
        meeting = self._convened(year, body_id)
        kind = ItemKind.DECISION if body_id == COUNCIL else ItemKind.REPORT
        meeting.put_item(Matter(kind=kind, title="取りまとめ", object_id=found.id, object_version=found.number))
        meeting.fix_material(Material(compilation_id=found.id, number=found.number, content_hash=digest(found)))
        meeting.hold(Attendance(held_on=self.today, present=("office:43100",)), self.today)
        with self.asking():
            meeting.decide_item(1, outcome)
        with self.asking():
            meeting.close()

    def _convened(self, year: Year, body_id: str) -> Meeting:
        slug = f"meeting-{body_id}-{year.round.fiscal_year}"
        series = self.series.setdefault(slug, NumberSeries(slug=slug))
        meeting = Meeting(
            body_id=body_id,
            fiscal_year=year.round.fiscal_year,
            number=series.draw("会議"),
            meets_on=self.today,
            place="会議室",
            roster=(Seat(member="office:43100"),),
        )
        year.meetings.append(meeting)
        return meeting

    @staticmethod
    def standing(year: Year) -> Standing:
        """Gather what council and committee amount to for the current number."""
        found = year.compilation
        if found is None:
            raise LookupError
        subject = (found.id, found.number)
        held = [(each, each.attendance.held_on) for each in year.meetings if each.attendance is not None]
        approvals = [day for each, day in held if each.body_id == COUNCIL and each.approved(*subject)]
        hearings = [day for each, day in held if each.body_id == COMMITTEE and each.heard(*subject)]
        return Standing(
            number=found.number,
            closed=tuple(year.round.closing.change_blockers()),
            unusable=tuple(found.unusable(found.number)),
            approved_on=min(approvals, default=None),
            heard_on=max(hearings, default=None),
        )

    def may_file(self, year: Year, lg_code: str, step: Step) -> None:
        """Refuse what the round does not allow today."""
        refuse_first(year.round.filing_blockers(step, self.today))
        refuse_first(year.round.timetable.member_blockers([lg_code]))


def measure_due(measure: Measure, members: tuple[str, ...]) -> MeasureDue:
    """Name the members that owe a statement about a measure."""
    owing = tuple(code for code in members if code in measure.owners)
    return MeasureDue(measure_id=measure.id, lg_codes=owing, stage=measure.state)


def pin(part: Aggregate) -> Pin:
    """Name the version that an aggregate has now."""
    return Pin(stream_id=part.id, version=part.version, leaf="0" * 64)


def digest(compilation: Compilation) -> str:
    """Give a hash that differs with every number."""
    return sha256(f"{compilation.id}/{compilation.number}".encode()).hexdigest()


def comment_on(part: Submission) -> tuple[FieldComment, ...]:
    """Comment on the first of the fields."""
    return (FieldComment(field=min(part.fields()), comment="確認のうえ再提出"),)
