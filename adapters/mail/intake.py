"""Reading the mailbox: bounces (RFC 3464), automatic answers (RFC 3834) and people's replies to our letters.

Nothing in a mail is believed beyond what is needed: whose letter it answers, by a Message-ID that only we give out, and
a status code. No text of it enters the record.
"""

import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from application.incoming import Incoming, IncomingKind
from domain.calendar import japan_day

LIMIT = 256 * 1024  # bytes that are looked at; whatever counts stands at the beginning
AT_ONCE = 200  # mails in one round
OURS = re.compile(r"<[0-9a-f]{32}@(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*>")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
REPORT = re.compile(r"^Content-Type:[ \t]*message/delivery-status\b", re.IGNORECASE | re.MULTILINE)
OWN_ID = re.compile(r"<[!-;=?-~]{1,190}>")
DAEMONS = ("mailer-daemon@", "postmaster@")
AUTOMATIC_SUBJECTS = ("自動応答", "自動返信", "不在", "out of office", "automatic reply", "auto:")
ON_ITS_WAY = frozenset({"delayed", "delivered", "relayed", "expanded"})
UNKNOWN_STATUS = "bounced"
MOST_REFERENCES = 20
DONE, UNKNOWN = "done", "unknown"


class MailboxFolder:
    """受信フォルダー: a folder of mail files, or a Maildir, into which somebody else delivers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def waiting(self, today: date) -> Iterator[Incoming]:
        """Yield what has come, the oldest first; a file that cannot be read waits for the next round."""
        for path in self._files()[:AT_ONCE]:
            try:
                with path.open("rb") as file:
                    content = file.read(LIMIT)
            except OSError:
                continue
            yield read_mail(path.name, content, today)

    def settle(self, incoming: Incoming, *, known: bool) -> None:
        """Move a mail into ``done`` or ``unknown``; one that is gone already was settled by another worker."""
        target = self._folder / (DONE if known else UNKNOWN)
        target.mkdir(exist_ok=True)
        for path in self._files():
            if path.name == incoming.name:
                path.replace(target / incoming.name)

    def _files(self) -> list[Path]:
        found: list[tuple[float, Path]] = []
        for folder in (self._folder / "new", self._folder / "cur", self._folder):
            try:
                entries = list(os.scandir(folder))
            except OSError:
                continue
            found += [
                (each.stat().st_mtime, Path(each.path))
                for each in entries
                if each.is_file(follow_symlinks=False) and not each.name.startswith(".")
            ]
        return [path for _, path in sorted(found)]


def read_mail(name: str, content: bytes, today: date) -> Incoming:
    """Tell what a mail is; whatever it holds, this gives an answer and raises nothing.

    Only the headers are parsed: parts within parts within parts would cost more than the mail is long, and then break.
    """
    told = _Told(BytesHeaderParser(policy=policy.compat32).parsebytes(content), content.decode("ascii", "replace"))
    status = told.status()
    if told.is_report or told.from_daemon:
        on_its_way = told.action() in ON_ITS_WAY or status.startswith(("2", "4"))
        kind = IncomingKind.PROGRESS if on_its_way else IncomingKind.BOUNCE
    else:
        kind = IncomingKind.AUTOMATIC if told.is_automatic else IncomingKind.PERSONAL
    own = OWN_ID.fullmatch(told.header("Message-ID").strip())
    return Incoming(
        name=name,
        kind=kind,
        refers_to=tuple(dict.fromkeys(told.references()))[:MOST_REFERENCES],
        reply=status or UNKNOWN_STATUS,
        received_on=min(_day(told.header("Date"), today), today),
        message_id=own[0] if own else None,
    )


class _Told:
    """Ask a mail for the little that is needed; what is not there, or broken, is empty."""

    def __init__(self, mail: Message, text: str) -> None:
        self._mail = mail
        self._text = text

    def header(self, name: str) -> str:
        """Give a header as plain text."""
        return str(self._mail.get(name, ""))

    @property
    def is_report(self) -> bool:
        """Tell whether it calls itself a delivery report."""
        kind = self.header("Content-Type").lower()
        return "multipart/report" in kind and "delivery-status" in kind

    @property
    def from_daemon(self) -> bool:
        """Tell whether a mail system wrote it: a report sent from the null address, or one by such a name."""
        sender = self.header("From").lower()
        return self.header("Return-Path").strip() == "<>" or any(each in sender for each in DAEMONS)

    @property
    def is_automatic(self) -> bool:
        """Tell whether a machine answered."""
        submitted = self.header("Auto-Submitted").strip().lower()
        marked = submitted not in {"", "no"} or any(
            self.header(each) for each in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
        )
        precedence = self.header("Precedence").strip().lower() in {"auto_reply", "bulk", "junk"}
        subject = _decoded(self.header("Subject")).lower()
        return marked or precedence or any(each in subject for each in AUTOMATIC_SUBJECTS)

    def _report(self) -> str:
        """Give the first report of a mail system that stands in it, up to the end of its part."""
        found = REPORT.search(self._text)
        return "" if found is None else self._text[found.end() :].partition("\n--")[0]

    def action(self) -> str:
        """Give what the report says was done: failed, delayed, delivered and so on."""
        found = re.search(r"^Action:\s*([a-z]+)", self._report(), re.IGNORECASE | re.MULTILINE)
        return found[1].lower() if found else ""

    def status(self) -> str:
        """Give the status code of the report."""
        found = re.search(r"^Status:\s*(" + STATUS.pattern + ")", self._report(), re.IGNORECASE | re.MULTILINE)
        return found[1] if found else ""

    def references(self) -> Iterator[str]:
        """Yield the Message-IDs of our form: those in the thread first, for a bounce those of what came back."""
        for name in ("In-Reply-To", "References"):
            yield from OURS.findall(self.header(name))
        if self.is_report or self.from_daemon:
            yield from OURS.findall(self._text)


def _decoded(subject: str) -> str:
    try:
        return str(make_header(decode_header(subject)))
    except (LookupError, ValueError, HeaderParseError):
        return subject


def _day(header: str, today: date) -> date:
    try:
        written: datetime = parsedate_to_datetime(header)
        return japan_day(written) if written.tzinfo else written.date()
    except (ValueError, TypeError, OverflowError):
        return today
