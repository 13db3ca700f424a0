"""What the seventh form of the annual report tells beside the filed parts, read at the versions that were pinned."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from application.desk import Desk
from application.pinned import pinned
from application.reference import MunicipalityRow, read
from domain.compilation import Compilation
from domain.emission_statement import EmissionStatement
from domain.measure import Measure
from domain.office_plan import OfficePlan
from domain.past_emissions import PastEmissions
from domain.pin import Pin
from domain.plan import Plan
from domain.publication import Edition, Publication
from domain.report_background import Background
from domain.report_corrections import CorrectedReport, RestatedFigures
from domain.report_courses import Gone
from domain.report_emissions import Amount
from domain.report_targets import KnownTotal, past_total, total_of
from domain.report_year import SittingLine
from domain.review_round import ReviewRound

if TYPE_CHECKING:
    from domain.emissions import Cell


async def background_basis(desk: Desk, review: ReviewRound) -> list[Pin]:
    """Pin what the background is read from: own plans and past figures of the members, and earlier publications."""
    plans = [await desk.find(OfficePlan, OfficePlan.create_id(lg_code)) for lg_code in review.members]
    past = [each for each in await desk.every(PastEmissions) if each.lg_code in review.members]
    told = [each for each in await desk.every(Publication) if each.fiscal_year < review.fiscal_year and each.editions]
    return [desk.pin(each) for each in (*(plan for plan in plans if plan is not None), *past, *told)]


async def background_of(desk: Desk, compilation: Compilation, sittings: Sequence[SittingLine]) -> Background:
    """Read the background of a compilation that pinned it; an older one pinned less and tells less."""
    [review] = await pinned(desk, ReviewRound, compilation.basis)
    [plan] = await pinned(desk, Plan, compilation.basis)
    measures = await pinned(desk, Measure, compilation.basis)
    statements = await pinned(desk, EmissionStatement, compilation.parts)
    past = await pinned(desk, PastEmissions, compilation.basis)
    told = await pinned(desk, Publication, compilation.basis)
    known = [*_past_totals(review.members, past), *await _published_totals(desk, told)]
    return Background(
        names={row.lg_code: row.name for row in read(MunicipalityRow)},
        opened_on=review.opened_on,
        timetable=review.timetable,
        sittings=sittings,
        plan_name=plan.name,
        policies=plan.content.policies,
        policy_numbers={each.id: each.belonging.policy_in(plan.id) for each in measures},
        courses={each.id: Gone(each.course, each.launch_decision) for each in measures},
        targets=plan.content.targets,
        totals=() if plan.membership.not_known else known,
        editions={each.lg_code: each.edition for each in statements},
        office_plans=[each.record for each in await pinned(desk, OfficePlan, compilation.basis)],
        corrected=[
            CorrectedReport(fiscal_year=each.fiscal_year, **_of_edition(edition))
            for each in told
            for edition in each.editions[1:]
        ],
        restated=[*_restated_past(past), *_restated(statements)],
    )


def _of_edition(edition: Edition) -> dict[str, object]:
    return {"edition": edition.edition, "published_on": edition.published_on, "reason": edition.reason}


def _past_totals(members: Sequence[str], past: Sequence[PastEmissions]) -> Iterator[KnownTotal]:
    years: dict[int, dict[str, Sequence[Cell]]] = {}
    for each in past:
        years.setdefault(each.emissions_fiscal_year, {})[each.lg_code] = each.cells
    for fiscal_year, stated in sorted(years.items()):
        found = past_total(fiscal_year, members, stated, "過年度の排出量の記録")
        if found is not None:
            yield found


async def _published_totals(desk: Desk, told: Sequence[Publication]) -> Sequence[KnownTotal]:
    found = []
    for each in sorted(told, key=lambda publication: publication.fiscal_year):
        edition = each.editions[-1]
        report = json.loads(await desk.documents.get(edition.content.content_hash))
        if (report.get("membership") or {}).get("not_known"):
            continue
        amount = Amount.model_validate(report["emissions"]["total"])
        origin = f"{each.fiscal_year}年度年次報告書 第{edition.edition}版"
        found.append(total_of(report["emissions"]["emissions_fiscal_year"], amount, origin))
    return [each for each in found if each is not None]


def _restated_past(past: Sequence[PastEmissions]) -> Iterator[RestatedFigures]:
    for each in past:
        of: Mapping[str, object] = {"lg_code": each.lg_code, "emissions_fiscal_year": each.emissions_fiscal_year}
        for made in each.restatements:
            yield RestatedFigures.model_validate({**of, **dict(made)})


def _restated(statements: Sequence[EmissionStatement]) -> Iterator[RestatedFigures]:
    """Tell of statements of this round that were restated after they were accepted: their effects, newest last."""
    for each in statements:
        for nth, effect in enumerate(each.effects, start=2):
            yield RestatedFigures(
                lg_code=each.lg_code, emissions_fiscal_year=each.emissions_fiscal_year, edition=nth, effect=effect
            )
