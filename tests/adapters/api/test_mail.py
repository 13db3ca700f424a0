"""Letters over HTTP: the outlook, the texts and their previews, announcements, and what did not arrive."""

from base64 import b64encode
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx2
import pytest

from adapters.api.wiring import Settings
from adapters.mail.folder import MailFolder
from adapters.surveys.enclosing import SurveyEnclosures
from application.rounds import ExtendDeadline
from domain.calendar import Step
from domain.letter_wording import Wording
from domain.notice import Notice
from domain.notice_terms import Occasion, Stage
from domain.office import Cadence, Office
from domain.timetable import Ground
from tests.adapters.api.front import Front, code, key, version
from tests.application.review_year import OPENING, SECRETARIAT
from tests.domain.emission_samples import SAMPLE
from tests.domain.office_year import LG

WORDING = {"subject": "【督促】${fiscal_year}", "body": "${recipient}\n\n${items}\n\n${frame}"}


async def post(client: httpx2.AsyncClient, command: str, at: int | None = None, **asked: Any) -> httpx2.Response:
    headers = key() if at is None else version(at)
    return await client.post(f"/api/v1/commands/{command}", json=asked, headers=headers)


async def with_contacts(front: Front, client: httpx2.AsyncClient) -> None:
    """Give the secretariat and one office an address."""
    for office, mail in (("secretariat", "jimukyoku@shinchoku.example"), (LG, "ondanka@town-43100.example")):
        told = {"name": f"サンプル{office}", "mail": mail, "sample": True}
        put = await client.put(f"/api/v1/contacts/c-{office}", json=told, headers=key())
        assert put.status_code < 300, put.text
        whose: Any = {"body_id": "secretariat"} if office == "secretariat" else {"lg_code": office}
        opened = Office(slug=office, region_id="region:kumamoto", name="サンプル課", opened_on=OPENING, **whose)
        opened.set_contact(f"c-{office}", Cadence.AT_ONCE)
        await front.year.store(opened)
    await front.catch_up()


