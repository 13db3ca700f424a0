"""What stands in a survey: the lines of one municipality and review year, as issued and as they stand now.

What somebody may not see yet, such as a statement that its office has not filed, stands empty in what is issued to him.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias, TypeVar

from adapters.api.boards import round_of, sheet_of
from adapters.api.wiring import Services
from adapters.web.words import figure, stage, town
from application.authority import Caller, NotPermitted
from application.desk import ObjectNotFound, replay
from application.entering import stated_cell, stated_measure
from application.survey_form import FORMS, Choices, SurveyContent, SurveyLine
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell, Gas
from domain.kernel import Aggregate
from domain.measure_terms import Indicator
from domain.progress_report import ProgressReport
from domain.survey import SurveyKind
from projections.emission_series import EmissionSeries, figures, newest
from projections.measure_sheet import SheetLine
from projections.organisation import Offices
from projections.plans import Plans
from projections.rounds import RoundRow

A = TypeVar("A", bound=Aggregate)
Filled: TypeAlias = ProgressReport | EmissionStatement
KINDS: Mapping[SurveyKind, type[Filled]] = {
    SurveyKind.PROGRESS: ProgressReport,
    SurveyKind.EMISSIONS: EmissionStatement,
}
QUERY = "GetSurvey"


@dataclass(frozen=True, slots=True)
class Issue:
    """発行: a survey as it stands now, with what it is about: the object at its version, if it is begun."""

    content: SurveyContent
    row: RoundRow
    object_id: str
    held: Filled | None
    sheet: Mapping[str, SheetLine]

    async def as_of(self, needed: Services, version: int) -> SurveyContent:
        """Give the same survey with the entries as an earlier version of the object held them."""
        records = (await needed.log.stream(self.object_id))[:version]
        held = replay(type(self.held), [each.event for each in records]) if self.held is not None else None
        lines = [replace(each, entries=_entries(held, each.key)) for each in self.content.lines]
        return replace(self.content, lines=lines)


async def issue(needed: Services, caller: Caller, kind: SurveyKind, fiscal_year: int, lg_code: str) -> Issue:
    """Lay out a survey for who may have it; raises ``ObjectNotFound`` and ``NotPermitted``."""
    row = await round_of(needed, fiscal_year)
    if lg_code not in row.members:
        raise ObjectNotFound(object_id=KINDS[kind].create_id("00000", fiscal_year))
    if not needed.reader.reach(QUERY, caller).covers(lg_code):
        raise NotPermitted(command=QUERY, capacity=caller.capacity)
    object_id = KINDS[kind].create_id(lg_code, fiscal_year)
    held = await _held(needed, caller, object_id)
    sheet: Mapping[str, SheetLine] = {}
    if kind is SurveyKind.PROGRESS:
        sheet = {_slug(each.measure_id): each for each in (await sheet_of(needed, row, lg_code)).lines}
        lines = _measures(row, sheet, held)
    else:
        lines = await _cells(needed, row, lg_code, held)
    content = SurveyContent(
        form=FORMS[kind],
        lg_code=lg_code,
        town=town(lg_code),
        fiscal_year=fiscal_year,
        subject_fiscal_year=row.measures_fiscal_year if kind is SurveyKind.PROGRESS else row.emissions_fiscal_year,
        version=held.version if held is not None else 0,
        due_on=row.timetable.due_on(lg_code, KINDS[kind].STEP),
        lines=lines,
        sample=await _is_sample(needed, lg_code),
    )
    return Issue(content, row, object_id, held, sheet)


async def _held(needed: Services, caller: Caller, object_id: str) -> Filled | None:
    try:
        found = await needed.reader.object(object_id, caller)
    except ObjectNotFound:
        return None
    return found if isinstance(found, (ProgressReport, EmissionStatement)) else None


def _entries(held: Aggregate | None, key: str) -> Mapping[str, str]:
    if isinstance(held, ProgressReport):
        return stated_measure(held.statements.get(measure_of(key)))
    if isinstance(held, EmissionStatement):
        return stated_cell(held.cells.get(cell_of(key)))
    return {}


def _measures(row: RoundRow, sheet: Mapping[str, SheetLine], held: Aggregate | None) -> Sequence[SurveyLine]:
    grades: Choices = tuple((each.code, each.code) for each in row.scale)
    return [
        SurveyLine(
            key=key,
            shown=(_measure(line), _last_year(line)),
            entries=_entries(held, key),
            closed=_closed(line),
            choices={"grade": grades, "indicator": _indicators(line.indicators)},
            units={"indicator_actual": line.indicators[0].unit} if len(line.indicators) == 1 else {},
        )
        for key, line in sheet.items()
    ]


def _closed(line: SheetLine) -> frozenset[str]:
    """Name the columns that are not asked of a measure: nothing to choose from, to measure, or to repeat."""
    closed = set() if line.may_be_confirmed_unchanged else {"no_change"}
    if len(line.indicators) < 2:  # noqa: PLR2004 - from two on there is a choice
        closed.add("indicator")
    return frozenset(closed if line.indicators else closed | {"indicator_actual"})


def _indicators(indicators: Sequence[Indicator]) -> Choices:
    names = [f"{each.name}（{each.unit}）" for each in indicators]
    return tuple(
        (each.code, name if names.count(name) == 1 else f"{name} {each.code}")
        for each, name in zip(indicators, names, strict=True)
    )


def _measure(line: SheetLine) -> str:
    targets = {each.indicator: each.amount for each in line.targets}
    told = [
        f"指標 {each.name}（{each.unit}）" + (f"　目標 {figure(targets[each.code])}" if each.code in targets else "")
        for each in line.indicators
    ]
    return "\n".join([line.title, stage(line.stage), *told])


def _last_year(line: SheetLine) -> str:
    if line.last is None:
        return "（前年度の記録なし）"
    head = line.last.status.japanese + (f"　評価 {line.last.grade}" if line.last.grade else "")
    told = [head]
    if line.last_result is not None and line.last_result.actual is not None:
        told.append(f"実績 {figure(line.last_result.actual)}{line.last_result.unit}")
    if line.last.reduction is not None:
        told.append(f"削減量 {figure(line.last.reduction)} t-CO2")
    return "\n".join([*told, *([line.last.narrative] if line.last.narrative else [])])


async def _cells(needed: Services, row: RoundRow, lg_code: str, held: Aggregate | None) -> Sequence[SurveyLine]:
    """Lay out the carbon dioxide of every sector, and each other gas that is stated or was accepted a year ago."""
    statement = held if isinstance(held, EmissionStatement) else None
    earlier = await _accepted(needed, lg_code, row.emissions_fiscal_year - 1)
    stated: Mapping[tuple[str, Gas], Cell] = {} if statement is None else statement.cells
    plan = await needed.views.get(Plans(), row.plan_id)
    names = {} if plan is None else {each.code: each.name for each in plan.content.sectors}
    return [
        SurveyLine(
            key=f"{sector}.{gas.value}",
            shown=(names.get(sector, sector), gas.japanese, _figure(earlier.get((sector, gas)))),
            entries=stated_cell(stated.get((sector, gas))),
        )
        for sector in (row.sectors if statement is None else statement.sectors)
        for gas in Gas
        if gas is Gas.CO2 or (sector, gas) in stated or (sector, gas) in earlier
    ]


async def _accepted(
    needed: Services, lg_code: str, emissions_fiscal_year: int
) -> Mapping[tuple[str, Gas], Decimal | None]:
    """Give the accepted figures of an emission year."""
    rows = [each async for each in needed.views.every(EmissionSeries(), lg_code=lg_code)]
    found = newest(figures([each for each in rows if each.emissions_fiscal_year == emissions_fiscal_year]))
    return {each.cell.key: each.cell.value for each in found.values()}


def _figure(value: Decimal | None) -> str:
    return "" if value is None else figure(value)


async def _is_sample(needed: Services, lg_code: str) -> bool:
    """Tell whether what is about this municipality is a sample: its office's contact says so."""
    offices = [each async for each in needed.views.every(Offices(), lg_code=lg_code)]
    contacts = await needed.contacts.get([each.contact_id for each in offices if each.contact_id])
    return any(each.sample for each in contacts.values())


def measure_of(key: str) -> str:
    """Give the measure of a line's key."""
    return f"measure:{key}"


def cell_of(key: str) -> tuple[str, Gas]:
    """Give sector and gas of a line's key; one that no line has is nobody's cell."""
    sector, _, gas = key.rpartition(".")
    return sector, next(each for each in Gas if each.value == gas)


def _slug(measure_id: str) -> str:
    return measure_id.removeprefix("measure:")
