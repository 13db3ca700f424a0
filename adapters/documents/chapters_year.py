"""The first chapters of the printed report: how the year went, and whose report it is."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from adapters.documents.blocks import Block, Chapter, Column, Heading, Paragraph, table
from adapters.documents.names import Names
from adapters.web.words import day, fiscal, word
from domain.report import AnnualReport
from domain.report_measures import MeasureTable
from domain.report_year import StepLine, YearTable


def year_chapter(report: AnnualReport, names: Names) -> Chapter:
    """Tell how the year of the review went."""
    return Chapter("year", "点検の経過", tuple(_year(report, names)))


def _year(report: AnnualReport, names: Names) -> Iterator[Block]:
    frame = report.frame
    yield Paragraph(
        f"{fiscal(frame.fiscal_year)}の点検は、{len(frame.members)}団体の{len(frame.measures)}施策を対象に行いました。"
        f"施策の取組状況は{fiscal(frame.measures_fiscal_year)}、温室効果ガス排出量は"
        f"{fiscal(frame.emissions_fiscal_year)}の分です。{_summary(report.measures)}"
    )
    if report.round_course is not None:
        yield from _steps(report.round_course, names)
    if report.sittings:
        yield table(
            "この取りまとめを審議した会議",
            (Column("会議", 6), Column("回", 2), Column("開催日", 4)),
            [(each.name, f"第{each.number}回", day(each.held_on)) for each in report.sittings],
        )
    yield from _missing(report, names)


def _steps(told: YearTable, names: Names) -> Iterator[Block]:
    columns = (
        Column("工程", 6),
        Column("開始日", 7),
        Column("期限", 7),
        Column("結果", 9),
        Column("未受理の市町村", 5),
    )
    rows = [
        (word(each.step), day(each.opens_on), day(each.due_on), _end(each), names.all_towns(each.outstanding))
        for each in told.steps
    ]
    yield table("工程の経過（取りまとめ時）", columns, rows, small=True)
    if told.extensions:
        yield table(
            "提出期限の延長",
            (Column("工程", 5), Column("市町村", 5), Column("新しい期限", 5), Column("事由", 4), Column("根拠", 5)),
            [
                (
                    word(each.step),
                    names.all_towns(each.lg_codes),
                    day(each.due_on),
                    word(each.ground),
                    each.authority,
                )
                for each in told.extensions
            ],
        )


def _missing(report: AnnualReport, names: Names) -> Iterator[Block]:
    yield Heading(2, "含まれていない提出物")
    if not report.missing:
        yield Paragraph("すべての提出物が受理され、この報告書に含まれています。")
        return
    yield Paragraph("次の提出物は、取りまとめまでに受理されなかったため含まれていません。0とはみなしていません。")
    yield table(
        "含まれていない提出物",
        (Column("市町村", 4), Column("工程", 5), Column("状態", 4)),
        [
            (names.town(each.lg_code), word(each.step), "未着手" if each.state is None else word(each.state))
            for each in report.missing
        ],
    )


def _end(line: StepLine) -> str:
    return "継続中" if line.ended is None else f"{word(line.ended)}　{day(line.ended_on)}"


def _summary(measures: MeasureTable) -> str:
    confirmed = sum(len(line.confirmations) for line in measures.lines)
    silent = sum(len(line.unconfirmed) for line in measures.lines)
    counts = [(each.grade.code if each.grade else "評価なし", each.count) for each in measures.grades]
    graded = "、".join(f"{code}が{count}件" for code, count in counts)
    return f"取組状況は延べ{confirmed}件を確認し、未確認は{silent}件です。評価は{graded}です。"


def members_chapter(report: AnnualReport, names: Names) -> Chapter:
    """Name the members of the round."""
    blocks: list[Block] = [
        table(
            f"点検の対象となった市町村（{len(report.frame.members)}団体）",
            (Column("団体コード", 3), Column("市町村", 6)) * 2,
            _side_by_side([(each, names.town(each)) for each in report.frame.members]),
        )
    ]
    if report.membership is not None and report.membership.not_known:
        blocks.append(
            Paragraph(
                f"計画への参加が未確認で、合計に含めていない市町村：{names.all_towns(report.membership.not_known)}。"
            )
        )
    if report.membership is not None and report.membership.members_count is not None:
        blocks.append(Paragraph(f"計画の参加市町村数は{report.membership.members_count}団体です。", note=True))
    return Chapter("members", "構成団体", tuple(blocks))


def _side_by_side(rows: Sequence[tuple[str, str]]) -> Sequence[tuple[str, ...]]:
    """Lay a long narrow list out in two halves, the first beside the second."""
    half = (len(rows) + 1) // 2
    return [(*left, *right) for left, right in zip_longest(rows[:half], rows[half:], fillvalue=("", ""))]
