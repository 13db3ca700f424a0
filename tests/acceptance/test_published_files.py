"""The files of the year that was shown: in the record by their hash, marked as samples on every page, and in order."""

import asyncio
import csv
import io
import json
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest

from adapters.embedded import lease
from adapters.postgres.connection import Database
from domain.published_files import EditionFiles, PublishedFileKind
from domain.report import SAMPLE_LABEL
from tests.acceptance.test_record import year
from tests.adapters.documents.test_printing import pages

__all__ = ["year"]
pytestmark = pytest.mark.xdist_group("demonstration")
CHAPTERS = (
    *("点検の経過", "構成団体", "施策の取組状況", "検討事業から実施事業へ", "重点取組", "各市町村の点検評価"),
    *("温室効果ガス排出量", "削減目標と目標経路", "課題", "意見聴取委員会の意見と回答", "事務事業編の策定状況"),
    *("啓発・支援活動", "正誤・再算定", "出典と資料", "記録の検証"),
)


async def kept(folder: Path) -> tuple[EditionFiles, dict[PublishedFileKind, bytes]]:
    """Read the files of the first edition as they lie in the store, by what the record says of them."""
    held = await asyncio.to_thread(lease, folder / "postgresql")
    try:
        connection = await Database(held.parameters, "kumamoto").connect(role=None)
        body = await connection.fetchval("SELECT body FROM event WHERE topic = 'publication.files-kept'")
        told = EditionFiles.model_validate(json.loads(body)["kept"])
        query = "SELECT content FROM document WHERE sha256 = $1"
        files = {each.kind: await connection.fetchval(query, bytes.fromhex(each.sha256)) for each in told.files}
        await connection.close()
    finally:
        held.close()
    return told, files


def test_the_published_report_of_the_year_is_kept_whole_tagged_and_marked_on_every_page(year: Path) -> None:
    told, files = asyncio.run(kept(year))
    assert {each.kind: each.sha256 for each in told.files} == {
        kind: sha256(content).hexdigest() for kind, content in files.items()
    }
    pdf = files[PublishedFileKind.REPORT]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.docinfo["/Title"]) == "令和7年度（2025年度）　年次報告書"
    read = pages(pdf)
    assert len(read) > 10
    assert [nth for nth, text in enumerate(read, start=1) if SAMPLE_LABEL not in text] == []
    body = "".join(read[2:])
    places = [body.index(f"{nth}{title}") for nth, title in enumerate(CHAPTERS, start=1)]
    assert places == sorted(places)
    size, _, root = told.checkpoint.partition(":")
    assert size in body
    assert root in body.replace("\u200b", "")
    table = list(csv.DictReader(io.StringIO(files[PublishedFileKind.FACTS_CSV].decode("utf-8-sig"), newline="")))
    assert len(table) == len(json.loads(files[PublishedFileKind.FACTS_JSON])["facts"]) > 300
    assert {each["サンプルの表示"] for each in table} == {SAMPLE_LABEL}
