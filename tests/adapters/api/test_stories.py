"""The story of a published figure: every link back to the office's entry, at its exact version, and provable."""

import base64
from typing import Any

import pytest_asyncio

from application.advice import AnswerAdvice
from application.merkle import includes
from domain.advice import ResponseClass
from tests.adapters.api.front import Front, code
from tests.application.joint_year import (
    COMMITTEE_ID,
    COMPILATION,
    CORRECTION,
    COUNCIL_ID,
    MARCH,
    PREPARE,
    PUBLICATION,
    PUBLISH,
    advice,
    approved,
    compiled,
    filed,
    heard,
)
from tests.application.review_year import CHIEF, HEAD, SECRETARIAT
from tests.domain.office_year import LG, OTHER

PATH = "/api/v1/publications/2025/story"
REPORT, FIGURES = f"progress-report:{LG}:2025", f"emission-statement:{LG}:2025"


@pytest_asyncio.fixture
async def published(front: Front) -> Front:
    """Give a year that was published, with advice that was answered, and corrected by its office afterwards."""
    await front.found()
    year = front.year
    await filed(year)
    await compiled(year)
    await approved(year)
    await heard(year)
    await year.ask(SECRETARIAT, advice())
    answer = AnswerAdvice(advice_id="advice:2025:1", response=ResponseClass.EXPLAINED, text="説明します。")
    await year.ask(SECRETARIAT, answer)
    year.clock.move_to_day(MARCH)
    await year.ask(SECRETARIAT, PREPARE)
    await year.ask(CHIEF, PUBLISH)
    await year.ask(HEAD, CORRECTION)
    return front


async def story(front: Front, capacity: str = "auditor", lg_code: str | None = None, **asked: str) -> Any:
    """Ask for the story of the sample town."""
    who = await front.come_in(capacity, lg_code)
    return await who.get(PATH, params={"lg_code": LG, **asked})


async def test_the_story_goes_from_the_edition_to_the_entry_over_every_body_that_had_it(published: Front) -> None:
    told = (await story(published)).json()
    assert (told["edition"], told["content"]["compilation_id"]) == (1, COMPILATION)
    topics: dict[str, list[str]] = {}
    for link in told["links"]:
        topics.setdefault(link["chapter"], []).append(link["topic"])
    assert topics["publication"] == ["publication.published", "publication.prepared"]
    assert topics["advice"] == ["advice.answered", "advice.given"]
    assert topics["committee"][:2] == ["meeting.item-decided", "meeting.held"]
    assert topics["council"][:2] == ["meeting.item-decided", "meeting.held"]
    assert topics["compilation"] == ["compilation.finalised", "compilation.compiled"]
    assert {"progress-report.accepted", "progress-report.submitted", "progress-report.measure-reported"} <= {
        *topics["office"]
    }
    assert "emission-statement.accepted" in topics["office"]
    objects = {link["object_id"] for link in told["links"]}
    assert objects == {PUBLICATION, COMPILATION, COUNCIL_ID, COMMITTEE_ID, "advice:2025:1", REPORT, FIGURES}


async def test_every_link_is_the_event_at_its_place_and_is_proven_to_stand_in_the_record(published: Front) -> None:
    kept = await published.app.state.services.seals.seal("daily")
    root = await published.app.state.services.tree.root(kept.size)
    for link in (await story(published)).json()["links"]:
        (record,) = await published.log.page(link["position"] - 1, 1)
        assert (record.stream_id, record.version, record.topic) == (link["object_id"], link["version"], link["topic"])
        assert record.leaf.hex() == link["leaf"]
        asked = {"position": link["position"], "size": kept.size}
        told = (await published.anyone.get("/api/v1/public/proofs/inclusion", params=asked)).json()
        proof = [base64.b64decode(each) for each in told["proof"]]
        assert includes(root, kept.size, record.leaf, link["position"] - 1, proof)


async def test_the_story_ends_at_the_version_that_was_pinned_whatever_came_later(published: Front) -> None:
    told = (await story(published)).json()
    (made,) = [link for link in told["links"] if link["topic"] == "compilation.compiled"]
    pinned = {pin["stream_id"]: pin["version"] for pin in made["rests_on"]}
    assert set(pinned) == {REPORT, FIGURES}
    for stream, version in pinned.items():
        versions = [link["version"] for link in told["links"] if link["object_id"] == stream]
        assert versions == list(range(version, 0, -1))
    later = await published.log.stream(REPORT)
    assert later[-1].version > pinned[REPORT]
    leaves = {record.version: record.leaf.hex() for record in later}
    assert {pin["leaf"] for pin in made["rests_on"]} >= {leaves[pinned[REPORT]]}


async def test_who_may_not_read_the_offices_history_is_not_told_by_whom_and_why(published: Front) -> None:
    open_to_all = (await story(published)).json()["links"]
    assert all(link["actor"] for link in open_to_all)
    for link in (await story(published, "committee-member")).json()["links"]:
        hidden = link["object_id"] in {REPORT, FIGURES}
        assert (link["actor"] is None) >= hidden
        if hidden:
            assert (link["reason"], link["authority"]) == (None, None)
            assert link["capacity"]
    own = (await story(published, "clerk", LG)).json()["links"]
    assert all(link["actor"] for link in own if link["object_id"] in {REPORT, FIGURES})


async def test_an_office_asks_for_its_own_story_and_a_reader_for_none(published: Front) -> None:
    assert code(await story(published, "clerk", OTHER)) == "not-permitted"
    assert code(await story(published, "reader")) == "not-permitted"


async def test_a_municipality_without_a_part_has_the_joint_way_alone(published: Front) -> None:
    told = (await story(published, lg_code=None)).json()
    who = await published.come_in("auditor")
    other = (await who.get(PATH, params={"lg_code": OTHER})).json()
    assert "office" not in {link["chapter"] for link in other["links"]}
    assert len(other["links"]) < len(told["links"])


async def test_what_was_not_published_has_no_story(published: Front) -> None:
    assert code(await story(published, edition="2")) == "edition-not-found"
    who = await published.come_in("auditor")
    absent = await who.get("/api/v1/publications/2024/story", params={"lg_code": LG})
    assert (absent.status_code, code(absent)) == (404, "object-not-found")
