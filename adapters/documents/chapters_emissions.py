"""The chapters on emissions: sums, what they lack, differences of rounding, every figure with its method, the path."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from adapters.documents.blocks import (
    NOTHING,
    Block,
    Chapter,
    Column,
    Group,
    Heading,
    Paragraph,
    Table,
    group,
    share_of,
    table,
)
from adapters.documents.names import Names
from adapters.web.words import figure, fiscal, word
from domain.report import AnnualReport
from domain.report_emissions import Amount, EmissionTable
from domain.report_figures import FigureTable, StatedFigure
from domain.target_path import TargetPath

SHADE = "　"  # one full width for each level of the tree


def emissions_chapter(report: AnnualReport, names: Names) -> Chapter:
    """Set out the emissions of the year."""
    return Chapter("emissions", "温室効果ガス排出量", tuple(_emissions(report, names)))


def _emissions(report: AnnualReport, names: Names) -> Iterator[Block]:
    told = report.emissions
    year = fiscal(told.emissions_fiscal_year)
    yield Paragraph(
        f"{year}の排出量は、圏域全体で{_thousand(told.total)} 千t-CO2（{figure(told.total.tonnes)} t-CO2）です。"
        "森林等吸収源は含みません。"
    )
    columns = (
        Column("部門", 6),
        Column("千t-CO2", 4, "number"),
        Column("t-CO2", 4, "number"),
        Column("大きさ", 4, "bar"),
    )
    yield table(f"部門別の排出量　{year}", columns, _sectors(report))
    towns = [each.amount.tonnes for each in told.municipalities if each.amount.tonnes is not None]
    most = max(towns, default=None)
    yield table(
        f"市町村別の排出量　{year}（吸収源を除く）",
        (Column("市町村", 6), *columns[1:]),
        [
            (
                names.town(each.lg_code),
                _thousand(each.amount),
                figure(each.amount.tonnes),
                share_of(each.amount.tonnes, most),
            )
            for each in told.municipalities
        ],
    )
    yield Heading(2, "端数処理と値の印")
    yield Paragraph(_rounding(told))
    if told.marking is not None:
        yield Paragraph(told.marking)
    yield from _lacks(told, names)
    if report.figures is not None:
        yield Heading(2, "排出量の明細と算定方法")
        yield _figures(report.figures, names)


def _sectors(report: AnnualReport) -> Iterator[tuple[str, ...]]:
    depths: dict[str, int] = {}
    leaves = [each.amount.tonnes for each in report.emissions.sectors if each.sector in report.frame.leaves]
    most = max((each for each in leaves if each is not None), default=None)
    for each in report.emissions.sectors:
        depths[each.sector] = 0 if each.parent is None else depths.get(each.parent, -1) + 1
        drawn = each.amount.tonnes if each.sector in report.frame.leaves else None
        yield (
            f"{SHADE * depths[each.sector]}{each.name}",
            _thousand(each.amount),
            figure(each.amount.tonnes),
            share_of(drawn, most),
        )
    yield ("合計（吸収源を除く）", _thousand(report.emissions.total), figure(report.emissions.total.tonnes), "0")


def _thousand(amount: Amount) -> str:
    shown = figure(amount.thousand_tonnes)
    return f"{shown}（{amount.marks.label}）" if amount.marks is not None and amount.marks.label else shown


def _rounding(told: EmissionTable) -> str:
    gaps = [("部門", told.sector_difference), ("市町村", told.municipal_difference)]
    known = [f"{whose}の和と全体の差は{figure(gap)} 千t-CO2" for whose, gap in gaps if gap is not None]
    return f"{told.rounding}{'、'.join(known)}{'です。' if known else ''}"


def _lacks(told: EmissionTable, names: Names) -> Iterator[Block]:
    if not told.total.lacks:
        yield Paragraph("合計に含まれていない値はありません。")
        return
    yield table(
        "合計に含まれていない値（0とはみなしていません）",
        (Column("市町村", 4), Column("部門", 5), Column("ガス", 4), Column("理由", 4)),
        [
            (
                names.town(each.lg_code),
                names.sector(each.sector),
                word(each.gas) if each.gas else NOTHING,
                word(each.notation) if each.notation else "報告なし",
            )
            for each in told.total.lacks
        ],
        small=True,
    )


def _figures(told: FigureTable, names: Names) -> Table:
    columns = (
        Column("部門", 6),
        Column("ガス", 5),
        Column("t-CO2", 5, "number"),
        Column("算定方法", 6),
        Column("係数・統計の版、印", 10),
    )
    groups: list[Group] = [
        group(
            [
                (names.sector(each.sector), word(each.gas), _stated(each), _method(each), _basis(each))
                for each in line.figures
            ],
            f"{names.town(line.lg_code)}（{fiscal(told.emissions_fiscal_year)}　第{line.edition}版）",
        )
        for line in told.lines
    ]
    return Table("市町村・部門・ガス別の排出量", columns, tuple(groups), small=True)


def _stated(each: StatedFigure) -> str:
    return word(each.notation) if each.tonnes is None else figure(each.tonnes)


def _method(each: StatedFigure) -> str:
    return NOTHING if each.method is None else word(each.method)


def _basis(each: StatedFigure) -> str:
    marks = [told for told, held in (("過少", each.understated), ("暫定", each.provisional)) if held]
    potential = [] if each.warming_potential is None else [f"温暖化係数 {each.warming_potential}"]
    source = [] if each.source is None else [each.source]
    return "、".join([*each.factors, *potential, *source, *marks]) or NOTHING


def targets_chapter(report: AnnualReport) -> Chapter:
    """Lay the targets of the plan over the years that are known."""
    return Chapter("targets", "削減目標と目標経路", tuple(_targets(report)))


def _targets(report: AnnualReport) -> Iterator[Block]:
    told = report.targets
    if told is None or not told.lines:
        yield Paragraph("計画の削減目標は、この記録に登録されていません。このため目標経路との比較は示していません。")
    for path in () if told is None else told.lines:
        yield Heading(
            2,
            f"{fiscal(path.target_fiscal_year)}の目標（{fiscal(path.base_fiscal_year)}比{figure(path.reduction_percent)}%削減）",
        )
        yield from _path(path)
    if told is not None and told.totals:
        yield table(
            "値がすべてそろっている年度の圏域の排出量",
            (Column("年度", 5), Column("t-CO2", 4, "number"), Column("値のある所", 8)),
            [(fiscal(each.emissions_fiscal_year), figure(each.tonnes), each.origin) for each in told.totals],
        )
    else:
        yield Paragraph("値がすべてそろっている年度がないため、年度間の比較は示していません。")


def _path(path: TargetPath) -> Iterator[Block]:
    if path.unknown:
        yield Paragraph("目標経路を示せない理由：" + "、".join(word(each) for each in path.unknown) + "。")
    if path.latest is not None and path.latest_fiscal_year is not None:
        yield Paragraph(
            f"最新の{fiscal(path.latest_fiscal_year)}は{figure(path.latest)} t-CO2で、"
            f"直線の経路との差は{figure(path.above_path)} t-CO2です（正は経路より多いことを示します）。"
            f"目標までに必要な年間の削減量は{figure(path.needed_pace)} t-CO2です。"
        )
    if path.points:
        most = max((point.path for point in path.points), default=None)
        yield table(
            "目標経路（基準年度から目標年度までの直線）",
            (
                Column("年度", 5),
                Column("経路 t-CO2", 4, "number"),
                Column("排出量 t-CO2", 4, "number"),
                Column("経路の大きさ", 4, "bar"),
            ),
            [_point(fiscal(each.fiscal_year), each.path, each.actual, most) for each in path.points],
        )


def _point(of: str, path: Decimal, actual: Decimal | None, most: Decimal | None) -> Sequence[str]:
    return (of, figure(path), figure(actual), share_of(path, most))
