"""What everybody may read: the reports that are public, in every edition, byte for byte, and nothing that is not."""

from datetime import date

import pytest
import pytest_asyncio

from domain.publication import Channel, Content, Edition, Publication, Standing
from tests.adapters.api.front import Front, code

REPORTS = "/api/v1/public/reports"
FIRST, SECOND, PREPARED = b'{"report":1}', b'{"report":2}', b'{"report":"prepared"}'
DAY = date(2026, 3, 24)
STANDING = Standing(number=1, approved_on=date(2026, 2, 6), heard_on=date(2026, 2, 20))


@pytest_asyncio.fixture
async def published(front: Front) -> Front:
    """Give the API over a year that was published and corrected, and one that is only prepared."""
    contents = [
        Content(compilation_id="compilation:2025", number=1, content_hash=await front.year.documents.put(each))
        for each in (FIRST, SECOND, PREPARED)
    ]
    report = Publication.prepare(2025, contents[0], "person-secret-1", STANDING)
    report.publish((Channel.WEBSITE,), DAY, "person-secret-2", STANDING)
    corrected = Edition(
        edition=2,
        content=contents[1],
        channels=(Channel.WEBSITE,),
        published_on=DAY,
        by="person-secret-2",
        reason="誤記",
    )
    report.correct(corrected, STANDING)
    await front.year.store(report, Publication.prepare(2026, contents[2], "person-secret-1", STANDING))
    await front.catch_up()
    return front


async def test_anybody_gets_the_edition_that_stands_byte_for_byte_under_its_hash(published: Front) -> None:
    answer = await published.anyone.get(f"{REPORTS}/2025")
    assert answer.content == SECOND
    (row,) = (await published.anyone.get(REPORTS)).json()["items"]
    assert answer.headers["etag"] == f'"{row["editions"][-1]["sha256"]}"'


async def test_an_edition_that_was_corrected_stays_readable(published: Front) -> None:
    (row,) = (await published.anyone.get(REPORTS)).json()["items"]
    assert [each["reason"] for each in row["editions"]] == [None, "誤記"]
    answers = [await published.anyone.get(each["href"]) for each in row["editions"]]
    assert [answer.content for answer in answers] == [FIRST, SECOND]
    assert all("immutable" in answer.headers["cache-control"] for answer in answers)


async def test_whoever_holds_the_edition_is_told_that_it_still_stands(published: Front) -> None:
    tag = (await published.anyone.get(f"{REPORTS}/2025")).headers["etag"]
    again = await published.anyone.get(f"{REPORTS}/2025", headers={"If-None-Match": f'W/{tag}, "other"'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["2026", "2026/editions/1", "2024", "2025/editions/3"])
async def test_what_is_not_public_is_not_found(published: Front, path: str) -> None:
    answer = await published.anyone.get(f"{REPORTS}/{path}")
    assert (answer.status_code, code(answer)) == (404, "object-not-found")


async def test_what_is_only_prepared_stands_in_no_public_list_and_no_person_does(published: Front) -> None:
    text = (await published.anyone.get(REPORTS)).text
    assert PREPARED.decode() not in text
    assert [row["fiscal_year"] for row in (await published.anyone.get(REPORTS)).json()["items"]] == [2025]
    assert "person-secret" not in text


@pytest.mark.parametrize("path", ["1989", "2101", "x", "%00", "2025/editions/0", "2025/editions/x"])
async def test_a_year_or_edition_out_of_range_is_named_as_wrong(published: Front, path: str) -> None:
    answer = await published.anyone.get(f"{REPORTS}/{path}")
    assert (answer.status_code, code(answer)) == (422, "input-invalid")
