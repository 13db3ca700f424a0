"""Reading the mailbox: what came back is told apart, and whatever else a mail may hold harms nothing."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mail.intake import AT_ONCE, LIMIT, MailboxFolder, read_mail
from application.incoming import Incoming, IncomingKind

TODAY = date(2025, 6, 12)
OURS = "<0123456789abcdef0123456789abcdef@shinchoku.example>"
OTHER = "<fedcba9876543210fedcba9876543210@shinchoku.example>"
REPORT = f"""From: MAILER-DAEMON@mx.town.example (Mail Delivery System)
To: jimukyoku@shinchoku.example
Subject: Undelivered Mail Returned to Sender
Date: Tue, 10 Jun 2025 07:01:02 +0900 (JST)
Message-Id: <20250609220102.ABC@mx.town.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.town.example.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.town.example

Final-Recipient: rfc822; ondanka@town.example
Action: ACTION
Status: STATUS
Diagnostic-Code: smtp; 550 5.1.1 unknown user

--b1
Content-Type: text/rfc822-headers

From: jimukyoku@shinchoku.example
Message-ID: {OURS}
Subject: =?utf-8?b?5L6d6aC8?=

--b1--
"""
ANSWER = f"""From: tanaka@town.example
To: jimukyoku@shinchoku.example
Subject: Re: =?utf-8?b?5L6d6aC8?=
Date: Wed, 11 Jun 2025 10:00:00 +0900
Message-ID: <reply-1@town.example>
In-Reply-To: {OURS}
References: {OTHER} {OURS}

承知しました。
"""


def told(mail: str) -> Incoming:
    return read_mail("1.eml", mail.encode(), TODAY)


def report(action: str = "failed", status: str = "5.1.1") -> str:
    return REPORT.replace("ACTION", action).replace("STATUS", status)


def test_a_bounce_names_our_letter_its_day_and_the_status() -> None:
    found = told(report())
    assert (found.kind, found.reply, found.refers_to) == (IncomingKind.BOUNCE, "5.1.1", (OURS,))
    assert found.received_on == date(2025, 6, 10)


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("relayed", "2.0.0"), ("failed", "4.2.2")])
def test_a_report_of_a_letter_on_its_way_is_no_bounce(action: str, status: str) -> None:
    assert told(report(action, status)).kind is IncomingKind.PROGRESS


def test_a_bounce_of_no_standard_form_is_known_by_its_sender_and_our_id_in_it() -> None:
    mail = f"Return-Path: <>\nFrom: postmaster@town.example\nSubject: failure\n\nuser unknown\nMessage-ID: {OURS}\n"
    found = told(mail)
    assert (found.kind, found.reply, found.refers_to) == (IncomingKind.BOUNCE, "bounced", (OURS,))


def test_a_persons_answer_refers_to_what_it_answers() -> None:
    found = told(ANSWER)
    assert (found.kind, found.message_id) == (IncomingKind.PERSONAL, "<reply-1@town.example>")
    assert found.refers_to == (OURS, OTHER)


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "X-Autoreply: yes",
        "Precedence: auto_reply",
        "X-Auto-Response-Suppress: All",
        "Subject: =?utf-8?b?44CQ6Ieq5YuV5b+c562U44CR5LiN5Zyo44Gn44GZ?=",
    ],
)
def test_a_machines_answer_is_told_from_a_persons(header: str) -> None:
    lines = [line for line in ANSWER.splitlines() if not (header.startswith("Subject") and line.startswith("Subject"))]
    assert told("\n".join([header, *lines]) + "\n").kind is IncomingKind.AUTOMATIC
    assert told(f"Auto-Submitted: no\n{ANSWER}").kind is IncomingKind.PERSONAL


def test_what_has_nothing_to_do_with_our_letters_refers_to_none() -> None:
    assert told(ANSWER.replace(OURS, "<x@y.example>").replace(OTHER, "")).refers_to == ()
    quoted = ANSWER.replace(f"In-Reply-To: {OURS}\nReferences: {OTHER} {OURS}\n", "") + OURS
    assert told(quoted).refers_to == ()  # who only quotes an id answers nothing


def test_a_day_in_the_future_or_none_at_all_is_today() -> None:
    assert told(ANSWER.replace("2025", "2999")).received_on == TODAY
    assert told(ANSWER.replace("Wed, 11 Jun 2025 10:00:00 +0900", "gestern")).received_on == TODAY


@given(st.binary(max_size=2000))
def test_whatever_bytes_come_are_read_to_an_answer(content: bytes) -> None:
    assert read_mail("x", content, TODAY).received_on <= TODAY


@given(st.lists(st.sampled_from(report().splitlines() + ANSWER.splitlines() + ["", "\x00", "=?x?b?", "é" * 90])))
def test_whatever_lines_of_mails_come_in_whatever_order_are_read_to_an_answer(lines: list[str]) -> None:
    found = told("\n".join(lines))
    assert len(found.refers_to) <= 20
    assert len(found.reply) <= 40


def test_a_folder_or_a_maildir_gives_each_mail_until_it_is_settled(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for number, folder in enumerate((tmp_path, tmp_path / "new")):
        file = folder / f"{number}.eml"
        file.write_text(ANSWER, encoding="utf-8")
        os.utime(file, (number, number))
    (tmp_path / ".lock").touch()
    inbox = MailboxFolder(tmp_path)
    first, second = list(inbox.waiting(TODAY))
    assert [first.name, second.name] == ["0.eml", "1.eml"]
    inbox.settle(first, known=True)
    inbox.settle(first, known=True)
    inbox.settle(second, known=False)
    assert list(inbox.waiting(TODAY)) == []
    assert (tmp_path / "done" / "0.eml").read_text(encoding="utf-8") == ANSWER
    assert (tmp_path / "unknown" / "1.eml").exists()


def test_a_flood_is_read_in_rounds_and_a_giant_only_at_its_beginning(tmp_path: Path) -> None:
    for number in range(AT_ONCE + 5):
        (tmp_path / f"{number:04}.eml").write_text(ANSWER, encoding="utf-8")
    inbox = MailboxFolder(tmp_path)
    assert len(list(inbox.waiting(TODAY))) == AT_ONCE
    giant = tmp_path / "giant"
    giant.mkdir()
    (giant / "giant.eml").write_bytes(ANSWER.encode() + b"x" * 20 * LIMIT)
    [read] = MailboxFolder(giant).waiting(TODAY)
    assert read.kind is IncomingKind.PERSONAL


def test_no_folder_is_no_mail(tmp_path: Path) -> None:
    assert list(MailboxFolder(tmp_path / "none").waiting(TODAY)) == []


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(ANSWER, encoding="utf-8")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "link.eml").symlink_to(secret)
    assert list(MailboxFolder(inbox).waiting(TODAY)) == []


def test_a_subject_that_is_broken_base64_is_read_as_it_stands() -> None:
    assert told(ANSWER.replace("=?utf-8?b?5L6d6aC8?=", "=?utf-8?b?abcde?=")).kind is IncomingKind.PERSONAL


@pytest.mark.parametrize(
    "line", [b"Content-Type: message/rfc822\n\n", b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n']
)
def test_parts_within_parts_are_not_followed(line: bytes) -> None:
    nested = b"".join(line % (at, at) if b"%" in line else line for at in range(6_000))
    assert read_mail("1.eml", nested[:LIMIT], TODAY).kind is IncomingKind.PERSONAL
