"""Reading over HTTP: objects with their possible acts, histories, lists, the board, the emissions, the record."""

from typing import Any

import httpx2
import pytest
import pytest_asyncio

from tests.adapters.api.front import Front, code, key
from tests.domain.office_year import LG, OTHER
from tests.projections import sample_year

REPORT = f"/api/v1/objects/progress-report:{LG}:2025"


@pytest_asyncio.fixture
async def told(front: Front) -> httpx2.AsyncClient:
    """Give the secretariat's client over the whole sample year."""
    await front.tell(sample_year.tape().facts)
    front.clock.move_to_day(sample_year.TODAY)
    return await front.come_in("secretariat")


async def pages(client: httpx2.AsyncClient, path: str, **query: Any) -> list[list[Any]]:
    found, params = [], dict(query)
    while True:
        answer = await client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["items"])
        cursor = answer.json()["next"]
        if cursor is None:
            assert "link" not in answer.headers
            return found
        assert answer.headers["link"].startswith(f"<{path}?")
        params = {**query, "cursor": cursor}


async def test_an_object_tells_its_state_in_both_languages_its_version_and_its_content(spring: Front) -> None:
    shown = await (await spring.come_in("clerk", LG)).get("/api/v1/objects/review-round:2025")
    body = shown.json()
    assert (body["kind"], body["kind_label"]) == ("review-round", "年度点検")
    assert (body["state"]["code"], body["state"]["english"]) == ("open", "open")
    assert shown.headers["etag"] == f'"{body["version"]}"'
    assert body["content"]["members"] == [LG, OTHER]


