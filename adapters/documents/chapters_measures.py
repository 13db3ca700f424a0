"""The chapters on measures: by policy with grades and reasons, from 検討 to 実施, and the priority initiatives."""

from collections.abc import Iterator, Mapping, Sequence

from adapters.documents.blocks import NOTHING, Block, Chapter, Column, Heading, Paragraph, Table, group, table
from adapters.documents.names import Names
from adapters.web.words import day, figure, fiscal, stage, word
from domain.report import AnnualReport
from domain.report_achievements import AchievementLine
from domain.report_initiatives import InitiativeLine
from domain.report_measures import Confirmation, MeasureLine
from domain.report_reductions import ReductionLine

DETAIL = "施策ごと・市町村ごとの取組状況"
COLUMNS = (
    Column("市町村", 8),
    Column("取組状況", 7),
    Column("評価", 4),
    Column("指標の実績・目標", 12),
    Column("削減量（t-CO2）", 9, "number"),
    Column("取組の内容・評価の理由", 17),
)


def measures_chapter(report: AnnualReport, names: Names) -> Chapter:
    """Set out every measure under its policy."""
    return Chapter("measures", "施策の取組状況", tuple(_measures(report, names)))


def _measures(report: AnnualReport, names: Names) -> Iterator[Block]:
    yield table(
        "評価の集計",
        (Column("評価", 2), Column("意味", 6), Column("件数", 2, "number")),
        [
            (each.grade.code, each.grade.label, figure(each.count))
            if each.grade
            else (NOTHING, "評価なし", figure(each.count))
            for each in report.measures.grades
        ],
    )
    yield Paragraph(f"評価区分の出典：{report.measures.scale_source}。{_reduced(report, names)}", note=True)
    if report.achievements is not None:
        yield Paragraph(f"達成率：{report.achievements.achievement_rule}。", note=True)
    lines = {line.measure.measure_id: line for line in report.measures.lines}
    known = _Known.of(report)
    for title, measures in _grouped(report):
        yield Heading(2, title)
        own = [lines[each] for each in measures]
        if own:
            yield _detail(own, known, names)
        else:
            yield Paragraph("この方針の下に、点検の対象となった施策はありません。")


def _reduced(report: AnnualReport, names: Names) -> str:
    found = report.measures.reduction
    told = f"報告された削減量の合計は{figure(found.tonnes)} t-CO2" if found.tonnes is not None else "削減量の報告はない"
    lacking = f"（{names.all_towns(found.lacking)}に、削減量の報告がない施策がある）" if found.lacking else ""
    return f"{told}{lacking}。"


def _grouped(report: AnnualReport) -> Iterator[tuple[str, Sequence[str]]]:
    every = [line.measure.measure_id for line in report.measures.lines]
    if report.policies is None or not report.policies.lines:
        yield "点検の対象となった施策", every
        return
    for line in report.policies.lines:
        yield f"基本方針{line.policy.number}　{line.policy.name}", line.measures
    if report.policies.elsewhere:
        yield "基本方針の定めのない施策", report.policies.elsewhere


class _Known:
    """What is known beside the statements: achievements and reductions by measure and municipality."""

    def __init__(
        self,
        achieved: Mapping[tuple[str, str], AchievementLine],
        reduced: Mapping[tuple[str, str], ReductionLine],
    ) -> None:
        self.achieved = achieved
        self.reduced = reduced

    @classmethod
    def of(cls, report: AnnualReport) -> "_Known":
        achieved = () if report.achievements is None else report.achievements.lines
        reduced = () if report.reductions is None else report.reductions.lines
        return cls(
            {(each.measure_id, each.lg_code): each for each in achieved},
            {(each.measure_id, each.lg_code): each for each in reduced},
        )


def _detail(lines: Sequence[MeasureLine], known: _Known, names: Names) -> Table:
    groups = []
    for line in lines:
        rows = [_row(line.measure.measure_id, each, known, names) for each in line.confirmations]
        rows += [(names.town(each), "未確認", *[NOTHING] * 4) for each in line.unconfirmed]
        groups.append(group(rows, f"{line.measure.title}（{stage(line.measure.stage)}）"))
    return Table(DETAIL, COLUMNS, tuple(groups), small=True)


