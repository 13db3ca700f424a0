"""The area's emissions: totals, per person and per household, and how years stand against the base year by edition.

Who has stated nothing is named and left out of both sides of a quotient, so that nobody's silence counts as zero.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from domain.emissions import Total, thousand_tonnes, total
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Text, Value
from domain.people import HeadCount, head_count_for
from domain.plan_content import Sector
from domain.report_emissions import SINK
from projections.emission_series import Figure, Members, StatementRow, figures_of_members

GRAMS = Decimal("0.000001")
TENTHS = Decimal("0.1")


HeadCounts = Mapping[str, Sequence[HeadCount]]


class HeadsUsed(Value):
    """人口・世帯数の出典: the year and the source that a quotient rests on, and for which municipalities."""

    fiscal_year: FiscalYear
    source: Line
    lg_codes: tuple[LgCode, ...]
    label: Annotated[Text, Field(description="回答に添える表示 例 人口・世帯数は2015年度（国勢調査 2015）")]


class PerHead(Value):
    """一人・一世帯当たり: of those who have figures alone; ``None`` where people or figures are not known.

    People are those of the newest count not later than the year, else of the nearest later one, as ``used`` says.
    """

    population: int | None
    households: int | None
    per_person: Annotated[Decimal | None, Field(description="t-CO2／人")]
    per_household: Annotated[Decimal | None, Field(description="t-CO2／世帯")]
    used: Annotated[tuple[HeadsUsed, ...], Field(description="用いた人口・世帯数の年度と出典")]


class Emitted(Value):
    """排出量: an exact sum with what it lacks, the same in 千t-CO2, and what falls to each head. Sinks are left out.

    ``label`` is what stands beside the figure wherever it is shown.
    """

    total: Total
    thousand_tonnes: Decimal | None
    label: Annotated[Line | None, Field(description="値に添える印 例 過少・暫定")]
    heads: PerHead


class MunicipalEmitted(Value):
    """市町村の排出量: one municipality in one year."""

    lg_code: LgCode
    emitted: Emitted


class AreaYear(Value):
    """圏域の一年: the sum over the members who have figures, each of them, and the names of those who have none.

    Of whom it is not known whether they take part in the plan is named too: in no sum and in nobody's quotient.
    """

    emissions_fiscal_year: FiscalYear
    emitted: Emitted
    municipalities: tuple[MunicipalEmitted, ...]
    missing: tuple[LgCode, ...]
    not_known: Annotated[
        tuple[LgCode, ...], Field(description="計画への参加が未確認で、合計にも一人当たりにも含まない市町村")
    ]
    sample: bool


def area_years(
    found: Iterable[Figure], members: Members, counts: HeadCounts, not_known: Sequence[str] = ()
) -> tuple[AreaYear, ...]:
    """Sum the newest figures year by year, over the members of each year and for each of them."""
    counted = (figure for figure in found if figure.cell.sector != SINK)
    return tuple(
        _area_year(fiscal_year, held, frozenset(members(fiscal_year)), counts, tuple(not_known))
        for fiscal_year, held in figures_of_members(counted, members, not_known)
    )


def complete_totals(years: Iterable[AreaYear]) -> Mapping[int, Decimal]:
    """Give the totals of the years of which no member and no figure is missing: only these can be compared.

    While it is not known who takes part, no total is of everybody.
    """
    return {
        each.emissions_fiscal_year: each.emitted.total.value
        for each in years
        if not each.missing
        and not each.not_known
        and each.emitted.total.complete
        and each.emitted.total.value is not None
    }


class MarkedYear(Value):
    """印のある年度: a year whose total has to be shown with words beside it, such as 過少・暫定."""

    emissions_fiscal_year: FiscalYear
    label: Line


def marked_years(years: Iterable[AreaYear]) -> tuple[MarkedYear, ...]:
    """Name the years whose totals hold figures that are understated or provisional."""
    return tuple(
        MarkedYear(emissions_fiscal_year=each.emissions_fiscal_year, label=each.emitted.label)
        for each in years
        if each.emitted.label is not None
    )


def _area_year(
    fiscal_year: int, held: Sequence[Figure], owing: frozenset[str], counts: HeadCounts, not_known: tuple[str, ...]
) -> AreaYear:
    heads = {lg_code: head_count_for(known, fiscal_year) for lg_code, known in counts.items()}
    present = sorted({figure.lg_code for figure in held})
    return AreaYear(
        emissions_fiscal_year=fiscal_year,
        emitted=_emitted(fiscal_year, held, present, heads),
        municipalities=tuple(
            MunicipalEmitted(
                lg_code=lg_code,
                emitted=_emitted(fiscal_year, [each for each in held if each.lg_code == lg_code], [lg_code], heads),
            )
            for lg_code in present
        ),
        missing=tuple(sorted(owing - set(present))),
        not_known=not_known,
        sample=any(figure.sample for figure in held),
    )


def _emitted(
    fiscal_year: int, held: Sequence[Figure], present: Sequence[str], heads: Mapping[str, HeadCount | None]
) -> Emitted:
    whole = total((figure.cell for figure in held), fiscal_year)
    shown = None if whole.value is None else thousand_tonnes(whole.value)
    return Emitted(total=whole, thousand_tonnes=shown, label=whole.label, heads=_per_head(whole.value, present, heads))


def _per_head(amount: Decimal | None, present: Sequence[str], heads: Mapping[str, HeadCount | None]) -> PerHead:
    found = {lg_code: count for lg_code in present if (count := heads.get(lg_code)) is not None}
    known = bool(present) and len(found) == len(present)
    population = sum(each.population for each in found.values()) if known else None
    households = sum(each.households for each in found.values()) if known else None
    return PerHead(
        population=population,
        households=households,
        per_person=_quotient(amount, population),
        per_household=_quotient(amount, households),
        used=tuple(_used(found)) if known else (),
    )


def _used(found: Mapping[str, HeadCount]) -> Iterator[HeadsUsed]:
    """Yield each year and source once, the oldest first, with whose people it counts."""
    for fiscal_year, source in sorted({(each.fiscal_year, each.source) for each in found.values()}):
        whose = sorted(code for code, each in found.items() if (each.fiscal_year, each.source) == (fiscal_year, source))
        label = f"人口・世帯数は{fiscal_year}年度（{source}）"
        yield HeadsUsed(fiscal_year=fiscal_year, source=source, lg_codes=tuple(whose), label=label)


def _quotient(amount: Decimal | None, among: int | None) -> Decimal | None:
    return None if amount is None or not among else (amount / among).quantize(GRAMS, rounding=ROUND_HALF_UP)


class StatedTotal(NamedTuple):
    """版の合計: what one edition of one statement sums up to."""

    object_id: str
    emissions_fiscal_year: int
    edition: int
    since: date
    total: Total


class BaseComparison(Value):
    """基準年度比: one edition of a year against one edition of the base year; unknown where a sum lacks figures."""

    object_id: StreamId
    emissions_fiscal_year: FiscalYear
    edition: int
    since: date
    total: Total
    base_object_id: StreamId
    base_edition: int
    base_total: Total
    difference: Annotated[Decimal | None, Field(description="基準年度との差 t-CO2")]
    percent: Annotated[Decimal | None, Field(description="基準年度比の増減率 %")]


def against_base(rows: Iterable[StatementRow], base_fiscal_year: int) -> tuple[BaseComparison, ...]:
    """Hold every edition of one municipality's years against every edition of its base year."""
    stated = [each for row in rows for each in _stated(row)]
    bases = [each for each in stated if each.emissions_fiscal_year == base_fiscal_year]
    return tuple(
        _compared(each, base) for each in stated if each.emissions_fiscal_year != base_fiscal_year for base in bases
    )