async def test_possible_acts_name_their_address_and_what_blocks_them(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    await clerk.post("/api/v1/commands/begin-progress-report", json={"lg_code": LG, "fiscal_year": 2025}, headers=key())
    acts = {each["command"]: each for each in (await clerk.get(REPORT)).json()["available_actions"]}
    assert acts["ReportMeasure"]["open"]
    assert acts["ReportMeasure"]["href"] == "/api/v1/commands/report-measure"
    submit = acts["SubmitProgressReport"]
    assert not submit["open"]
    assert [each["code"] for each in submit["blockers"]] == ["measures-unconfirmed", "in-house-approval-missing"]
    assert submit["blockers"][0]["label"] == "取組状況が確認されていない施策があります。"
    assert "AcceptProgressReport" not in acts


async def test_acts_for_an_office_are_listed_beside_ones_own_and_say_for_whom(spring: Front) -> None:
    secretariat = await spring.come_in("secretariat")
    listed = (await secretariat.get(f"{REPORT}/actions")).json()["available_actions"]
    begin = [each for each in listed if each["command"] == "BeginProgressReport"]
    assert [(each["acting_for"], each["open"]) for each in begin] == [(LG, True)]
    told = {"lg_code": LG, "fiscal_year": 2025, "acting_for": LG, "authority": "paper", "effective_on": "2025-04-01"}
    done = await secretariat.post("/api/v1/commands/begin-progress-report", json=told, headers=key())
    assert done.status_code == 201, done.text
    clerk = await spring.come_in("clerk", LG)
    own = (await clerk.get(REPORT)).json()["available_actions"]
    assert {each["acting_for"] for each in own} == {None}


async def test_every_address_of_a_possible_act_is_a_route(told: httpx2.AsyncClient) -> None:
    for object_id in sorted({fact.stream_id for fact in sample_year.tape().facts}):
        for act in (await told.get(f"/api/v1/objects/{object_id}")).json()["available_actions"]:
            assert (await told.post(act["href"], json={})).status_code != 404, act


async def test_every_object_of_a_year_can_be_shown_with_its_history(told: httpx2.AsyncClient) -> None:
    for object_id in sorted({fact.stream_id for fact in sample_year.tape().facts}):
        shown = await told.get(f"/api/v1/objects/{object_id}")
        assert shown.status_code == 200, shown.text
        events = [each for page in await pages(told, f"/api/v1/objects/{object_id}/events", limit=3) for each in page]
        assert [each["version"] for each in events] == [*range(1, shown.json()["version"] + 1)]
        assert all(each["label"].endswith("た。") for each in events)


@pytest.mark.parametrize(
    "path",
    [
        "regions", "offices", "plans", "rounds", "measures", "confirmations", "filings", "notices", "compilations",
        "meetings", "advice", "publications", "keys", "office-plans", "outreach", "rosters",
        "measure-variations",
    ],
)  # fmt: skip
async def test_every_list_is_read_page_by_page_to_the_end(told: httpx2.AsyncClient, path: str) -> None:
    (whole,) = await pages(told, f"/api/v1/{path}")
    assert whole
    by_one = await pages(told, f"/api/v1/{path}", limit=1)
    assert [row for page in by_one for row in page] == whole


async def test_a_list_is_narrowed_by_year_and_municipality(told: httpx2.AsyncClient) -> None:
    assert (await told.get("/api/v1/filings", params={"fiscal_year": 2025, "lg_code": LG})).json()["items"]
    assert (await told.get("/api/v1/filings", params={"fiscal_year": 2024})).json()["items"] == []
    assert (await told.get("/api/v1/filings", params={"lg_code": OTHER})).json()["items"] == []


async def test_a_cursor_fits_only_the_list_and_filter_it_came_from(told: httpx2.AsyncClient) -> None:
    cursor = (await told.get("/api/v1/filings", params={"limit": 1})).json()["next"]
    for path, query in (("measures", {}), ("filings", {"fiscal_year": 2025})):
        answer = await told.get(f"/api/v1/{path}", params={**query, "cursor": cursor})
        assert (answer.status_code, code(answer)) == (400, "cursor-unreadable")


async def test_a_damaged_cursor_is_refused(told: httpx2.AsyncClient) -> None:
    cursor = (await told.get("/api/v1/filings", params={"limit": 1})).json()["next"]
    for place in range(len(cursor)):
        damaged = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        answer = await told.get("/api/v1/filings", params={"cursor": damaged})
        assert answer.status_code == 400 or place == len(cursor) - 1  # the last letter may carry unused bits


async def test_the_board_lays_out_members_by_steps_for_today(told: httpx2.AsyncClient) -> None:
    board = (await told.get("/api/v1/rounds/2025/board")).json()
    assert board["today"] == "2025-07-01"
    assert len(board["squares"]) == len(board["members"]) * 4
    assert {each["step"] for each in board["joint"]} >= {"compilation", "liaison-council", "publication"}


async def test_the_obligations_of_one_office_are_its_own(told: httpx2.AsyncClient) -> None:
    owed = (await told.get("/api/v1/rounds/2025/obligations", params={"lg_code": OTHER})).json()
    assert {each["obligation"]["lg_code"] for each in owed["owed"]} == {OTHER}
    everyone = (await told.get("/api/v1/rounds/2025/obligations")).json()
    assert len(everyone["owed"]) >= len(owed["owed"])
    assert everyone["coming"] == []


async def test_the_emission_series_sums_what_is_accepted_and_names_who_is_missing(told: httpx2.AsyncClient) -> None:
    answer = (await told.get("/api/v1/emission-series")).json()
    assert answer["totals"]
    assert OTHER in answer["totals"][0]["missing"]
    own = (await told.get("/api/v1/emission-series", params={"lg_code": LG})).json()
    assert own["figures"]


@pytest.mark.parametrize("path", ["rounds/2030/board", "rounds/2030/obligations", "emission-series?plan_id=plan:x"])
async def test_what_there_is_not_is_not_found(told: httpx2.AsyncClient, path: str) -> None:
    answer = await told.get(f"/api/v1/{path}")
    assert (answer.status_code, code(answer)) == (404, "object-not-found")


async def test_the_record_is_followed_in_both_directions_without_a_gap(told: httpx2.AsyncClient) -> None:
    path = "/api/v1/audit-timeline"
    newest = [each["position"] for page in await pages(told, path, limit=40) for each in page]
    oldest = [each["position"] for page in await pages(told, path, limit=40, order="oldest") for each in page]
    assert oldest == newest[::-1] == [*range(1, len(oldest) + 1)]


async def test_the_record_is_narrowed_by_any_condition(told: httpx2.AsyncClient) -> None:
    asked: dict[str, str | int] = {"kind": "measure", "topic": "measure.launched", "as_of": 10_000}
    answer = await told.get("/api/v1/audit-timeline", params=asked)
    assert {each["topic"] for each in answer.json()["items"]} == {"measure.launched"}


@pytest.mark.parametrize(
    "query", ["since=2025-04-01T00:00:00", "order=random", "surplus=1", "correlation_id=x", "as_of=-1"]
)
async def test_a_wrong_condition_on_the_record_is_refused(told: httpx2.AsyncClient, query: str) -> None:
    answer = await told.get(f"/api/v1/audit-timeline?{query}")
    assert (answer.status_code, code(answer)) == (422, "input-invalid")


async def test_a_read_may_wait_for_ones_own_write_and_is_told_when_it_waits_in_vain(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    await spring.catch_up()
    begun = await clerk.post(
        "/api/v1/commands/begin-progress-report", json={"lg_code": LG, "fiscal_year": 2025}, headers=key()
    )
    position = begun.json()["position"]
    early = await clerk.get("/api/v1/filings", params={"after_position": position})
    assert (early.status_code, code(early), early.headers["retry-after"]) == (503, "position-not-reached", "1")
    await spring.catch_up()
    answer = await clerk.get("/api/v1/filings", params={"after_position": position})
    assert [row["object_id"] for row in answer.json()["items"]] == [f"progress-report:{LG}:2025"]


async def test_a_document_is_given_by_its_hash_and_known_by_it(spring: Front) -> None:
    sha256 = await spring.year.documents.put("議事録".encode())
    clerk = await spring.come_in("clerk", LG)
    answer = await clerk.get(f"/api/v1/documents/{sha256}")
    assert (answer.content, answer.headers["etag"]) == ("議事録".encode(), f'"{sha256}"')
    again = await clerk.get(f"/api/v1/documents/{sha256}", headers={"If-None-Match": f'"{sha256}"'})
    assert (again.status_code, again.content) == (304, b"")
    absent = await clerk.get(f"/api/v1/documents/{'0' * 64}")
    assert (absent.status_code, code(absent)) == (404, "document-not-found")


async def test_what_changed_since_a_compilation_is_one_question(told: httpx2.AsyncClient) -> None:
    path = "/api/v1/compilations/2025/changes"
    whole = (await told.get("/api/v1/compilations")).json()["items"][0]["numbers"]
    between = (await told.get(path, params={"since": 1, "until": len(whole)})).json()
    assert (between["since"], between["until"]) == (1, len(whole))
    now = (await told.get(path)).json()
    assert (now["since"], now["until"]) == (len(whole), None)
    assert all(part["change"] in {"came-in", "moved", "went"} for part in now["parts"])
    for unknown in ({"since": 99}, {"until": 99}):
        assert code(await told.get(path, params=unknown)) == "object-not-found"
    assert code(await told.get("/api/v1/compilations/2031/changes")) == "object-not-found"


async def test_a_position_beyond_the_record_is_refused_at_once_for_it_will_not_be_reached_by_waiting(
    spring: Front,
) -> None:
    clerk = await spring.come_in("clerk", LG)
    await spring.catch_up()
    head = await spring.log.head()
    assert (await clerk.get("/api/v1/plans", params={"after_position": head})).status_code == 200
    ahead = await clerk.get("/api/v1/plans", params={"after_position": head + 1})
    assert (ahead.status_code, code(ahead)) == (422, "position-ahead")
    assert ahead.json()["details"] == {"position": head + 1, "head": head}
