"""What everybody takes away: files by their hash, all years as one table, the catalogue; nothing that is not public."""

import csv
import io
import json
from collections.abc import Iterator
from hashlib import sha256

import pytest
import pytest_asyncio

from adapters.documents.catalogue import MEDIA_TYPES
from adapters.documents.open_data import headings
from adapters.documents.printing import print_files
from domain.publication import Channel, Content, Edition, Publication, Standing
from domain.published_files import EditionFiles, PublishedFile, PublishedFileKind
from tests.adapters.api.front import Front, code
from tests.adapters.documents.printed_samples import CHECKPOINT, HARD_NAMES, content, edition

REPORTS, OPEN = "/api/v1/public/reports", "/api/v1/public/open-data"
STANDING = Standing(number=3, approved_on=edition(b"").published_on, heard_on=edition(b"").published_on)


async def kept(front: Front, told: bytes, published: Edition) -> EditionFiles:
    files = [
        PublishedFile(kind=kind, sha256=await front.year.documents.put(made), size=len(made))
        for kind, made in print_files(told, published, CHECKPOINT).items()
    ]
    return EditionFiles(edition=published.edition, checkpoint=CHECKPOINT.shown(), files=tuple(files))


async def put(front: Front, told: bytes) -> Content:
    return Content(compilation_id="compilation:2025", number=3, content_hash=await front.year.documents.put(told))


async def published_year(front: Front, fiscal_year: int, told: bytes) -> Publication:
    made = Publication.prepare(fiscal_year, await put(front, told), "person-secret-1", STANDING)
    made.publish((Channel.OPEN_DATA,), edition(told).published_on, "person-secret-2", STANDING)
    made.keep_files(await kept(front, told, made.editions[0]))
    return made


@pytest_asyncio.fixture
async def published(front: Front) -> Front:
    """Give two years: 2025 with a correction whose files are not made yet, 2024 with a hard name in it."""
    year = await published_year(front, 2025, content())
    second = edition(content(comment="改めた。"), 2, "誤記")
    year.correct(second.model_copy(update={"content": await put(front, content(comment="改めた。"))}), STANDING)
    hard = json.loads(content(title=HARD_NAMES))
    hard["frame"]["fiscal_year"] = 2024
    other = await published_year(front, 2024, json.dumps(hard, ensure_ascii=False).encode())
    await front.year.store(year, other)
    await front.catch_up()
    return front


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("kind", PublishedFileKind)
async def test_each_file_is_given_under_the_hash_that_is_shown_beside_it(
    published: Front, kind: PublishedFileKind
) -> None:
    listed = (await published.anyone.get(REPORTS)).json()["items"]
    year = next(each for each in listed if each["fiscal_year"] == 2025)
    offered = next(each for each in year["editions"][0]["files"] if each["kind"] == kind.value)
    answer = await published.anyone.get(offered["href"])
    assert answer.status_code == 200
    assert sha256(answer.content).hexdigest() == offered["sha256"] == answer.headers["etag"].strip('"')
    assert len(answer.content) == offered["size"]
    assert answer.headers["content-type"] == MEDIA_TYPES[kind]
    assert "immutable" in answer.headers["cache-control"]
    assert f"shinchoku-2025-1-{kind.value}" in answer.headers["content-disposition"]
    again = await published.anyone.get(offered["href"], headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert year["editions"][0]["checkpoint"] == CHECKPOINT.shown()


async def test_an_edition_whose_files_are_being_made_says_so_and_when_to_come_again(published: Front) -> None:
    for path in ("2025/editions/2/files/facts.csv", "2025/files/annual-report.pdf"):
        answer = await published.anyone.get(f"{REPORTS}/{path}")
        assert (answer.status_code, code(answer)) == (503, "files-not-ready")
        assert answer.headers["retry-after"] == "60"
    listed = (await published.anyone.get(REPORTS)).json()["items"]
    assert next(each for each in listed if each["fiscal_year"] == 2025)["editions"][1]["files"] == []


async def test_the_address_of_a_year_gives_the_edition_that_stands(published: Front) -> None:
    newest = await published.anyone.get(f"{REPORTS}/2024/files/facts.json")
    assert newest.json()["report"]["edition"] == 1
    assert newest.headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("path", "status"),
    [("2023/files/facts.csv", 404), ("2025/editions/3/files/facts.csv", 404), ("2025/files/other.zip", 422)],
)
async def test_what_was_not_published_is_not_found(published: Front, path: str, status: int) -> None:
    assert (await published.anyone.get(f"{REPORTS}/{path}")).status_code == status


