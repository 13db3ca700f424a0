"""The facts of a published report as open data: one row per fact, with its unit, method, edition and marks.

Rows are made from the frozen report alone. A fact without a figure has the reason in its place, never a zero.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from adapters.documents.names import Names
from adapters.web.words import body, region, word
from domain.kernel import Value
from domain.labels import Labelled
from domain.publication import Edition
from domain.report import AnnualReport
from domain.report_emissions import Amount, Figure

TONNES, PERCENT, TIMES, PEOPLE = "t-CO2", "%", "回", "人"


class FactKind(Labelled):
    """事実の区分: what a row of the open data tells of."""

    EMISSION = "emission", "部門・ガス別排出量", "emissions by sector and gas"
    MUNICIPAL_TOTAL = "municipal-total", "市町村の排出量合計", "total of a municipality"
    AREA_SECTOR = "area-sector", "圏域の部門別排出量", "the area's emissions by sector"
    AREA_TOTAL = "area-total", "圏域の排出量合計", "the area's total"
    MEASURE_STATUS = "measure-status", "施策の取組状況", "status of a measure"
    MEASURE_GRADE = "measure-grade", "施策の評価", "grade of a measure"
    INDICATOR = "indicator", "施策の指標の実績", "indicator of a measure"
    TARGET = "indicator-target", "施策の指標の目標", "target of an indicator"
    REDUCTION = "reduction", "施策の削減量", "reduction of a measure"
    OFFICE_GRADE = "office-grade", "市町村の点検評価", "a municipality's own evaluation"
    OWN_EMISSION = "own-emission", "事務事業に伴う排出量", "emissions of the municipality's own offices"
    OUTREACH = "outreach", "啓発・支援活動の回数", "number of outreach activities"


class Fact(Value):
    """事実: one row. Either ``figure`` with its unit, or ``words``, or the ``notation`` that says why there is none."""

    kind: Annotated[FactKind, Field(description="区分")]
    lg_code: Annotated[str, Field(description="団体コード。圏域全体と団体以外は空")] = ""
    name: Annotated[str, Field(description="団体名")]
    fiscal_year: Annotated[int, Field(description="西暦年度")]
    subject: Annotated[str, Field(description="対象の符号（部門、施策）")] = ""
    subject_name: Annotated[str, Field(description="対象の名称")] = ""
    item: Annotated[str, Field(description="項目（ガス、指標、活動の種別）")] = ""
    figure: Annotated[Figure | None, Field(description="値")] = None
    unit: Annotated[str, Field(description="単位")] = ""
    words: Annotated[str, Field(description="文字で表す値")] = ""
    notation: Annotated[str, Field(description="値がない理由")] = ""
    method: Annotated[str, Field(description="算定方法")] = ""
    basis: Annotated[str, Field(description="係数・統計の版、根拠")] = ""
    marks: Annotated[str, Field(description="印（過少・暫定）")] = ""
    figure_edition: Annotated[int | None, Field(description="排出量の版")] = None
    report_fiscal_year: Annotated[int, Field(description="報告書の年度")]
    edition: Annotated[int, Field(description="報告書の版")]
    sample: Annotated[str, Field(description="サンプルの表示")] = ""


@dataclass(frozen=True, slots=True)
class _Source:
    report: AnnualReport
    edition: Edition
    names: Names

    def fact(self, kind: FactKind, fiscal_year: int, lg_code: str | None = None, /, **told: Any) -> Fact:
        """Make a row with what all rows of the report share; without a municipality it is about the area."""
        area = region(self.report.frame.region_id)
        shared = {
            "name": area if lg_code is None else self.names.town(lg_code),
            "lg_code": lg_code or "",
            "fiscal_year": fiscal_year,
            "report_fiscal_year": self.report.frame.fiscal_year,
            "edition": self.edition.edition,
            "sample": self.report.sample or "",
        }
        return Fact.model_validate({"kind": kind, **shared, **told})

    def measure(self, measure_id: str) -> Mapping[str, str]:
        """Name a measure as the subject of a row."""
        return {"subject": measure_id, "subject_name": self.names.measure(measure_id)}

    def sector(self, code: str) -> Mapping[str, str]:
        """Name a sector as the subject of a row."""
        return {"subject": code, "subject_name": self.names.sector(code)}


def facts(report: AnnualReport, edition: Edition) -> Iterator[Fact]:
    """Yield every fact of an edition, in the order of the report."""
    source = _Source(report, edition, Names.of(report))
    for family in FAMILIES:
        yield from family(source)


def _emissions(of: _Source) -> Iterator[Fact]:
    told = of.report.emissions
    fiscal_year = told.emissions_fiscal_year
    for line in () if of.report.figures is None else of.report.figures.lines:
        for each in line.figures:
            marks = [name for name, held in (("過少", each.understated), ("暫定", each.provisional)) if held]
            basis = [*each.factors, each.warming_potential, each.source]
            yield of.fact(
                FactKind.EMISSION,
                fiscal_year,
                line.lg_code,
                **of.sector(each.sector),
                item=word(each.gas),
                figure=each.tonnes,
                unit=TONNES,
                notation="" if each.notation is None else word(each.notation),
                method="" if each.method is None else word(each.method),
                basis="、".join(part for part in basis if part),
                marks="・".join(marks),
                figure_edition=line.edition,
            )
    for town in told.municipalities:
        yield of.fact(FactKind.MUNICIPAL_TOTAL, fiscal_year, town.lg_code, **_amount(town.amount))
    for node in told.sectors:
        yield of.fact(FactKind.AREA_SECTOR, fiscal_year, **of.sector(node.sector), **_amount(node.amount))
    yield of.fact(FactKind.AREA_TOTAL, fiscal_year, **_amount(told.total))


def _amount(amount: Amount) -> Mapping[str, object]:
    lacking = f"値のない欄 {len(amount.lacks)}件を含まない" if amount.lacks else ""
    label = "" if amount.marks is None else amount.marks.label or ""
    return {"figure": amount.tonnes, "unit": TONNES, "notation": lacking, "marks": label, "method": "内訳の合計"}


def _measures(of: _Source) -> Iterator[Fact]:
    fiscal_year = of.report.frame.measures_fiscal_year
    reduced = (
        {}
        if of.report.reductions is None
        else {(each.measure_id, each.lg_code): each.stated for each in of.report.reductions.lines}
    )
    for line in of.report.measures.lines:
        measure = of.measure(line.measure.measure_id)
        for said in line.confirmations:
            at = (fiscal_year, said.lg_code)
            yield of.fact(FactKind.MEASURE_STATUS, *at, **measure, words=word(said.status))
            if said.grade is not None:
                yield of.fact(FactKind.MEASURE_GRADE, *at, **measure, words=said.grade)
            if said.reduction is not None:
                stated = reduced.get((line.measure.measure_id, said.lg_code))
                rests = (
                    {}
                    if stated is None
                    else {
                        "method": word(stated.basis),
                        "basis": "、".join(part for part in (stated.factor_edition, stated.ground) if part),
                    }
                )
                yield of.fact(FactKind.REDUCTION, *at, **measure, figure=said.reduction, unit=TONNES, **rests)
        for lg_code in line.unconfirmed:
            yield of.fact(FactKind.MEASURE_STATUS, fiscal_year, lg_code, **measure, notation="未確認")


def _indicators(of: _Source) -> Iterator[Fact]:
    told = of.report.achievements
    for line in () if told is None else told.lines:
        if line.result is None or told is None:
            continue
        at = (told.fiscal_year, line.lg_code)
        shared = {**of.measure(line.measure_id), "item": line.result.name, "unit": line.result.unit}
        for kind, value in ((FactKind.INDICATOR, line.result.actual), (FactKind.TARGET, line.result.target)):
            yield of.fact(kind, *at, **shared, figure=value, notation="" if value is not None else "未報告")


def _offices(of: _Source) -> Iterator[Fact]:
    for each in of.report.findings:
        if each.grade is not None:
            yield of.fact(FactKind.OFFICE_GRADE, of.report.frame.fiscal_year, each.lg_code, words=each.grade)
    for line in () if of.report.office_plans is None else of.report.office_plans.lines:
        own = line.emissions
        if own is not None:
            yield of.fact(
                FactKind.OWN_EMISSION, own.fiscal_year, line.lg_code, figure=own.tonnes, unit=TONNES, basis=own.source
            )


def _outreach(of: _Source) -> Iterator[Fact]:
    told = of.report.outreach
    for line in () if told is None else told.lines:
        for count in line.counts:
            if told is not None:
                yield of.fact(
                    FactKind.OUTREACH,
                    told.fiscal_year,
                    name=line.name or body(line.body_id),
                    item=word(count.kind),
                    figure=Decimal(count.count),
                    unit=TIMES,
                )


FAMILIES: tuple[Callable[[_Source], Iterator[Fact]], ...] = (_emissions, _measures, _indicators, _offices, _outreach)
