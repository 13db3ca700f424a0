"""The demonstration is the acceptance test of the year: a whole fiscal year through HTTP on the embedded PostgreSQL."""

import email
import email.policy
import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.acceptance.conftest import Demonstration

pytestmark = pytest.mark.xdist_group("demonstration")


@pytest.fixture
def year(demonstration: Demonstration) -> tuple[Path, str]:
    """Give the folder of the year and what was shown."""
    return demonstration.folder / "demo" / "2025", demonstration.shown


@pytest.mark.parametrize(
    "sentence",
    [
        "年度点検を自動で開始（18市町村",
        "意見聴取委員を任期付きで名簿に記載",
        "前年度の啓発・支援活動を記録",
        "事務事業編の策定状況を記録",
        "課題を提起し、担当部局を決定",
        "課題の年度の点検を記録",
        "課題を次年度へ引継ぎ",
        "差戻し",
        "期限後に提出",
        "期限を延長",
        "検討事業が実施事業へ",
        "連絡会議：取りまとめを議決",
        "意見聴取委員会：報告し、意見を聴取",
        "意見に回答",
        "公表",
        "人事異動を記録",
        "第2次計画へ移行",
    ],
)
def test_the_year_is_told_from_opening_to_publication(year: tuple[Path, str], sentence: str) -> None:
    assert sentence in year[1]


def test_all_who_need_the_year_share_one_worker(request: pytest.FixtureRequest) -> None:
    if getattr(request.config.option, "loadgroup", False):  # workers that make groups; else each showed its own year
        assert request.node.nodeid.endswith("@demonstration")


def test_the_summary_shows_every_member_and_says_that_it_is_a_sample(year: tuple[Path, str]) -> None:
    _, shown = year
    summary = shown.partition("年度点検のまとめ")[2]
    assert "サンプル（架空値）" in summary
    assert summary.count("受理済み") == 18 * 4
    assert "（期限後）" in summary
    assert "公表済み" in summary
    assert "期間満了 9市町村" in summary


def test_every_mail_is_a_file_for_an_invented_address_and_marked_as_sample(year: tuple[Path, str]) -> None:
    letters = list((year[0] / "mail").glob("*.eml"))
    assert letters
    for letter in letters:
        message = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
        addresses = message["To"].addresses + message["From"].addresses
        assert all(address.domain.endswith(".example") for address in addresses)
        assert message["Subject"].startswith("サンプル（架空値）")
        body = message.get_body(("plain",))
        assert body is not None
        assert body.get_content().startswith("サンプル（架空値）")


def test_a_request_brings_the_workbooks_of_its_office_and_a_reprimand_does_not(year: tuple[Path, str]) -> None:
    letters = [
        email.message_from_bytes(each.read_bytes(), policy=email.policy.default)
        for each in (year[0] / "mail").glob("*.eml")
    ]
    asked = [each for each in letters if "【依頼】" in each["Subject"]]
    assert len(asked) > 18
    enclosed = [[file.get_filename() for file in each.iter_attachments()] for each in asked]
    assert "43100_熊本市_令和7年度_様式第1号.xlsx" in {name for names in enclosed for name in names}
    for letter in asked:
        for file in letter.iter_attachments():
            sheet = openpyxl.load_workbook(io.BytesIO(file.get_content())).active
            assert sheet is not None
            assert "サンプル（架空値）" in {cell.value for row in sheet.iter_rows(max_row=6) for cell in row}
    assert not [each for each in letters if "督促" in each["Subject"] and list(each.iter_attachments())]


def test_the_keys_are_readable_by_their_owner_alone(year: tuple[Path, str]) -> None:
    keys = year[0] / "keys.json"
    assert keys.stat().st_mode & 0o077 == 0
    kept = json.loads(keys.read_text("utf-8"))
    assert all(secret.startswith("shk_") or name.startswith("password/") for name, secret in kept.items())