async def test_cp932_is_given_where_it_can_hold_the_text_and_refused_by_name_where_not(published: Front) -> None:
    given = await published.anyone.get(f"{REPORTS}/2025/editions/1/files/facts.csv?encoding=cp932")
    plain = await published.anyone.get(f"{REPORTS}/2025/editions/1/files/facts.csv")
    assert given.content.decode("cp932") == plain.content.decode("utf-8-sig")
    assert given.headers["etag"] == f'"{sha256(given.content).hexdigest()}"'
    assert "Shift_JIS" in given.headers["content-type"]
    for path in (f"{REPORTS}/2024/files/facts.csv", f"{OPEN}/facts.csv"):
        refused = await published.anyone.get(f"{path}?encoding=cp932")
        assert (refused.status_code, code(refused)) == (422, "characters-not-in-cp932")
        assert "𠮷（U+20BB7）" in refused.json()["details"]["characters"]
    wrong = await published.anyone.get(f"{REPORTS}/2024/files/facts.json?encoding=cp932")
    assert (wrong.status_code, code(wrong)) == (422, "input-invalid")


async def test_all_years_are_one_table_in_their_order_each_by_its_newest_edition_with_files(published: Front) -> None:
    answer = await published.anyone.get(f"{OPEN}/facts.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.count(b"\xef\xbb\xbf") == 1
    told = rows(answer.content)
    assert list(told[0]) == headings()
    assert list(dict.fromkeys((each["報告書の年度"], each["報告書の版"]) for each in told)) == [
        ("2024", "1"),
        ("2025", "1"),
    ]
    parts = [await published.anyone.get(f"{REPORTS}/{year}/editions/1/files/facts.csv") for year in (2024, 2025)]
    assert told == [row for part in parts for row in rows(part.content)]
    again = await published.anyone.get(f"{OPEN}/facts.csv", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def links(told: object) -> Iterator[str]:
    """Give every address in linked data that stands as one."""
    if isinstance(told, dict):
        yield from ([told["@id"]] if "@id" in told else [])
        for each in told.values():
            yield from links(each)
    elif isinstance(told, list):
        for each in told:
            yield from links(each)


async def test_the_catalogue_names_every_edition_and_file_with_its_hash_under_terms(published: Front) -> None:
    answer = await published.anyone.get(f"{OPEN}/catalogue")
    told = answer.json()
    assert answer.headers["content-type"] == "application/ld+json"
    assert told["@type"] == "dcat:Catalog"
    assert [each["dct:identifier"] for each in told["dcat:dataset"]] == [
        *("annual-report-2024-1", "annual-report-2025-1", "annual-report-2025-2")
    ]
    first, old, new = told["dcat:dataset"]
    assert old["dct:isReplacedBy"]["@id"] == new["@id"]
    assert new["dcat:distribution"] == []
    assert "出典：熊本連携中枢都市圏「2024年度" in first["dct:rights"]["@value"]
    assert first["dct:license"]["@id"].startswith("https://creativecommons.org/licenses/by/4.0/")
    for each in first["dcat:distribution"]:
        file = await published.anyone.get(each["dcat:downloadURL"]["@id"])
        assert sha256(file.content).hexdigest() == each["spdx:checksum"]["spdx:checksumValue"]["@value"]
        assert str(len(file.content)) == each["dcat:byteSize"]["@value"]
    assert all(each.startswith(("http://", "https://", "spdx:")) for each in links(told))
    again = await published.anyone.get(f"{OPEN}/catalogue", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert "person-secret" not in answer.text


async def test_before_anything_is_published_the_table_has_its_head_alone_and_the_catalogue_nothing(
    front: Front,
) -> None:
    await front.catch_up()
    assert (await front.anyone.get(f"{OPEN}/facts.csv")).text.count("\n") == 1
    assert (await front.anyone.get(f"{OPEN}/catalogue")).json()["dcat:dataset"] == []
