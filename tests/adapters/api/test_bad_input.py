"""Bad input: whatever comes in, the answer is a problem with a stable code, and nothing is written."""

import asyncio
import json
import string
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.api.careful_json import read_json
from adapters.api.refusals import JsonMalformed
from tests.adapters.api.front import Front, code, key
from tests.domain.office_year import LG

BEGIN = "/api/v1/commands/begin-progress-report"
OPEN = "/api/v1/commands/open-office"
OF = {"lg_code": LG, "fiscal_year": 2025}
OFFICE = {"slug": "a", "region_id": "region:kumamoto", "name": "a", "opened_on": "2025-04-01"}
JSON = {"Content-Type": "application/json"}


async def posted(front: Front, body: bytes, headers: Mapping[str, str] = JSON, path: str = BEGIN) -> httpx2.Response:
    clerk = await front.come_in("clerk", LG)
    head = await front.log.head()
    answer = await clerk.post(path, content=body, headers={**key(), **headers})
    assert await front.log.head() == head
    return answer


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b'{"lg_code": "\xed\xa0\x80"}',
        b'{"reason": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"fiscal_year": NaN}',
        b'{"fiscal_year": Infinity}',
        b'{"lg_code": "43100", "lg_code": "43210", "fiscal_year": 2025}',
        b'{"a": {"b": 1, "b": 2}}',
        b"[" * 100_000,
        b'{"fiscal_year": ' + b"9" * 6000 + b"}",
        b"\x00",
    ],
    ids=lambda body: repr(body[:30]),
)
async def test_what_is_not_well_formed_json_is_refused(spring: Front, body: bytes) -> None:
    answer = await posted(spring, body)
    assert (answer.status_code, code(answer)) == (400, "json-malformed")


@pytest.mark.parametrize(
    ("body", "pointer", "kind"),
    [
        ({**OF, "surplus": 1}, "/surplus", "extra-forbidden"),
        ({**OF, "a/b~c": 1}, "/a~1b~0c", "extra-forbidden"),
        ({"lg_code": LG}, "/fiscal_year", "missing"),
        ({**OF, "fiscal_year": 1899}, "/fiscal_year", "greater-than-equal"),
        ({**OF, "fiscal_year": 10**30}, "/fiscal_year", "less-than-equal"),
        ({**OF, "fiscal_year": "令和七年"}, "/fiscal_year", "int-parsing"),
        ({**OF, "lg_code": "熊本市"}, "/lg_code", "string-pattern-mismatch"),
        ({**OF, "lg_code": "４３１００"}, "/lg_code", "string-pattern-mismatch"),
        ({**OF, "lg_code": "43100\n"}, "/lg_code", "string-pattern-mismatch"),
        ({**OF, "reason": "a\u0000b"}, "/reason", "string-pattern-mismatch"),
        ({**OF, "effective_on": "2025-02-30"}, "/effective_on", "date-from-datetime-parsing"),
        ([], "", "model-attributes-type"),
        (None, "", "model-attributes-type"),
        ("text", "", "model-attributes-type"),
    ],
)
async def test_a_wrong_field_is_named_by_pointer_with_a_japanese_sentence(
    spring: Front, body: Any, pointer: str, kind: str
) -> None:
    answer = await posted(spring, json.dumps(body).encode())
    assert (answer.status_code, code(answer)) == (422, "input-invalid")
    (wrong,) = answer.json()["errors"]
    assert (wrong["pointer"], wrong["code"]) == (pointer, kind)
    assert wrong["detail"].endswith("。") or ":" in wrong["detail"]


async def test_every_wrong_field_is_named_at_once_and_what_was_entered_is_not_repeated(spring: Front) -> None:
    answer = await posted(spring, json.dumps({"lg_code": "secret-value", "fiscal_year": 1}).encode())
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/lg_code", "/fiscal_year"]
    assert "secret-value" not in answer.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_a_body_that_is_not_json_is_refused(spring: Front, kind: str) -> None:
    answer = await posted(spring, json.dumps(OF).encode(), {"Content-Type": kind})
    assert (answer.status_code, code(answer)) == (415, "media-type-not-supported")


async def test_a_body_of_ten_megabytes_is_refused(spring: Front) -> None:
    answer = await posted(spring, b'"' + b"a" * 10_000_000 + b'"')
    assert (answer.status_code, code(answer)) == (413, "body-too-large")


async def test_a_body_of_ten_megabytes_in_pieces_is_refused(spring: Front) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"a" * 10_000
            await asyncio.sleep(0)

    clerk = await spring.come_in("clerk", LG)
    answer = await clerk.post(BEGIN, content=pieces(), headers={**key(), **JSON})
    assert (answer.status_code, code(answer)) == (413, "body-too-large")


async def test_a_body_of_exactly_the_limit_is_read(spring: Front) -> None:
    frame = json.dumps({**OF, "surplus": ""})
    answer = await posted(spring, json.dumps({**OF, "surplus": "a" * (1024 * 1024 - len(frame))}).encode())
    assert code(answer) == "input-invalid"


