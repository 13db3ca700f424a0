"""Keys over HTTP: the first by a code, the others by the secretariat; every secret is seen once."""

import asyncio
from datetime import timedelta

import pytest_asyncio

from application.founding import found
from tests.adapters.api.front import Front, code, key, version

SETUP = {"person_id": "p-1", "name": "熊本 花子", "office_id": "office:secretariat"}
ISSUE = "/api/v1/commands/issue-api-key"


@pytest_asyncio.fixture
async def founded(front: Front) -> Front:
    """Give the API over the area as its data knows it, before anybody has a key."""
    await found(front.year.counter, front.log, front.clock)
    return front


async def first(front: Front) -> str:
    code_on_console = await front.entrance.setup_code()
    answer = await front.anyone.post("/api/v1/setup", json={**SETUP, "code": code_on_console})
    assert answer.status_code == 201
    return str(answer.json()["secret"])


def wanted(front: Front, **changes: object) -> dict[str, object]:
    expires_on = (front.clock.today() + timedelta(days=30)).isoformat()
    of = {"person_id": "p-1", "office_id": "office:secretariat", "capacity": "secretariat-head"}
    return {**of, "expires_on": expires_on, **changes}


async def test_the_code_of_the_console_gives_the_first_key_which_opens(founded: Front) -> None:
    head = founded.client(await first(founded))
    shown = (await head.get("/api/v1/objects/office:secretariat")).json()
    assert [each["person_id"] for each in shown["content"]["assignments"]] == ["p-1"]


async def test_the_code_may_be_typed_in_small_letters_and_without_dashes(founded: Front) -> None:
    typed = (await founded.entrance.setup_code() or "").replace("-", "").lower()
    assert (await founded.anyone.post("/api/v1/setup", json={**SETUP, "code": typed})).status_code == 201


async def test_the_code_works_once(founded: Front) -> None:
    body = {**SETUP, "code": await founded.entrance.setup_code()}
    await founded.anyone.post("/api/v1/setup", json=body)
    again = await founded.anyone.post("/api/v1/setup", json=body)
    assert (again.status_code, code(again)) == (403, "setup-closed")
    assert await founded.entrance.setup_code() is None


async def test_of_several_codes_that_come_at_once_only_one_gives_a_key(founded: Front) -> None:
    codes = [await founded.entrance.setup_code() for _ in range(5)]
    posts = (founded.anyone.post("/api/v1/setup", json={**SETUP, "code": each}) for each in codes)
    answers = await asyncio.gather(*posts)
    assert sorted(answer.status_code for answer in answers) == [201, 403, 403, 403, 403]
    assert len(await founded.log.stream_ids("api-key")) == 1


async def test_a_wrong_code_and_an_expired_one_are_refused_alike(founded: Front) -> None:
    known = await founded.entrance.setup_code()
    founded.clock.advance(timedelta(hours=1))
    late = await founded.anyone.post("/api/v1/setup", json={**SETUP, "code": known})
    wrong = await founded.anyone.post("/api/v1/setup", json={**SETUP, "code": "AAAAA-AAAAA-AAAAA-AAAAA"})
    assert [(each.status_code, code(each)) for each in (late, wrong)] == [(403, "setup-closed")] * 2


async def test_a_code_survives_a_slip_in_the_other_fields(founded: Front) -> None:
    body = {**SETUP, "code": await founded.entrance.setup_code()}
    slip = await founded.anyone.post("/api/v1/setup", json={**body, "office_id": "office:nowhere"})
    assert (slip.status_code, code(slip)) == (404, "object-not-found")
    assert (await founded.anyone.post("/api/v1/setup", json=body)).status_code == 201


async def test_a_key_of_the_system_can_be_had_by_nobody(founded: Front) -> None:
    body = {**SETUP, "code": await founded.entrance.setup_code()}
    answer = await founded.anyone.post("/api/v1/setup", json={**body, "capacity": "system"})
    assert (answer.status_code, code(answer)) == (403, "not-permitted")
    head = founded.client(await first(founded))
    answer = await head.post(ISSUE, json=wanted(founded, capacity="system"), headers=key())
    assert (answer.status_code, code(answer)) == (403, "not-permitted")


async def test_a_secret_is_shown_once_and_a_repeated_request_names_the_key_to_revoke(founded: Front) -> None:
    head = founded.client(await first(founded))
    once = key()
    issued = await head.post(ISSUE, json=wanted(founded), headers=once)
    assert issued.status_code == 201
    again = await head.post(ISSUE, json=wanted(founded), headers=once)
    assert (again.status_code, code(again)) == (409, "secret-shown-once")
    assert again.json()["details"]["object_id"] == issued.json()["object_id"]
    assert "shk_" not in again.text


