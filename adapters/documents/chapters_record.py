"""The last chapters: corrections to past years, the sources, and the record behind the report."""

from collections.abc import Iterator

from adapters.documents.blocks import Block, Chapter, Column, Paragraph, table
from adapters.documents.names import Names
from adapters.web.words import called, day, fiscal, word
from domain.publication import Edition
from domain.report import AnnualReport

PRINTED_HASH = 16  # letters of a leaf that are enough to find it again; the record has all of them


def corrections_chapter(report: AnnualReport, edition: Edition, names: Names) -> Chapter:
    """Tell what was put right: in this report, in earlier ones, in the figures of past years."""
    return Chapter("corrections", "正誤・再算定", tuple(_corrections(report, edition, names)))


def _corrections(report: AnnualReport, edition: Edition, names: Names) -> Iterator[Block]:
    if edition.reason is not None:
        yield Paragraph(f"この報告書は第{edition.edition}版です。前の版からの正誤：{edition.reason}")
    told = report.corrections
    if told is not None and told.reports:
        yield table(
            "過去の年度の報告書の正誤",
            (Column("報告書", 6), Column("版", 2), Column("公表日", 5), Column("正誤の内容", 9)),
            [
                (fiscal(each.fiscal_year), f"第{each.edition}版", day(each.published_on), each.reason)
                for each in told.reports
            ],
        )
    if told is not None and told.figures:
        yield table(
            "排出量の再算定",
            (
                Column("市町村", 4),
                Column("年度", 5),
                Column("版", 3),
                Column("再算定日", 5),
                Column("理由", 6),
                Column("影響", 6),
            ),
            [
                (
                    names.town(each.lg_code),
                    fiscal(each.emissions_fiscal_year),
                    f"第{each.edition}版",
                    None if each.restated_on is None else day(each.restated_on),
                    each.reason,
                    each.effect,
                )
                for each in told.figures
            ],
        )
    if edition.reason is None and (told is None or not (told.reports or told.figures)):
        yield Paragraph("取りまとめ時までに記録された、過去の年度の正誤と再算定はありません。")


def sources_chapter(report: AnnualReport) -> Chapter:
    """List what the report was made from."""
    return Chapter("sources", "出典と資料", tuple(_sources(report)))


def _sources(report: AnnualReport) -> Iterator[Block]:
    plan = None if report.policies is None else report.policies.plan_name
    rows = [
        ("計画", plan or called(report.frame.plan_id)),
        ("評価区分", report.measures.scale_source),
        ("端数処理", report.emissions.rounding),
    ]
    if report.achievements is not None:
        rows += [("達成率", report.achievements.achievement_rule), ("削減量", report.achievements.reduction_rule)]
    if report.figures is not None:
        figures = [each for line in report.figures.lines for each in line.figures]
        rows += [("排出係数", each) for each in sorted({told for figure in figures for told in figure.factors})]
        potentials = {each.warming_potential for each in figures if each.warming_potential is not None}
        rows += [("地球温暖化係数", each) for each in sorted(potentials)]
        rows += [("統計", each) for each in sorted({each.source for each in figures if each.source is not None})]
    if report.office_plans is not None:
        own = {each.emissions.source for each in report.office_plans.lines if each.emissions is not None}
        rows += [("事務事業に伴う排出量", each) for each in sorted(own)]
    yield table("出典", (Column("種別", 4), Column("出典", 12)), rows)
    yield Paragraph(
        f"この報告書は、取りまとめ第{report.number}号が固定した次の{len(report.parts)}件の提出物の版から作られています。"
        f"照合値は記録の葉のハッシュの初めの{PRINTED_HASH}文字です。",
        note=True,
    )
    yield table(
        "固定した提出物",
        (Column("提出物", 10), Column("版", 2, "number"), Column("照合値", 6)),
        [(called(each.stream_id), str(each.version), each.leaf[:PRINTED_HASH]) for each in report.parts],
        small=True,
    )


def record_chapter(edition: Edition, size: int, root: str, origin: str) -> Chapter:
    """Tell how to check the report against the record: hash of the content, and the checkpoint over its publication."""
    return Chapter(
        "record",
        "記録の検証",
        (
            Paragraph(
                "この報告書のもとになった記録は、改変されていないことを誰でも検証できます。"
                "次のチェックポイントは、この版の公表までのすべての記録を含みます。"
                "二次元コードには、チェックポイントの3行（記録の名称、件数、ルートハッシュ）が入っています。"
            ),
            table(
                "記録の検証に用いる値",
                (Column("項目", 4), Column("値", 14)),
                [
                    ("版", f"第{edition.edition}版　{day(edition.published_on)}公表"),
                    ("公表の方法", "、".join(word(each) for each in edition.channels)),
                    ("内容のハッシュ（SHA-256）", edition.content.content_hash),
                    ("記録の名称", origin),
                    ("記録の件数", str(size)),
                    ("ルートハッシュ", root),
                ],
            ),
        ),
    )