async def test_the_outlook_of_a_day_shows_each_letter_with_its_reasons(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    await with_contacts(spring, secretariat)
    answer = await secretariat.get("/api/v1/mail-outlook", params={"on": "2025-06-30"})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    [letter] = [each for each in told["letters"] if each["address"] == "ondanka@town-43100.example"]
    assert (letter["text"], letter["text_version"], letter["problem"]) == ("last-day", 0, None)
    assert SAMPLE in letter["subject"]
    assert [(each["step"], each["stage"]) for each in letter["reasons"]] == [("progress-confirmation", "due-day")]
    assert "令和7年6月30日（月）" in letter["body"]
    today = (await secretariat.get("/api/v1/mail-outlook")).json()
    assert today["on"] == OPENING.isoformat()


async def test_a_letter_that_asks_brings_the_survey_and_waits_for_none(
    spring: Front, capsys: pytest.CaptureFixture[str]
) -> None:
    secretariat = await spring.come_in("secretariat")
    await with_contacts(spring, secretariat)

    async def letter(day: str) -> dict[str, Any]:
        told = (await secretariat.get("/api/v1/mail-outlook", params={"on": day})).json()
        [found] = [each for each in told["letters"] if each["address"] == "ondanka@town-43100.example"]
        return dict(found)

    asked = await letter("2025-04-01")
    assert asked["enclosures"] == ["43100_熊本市_令和7年度_様式第1号.xlsx"]
    assert "このメールへの返信（添付の調査票（Excel）への記入）" in asked["body"]
    last_day = await letter("2025-06-30")
    assert last_day["enclosures"] == []
    assert "このメールへの返信（様式の添付又は本文への記載）" in last_day["body"]
    impatient = replace(spring.app.state.services, settings=Settings(wait_seconds=0.0))
    surveys, step = SurveyEnclosures(lambda: impatient), Step.PROGRESS_CONFIRMATION
    head = await spring.log.head()
    assert await surveys.of(step, 2025, LG, head)
    assert await surveys.of(Step.IN_HOUSE_REPORT, 2025, LG, head) == []
    extended = ExtendDeadline(
        fiscal_year=2025,
        step=step,
        due_on=date(2025, 7, 31),
        ground=Ground.DISASTER,
        authority="事務局長",
        lg_codes=(LG,),
    )
    await spring.year.ask(SECRETARIAT, extended)  # which the views do not know yet
    assert await surveys.of(step, 2025, LG, await spring.log.head()) == ()
    assert "survey-not-enclosed" in capsys.readouterr().out


@pytest.mark.parametrize("capacity", ["clerk", "manager", "head", "reader"])
async def test_whom_it_does_not_concern_sees_neither_outlook_nor_list(spring: Front, capacity: str) -> None:
    somebody = await spring.come_in(capacity, None if capacity == "reader" else LG)
    for path in ("mail-outlook", "undelivered-notices", "letter-texts", "announcements"):
        answer = await somebody.get(f"/api/v1/{path}")
        assert (answer.status_code, code(answer)) == (403, "not-permitted"), path
    asked = await somebody.post("/api/v1/letter-previews", json={"text": "overdue", "lg_code": LG})
    assert (asked.status_code, code(asked)) == (403, "not-permitted")


async def test_the_texts_are_read_previewed_and_worded(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    await with_contacts(spring, secretariat)
    texts = {each["text"]: each for each in (await secretariat.get("/api/v1/letter-texts")).json()["items"]}
    overdue = texts["overdue"]
    assert (overdue["version"], overdue["needed"]) == (0, ["frame", "items", "recipient"])
    asked = {"text": "overdue", "lg_code": LG, "wording": WORDING}
    preview = await secretariat.post("/api/v1/letter-previews", json=asked)
    assert preview.status_code == 200, preview.text
    assert preview.json()["subject"] == f"{SAMPLE}【督促】令和7年度"
    wrong = {**asked, "wording": {**WORDING, "subject": "${weather}"}}
    refused = await secretariat.post("/api/v1/letter-previews", json=wrong)
    assert (refused.status_code, code(refused)) == (422, "wording-place-unknown")
    assert refused.json()["details"] == {"places": ["weather"]}
    unknown = await secretariat.post("/api/v1/letter-previews", json={"text": "frame", "lg_code": LG})
    assert (unknown.status_code, code(unknown)) == (404, "letter-text-unknown")
    told: dict[str, Any] = {"text": "overdue", "wording": WORDING, "seen_version": 0, "reason": "見直し"}
    assert (await post(secretariat, "word-letter", **told)).status_code == 201
    await spring.catch_up()
    [row] = (await secretariat.get("/api/v1/letter-wordings")).json()["items"]
    assert (row["text"], row["versions"]) == ("overdue", [Wording.model_validate(WORDING).model_dump()])
    texts = {each["text"]: each for each in (await secretariat.get("/api/v1/letter-texts")).json()["items"]}
    assert (texts["overdue"]["version"], texts["overdue"]["wording"]) == (1, WORDING)
    stale = await post(secretariat, "word-letter", 1, **told)
    assert (stale.status_code, code(stale)) == (409, "wording-stale")


def written(folder: Path) -> list[EmailMessage]:
    return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in folder.rglob("*.eml")]


async def test_the_letters_of_a_day_are_sent_to_oneself_alone(spring: Front, tmp_path: Path) -> None:
    secretariat = await spring.come_in("secretariat")
    await with_contacts(spring, secretariat)
    nobody = await secretariat.post("/api/v1/mail-trials", json={"on": "2025-06-30"})
    assert (nobody.status_code, code(nobody)) == (409, "own-address-missing")
    own = {"name": "サンプル", "mail": "me@shinchoku.example"}
    await secretariat.put("/api/v1/contacts/secretariat-secretariat", json=own, headers=key())
    head = await spring.year.log.head()
    services = spring.app.state.services
    spring.app.state.services = replace(services, mail=MailFolder(tmp_path / "mail"))
    sent = await secretariat.post("/api/v1/mail-trials", json={"on": "2025-06-30"})
    assert sent.status_code == 200, sent.text
    letters = written(tmp_path)
    assert len(letters) == sent.json()["sent"] > 0
    assert {each["To"].addresses[0].addr_spec for each in letters} == {"me@shinchoku.example"}
    assert all(str(each["Subject"]).startswith("【試し送り】") for each in letters)
    assert any("ondanka@town-43100.example" in each.get_content() for each in letters)
    assert await spring.year.log.head() == head


async def test_announcements_and_pauses_are_made_listed_and_ended(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    news: dict[str, Any] = {"fiscal_year": 2025, "subject": "様式の差替え", "body": SAMPLE}
    made = await post(secretariat, "make-announcement", **news)
    assert made.status_code == 201, made.text
    assert made.json()["events"][-1] == "announcement.made"
    of: dict[str, Any] = {
        "region_id": "region:kumamoto",
        "from_on": "2025-08-01",
        "ground": "disaster",
        "authority": "事務局長",
    }
    paused = await post(secretariat, "pause-mail", **of, lg_codes=[LG], reason=SAMPLE)
    assert paused.status_code == 201, paused.text
    stranger = await post(secretariat, "pause-mail", **of, lg_codes=["01100"], reason=SAMPLE)
    assert (stranger.status_code, code(stranger)) == (422, "not-a-member")
    await spring.catch_up()
    [announcement] = (await secretariat.get("/api/v1/announcements")).json()["items"]
    assert (announcement["object_id"], announcement["state"]) == ("announcement:2025:1", "made")
    [pause] = (await secretariat.get("/api/v1/mail-pauses")).json()["items"]
    assert (pause["object_id"], pause["state"], pause["lg_codes"]) == ("mail-pause:1", "declared", [LG])
    ended = await post(secretariat, "lift-mail-pause", 1, pause_id="mail-pause:1")
    assert ended.status_code == 200, ended.text
    withdrawn: dict[str, Any] = {"announcement_id": "announcement:2025:1", "reason": "誤り"}
    assert (await post(secretariat, "withdraw-announcement", 1, **withdrawn)).status_code == 200
    again = await post(secretariat, "withdraw-announcement", 2, **withdrawn)
    assert (again.status_code, code(again)) == (409, "state-forbids")


async def test_a_file_too_large_for_a_letter_gets_a_clear_answer(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    news: dict[str, Any] = {"fiscal_year": 2025, "subject": "様式", "body": SAMPLE}
    for size, status in ((2 * 1024 * 1024 + 1, 422), (2 * 1024 * 1024, 201)):
        file = {"name": "一覧.txt", "content": b64encode(b"x" * size).decode()}
        answer = await post(secretariat, "make-announcement", **news, attachments=[file])
        assert answer.status_code == status, answer.text
        assert status == 201 or code(answer) == "attachments-too-large"


async def test_what_did_not_arrive_is_listed_and_worked_off(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    step = Step.PROGRESS_CONFIRMATION
    of = Occasion(round_id="review-round:2025", lg_code=LG, step=step, stage=Stage.REQUEST, recipient="c-43100")
    notice = Notice(occasion=of, subject="request", due_on=OPENING)
    notice.claim("w-1", OPENING)
    notice.record_refused("550")
    await spring.year.store(notice)
    await spring.catch_up()
    [row] = (await secretariat.get("/api/v1/undelivered-notices", params={"fiscal_year": 2025})).json()["items"]
    assert (row["object_id"], row["state"], row["reply"]) == (notice.id, "refused", "550")
    offered = (await secretariat.get(f"/api/v1/objects/{notice.id}")).json()["available_actions"]
    assert {"ResendNotices", "MarkNoticesTold"} <= {each["command"] for each in offered if not each["blockers"]}
    told = await post(secretariat, "mark-notices-told", 3, notices=[notice.id], means="telephone", note=SAMPLE)
    assert told.status_code == 200, told.text
    await spring.catch_up()
    assert (await secretariat.get("/api/v1/undelivered-notices")).json()["items"] == []
    clerk = await spring.come_in("clerk", LG)
    denied = await post(clerk, "resend-notices", 4, notices=[notice.id])
    assert (denied.status_code, code(denied)) == (403, "not-permitted")