@pytest.mark.parametrize(
    "path", ["/api/v1/commands/sell-the-castle", "/api/v2/objects/x", "/", "//", "/api/v1/objects"]
)
async def test_an_unknown_address_is_a_problem(spring: Front, path: str) -> None:
    head = await spring.come_in("secretariat-head")
    for answer in (await head.get(path), await head.post(path, json={})):
        assert (answer.status_code, code(answer)) == (404, "route-not-found")


async def test_a_method_that_an_address_does_not_have_is_a_problem_that_names_those_it_has(spring: Front) -> None:
    head = await spring.come_in("secretariat-head")
    answer = await head.get(BEGIN)
    assert (answer.status_code, code(answer), answer.headers["allow"]) == (405, "method-not-allowed", "POST")


@pytest.mark.parametrize(
    "object_id",
    [
        "%00",
        "plan%00:x",
        "%ED%A0%80",
        "%FF",
        "plan",
        "plan:",
        ":x",
        "PLAN:X",
        "plan:" + "x" * 300,
        "plan%0A:x",
        "計画:1",
    ],
)
async def test_an_id_of_no_form_is_named_as_wrong(spring: Front, object_id: str) -> None:
    head = await spring.come_in("secretariat-head")
    answer = await head.get(f"/api/v1/objects/{object_id}")
    assert (answer.status_code, code(answer)) == (422, "input-invalid")
    assert answer.json()["errors"][0]["parameter"] == "object_id"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=0", "input-invalid"),
        ("limit=201", "input-invalid"),
        ("limit=%00", "input-invalid"),
        ("fiscal_year=1899", "input-invalid"),
        ("lg_code=%ED%A0%80", "input-invalid"),
        ("after_position=-1", "input-invalid"),
        ("after_position=99999999999999999999", "input-invalid"),
        ("cursor=x", "cursor-unreadable"),
        ("cursor=%00", "cursor-unreadable"),
        ("cursor=%F0%9F%98%80", "cursor-unreadable"),
        ("cursor=AAAAAAAAAAAAAAAA", "cursor-unreadable"),
    ],
)
async def test_a_wrong_query_is_refused(spring: Front, query: str, expected: str) -> None:
    head = await spring.come_in("secretariat-head")
    assert code(await head.get(f"/api/v1/plans?{query}")) == expected


@pytest.mark.parametrize("value", [b"\x80\xff", b"a b", b"", b"x" * 201, "鍵".encode()])
async def test_a_hostile_idempotency_key_is_refused(spring: Front, value: bytes) -> None:
    clerk = await spring.come_in("clerk", LG)
    answer = await clerk.post(BEGIN, json=OF, headers=[(b"Idempotency-Key", value)])
    assert (answer.status_code, code(answer)) == (400, "idempotency-key-malformed")


async def test_a_request_id_of_the_caller_is_kept_only_when_it_is_harmless(spring: Front) -> None:
    good = await spring.anyone.get("/healthz", headers={"X-Request-Id": "trace-1"})
    bad = await spring.anyone.get("/healthz", headers={"X-Request-Id": "a b<script>"})
    assert good.headers["x-request-id"] == "trace-1"
    assert "script" not in bad.headers["x-request-id"]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=12,
)
BODIES = st.binary(max_size=300) | JSON_VALUES.map(lambda value: json.dumps(value).encode())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
async def test_no_body_whatever_brings_the_service_down_or_into_the_record(spring: Front, body: bytes) -> None:
    answer = await posted(spring, body)
    assert answer.status_code in {400, 422}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(st.sampled_from([*OFFICE, "lg_code", "body_id", "reason"]), JSON_VALUES))
async def test_no_values_in_the_right_fields_bring_it_down(spring: Front, fields: dict[str, Any]) -> None:
    head = await spring.come_in("secretariat-head")
    answer = await head.post(OPEN, content=json.dumps({**OFFICE, **fields}).encode(), headers={**key(), **JSON})
    assert answer.status_code in {201, 400, 404, 409, 422}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.text(string.printable + "鍵\x00\ud800", max_size=30), name=st.text(max_size=10), value=st.text(max_size=20)
)
async def test_no_address_brings_it_down(spring: Front, path: str, name: str, value: str) -> None:
    head = await spring.come_in("secretariat-head")
    raw = "/api/v1/objects/" + "".join(f"%{octet:02X}" for octet in path.encode("utf-8", "surrogatepass"))
    assert (await head.get(raw, params={name: value})).status_code in {200, 404, 422}


@given(st.binary(max_size=200))
def test_the_reader_of_json_only_ever_says_yes_or_no(raw: bytes) -> None:
    try:
        read = read_json(raw)
    except JsonMalformed:
        return
    json.dumps(read, default=str, ensure_ascii=False).encode()