async def test_a_lost_secret_is_replaced_by_revoking_its_key_and_issuing_another(founded: Front) -> None:
    head = founded.client(await first(founded))
    lost = (await head.post(ISSUE, json=wanted(founded), headers=key())).json()
    revoked = await head.post(
        "/api/v1/commands/revoke-api-key",
        json={"key_id": lost["object_id"].partition(":")[2], "ground": "秘密が届かなかった"},
        headers=version(1),
    )
    assert revoked.status_code == 200
    assert code(await founded.client(lost["secret"]).get("/api/v1/plans")) == "key-not-accepted"
    assert (await head.post(ISSUE, json=wanted(founded), headers=key())).status_code == 201


async def test_a_dry_run_makes_no_secret(founded: Front) -> None:
    head = founded.client(await first(founded))
    answer = await head.post(ISSUE, json=wanted(founded), headers=key(), params={"dry_run": 1})
    assert (answer.status_code, answer.json()["secret"]) == (200, None)


async def test_no_secret_and_no_code_stands_anywhere_in_the_database(founded: Front) -> None:
    typed = await founded.entrance.setup_code() or ""
    answer = await founded.anyone.post("/api/v1/setup", json={**SETUP, "code": typed})
    secret = str(answer.json()["secret"])
    head = founded.client(secret)
    other = (await head.post(ISSUE, json=wanted(founded), headers=key())).json()["secret"]
    await founded.catch_up()
    connection = await founded.projector._database.connect(role=None)  # noqa: SLF001 - to look at everything below
    try:
        tables = await connection.fetch(
            "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname LIKE 'kumamoto%'"
        )
        assert len(tables) > 5
        for table in tables:
            rows = await connection.fetch(f"SELECT t::text FROM {table['name']} t")  # noqa: S608 - names of our tables
            text = "".join(row[0] for row in rows)
            assert secret not in text, table
            assert other not in text, table
            assert typed not in text, table
    finally:
        await connection.close()


async def test_the_list_of_keys_tells_their_last_use_and_neither_secret_nor_hash(founded: Front) -> None:
    head = founded.client(await first(founded))
    await head.post(ISSUE, json=wanted(founded), headers=key())
    await founded.catch_up()
    answer = await head.get("/api/v1/keys")
    used = {row["key_id"]: row["last_used_at"] for row in answer.json()["items"]}
    assert sorted(value is None for value in used.values()) == [False, True]
    assert "hash" not in answer.text
    assert "shk_" not in answer.text


async def test_a_clerk_issues_no_keys(founded: Front) -> None:
    clerk = await founded.come_in("clerk", "43100")
    answer = await clerk.post(ISSUE, json=wanted(founded), headers=key())
    assert (answer.status_code, code(answer)) == (403, "not-permitted")


async def test_the_name_given_at_the_setup_is_in_the_contacts_and_in_no_event(founded: Front) -> None:
    head = founded.client(await first(founded))
    assert (await head.get("/api/v1/contacts/p-1")).json()["name"] == "熊本 花子"
    assert "花子" not in "".join(record.body for record in await founded.log.page(0, 500))


async def test_a_contact_is_tried_out_without_being_written(founded: Front) -> None:
    head = founded.client(await first(founded))
    card = {"name": "熊本 太郎", "mail": "taro@example.jp"}
    tried = await head.put("/api/v1/contacts/p-2", json=card, params={"dry_run": 1})
    assert (tried.status_code, tried.json()["name"]) == (200, "熊本 太郎")
    assert (await head.get("/api/v1/contacts/p-2")).status_code == 404
    wrong = await head.put("/api/v1/contacts/p-2", json={**card, "mail": "no address"}, params={"dry_run": 1})
    assert (wrong.status_code, code(wrong)) == (422, "mail-address-refused")
    await head.put("/api/v1/contacts/p-2", json=card)
    assert (await head.get("/api/v1/contacts/p-2")).json()["mail"] == "taro@example.jp"


async def test_the_setup_is_not_tried_out_and_the_code_stays_good(founded: Front) -> None:
    body = {**SETUP, "code": await founded.entrance.setup_code()}
    tried = await founded.anyone.post("/api/v1/setup", json=body, params={"dry_run": 1})
    assert (tried.status_code, code(tried)) == (400, "dry-run-not-offered")
    assert await founded.log.stream_ids("api-key") == []
    assert (await founded.anyone.post("/api/v1/setup", json=body)).status_code == 201
