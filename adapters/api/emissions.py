"""Emissions: what the checks ask of a statement, what factors do to the figures, and how the area stands."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.area import area_of, plan_of, statements_of
from adapters.api.asking import Question, enter_questions
from adapters.api.boards import OfPlan, StandingOn
from adapters.api.lists import OfOffice, OfYear
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need, Services
from application.authority import Caller, NotPermitted
from application.comparing import checks_of
from application.desk import ObjectNotFound
from domain.emission_checks import CheckWarning, Comparison
from domain.emission_statement import EmissionStatement
from domain.energy import FixedYear, fixed_years
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.target_path import TargetPath, Unknown, target_path
from domain.warning_answers import WarningAnswer
from projections.area_emissions import (
    AreaYear,
    BaseComparison,
    MarkedYear,
    against_base,
    complete_totals,
    marked_years,
)
from projections.edition_list import EditionLine, editions_of
from projections.emission_series import EmissionSeries, precedence
from projections.factor_tables import FactorTables
from projections.plans import PlanRow
from projections.recalculations import TouchedStatement, book_of_rows, touched_statements
from projections.rounds import Rounds

Municipality = Annotated[LgCode, Query(description="市町村の団体コード")]
ReviewYear = Annotated[FiscalYear, Query(description="点検年度")]
EmissionYear = Annotated[FiscalYear, Query(description="排出量の年度")]
BaseYear = Annotated[FiscalYear, Query(description="基準年度")]

NotKnown = Annotated[
    tuple[LgCode, ...], Field(description="計画への参加が未確認の市町村。合計・一人当たり・経路のいずれにも含まない")
]


class WarningShown(Value):
    """警告: what is asked, with its label, and the answer where there is one."""

    warning: CheckWarning
    label: Line
    answer: WarningAnswer | None


class WarningsAnswer(Value):
    """提出前の点検の結果: the warnings as the checks would raise them now."""

    object_id: StreamId
    comparison: Comparison
    warnings: tuple[WarningShown, ...]
    unanswered: int


class RecalculationsAnswer(Value):
    """再計算の一覧: statements that a factor touches."""

    statements: tuple[TouchedStatement, ...]


class FixedFactorAnswer(Value):
    """固定係数による推移: what people did, told apart from what the grid did."""

    lg_code: LgCode
    base_fiscal_year: FiscalYear
    years: tuple[FixedYear, ...]


class AreaAnswer(Value):
    """圏域の排出量: per person and per household; every quotient names the year and the source of its people."""

    plan_id: StreamId
    members: tuple[LgCode, ...]
    not_known: NotKnown
    years: tuple[AreaYear, ...]


class TargetAnswer(Value):
    """目標経路: one path per target of the plan; without a target, or without knowing its members, it says so."""

    plan_id: StreamId
    not_known: NotKnown
    paths: tuple[TargetPath, ...]
    unknown: Annotated[tuple[Unknown, ...], Field(description="計画について不明な点")]
    incomplete: Annotated[tuple[FiscalYear, ...], Field(description="欠けた値があるため経路に用いない年度")]
    marked: Annotated[tuple[MarkedYear, ...], Field(description="過少または暫定の値を含む年度")]


class BaseAnswer(Value):
    """基準年度比: every edition of every year against every edition of the base year."""

    lg_code: LgCode
    base_fiscal_year: FiscalYear
    comparisons: tuple[BaseComparison, ...]


class EditionsAnswer(Value):
    """排出量の版: all editions of one emission year side by side, in the order in which they came to stand."""

    lg_code: LgCode
    emissions_fiscal_year: FiscalYear
    editions: tuple[EditionLine, ...]


def enter(router: APIRouter) -> None:
    """Enter the routes."""
    enter_questions(
        router,
        Question(
            "emission-warnings", show_warnings, "GetEmissionWarnings", "排出量の提出前の点検と警告", WarningsAnswer
        ),
        Question(
            "recalculations",
            list_recalculations,
            "ListRecalculations",
            "排出係数による再計算の一覧",
            RecalculationsAnswer,
        ),
        Question(
            "fixed-factor-view", show_fixed, "GetFixedFactorView", "固定係数による推移（取組と係数）", FixedFactorAnswer
        ),
        Question("area-emissions", show_area, "GetAreaEmissions", "圏域の排出量（一人・一世帯当たり）", AreaAnswer),
        Question("target-path", show_path, "GetTargetPath", "目標経路と必要な削減ペース", TargetAnswer),
        Question("base-year-comparison", compare_base, "GetBaseYearComparison", "基準年度比（版ごと）", BaseAnswer),
        Question(
            "emission-editions", list_editions, "ListEmissionEditions", "排出量の版の一覧（年度ごと）", EditionsAnswer
        ),
        refused=(403, 404, 422),
    )


async def show_warnings(needed: Need, asker: Asker, lg_code: Municipality, fiscal_year: ReviewYear) -> Response:
    """Run the checks as they would run at a submission now, and record nothing."""
    _allow(needed, asker, "GetEmissionWarnings", lg_code)
    object_id = EmissionStatement.create_id(lg_code, fiscal_year)
    statement = await needed.reader.object(object_id, asker)
    if not isinstance(statement, EmissionStatement):
        raise ObjectNotFound(object_id=object_id)
    checks = await checks_of(needed.log, statement)
    cells = statement.content().cells
    answers = {str(answer.warning): answer for answer in checks.answers}
    shown = tuple(
        WarningShown(warning=each, label=each.code.japanese, answer=answers.get(str(each)))
        for each in checks.raised(cells)
    )
    answer = WarningsAnswer(
        object_id=object_id,
        comparison=checks.comparison or Comparison(),
        warnings=shown,
        unanswered=len(checks.unanswered(cells)),
    )
    return _told(answer)


async def list_recalculations(
    needed: Need,
    asker: Asker,
    fiscal_year: OfYear = None,
    lg_code: OfOffice = None,
    after_position: AfterPosition = None,
) -> Response:
    """Name the statements whose figures a factor touches, with what is proposed to them."""
    reach = needed.reader.reach("ListRecalculations", asker)
    _allow(needed, asker, "ListRecalculations", lg_code or reach.lg_code)
    await wait(needed, after_position)
    rows = [
        row
        async for row in needed.views.every(EmissionSeries(), fiscal_year=fiscal_year, lg_code=lg_code or reach.lg_code)
    ]
    tables = [row async for row in needed.views.every(FactorTables())]
    closed = [row.fiscal_year async for row in needed.views.every(Rounds()) if row.closing.closed is not None]
    return _told(RecalculationsAnswer(statements=touched_statements(rows, book_of_rows(tables), closed=closed)))


async def show_fixed(
    needed: Need, asker: Asker, lg_code: Municipality, base_fiscal_year: BaseYear, after_position: AfterPosition = None
) -> Response:
    """Multiply what was used each year by the factors of the base year."""
    _allow(needed, asker, "GetFixedFactorView", lg_code)
    await wait(needed, after_position)
    rows = await statements_of(needed, lg_code)
    tables = [row async for row in needed.views.every(FactorTables())]
    ordered = sorted((row for row in rows if row.editions), key=lambda row: precedence(row.object_id))
    newest_round = {row.emissions_fiscal_year: row.editions[-1].cells for row in ordered}  # the latest word counts
    found = fixed_years(newest_round.items(), book_of_rows(tables), base_fiscal_year)
    return _told(FixedFactorAnswer(lg_code=lg_code, base_fiscal_year=base_fiscal_year, years=found))


async def show_area(
    needed: Need,
    asker: Asker,
    plan_id: OfPlan = None,
    on: StandingOn = None,
    after_position: AfterPosition = None,
) -> Response:
    """Sum what was accepted, and divide it by the people of those who have figures."""
    needed.reader.reach("GetAreaEmissions", asker)
    await wait(needed, after_position)
    plan = await plan_of(needed, plan_id)
    answer = AreaAnswer(
        plan_id=plan.object_id,
        members=plan.membership.members,
        not_known=plan.membership.not_known,
        years=await area_of(needed, plan, on),
    )
    return _told(answer)


async def show_path(
    needed: Need,
    asker: Asker,
    plan_id: OfPlan = None,
    on: StandingOn = None,
    after_position: AfterPosition = None,
) -> Response:
    """Lay the plan's targets over the complete years."""
    needed.reader.reach("GetTargetPath", asker)
    await wait(needed, after_position)
    plan = await plan_of(needed, plan_id)
    years = await area_of(needed, plan, on)
    totals = complete_totals(years)
    answer = TargetAnswer(
        plan_id=plan.object_id,
        not_known=plan.membership.not_known,
        paths=tuple(target_path(target, totals) for target in plan.content.targets),
        unknown=tuple(_unknown(plan)),
        incomplete=tuple(each.emissions_fiscal_year for each in years if each.emissions_fiscal_year not in totals),
        marked=marked_years(years),
    )
    return _told(answer)


