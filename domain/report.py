"""The annual report: a pure computation from pinned parts, with canonical bytes, so that it is the same for ever."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from domain.advice import AdviserCapacity, ResponseClass, Sense
from domain.challenge import Challenge
from domain.compilation import Missing
from domain.emissions import Cell
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text, Value
from domain.outreach import Outreach
from domain.pin import Pin
from domain.plan_content import Initiative, Sector
from domain.plan_membership import PlanMembership
from domain.progress_report import MeasureStatement
from domain.report_achievements import AchievementTable, Terms, achievement_table
from domain.report_background import Background, MemberLine, Years, background_sections
from domain.report_challenges import ChallengeTable, challenge_table
from domain.report_corrections import CorrectionTable
from domain.report_courses import CourseTable
from domain.report_emissions import EmissionTable, emission_table
from domain.report_figures import FigureTable
from domain.report_form import (
    CURRENT_FORM,
    FIFTH_FORM,
    FIRST_FORM,
    FOURTH_FORM,
    SECOND_FORM,
    SIXTH_FORM,
    THIRD_FORM,
    ReportForm,
    unknown_to,
)
from domain.report_initiatives import InitiativeTable, initiative_table
from domain.report_measures import ListedMeasure, MeasureTable, measure_table
from domain.report_membership import MembershipNote, membership_note
from domain.report_office_plans import OfficePlanTable
from domain.report_outreach import CooperationTable, OutreachTable, cooperation_table, outreach_table
from domain.report_policies import PolicyTable
from domain.report_reductions import ReductionTable, reduction_table
from domain.report_targets import KnownTotal, TargetTable, total_of
from domain.report_year import SittingLine, YearTable
from domain.scale import Grade

SAMPLE_LABEL = "サンプル（架空値）"
SAMPLE_MARKS = ("SAMPLE", SAMPLE_LABEL)


class OfficeFinding(Value):
    """各団体の点検評価: an office's own grade and comment, and the policy meeting to which it was reported.

    Persons are left out on purpose: the report is public.
    """

    lg_code: LgCode
    grade: Line | None = None
    comment: Text | None = None
    reported_on: date | None = None
    reported_to: Line | None = None
    outcome: Line | None = None


class AdviceLine(Value):
    """意見と回答: an opinion with the answer it got, or the year into which it was carried."""

    advice_id: StreamId
    capacity: AdviserCapacity
    sense: Sense
    text: Text
    response: ResponseClass | None
    answer: Text | None
    carried_to: FiscalYear | None


class Frame(Value):
    """報告書の枠: what the round froze, with the names that codes had when it was compiled."""

    fiscal_year: FiscalYear
    measures_fiscal_year: FiscalYear
    emissions_fiscal_year: FiscalYear
    region_id: StreamId
    plan_id: StreamId
    members: tuple[LgCode, ...]
    measures: tuple[ListedMeasure, ...]
    tree: tuple[Sector, ...]
    leaves: tuple[str, ...]
    scale: tuple[Grade, ...]
    scale_source: Line


@dataclass(frozen=True, slots=True)
class Parts:
    """報告書の素材: what the offices filed, by municipality; who filed nothing has no entry.

    ``sources`` are the filed contents as written, notes and evidence included, where a mark of invention may stand.
    """

    statements: Mapping[str, Sequence[MeasureStatement]] = field(default_factory=dict)
    cells: Mapping[str, Sequence[Cell]] = field(default_factory=dict)
    findings: Mapping[str, OfficeFinding] = field(default_factory=dict)
    advice: Sequence[AdviceLine] = ()
    sources: Sequence[str] = ()
    outreach: Sequence[Outreach] = ()
    terms: Mapping[str, Terms] = field(default_factory=dict)
    initiatives: Sequence[Initiative] = ()
    belonging: Mapping[str, int | None] = field(default_factory=dict)
    challenges: Sequence[Challenge] = ()
    membership: PlanMembership = field(default_factory=PlanMembership)
    background: Background = field(default_factory=Background)


class AnnualReport(Value):
    """年次報告書: everything that council, committee and public get to read, standing by itself.

    A section that its form does not have is ``None`` and is left out of the canonical bytes.
    """

    frame: Frame
    number: int
    parts: tuple[Pin, ...]
    missing: tuple[Missing, ...]
    measures: MeasureTable
    emissions: EmissionTable
    findings: tuple[OfficeFinding, ...]
    advice: tuple[AdviceLine, ...]
    sample: Line | None
    form: ReportForm = FIRST_FORM
    outreach: OutreachTable | None = None
    achievements: AchievementTable | None = None
    initiatives: InitiativeTable | None = None
    challenges: ChallengeTable | None = None
    cooperation: CooperationTable | None = None
    reductions: ReductionTable | None = None
    membership: MembershipNote | None = None
    members: tuple[MemberLine, ...] | None = None
    round_course: YearTable | None = None
    sittings: tuple[SittingLine, ...] | None = None
    policies: PolicyTable | None = None
    courses: CourseTable | None = None
    figures: FigureTable | None = None
    targets: TargetTable | None = None
    office_plans: OfficePlanTable | None = None
    corrections: CorrectionTable | None = None

    def canonical(self) -> bytes:
        """Write the report in its one canonical form: sorted keys, no white space, UTF-8."""
        tree = self.model_dump(mode="json", exclude=set(unknown_to(self.form)))
        return json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    def content_hash(self) -> str:
        """Give the SHA-256 of the canonical bytes."""
        return sha256(self.canonical()).hexdigest()


def annual_report(  # noqa: PLR0913 - a numbered compilation, and what it is read with
    frame: Frame,
    number: int,
    pins: Iterable[Pin],
    missing: Iterable[Missing],
    parts: Parts,
    *,
    form: int = CURRENT_FORM,
) -> AnnualReport:
    """Compute the report of a numbered compilation in its form; one invented figure anywhere marks the whole."""
    measures = measure_table(frame.measures, parts.statements, frame.scale, frame.scale_source)
    lacking, emissions = tuple(missing), _emissions(frame, parts, form)
    added = _added(frame, parts, measures, form)
    if form > SIXTH_FORM:
        added |= _background(frame, parts, lacking, emissions)
    report = AnnualReport(
        frame=frame,
        number=number,
        parts=tuple(pins),
        missing=lacking,
        measures=measures,
        emissions=emissions,
        findings=tuple(parts.findings[lg_code] for lg_code in frame.members if lg_code in parts.findings),
        advice=tuple(parts.advice),
        sample=None,
        form=form,
        **added,
    )
    return _marked(report, parts.sources)


def _marked(report: AnnualReport, sources: Sequence[str]) -> AnnualReport:
    told = (report.canonical().decode(), *sources)
    marked = any(mark in text for mark in SAMPLE_MARKS for text in told)
    return report.model_copy(update={"sample": SAMPLE_LABEL}) if marked else report


def _emissions(frame: Frame, parts: Parts, form: int) -> EmissionTable:
    return emission_table(
        frame.emissions_fiscal_year, frame.members, frame.tree, frame.leaves, parts.cells, marked=form > FOURTH_FORM
    )


def _added(frame: Frame, parts: Parts, measures: MeasureTable, form: int) -> dict[str, Any]:
    """Make the sections that came with later forms; a report of an earlier one has none of them."""
    if form == FIRST_FORM:
        return {}
    reviewed = frame.measures_fiscal_year
    achievements = achievement_table(reviewed, frame.measures, parts.statements, parts.terms)
    second = {"outreach": outreach_table(reviewed, parts.outreach), "achievements": achievements}
    if form == SECOND_FORM:
        return second
    third = {
        **second,
        "initiatives": initiative_table(parts.initiatives, parts.belonging, frame.members, measures, achievements),
        "challenges": challenge_table(frame.fiscal_year, parts.challenges),
        "cooperation": cooperation_table(reviewed, parts.outreach),
    }
    if form == THIRD_FORM:
        return third
    fourth = {**third, "reductions": reduction_table(reviewed, frame.measures, parts.statements)}
    if form <= FIFTH_FORM:
        return fourth
    return {**fourth, "membership": membership_note(frame.members, parts.membership)}


def _background(frame: Frame, parts: Parts, missing: tuple[Missing, ...], emissions: EmissionTable) -> dict[str, Any]:
    years = Years(**frame.model_dump(include=set(Years.model_fields)))
    measures = [each.measure_id for each in frame.measures]
    total = None if parts.membership.not_known else _own_total(frame, emissions)
    return background_sections(
        parts.background, years, frame.members, measures, parts.cells, missing=missing, total=total
    )


def _own_total(frame: Frame, emissions: EmissionTable) -> KnownTotal | None:
    return total_of(frame.emissions_fiscal_year, emissions.total, f"{frame.fiscal_year}年度年次報告書（本書）")