def _row(measure_id: str, said: Confirmation, known: _Known, names: Names) -> tuple[str, ...]:
    key = (measure_id, said.lg_code)
    reason = "　".join(each for each in ("変更なし" if said.no_change else "", said.narrative or "") if each)
    return (
        names.town(said.lg_code),
        word(said.status),
        said.grade or NOTHING,
        _indicator(said, known.achieved.get(key)),
        _reduction(said, known.reduced.get(key)),
        reason or NOTHING,
    )


def _indicator(said: Confirmation, achieved: AchievementLine | None) -> str:
    if achieved is None or achieved.result is None:
        return figure(said.indicator_actual)
    result = achieved.result
    told = f"{result.name}　実績{figure(result.actual)}／目標{figure(result.target)}（{result.unit}）"
    return told if result.achievement is None else f"{told}　達成率{figure(result.achievement)}%"


def _reduction(said: Confirmation, reduced: ReductionLine | None) -> str:
    told = figure(said.reduction)
    return told if reduced is None else f"{told}　{word(reduced.stated.basis)}"


def courses_chapter(report: AnnualReport, names: Names) -> Chapter:
    """Tell which measures went from 検討 to 実施, and what else changed its stage."""
    return Chapter("courses", "検討事業から実施事業へ", tuple(_courses(report, names)))


def _courses(report: AnnualReport, names: Names) -> Iterator[Block]:
    stages = [line.measure.stage for line in report.measures.lines]
    counted = "、".join(f"{stage(each)}{stages.count(each)}件" for each in sorted(set(stages)))
    yield Paragraph(f"点検の対象となったときの段階：{counted or 'なし'}。")
    if report.courses is None:
        return
    if not report.courses.changes:
        yield Paragraph(f"{day(report.courses.since)}から取りまとめまでに、段階の変わった施策はありません。")
        return
    yield table(
        f"段階の変わった施策（{day(report.courses.since)}から取りまとめまで）",
        (Column("施策", 7), Column("変更", 6), Column("変更日", 6), Column("決定・予算", 7), Column("理由", 7)),
        [
            (
                names.measure(each.measure_id),
                f"{word(each.before)}から{word(each.after)}へ",
                day(each.since),
                "　".join(
                    told
                    for told in (
                        each.decision_reference,
                        each.budget_fiscal_year and f"{fiscal(each.budget_fiscal_year)}予算",
                    )
                    if told
                ),
                each.reason,
            )
            for each in report.courses.changes
        ],
    )


def initiatives_chapter(report: AnnualReport, names: Names) -> Chapter | None:
    """Tell how each priority initiative goes; ``None`` where the plan or the form has none."""
    if report.initiatives is None or not report.initiatives.lines:
        return None
    columns = (
        Column("重点取組", 5),
        Column("施策", 6),
        Column("取組状況", 6),
        Column("評価", 4),
        Column("削減量（t-CO2）", 4, "number"),
        Column("値のない市町村", 6),
    )
    rows = [_initiative(line, names) for line in report.initiatives.lines]
    blocks: list[Block] = [table("重点取組ごとの状況", columns, rows, small=True)]
    if any(line.initiative.name is None for line in report.initiatives.lines):
        blocks.append(Paragraph("名称が確認できていない重点取組は、番号で示しています。", note=True))
    return Chapter("initiatives", "重点取組", tuple(blocks))


def _initiative(line: InitiativeLine, names: Names) -> tuple[str, ...]:
    of = line.initiative
    return (
        f"{of.number}　{of.name or '（名称未確認）'}" + (f"（{word(of.kind)}）" if of.kind else ""),
        "、".join(names.measure(each) for each in line.measures) or "なし",
        "、".join(
            f"{word(each.status) if each.status else '未確認'}{each.count}" for each in line.statuses if each.count
        ),
        "、".join(f"{each.grade.code if each.grade else '評価なし'}{each.count}" for each in line.grades if each.count),
        figure(line.reduction.tonnes),
        names.all_towns(line.reduction.lacking),
    )
