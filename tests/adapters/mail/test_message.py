"""The bytes of a letter: what goes in comes out, and nothing else does."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mail.message import HEADERS, message
from application.letter import (
    Enclosure,
    Letter,
    MailAddressRefused,
    MailBodyRefused,
    Mailbox,
    MailHeaderRefused,
)
from domain.notice_terms import message_id

LETTER = Letter(
    message_id=message_id("notice/2025-06-10/office-43100", "shinchoku.example"),
    sender=Mailbox("熊本連携中枢都市圏 実行計画 事務局", "jimukyoku@shinchoku.example"),
    recipient=Mailbox("熊本市 脱炭素戦略課", "datsutanso@kumamoto.example"),
    subject="【依頼】令和7年度 施策の取組状況の確認について（提出期限：令和7年6月30日（月））",
    body="　標記の件について、下記のとおり提出をお願いします。\n\n.点で始まる行\nFrom で始まる行\n",
    written_at=datetime(2025, 6, 9, 22, 0, tzinfo=UTC),
)


def read(letter: Letter) -> dict[str, str]:
    parsed = message_from_bytes(message(letter), policy=policy.default)
    return {**parsed, "body": parsed.get_content().replace("\r\n", "\n")}


def test_a_letter_is_read_as_it_was_written() -> None:
    found = read(LETTER)
    assert found["Subject"] == LETTER.subject
    assert found["body"] == LETTER.body
    assert found["To"] == "熊本市 脱炭素戦略課 <datsutanso@kumamoto.example>"
    assert found["Message-ID"] == LETTER.message_id


def test_every_byte_on_the_wire_is_plain_ascii_in_short_lines() -> None:
    lines = message(LETTER).split(b"\r\n")
    assert all(line.isascii() and len(line) <= 78 for line in lines)


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert message(LETTER) == message(replace(LETTER))


def test_a_letter_holds_no_markup_and_no_second_part() -> None:
    parsed = message_from_bytes(message(LETTER), policy=policy.default)
    assert parsed.get_content_type() == "text/plain"
    assert not parsed.is_multipart()


@pytest.mark.parametrize(
    "forged",
    [
        "依頼\r\nBcc: thief@example.org",
        "依頼\nBcc: thief@example.org",
        "依頼\rBcc: thief@example.org",
        "依頼\u2028Bcc: thief@example.org",
        "依頼\u0085Bcc: thief@example.org",
        "依頼\x00",
        "=?utf-8?b?QmNjOiB0aGllZkBleGFtcGxlLm9yZw==?=",
        "=?UTF-8?Q?=0ABcc:_thief=40example.org?=",
        "\u202e依頼",
        "長" * 201,
    ],
)
def test_a_forged_header_is_refused(forged: str) -> None:
    with pytest.raises(MailHeaderRefused):
        replace(LETTER, subject=forged)
    with pytest.raises(MailHeaderRefused):
        Mailbox(forged, "office@kumamoto.example")


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "office",
        "office@",
        "@kumamoto.example",
        "office@kumamoto",
        "office@kumamoto.example\r\nBcc: thief@example.org",
        "office@kumamoto.example, thief@example.org",
        "office@kumamoto.example\n",
        "<office@kumamoto.example>",
        "office kumamoto@kumamoto.example",
        "課@kumamoto.example",
        "a..b@kumamoto.example",
        f"{'a' * 250}@kumamoto.example",
    ],
)
def test_what_could_not_be_an_address_is_refused(forged: str) -> None:
    with pytest.raises(MailAddressRefused):
        Mailbox("熊本市", forged)


def test_a_message_id_that_was_not_derived_is_refused() -> None:
    with pytest.raises(MailHeaderRefused):
        replace(LETTER, message_id="x@y.example>\r\nBcc: thief@example.org")


def test_a_body_with_control_characters_is_refused() -> None:
    with pytest.raises(MailBodyRefused):
        replace(LETTER, body="本文\x00")


@given(st.text(max_size=120))
def test_whatever_stands_in_a_subject_it_is_refused_or_read_back_without_a_second_header(subject: str) -> None:
    try:
        letter = replace(LETTER, subject=subject)
        parsed = message_from_bytes(message(letter), policy=policy.default)
    except MailHeaderRefused:
        return
    assert parsed["Subject"] == subject
    assert sorted(parsed.keys()) == sorted(HEADERS)


def test_a_letter_for_an_old_mail_system_is_seven_bits_of_iso_2022_jp_from_header_to_foot() -> None:
    written = replace(LETTER, body="　①髙橋様－㈱ｻﾝﾌﾟﾙ～CO₂\nFrom で始まる行\n").readable_in_jis()
    sent = message(written)
    assert b'charset="iso-2022-jp"' in sent
    assert b"=?iso-2022-jp?b?" in sent.lower()
    assert b"utf-8" not in sent.lower()
    assert all(line.isascii() and len(line) <= 998 for line in sent.split(b"\r\n"))
    found = message_from_bytes(sent, policy=policy.default)
    assert found["Subject"] == written.subject == LETTER.subject
    assert str(found["To"]) == "熊本市 脱炭素戦略課 <datsutanso@kumamoto.example>"
    assert found.get_content().replace("\r\n", "\n") == "　(1)高橋様−(株)サンプル〜CO2\nFrom で始まる行\n"


def test_a_mark_that_stands_by_itself_is_not_lost_on_the_way_to_jis() -> None:
    written = replace(LETTER, body="　か\u3099くせい、ハ\u309aン、葛\U000e0100飾\n").readable_in_jis()
    assert (written.charset, written.body) == ("iso-2022-jp", "　がくせい、パン、葛飾\n")


@pytest.mark.parametrize("beyond", ["🙂", "ไทย", "한", "ん\u3099"])
def test_what_iso_2022_jp_has_no_letter_for_goes_out_whole_in_utf_8(beyond: str) -> None:
    written = replace(LETTER, body=f"　{beyond}\n").readable_in_jis()
    assert written.charset == "utf-8"
    assert read(written)["body"] == f"　{beyond}\n"


@given(st.text(alphabet=st.characters(codec="iso2022_jp", exclude_categories=["Cc", "Cs"]), max_size=60))
def test_whatever_stands_in_jis_is_read_as_it_was_written(text: str) -> None:
    subject = " ".join(text.split()) or "件名"
    written = replace(LETTER, subject=subject, body=f"{text}\n").readable_in_jis()
    found = read(written)
    assert found["Subject"] == written.subject
    assert found["body"] == written.body


@pytest.mark.parametrize("jis", [False, True])
def test_files_go_out_with_a_letter_under_their_names_and_the_bytes_stay_the_same(jis: bool) -> None:  # noqa: FBT001 - a row
    files = (
        Enclosure(
            "様式１（サンプル）.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03"
        ),
        Enclosure("読んで ください.csv", "text/csv", "団体コード,値\r\n".encode()),
    )
    letter = replace(LETTER, enclosures=files)
    letter = letter.readable_in_jis() if jis else letter
    sent = message(letter)
    assert message(replace(letter)) == sent
    assert all(line.isascii() and len(line) <= 998 for line in sent.split(b"\r\n"))
    found = message_from_bytes(sent, policy=policy.default)
    assert found["Subject"] == LETTER.subject
    body = found.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == LETTER.body
    told = [(each.get_filename(), each.get_payload(decode=True)) for each in found.iter_attachments()]
    assert told == [(each.name, each.content) for each in files]


def test_a_file_name_cannot_break_out_of_its_header() -> None:
    with pytest.raises(MailHeaderRefused):
        Enclosure("a.pdf\r\nBcc: thief@example.org", "application/pdf", b"x")