def _stated(row: StatementRow) -> Iterable[StatedTotal]:
    for edition in row.editions:
        counted = total((cell for cell in edition.cells if cell.sector != SINK), row.emissions_fiscal_year)
        yield StatedTotal(row.object_id, row.emissions_fiscal_year, edition.edition, edition.since, counted)


def _compared(each: StatedTotal, base: StatedTotal) -> BaseComparison:
    before, after = base.total.value, each.total.value
    comparable = each.total.complete and base.total.complete
    difference = after - before if comparable and before is not None and after is not None else None
    percent = (
        (difference / before * 100).quantize(TENTHS, rounding=ROUND_HALF_UP)
        if difference is not None and before
        else None
    )
    return BaseComparison(
        **each._asdict(),
        base_object_id=base.object_id,
        base_edition=base.edition,
        base_total=base.total,
        difference=difference,
        percent=percent,
    )


class SectorYear(NamedTuple):
    """部門の一年: what a branch of the sector tree emitted, summed over the members who have figures."""

    sector: str
    fiscal_year: int
    total: Total
    missing: tuple[str, ...]


def sector_years(
    found: Iterable[Figure], members: Members, tree: Sequence[Sector], not_known: Sequence[str] = ()
) -> tuple[SectorYear, ...]:
    """Sum the newest figures by year and by the branches at the top of the tree, sinks left out."""
    parents = {each.code: each.parent for each in tree}
    branches = [each.code for each in tree if each.parent is None and each.code != SINK]
    told = []
    for fiscal_year, held in figures_of_members(found, members, not_known):
        missing = tuple(sorted(frozenset(members(fiscal_year)) - {figure.lg_code for figure in held}))
        for branch in branches:
            cells = [each.cell for each in held if _branch(each.cell.sector, parents) == branch]
            told.append(SectorYear(branch, fiscal_year, total(cells, fiscal_year), missing))
    return tuple(told)


def _branch(sector: str, parents: Mapping[str, str | None]) -> str:
    parent = parents.get(sector)
    return sector if parent is None else _branch(parent, parents)
