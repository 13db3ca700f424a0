"""The background of the report: what its seventh form tells beside what the offices filed, and its sections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.compilation import Missing
from domain.emissions import Cell
from domain.kernel import FiscalYear, LgCode, Line, Value
from domain.office_plan_standing import OfficePlanRecord
from domain.plan_content import Policy, Target
from domain.report_corrections import CorrectedReport, RestatedFigures, correction_table
from domain.report_courses import Gone, course_table
from domain.report_figures import figure_table
from domain.report_office_plans import office_plan_table
from domain.report_policies import policy_table
from domain.report_targets import KnownTotal, target_table
from domain.report_year import SittingLine, year_table
from domain.timetable import Timetable


class MemberLine(Value):
    """構成団体: a member of the round under the name that it bore when the report was made."""

    lg_code: LgCode
    name: Line


class Years(Value):
    """対象年度: of the report, of the measures under review and of the emissions."""

    fiscal_year: FiscalYear
    measures_fiscal_year: FiscalYear
    emissions_fiscal_year: FiscalYear


@dataclass(frozen=True, slots=True)
class Background:
    """報告書の背景: pinned facts beside the filed parts; what is not known is empty and is told as not known."""

    names: Mapping[str, str] = field(default_factory=dict)
    opened_on: date | None = None
    timetable: Timetable | None = None
    sittings: Sequence[SittingLine] = ()
    plan_name: str | None = None
    policies: Sequence[Policy] = ()
    policy_numbers: Mapping[str, int | None] = field(default_factory=dict)
    courses: Mapping[str, Gone] = field(default_factory=dict)
    targets: Sequence[Target] = ()
    totals: Sequence[KnownTotal] = ()
    editions: Mapping[str, int] = field(default_factory=dict)
    office_plans: Sequence[OfficePlanRecord] = ()
    corrected: Sequence[CorrectedReport] = ()
    restated: Sequence[RestatedFigures] = ()


def background_sections(  # noqa: PLR0913 - what the frame and the parts of a report hold
    given: Background,
    years: Years,
    members: Sequence[str],
    measures: Sequence[str],
    cells: Mapping[str, Sequence[Cell]],
    *,
    missing: Sequence[Missing],
    total: KnownTotal | None,
) -> dict[str, Any]:
    """Make the sections of the seventh form; ``total`` is the year's own, where nothing lacks."""
    return {
        "members": tuple(MemberLine(lg_code=each, name=given.names.get(each, each)) for each in members),
        "round_course": year_table(given.opened_on, members, given.timetable, missing),
        "sittings": tuple(given.sittings),
        "policies": policy_table(given.plan_name, given.policies, measures, given.policy_numbers),
        "courses": course_table(years.measures_fiscal_year, measures, given.courses),
        "figures": figure_table(years.emissions_fiscal_year, members, cells, given.editions),
        "targets": target_table(given.targets, [*given.totals, *(() if total is None else (total,))]),
        "office_plans": office_plan_table(years.fiscal_year, members, given.office_plans),
        "corrections": correction_table(given.corrected, given.restated),
    }
