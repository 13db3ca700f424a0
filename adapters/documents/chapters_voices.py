"""The chapters in words: the offices' findings, challenges, advice and answers, own plans, and outreach."""

from collections.abc import Iterator

from adapters.documents.blocks import Block, Chapter, Column, Paragraph, table
from adapters.documents.names import Names
from adapters.web.words import body, day, figure, fiscal, word
from domain.in_house_report import MeetingOutcome
from domain.office_plan_standing import DUTY
from domain.report import AdviceLine, AnnualReport
from domain.report_challenges import ChallengeLine
from domain.report_office_plans import OfficePlanLine
from domain.report_outreach import OutreachTable


def findings_chapter(report: AnnualReport, names: Names) -> Chapter:
    """Give each office's own evaluation and the meeting to which it was reported."""
    rows = [
        (
            names.town(each.lg_code),
            each.grade,
            each.comment,
            each.reported_to and f"{each.reported_to}　{day(each.reported_on)}",
            each.outcome and _outcome(each.outcome),
        )
        for each in report.findings
    ]
    columns = (Column("市町村", 4), Column("評価", 2), Column("所見", 9), Column("庁内報告", 8), Column("結果", 3))
    blocks: list[Block] = [table("各市町村の点検評価と庁内報告", columns, rows)]
    if not rows:
        blocks = [Paragraph("受理された点検評価と庁内報告はありません。")]
    return Chapter("findings", "各市町村の点検評価", tuple(blocks))


def _outcome(code: str) -> str:
    return next((each.japanese for each in MeetingOutcome if each.value == code), code)


def challenges_chapter(report: AnnualReport, names: Names) -> Chapter | None:
    """List the challenges of the year; ``None`` in a report whose form had none."""
    if report.challenges is None:
        return None
    columns = (
        Column("課題", 6),
        Column("市町村", 4),
        Column("状態", 3),
        Column("内容", 7),
        Column("今年度の点検・結果", 7),
    )
    rows = [
        (
            each.title,
            names.town(each.lg_code) if each.lg_code else "圏域全体",
            word(each.state),
            each.text,
            _ended(each),
        )
        for each in report.challenges.lines
    ]
    empty = Paragraph(f"{fiscal(report.challenges.fiscal_year)}の課題として記録されたものはありません。")
    return Chapter("challenges", "課題", (table("課題と今年度の点検", columns, rows) if rows else empty,))


def _ended(each: ChallengeLine) -> str:
    carried = None if each.carried_to is None else f"{fiscal(each.carried_to)}へ継続"
    withdrawn = None if each.withdrawn_for is None else f"取下げ：{each.withdrawn_for}"
    return "　".join(told for told in (each.review, each.outcome, withdrawn, carried) if told)


def advice_chapter(report: AnnualReport) -> Chapter:
    """Give every opinion of the committee with its answer in one of the five classes."""
    columns = (Column("立場・趣旨", 4), Column("意見", 9), Column("回答区分", 5), Column("回答", 9))
    rows = [(f"{word(each.capacity)}　{word(each.sense)}", each.text, *_answer(each)) for each in report.advice]
    empty = Paragraph("この取りまとめについての意見はありません。")
    told = table("意見と回答", columns, rows) if rows else empty
    return Chapter("advice", "意見聴取委員会の意見と回答", (told,))


def _answer(each: AdviceLine) -> tuple[str, str]:
    carried = "" if each.carried_to is None else f"{fiscal(each.carried_to)}へ継続"
    return (word(each.response) if each.response else "", each.answer or carried)


def office_plans_chapter(report: AnnualReport, names: Names) -> Chapter | None:
    """Tell how the duty of an own plan stands; ``None`` in a report whose form had it not."""
    if report.office_plans is None:
        return None
    columns = (
        Column("市町村", 4),
        Column("策定状況", 4),
        Column("計画期間", 10),
        Column("排出量（t-CO2）", 5, "number"),
        Column("年度・出典", 7),
    )
    told = report.office_plans
    return Chapter(
        "office_plans",
        "事務事業編の策定状況",
        (
            Paragraph(f"{day(told.on)}の状況を、取りまとめ時までの記録により示します（{DUTY}）。"),
            table("事務事業編の策定状況と事務事業に伴う排出量", columns, [_own(each, names) for each in told.lines]),
        ),
    )


def _own(line: OfficePlanLine, names: Names) -> tuple[str, str, str, str, str]:
    term, own = line.term, line.emissions
    period = "" if term is None else f"{fiscal(term.first_fiscal_year)}から{fiscal(term.last_fiscal_year)}まで"
    return (
        names.town(line.lg_code),
        word(line.standing),
        period,
        figure(None if own is None else own.tonnes),
        "" if own is None else f"{fiscal(own.fiscal_year)}　{own.source}",
    )


def outreach_chapter(report: AnnualReport, names: Names) -> Chapter | None:
    """Count what the centres and their members did; ``None`` in a report of the first form."""
    if report.outreach is None:
        return None
    return Chapter("outreach", "啓発・支援活動", tuple(_outreach(report, report.outreach, names)))


def _outreach(report: AnnualReport, told: OutreachTable, names: Names) -> Iterator[Block]:
    if not told.lines:
        yield Paragraph(
            f"{fiscal(told.fiscal_year)}の活動の記録はありません。記録がないことは、活動がなかったことを意味しません。"
        )
        return
    counts = (
        Column("種別", 4),
        Column("回数", 3, "number"),
        Column("参加者", 4, "number"),
        Column("人数不明", 4, "number"),
    )
    yield table(
        f"種別ごとの集計　{fiscal(told.fiscal_year)}",
        counts,
        [
            (word(each.kind), figure(each.count), figure(each.participants), f"{figure(each.uncounted)}回")
            for each in told.counts
        ],
    )
    yield from _activities(told, names)
    yield from _joint(report)


def _activities(told: OutreachTable, names: Names) -> Iterator[Block]:
    rows = [
        (
            line.name,
            day(numbered.activity.held_on),
            f"{word(numbered.activity.kind)}　{numbered.activity.title}",
            figure(numbered.activity.participants),
            names.all_towns(numbered.activity.lg_codes) or "圏域全体",
        )
        for line in told.lines
        for numbered in line.activities
    ]
    columns = (
        Column("団体", 6),
        Column("実施日", 6),
        Column("活動", 8),
        Column("参加者", 3, "number"),
        Column("市町村", 6),
    )
    if rows:
        yield table("活動", columns, rows, small=True)


def _joint(report: AnnualReport) -> Iterator[Block]:
    if report.cooperation is not None and report.cooperation.joint:
        yield table(
            "連携して行った活動",
            (Column("記録した団体", 6), Column("活動", 8), Column("連携した団体", 8)),
            [
                (body(each.body_id), each.title, "、".join(body(partner) for partner in each.partners))
                for each in report.cooperation.joint
            ],
        )
