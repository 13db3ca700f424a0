"""The report's corrections 正誤: what was put right in reports and emissions of earlier years, and why."""

from collections.abc import Iterable
from datetime import date

from domain.kernel import FiscalYear, LgCode, Text, Value


class CorrectedReport(Value):
    """報告書の正誤: a later edition of an earlier year's report."""

    fiscal_year: FiscalYear
    edition: int
    published_on: date
    reason: Text | None


class RestatedFigures(Value):
    """排出量の再算定: a later edition of one municipality's figures of a year, with its effect."""

    lg_code: LgCode
    emissions_fiscal_year: FiscalYear
    edition: int
    restated_on: date | None = None
    reason: Text | None = None
    effect: Text | None = None


class CorrectionTable(Value):
    """正誤の表: corrected reports, then restated figures, each from the oldest year on."""

    reports: tuple[CorrectedReport, ...]
    figures: tuple[RestatedFigures, ...]


def correction_table(reports: Iterable[CorrectedReport], figures: Iterable[RestatedFigures]) -> CorrectionTable:
    """Put corrections into their order."""
    return CorrectionTable(
        reports=tuple(sorted(reports, key=lambda each: (each.fiscal_year, each.edition))),
        figures=tuple(sorted(figures, key=lambda each: (each.emissions_fiscal_year, each.lg_code, each.edition))),
    )
