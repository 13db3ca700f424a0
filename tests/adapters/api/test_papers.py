"""Papers of meetings over HTTP: each reader gets what the matrix lets them see, in the form that they ask for."""

import io

import httpx2
from docx import Document

from application.advice import AnswerAdvice
from application.minutes import ApproveMinutes, DraftMinutes, MakePublicCopy
from domain.advice import ResponseClass
from domain.meeting import Meeting
from tests.adapters.api.front import Front, code
from tests.application.joint_year import COMMITTEE_ID, COUNCIL_ID, advice, ready
from tests.application.review_year import CHIEF, SECRETARIAT
from tests.domain.office_year import LG

PATH = "/api/v1/objects/{}/papers/{}"
WORD = {"file_format": "docx"}


def words(answer: httpx2.Response) -> str:
    """Give every word of a Word document."""
    assert answer.status_code == 200, answer.text
    document = Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


async def minuted(front: Front, meeting_id: str, text: str) -> None:
    await front.year.ask(SECRETARIAT, DraftMinutes(meeting_id=meeting_id, text=text))
    draft = str((await front.year.load(Meeting, meeting_id)).minutes.draft)
    await front.year.ask(CHIEF, ApproveMinutes(meeting_id=meeting_id, content_hash=draft))


async def test_every_paper_of_a_meeting_says_what_the_record_says(front: Front) -> None:
    await front.found()
    await ready(front.year)
    await front.year.ask(SECRETARIAT, advice())
    told = AnswerAdvice(advice_id="advice:2025:1", response=ResponseClass.EXPLAINED, text="表に加えました。")
    await front.year.ask(SECRETARIAT, told)
    await minuted(front, COUNCIL_ID, "出席者が減少の理由を尋ねた。\n事務局が説明した。")
    await front.catch_up()
    secretariat = await front.come_in("secretariat")

    async def paper(meeting_id: str, which: str) -> str:
        return words(await secretariat.get(PATH.format(meeting_id, which), params=WORD))

    agenda = await paper(COUNCIL_ID, "agenda")
    assert "次第" in agenda
    assert "取りまとめ" in agenda
    assert "令和8年2月" in agenda
    resolution = await paper(COUNCIL_ID, "resolution")
    assert "承認" in resolution
    attendance = await paper(COMMITTEE_ID, "attendance")
    assert attendance.count("欠席") > 3
    minutes = await paper(COUNCIL_ID, "minutes")
    assert "事務局が説明した。" in minutes
    assert "承認済み" in minutes
    answers = await paper(COMMITTEE_ID, "advice")
    assert "対応3(説明・理解)" in answers
    assert "世帯数の変化を併記してはどうか。" in answers


async def test_the_unredacted_minutes_go_to_the_body_alone_and_others_get_the_copy(front: Front) -> None:
    await front.found()
    await ready(front.year)
    await minuted(front, COMMITTEE_ID, "委員Aが個人名を挙げた。")
    await front.catch_up()
    path = PATH.format(COMMITTEE_ID, "minutes")
    clerk, secretariat = await front.come_in("clerk", LG), await front.come_in("secretariat")
    assert "個人名を挙げた" in words(await secretariat.get(path, params=WORD))
    before = words(await clerk.get(path, params=WORD))
    assert "個人名を挙げた" not in before
    assert "公開用の写しがありません。" in before
    await front.year.ask(SECRETARIAT, MakePublicCopy(meeting_id=COMMITTEE_ID, text="委員が（略）を挙げた。"))
    await front.catch_up()
    after = words(await clerk.get(path, params=WORD))
    assert "（略）を挙げた。" in after
    assert "公開用の写し" in after
    assert "個人名を挙げた" not in after


async def test_what_is_asked_for_twice_is_the_same_and_what_is_no_meeting_has_no_papers(front: Front) -> None:
    await front.found()
    await ready(front.year)
    await front.catch_up()
    clerk = await front.come_in("clerk", LG)
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        first = await clerk.get(PATH.format(COUNCIL_ID, "agenda"), params={"file_format": form})
        assert first.content.startswith(start)
        assert "filename*=UTF-8''" in first.headers["content-disposition"]
        again = await clerk.get(
            PATH.format(COUNCIL_ID, "agenda"),
            params={"file_format": form},
            headers={"If-None-Match": first.headers["etag"]},
        )
        assert (again.status_code, again.content) == (304, b"")
    for wrong in ("review-round:2025", "meeting:liaison-council:2025:9"):
        refused = await clerk.get(PATH.format(wrong, "agenda"))
        assert (refused.status_code, code(refused)) == (404, "object-not-found")
    reader = await front.come_in("reader")
    assert code(await reader.get(PATH.format(COUNCIL_ID, "agenda"))) == "not-permitted"
