"""The papers of a meeting: 次第, 出席者名簿, 議決書, 議事要旨, 意見と対応の一覧, from what the record says of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.documents.blocks import Block, Column, Paragraph, table
from adapters.documents.papers import Paper
from adapters.web.words import called, day, fiscal
from domain.advice import Answer
from domain.labels import Labelled
from domain.meeting import Meeting
from projections.advice_ledger import AdviceRow

NOT_YET, NOBODY = "（未開催）", "（なし）"
SHOWN_SIGNS = 16  # of a hash: enough to find the document, and to tell it from every other


class MeetingPaper(Labelled):
    """会議の文書: what is handed out before, and written after, a meeting."""

    AGENDA = "agenda", "次第", "agenda"
    ATTENDANCE = "attendance", "出席者名簿", "attendance list"
    RESOLUTION = "resolution", "議決書", "resolutions"
    MINUTES = "minutes", "議事要旨", "minutes"
    ADVICE = "advice", "意見と対応の一覧", "advice and answers"


@dataclass(frozen=True, slots=True)
class MinutesText:
    """議事録の本文: as the reader may have it, and what it is: a draft, approved, or the copy for the public."""

    text: str
    standing: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """会議: everything that its papers are made of. ``names`` are those of members, offices and bodies by id."""

    meeting: Meeting
    body: str
    publisher: str
    names: Mapping[str, str]
    standing: str
    sample: str | None
    minutes: MinutesText | None = None
    advice: Sequence[AdviceRow] = ()

    def called(self, who: str | None) -> str:
        """Call a member, an office or an object by its name."""
        return "" if who is None else self.names.get(who) or called(who)


def paper_of(sitting: Sitting, which: MeetingPaper) -> Paper:
    """Lay out one paper of a meeting."""
    meeting = sitting.meeting
    held = meeting.attendance.held_on if meeting.attendance is not None else None
    blocks: Mapping[MeetingPaper, Iterable[Block]] = {
        MeetingPaper.AGENDA: _agenda(sitting),
        MeetingPaper.ATTENDANCE: _attendance(sitting),
        MeetingPaper.RESOLUTION: _resolutions(sitting),
        MeetingPaper.MINUTES: _minutes(sitting),
        MeetingPaper.ADVICE: _advice(sitting),
    }
    head = [
        ("会議", f"{sitting.body}　第{meeting.number}回（{fiscal(meeting.fiscal_year)}）"),
        ("開催日", day(held or meeting.meets_on) + ("" if held else "　（予定）")),
        ("場所", meeting.place),
    ]
    if which is MeetingPaper.MINUTES and sitting.minutes is not None:
        told = sitting.minutes
        head += [("議事録の状態", told.standing), ("ハッシュ", f"SHA-256　{told.sha256}")]
    return Paper(
        title=f"{which.japanese}　{sitting.body}　第{meeting.number}回",
        heading=which.japanese,
        publisher=sitting.publisher,
        head=tuple(head),
        blocks=tuple(blocks[which]),
        standing=sitting.standing,
        made_on=held or meeting.meets_on,
        sample=sitting.sample,
    )


def _agenda(sitting: Sitting) -> Iterable[Block]:
    items = sitting.meeting.agenda.items
    columns = (Column("番号", 1), Column("区分", 2), Column("議題", 8), Column("付議", 5))
    rows = [
        (str(each.number), each.matter.kind.japanese, each.matter.title, sitting.called(each.matter.put_by))
        for each in items
    ]
    yield table("議題", columns, rows or [("", "", NOBODY, "")])
    materials = sitting.meeting.agenda.materials
    if materials:
        of = (Column("資料", 6), Column("確定した内容のハッシュ（SHA-256の先頭）", 6))
        yield table(
            "会議資料", of, [(called(each.compilation_id), each.content_hash[:SHOWN_SIGNS]) for each in materials]
        )
    yield table("構成員", (Column("構成員", 8), Column("立場", 4)), _seats(sitting))


def _seats(sitting: Sitting) -> Sequence[tuple[str, str]]:
    return [(sitting.called(each.member), each.capacity or "") for each in sitting.meeting.roster]


def _attendance(sitting: Sitting) -> Iterable[Block]:
    meeting = sitting.meeting
    columns = (Column("構成員", 7), Column("立場", 4), Column("出欠", 5))
    rows = [(sitting.called(each.member), each.capacity or "", _came(sitting, each.member)) for each in meeting.roster]
    yield table("出席者", columns, rows)
    if meeting.attendance is not None:
        represented = len(meeting.attendance.represented)
        yield Paragraph(f"構成員{len(meeting.roster)}、うち出席・代理出席{represented}。")
    if meeting.quorum is not None:
        yield Paragraph(f"定足数{meeting.quorum.members}（{meeting.quorum.source}）", note=True)


def _came(sitting: Sitting, member: str) -> str:
    attendance = sitting.meeting.attendance
    if attendance is None:
        return NOT_YET
    proxy = next((each for each in attendance.proxies if each.member == member), None)
    if proxy is not None:
        return f"代理出席（{sitting.called(proxy.person)}）"
    return "出席" if member in attendance.present else "欠席"


def _resolutions(sitting: Sitting) -> Iterable[Block]:
    columns = (Column("番号", 1), Column("区分", 2), Column("議題", 6), Column("対象（版）", 5), Column("結果", 3))
    rows = []
    for each in sitting.meeting.agenda.items:
        matter = each.matter
        about = "" if matter.object_id is None else f"{called(matter.object_id)}（第{matter.object_version}版）"
        outcome = "（未決）" if each.outcome is None else each.outcome.japanese
        fell = "" if each.fallen is None else f"　後に失効：{each.fallen.japanese}"
        rows.append((str(each.number), matter.kind.japanese, matter.title, about, f"{outcome}{fell}"))
    yield table("議題ごとの結果", columns, rows or [("", "", NOBODY, "", "")])
    yield from _attendance(sitting)


def _minutes(sitting: Sitting) -> Iterable[Block]:
    yield from _resolutions(sitting)
    if sitting.minutes is None:
        yield Paragraph("議事録はまだ作成されていないか、公開用の写しがありません。", note=True)
        return
    yield from (Paragraph(each) for each in sitting.minutes.text.replace("\r\n", "\n").split("\n") if each.strip())


def _advice(sitting: Sitting) -> Iterable[Block]:
    columns = (
        Column("番号", 2),
        Column("意見者の立場", 3),
        Column("意見", 8),
        Column("対応区分", 4),
        Column("回答・その後", 8),
    )
    rows = [
        (
            f"{each.fiscal_year}-{each.number}",
            each.opinion.capacity.japanese,
            f"［{each.opinion.sense.japanese}］{each.opinion.text}",
            "" if each.answer is None else each.answer.response.japanese,
            _since(each, each.answer),
        )
        for each in sitting.advice
    ]
    yield table("意見と対応", columns, rows or [("", "", NOBODY, "", "")])


def _since(row: AdviceRow, answer: Answer | None) -> str:
    told = [] if answer is None else [answer.text]
    told += [] if row.carried_to is None else [f"{fiscal(row.carried_to)}へ引継ぎ"]
    told += [f"その後：{each}" for each in row.follow_ups]
    return "\n".join([*told, *(["終結"] if row.settled else [])])
