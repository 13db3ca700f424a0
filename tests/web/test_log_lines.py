"""Log lines: one JSON object each, in UTC, whatever somebody sent; a refusal is told by its code, signing in too."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog

from adapters.log_lines import configure
from tests.web.desk import HOST, Desk


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """Give the stream to which lines go while a test runs."""
    stream = io.StringIO()
    configure(stream)
    yield stream
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(each) for each in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_in_utc_whatever_stands_in_it(told: io.StringIO) -> None:
    structlog.get_logger("test").info("request", path='一\n二\r"三"\x1b[31m')
    [line] = lines(told)
    assert line["path"] == '一\n二\r"三"\x1b[31m'
    assert line["level"] == "info"
    at = datetime.fromisoformat(str(line["at"]))
    assert at.tzinfo == UTC
    assert told.getvalue().count("\n") == 1
    assert "\x1b" not in told.getvalue()


async def test_a_refusal_is_told_by_its_code_and_who_asked(told: io.StringIO, desk: Desk) -> None:
    reader = await desk.front.come_in("reader")
    await reader.get("/api/v1/notices")
    await desk.front.anyone.get("/api/v1/notices")
    seen = [(each["status"], each["problem"], each["person_id"]) for each in lines(told) if each["event"] == "request"]
    assert seen == [(403, "not-permitted", "reader-secretariat"), (401, "key-required", None)]


async def test_a_failed_signing_in_leaves_a_line_without_the_password(told: io.StringIO, desk: Desk) -> None:
    browser = desk.browser()
    form = {"person_id": "clerk", "password": "間違った合言葉です", "next": ""}
    await browser.client.post("/sign-in", data=form, headers={"Origin": HOST})
    [line] = [each for each in lines(told) if each["path"] == "/sign-in"]
    assert (line["status"], line["problem"]) == (401, "sign-in-refused")
    assert "間違った" not in told.getvalue()
