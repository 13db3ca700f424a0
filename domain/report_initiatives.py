"""The report's priority initiatives 重点取組: how each of them goes, by the measures in it and by municipality.

Everything is a regrouping of what the report says of its measures: a measure that nobody confirmed, a grade that was
not given and a reduction that is not known stay named as such.
"""

from collections.abc import Iterable, Mapping, Sequence

from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.plan_content import Initiative
from domain.progress_report import MeasureStatus
from domain.report_achievements import AchievementLine, AchievementTable
from domain.report_emissions import Figure
from domain.report_measures import GradeCount, MeasureLine, MeasureTable, Reduction, graded, summed


class InitiativeEntry(Value):
    """重点取組の内訳: one municipality in one measure; without a status nothing was confirmed."""

    measure_id: StreamId
    title: Line
    stage: Line
    status: MeasureStatus | None
    grade: Line | None
    achievement: Figure | None
    reduction: Figure | None


class InitiativeMunicipality(Value):
    """市町村ごとの内訳: the measures with which a municipality takes part."""

    lg_code: LgCode
    entries: tuple[InitiativeEntry, ...]


class StatusCount(Value):
    """取組状況の集計: how often a status was stated; ``None`` counts what nobody confirmed."""

    status: MeasureStatus | None
    count: int


class Lacking(Value):
    """欠けている値: which municipality has not told it of which measure."""

    measure_id: StreamId
    lg_code: LgCode


class InitiativeLine(Value):
    """重点取組の行: its measures by municipality, the counts, the sum of the reductions, and everything that lacks."""

    initiative: Initiative
    measures: tuple[StreamId, ...]
    municipalities: tuple[InitiativeMunicipality, ...]
    absent: tuple[LgCode, ...]
    statuses: tuple[StatusCount, ...]
    grades: tuple[GradeCount, ...]
    reduction: Reduction
    unconfirmed: tuple[Lacking, ...]
    without_achievement: tuple[Lacking, ...]
    without_reduction: tuple[Lacking, ...]


class InitiativeTable(Value):
    """重点取組の表: all initiatives of the plan, and the measures of the round that belong to none of them."""

    fiscal_year: FiscalYear
    lines: tuple[InitiativeLine, ...]
    elsewhere: tuple[StreamId, ...]


def initiative_table(
    initiatives: Sequence[Initiative],
    belonging: Mapping[str, int | None],
    members: Sequence[str],
    measures: MeasureTable,
    achievements: AchievementTable,
) -> InitiativeTable:
    """Group what is known of the measures by initiative; ``belonging`` gives the number of each measure."""
    numbers = {each.number for each in initiatives}
    return InitiativeTable(
        fiscal_year=achievements.fiscal_year,
        lines=tuple(
            _line(
                initiative,
                [line for line in measures.lines if belonging.get(line.measure.measure_id) == initiative.number],
                members,
                measures.grades,
                achievements.lines,
            )
            for initiative in initiatives
        ),
        elsewhere=tuple(
            line.measure.measure_id for line in measures.lines if belonging.get(line.measure.measure_id) not in numbers
        ),
    )


def _line(
    initiative: Initiative,
    own: Sequence[MeasureLine],
    members: Sequence[str],
    scale: Sequence[GradeCount],
    achieved: Iterable[AchievementLine],
) -> InitiativeLine:
    reached = {(each.measure_id, each.lg_code): each for each in achieved}
    parts = [(lg_code, _entry(line, lg_code, reached)) for line in own for lg_code in line.measure.lg_codes]
    stated = [entry for _, entry in parts if entry.status is not None]
    places = {lg_code for lg_code, _ in parts}
    return InitiativeLine(
        initiative=initiative,
        measures=tuple(line.measure.measure_id for line in own),
        municipalities=tuple(
            InitiativeMunicipality(lg_code=lg_code, entries=tuple(entry for place, entry in parts if place == lg_code))
            for lg_code in sorted(places)
        ),
        absent=tuple(lg_code for lg_code in members if lg_code not in places),
        statuses=_statuses([entry.status for _, entry in parts]),
        grades=graded([each.grade for each in scale if each.grade is not None], [entry.grade for entry in stated]),
        reduction=summed(line.reduction for line in own),
        unconfirmed=_lacking((lg_code, entry) for lg_code, entry in parts if entry.status is None),
        without_achievement=_lacking((lg_code, entry) for lg_code, entry in parts if entry.achievement is None),
        without_reduction=_lacking((lg_code, entry) for lg_code, entry in parts if entry.reduction is None),
    )


def _entry(line: MeasureLine, lg_code: str, reached: Mapping[tuple[str, str], AchievementLine]) -> InitiativeEntry:
    said = next((each for each in line.confirmations if each.lg_code == lg_code), None)
    told = reached.get((line.measure.measure_id, lg_code))
    return InitiativeEntry(
        measure_id=line.measure.measure_id,
        title=line.measure.title,
        stage=line.measure.stage,
        status=None if said is None else said.status,
        grade=None if said is None else said.grade,
        achievement=None if told is None or told.result is None else told.result.achievement,
        reduction=None if said is None else said.reduction,
    )


def _statuses(stated: Sequence[MeasureStatus | None]) -> tuple[StatusCount, ...]:
    return tuple(StatusCount(status=each, count=stated.count(each)) for each in (*MeasureStatus, None))


def _lacking(parts: Iterable[tuple[str, InitiativeEntry]]) -> tuple[Lacking, ...]:
    return tuple(Lacking(measure_id=entry.measure_id, lg_code=lg_code) for lg_code, entry in parts)
