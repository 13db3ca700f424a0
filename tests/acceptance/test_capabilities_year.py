"""The yearly flow over HTTP: quorum, papers of a past meeting, and corrections that are offered where they are open."""

from typing import Any

from application.submission_flow import AcceptEvaluation, ApproveEvaluation, SubmitEvaluation
from application.submissions import BeginEvaluation, EvaluateYear
from domain.approval import Rank
from tests.acceptance.asking import acts, ask, done, shown
from tests.adapters.api.front import Front, code
from tests.application.joint_year import COUNCIL_ID, advice, approved, compiled, filed, ready
from tests.application.review_year import CLERK, HEAD, MANAGER, SECRETARIAT, SEPTEMBER
from tests.domain.office_year import LG, MEASURES, OTHER, statement

OF: dict[str, Any] = {"lg_code": LG, "fiscal_year": 2025}
REPORT, STATEMENT = f"progress-report:{LG}:2025", f"emission-statement:{LG}:2025"
EVALUATION = f"evaluation:{LG}:2025"


async def test_a_quorum_stated_with_its_source_holds_a_vote_back_until_enough_have_come(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    meeting: dict[str, Any] = {
        "body_id": "liaison-council",
        "fiscal_year": 2025,
        "meets_on": "2025-04-01",
        "place": "会議室",
    }
    too_large = {"members": 3, "source": "設置要綱（サンプル）"}
    refused = await ask(secretariat, "convene-meeting", **meeting, quorum=too_large)
    assert (refused.status_code, code(refused)) == (422, "quorum-too-large")
    of: dict[str, Any] = {"meeting_id": COUNCIL_ID}
    votes = []
    for number, present in ((1, [f"office:{LG}"]), (2, [f"office:{LG}", f"office:{OTHER}"])):
        of["meeting_id"] = f"{COUNCIL_ID[:-1]}{number}"
        at = await done(secretariat, "convene-meeting", **meeting, quorum={**too_large, "members": 2})
        at = await done(secretariat, "put-item", at, **of, kind="decision", title="サンプル")
        at = await done(secretariat, "hold-meeting", at, **of, present=present)
        votes.append(await ask(secretariat, "decide-item", at, **of, item=1, outcome="approved"))
    assert [vote.status_code for vote in votes] == [409, 200]
    assert votes[0].json()["details"] == {"needed": 2, "represented": 1}


async def test_the_papers_of_a_past_meeting_are_the_same_bytes_after_everything_changed(front: Front) -> None:
    await front.found()
    await filed(front.year)
    await compiled(front.year)
    await approved(front.year)
    secretariat, head = await front.come_in("secretariat"), await front.come_in("head", LG)
    [paper] = (await shown(secretariat, COUNCIL_ID))["content"]["agenda"]["materials"]
    path = f"/api/v1/documents/{paper['content_hash']}"
    before = (await secretariat.get(path)).content
    at = (await shown(head, REPORT))["version"]
    changed = statement(MEASURES[0], narrative="サンプル（架空値）訂正").model_dump(mode="json")
    why: dict[str, Any] = {"reason": "数値の誤り", "authority": "課長"}
    await done(head, "correct-progress-report", at, **OF, statements=[changed], **why)
    at = (await shown(secretariat, "compilation:2025"))["version"]
    await done(secretariat, "compile", at, fiscal_year=2025)
    assert (await secretariat.get(path)).content == before
    [still] = (await shown(secretariat, COUNCIL_ID))["content"]["agenda"]["materials"]
    assert still == paper


async def evaluated(front: Front) -> None:
    """Let the office evaluate, and have it accepted."""
    front.clock.move_to_day(SEPTEMBER)
    year = front.year
    await year.ask(CLERK, BeginEvaluation(**OF))
    for rank, who in ((Rank.CLERK, CLERK), (Rank.MANAGER, MANAGER), (Rank.HEAD, HEAD)):
        await year.ask(who, EvaluateYear(**OF, rank=rank, grade="A"))
    await year.ask(HEAD, ApproveEvaluation(**OF, rank=Rank.HEAD, decision_number="決裁2"))
    await year.ask(CLERK, SubmitEvaluation(**OF))
    await year.ask(SECRETARIAT, AcceptEvaluation(**OF))


async def test_a_correction_is_offered_for_what_was_accepted_and_can_be_done(spring: Front) -> None:
    await spring.year.file_parts(accept=True)
    await evaluated(spring)
    head = await spring.come_in("head", LG)
    corrections = {
        REPORT: "CorrectProgressReport",
        STATEMENT: "RestateEmissionStatement",
        EVALUATION: "CorrectEvaluation",
    }
    for object_id, command in corrections.items():
        assert (await acts(head, object_id))[command] == []
    assert (await acts(head, STATEMENT))["ProposeRecalculation"] == []
    at = (await shown(head, REPORT))["version"]
    changed = statement(MEASURES[0], narrative="訂正").model_dump(mode="json")
    await done(head, "correct-progress-report", at, **OF, statements=[changed], reason="誤記", authority="課長")


async def test_an_item_goes_on_only_about_what_it_was_about_and_once_it_was_decided(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    meeting: dict[str, Any] = {
        "body_id": "liaison-council",
        "fiscal_year": 2025,
        "meets_on": "2025-04-01",
        "place": "会議室",
    }
    first, second = COUNCIL_ID, f"{COUNCIL_ID[:-1]}2"
    at = await done(secretariat, "convene-meeting", **meeting)
    item: dict[str, Any] = {"kind": "consultation", "title": "施策", "subject_id": MEASURES[0]}
    at = await done(secretariat, "put-item", at, meeting_id=first, **item)
    await done(secretariat, "convene-meeting", **meeting)
    onward: dict[str, Any] = {"meeting_id": second, "forwarded_from": {"meeting_id": first, "item": 1}}
    early = await ask(secretariat, "put-item", 1, **item, **onward)
    assert (early.status_code, code(early)) == (409, "origin-not-passed-on")
    at = await done(secretariat, "hold-meeting", at, meeting_id=first, present=[f"office:{LG}"])
    await done(secretariat, "decide-item", at, meeting_id=first, item=1, outcome="deferred")
    other = await ask(secretariat, "put-item", 1, **{**item, "subject_id": MEASURES[1]}, **onward)
    assert (other.status_code, code(other)) == (422, "origin-of-another-matter")
    await done(secretariat, "put-item", 1, **item, **onward)
    [put] = (await shown(secretariat, second))["content"]["agenda"]["items"]
    assert put["matter"]["origin"] == [{"meeting_id": first, "item": 1}]


async def test_what_changed_since_a_compilation_is_told_whether_a_part_changed_or_what_it_rests_on(
    front: Front,
) -> None:
    await front.found()
    await filed(front.year)
    await compiled(front.year)
    secretariat, head = await front.come_in("secretariat"), await front.come_in("head", LG)
    path = "/api/v1/compilations/2025/changes"
    await front.catch_up()
    nothing = (await secretariat.get(path)).json()
    assert (nothing["parts"], nothing["grounds"], nothing["unchanged"]) == ([], [], 2)
    at = (await shown(head, MEASURES[0]))["version"]
    await done(head, "suspend-measure", at, measure_id=MEASURES[0], suspended_on="2026-01-15", ground="予算の都合")
    report = (await shown(head, REPORT))["version"]
    changed = statement(MEASURES[0], narrative="訂正").model_dump(mode="json")
    await done(head, "correct-progress-report", report, **OF, statements=[changed], reason="誤記", authority="課長")
    await front.catch_up()
    told = (await secretariat.get(path)).json()
    assert told["grounds"] == [{"object_id": MEASURES[0], "before": at, "after": at + 1}]
    [part] = told["parts"]
    assert (part["object_id"], part["change"], part["before"]) == (REPORT, "moved", report)
    at = (await shown(secretariat, "compilation:2025"))["version"]
    await done(secretariat, "compile", at, fiscal_year=2025)
    await front.catch_up()
    between = (await secretariat.get(path, params={"since": 1, "until": 2})).json()
    assert (between["parts"], between["grounds"]) == (told["parts"], told["grounds"])


async def test_advice_stands_in_its_year_and_in_the_one_into_which_it_was_carried_until_it_is_settled(
    front: Front,
) -> None:
    await front.found()
    await ready(front.year)
    secretariat = await front.come_in("secretariat")
    for text in ("一", "二", "三"):
        await front.year.ask(SECRETARIAT, advice(text=text))
    first, second, third = (f"advice:2025:{number}" for number in (1, 2, 3))
    await done(secretariat, "carry-over-advice", 1, advice_id=first, to_fiscal_year=2026)
    answer: dict[str, Any] = {"response": "3", "text": "説明します。"}
    await done(secretariat, "answer-advice", 1, advice_id=second, **answer)
    at = await done(secretariat, "answer-advice", 1, advice_id=third, **answer)
    await done(secretariat, "settle-advice", at, advice_id=third)
    await front.catch_up()
    found = {}
    for fiscal_year in (2024, 2025, 2026):
        told = (await secretariat.get("/api/v1/standing-advice", params={"fiscal_year": fiscal_year})).json()
        found[fiscal_year] = ([each["object_id"] for each in told["items"]], told["awaiting_answer"])
    assert found == {2024: ([], 0), 2025: ([second], 0), 2026: ([first, second], 1)}


async def test_advice_is_of_who_sat_in_that_meeting_and_in_the_capacity_of_the_seat(front: Front) -> None:
    await front.found()
    await ready(front.year)
    secretariat = await front.come_in("secretariat")
    said = advice().model_dump(mode="json")
    for wrong, refusal in (
        ({"member": "p-nobody"}, "adviser-not-seated"),
        ({"capacity": "citizen"}, "adviser-capacity-differs"),
        ({"meeting_id": COUNCIL_ID}, "adviser-not-seated"),
    ):
        refused = await ask(secretariat, "give-advice", **{**said, **wrong})
        assert (refused.status_code, code(refused)) == (422, refusal)
    await done(secretariat, "give-advice", **said)
    assert (await shown(secretariat, "advice:2025:1"))["content"]["opinion"]["capacity"] == "expert"