async def compare_base(
    needed: Need, asker: Asker, lg_code: Municipality, base_fiscal_year: BaseYear, after_position: AfterPosition = None
) -> Response:
    """Hold every edition against every edition of the base year."""
    _allow(needed, asker, "GetBaseYearComparison", lg_code)
    await wait(needed, after_position)
    found = against_base(await statements_of(needed, lg_code), base_fiscal_year)
    return _told(BaseAnswer(lg_code=lg_code, base_fiscal_year=base_fiscal_year, comparisons=found))


async def list_editions(
    needed: Need,
    asker: Asker,
    lg_code: Municipality,
    emissions_fiscal_year: EmissionYear,
    after_position: AfterPosition = None,
) -> Response:
    """List what the rounds brought and what was entered of a year, with the ground and the effect of each edition."""
    _allow(needed, asker, "ListEmissionEditions", lg_code)
    await wait(needed, after_position)
    found = editions_of(await statements_of(needed, lg_code), emissions_fiscal_year)
    return _told(EditionsAnswer(lg_code=lg_code, emissions_fiscal_year=emissions_fiscal_year, editions=found))


def _unknown(plan: PlanRow) -> Iterator[Unknown]:
    if not plan.content.targets:
        yield Unknown.TARGET
    if plan.membership.not_known:
        yield Unknown.MEMBERS


def _allow(needed: Services, asker: Caller, query: str, lg_code: str | None) -> None:
    if not needed.reader.reach(query, asker).covers(lg_code):
        raise NotPermitted(command=query, capacity=asker.capacity)


def _told(answer: Value) -> Response:
    return JSONResponse(answer.model_dump(mode="json"))
