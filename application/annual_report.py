"""Making the annual report: every part is read at the version that the compilation pins, so the bytes never move."""

import dataclasses
from collections.abc import Sequence

from application.desk import Desk
from application.pinned import pinned
from application.report_background import background_of
from domain.advice import Advice
from domain.challenge import Challenge
from domain.compilation import Compilation
from domain.emission_statement import EmissionStatement
from domain.evaluation import Evaluation
from domain.in_house_report import InHouseReport
from domain.measure import Measure
from domain.measure_variation import MeasureVariation
from domain.outreach import Outreach
from domain.plan import Plan
from domain.progress_report import ProgressReport
from domain.report import AdviceLine, AnnualReport, Frame, OfficeFinding, Parts, annual_report
from domain.report_achievements import Terms
from domain.report_measures import ListedMeasure
from domain.report_year import SittingLine
from domain.review_round import ReviewRound


async def report_of(
    desk: Desk,
    compilation: Compilation,
    advice: Sequence[AdviceLine] = (),
    sittings: Sequence[SittingLine] = (),
) -> AnnualReport:
    """Make the report of the current number of a compilation, with the advice on it and who met, when there is some."""
    frame = await _frame(desk, compilation)
    parts = dataclasses.replace(
        await _parts(desk, compilation, advice), background=await background_of(desk, compilation, sittings)
    )
    return annual_report(
        frame, compilation.number, compilation.parts, compilation.missing, parts, form=compilation.form
    )


def advice_line(advice: Advice) -> AdviceLine:
    """Give an opinion as the public reads it: the capacity, not the person."""
    return AdviceLine(
        advice_id=advice.id,
        capacity=advice.opinion.capacity,
        sense=advice.opinion.sense,
        text=advice.opinion.text,
        response=None if advice.answer is None else advice.answer.response,
        answer=None if advice.answer is None else advice.answer.text,
        carried_to=advice.carried_to,
    )


async def _frame(desk: Desk, compilation: Compilation) -> Frame:
    [review] = await pinned(desk, ReviewRound, compilation.basis)
    [plan] = await pinned(desk, Plan, compilation.basis)
    names = {measure.id: measure.name for measure in await pinned(desk, Measure, compilation.basis)}
    return Frame(
        fiscal_year=review.fiscal_year,
        measures_fiscal_year=review.measures_fiscal_year,
        emissions_fiscal_year=review.emissions_fiscal_year,
        region_id=review.region_id,
        plan_id=review.plan_id,
        members=review.members,
        measures=tuple(
            ListedMeasure(
                measure_id=due.measure_id, title=names[due.measure_id], stage=due.stage, lg_codes=due.lg_codes
            )
            for due in review.measures
        ),
        tree=plan.sectors,
        leaves=review.sectors,
        scale=review.scale,
        scale_source=review.scale_source,
    )


async def _parts(desk: Desk, compilation: Compilation, advice: Sequence[AdviceLine]) -> Parts:
    reports = await pinned(desk, ProgressReport, compilation.parts)
    statements = await pinned(desk, EmissionStatement, compilation.parts)
    evaluations = await pinned(desk, Evaluation, compilation.parts)
    meetings = await pinned(desk, InHouseReport, compilation.parts)
    filed = [*reports, *statements, *evaluations, *meetings]
    outreach = await pinned(desk, Outreach, compilation.basis)
    challenges = await pinned(desk, Challenge, compilation.basis)
    [plan] = await pinned(desk, Plan, compilation.basis)
    return Parts(
        statements={each.lg_code: each.content().statements for each in reports},
        cells={each.lg_code: each.content().cells for each in statements},
        findings=_findings(evaluations, meetings),
        advice=advice,
        sources=[*(each.content().model_dump_json() for each in filed), *_notes(outreach), *_words(challenges)],
        outreach=outreach,
        terms=await _terms(desk, compilation),
        initiatives=plan.content.initiatives,
        belonging=await _belonging(desk, compilation, plan.id),
        challenges=challenges,
        membership=plan.membership,
    )


async def _terms(desk: Desk, compilation: Compilation) -> dict[str, Terms]:
    variations = await pinned(desk, MeasureVariation, compilation.basis)
    return {
        measure.id: Terms(
            indicators=measure.indicators,
            targets=measure.targets,
            variations={
                each.lg_code: each.variation
                for each in variations
                if each.measure_id == measure.id and each.variation is not None
            },
        )
        for measure in await pinned(desk, Measure, compilation.basis)
    }


async def _belonging(desk: Desk, compilation: Compilation, plan_id: str) -> dict[str, int | None]:
    """Tell to which initiative of the plan a measure belongs; a number of another plan says nothing here."""
    measures = await pinned(desk, Measure, compilation.basis)
    return {each.id: each.belonging.initiative_in(plan_id) for each in measures}


def _words(challenges: Sequence[Challenge]) -> list[str]:
    return [text for each in challenges for text in (each.title, each.text, each.course.model_dump_json())]


def _notes(outreach: Sequence[Outreach]) -> list[str]:
    return [numbered.model_dump_json() for each in outreach for numbered in each.content()]


def _findings(evaluations: Sequence[Evaluation], meetings: Sequence[InHouseReport]) -> dict[str, OfficeFinding]:
    findings = {}
    for each in evaluations:
        last = each.content().ratings[-1:]
        comment = last[0].comment if last else None
        findings[each.lg_code] = OfficeFinding(lg_code=each.lg_code, grade=each.grade, comment=comment)
    for told in meetings:
        held = told.content()
        facts = {"reported_on": held.held_on, "reported_to": held.meeting_name, "outcome": held.outcome}
        found = findings.get(told.lg_code, OfficeFinding(lg_code=told.lg_code))
        findings[told.lg_code] = found.model_copy(update=facts)
    return findings
