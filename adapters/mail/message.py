"""The bytes of a letter: plain text, encoded so that every server between passes it unchanged."""

from email import message_from_bytes, policy
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.text import MIMEText
from email.utils import format_datetime

from application.letter import JIS, Letter, Mailbox, MailHeaderRefused

HEADERS = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
)


def message(letter: Letter) -> bytes:
    """Give the message as it goes over the wire; the same letter gives the same bytes, for ever.

    Python's own mail class has let a forged header through (CVE-2024-6923), so the result is read back and counted.
    """
    if letter.charset == JIS and _holds(letter, sent := _in_jis(letter)):
        return sent
    sent = _in_utf_8(letter)
    if not _holds(letter, sent):
        raise MailHeaderRefused(value=letter.subject)
    return sent


def _holds(letter: Letter, sent: bytes) -> bool:
    """Tell whether a mail reads as it was written: the headers that we gave, and no other one."""
    read = message_from_bytes(sent, policy=policy.default)
    return sorted(read.keys()) == sorted(HEADERS) and read["Subject"] == letter.subject


def _in_utf_8(letter: Letter) -> bytes:
    written = EmailMessage(policy=policy.SMTP)
    written["From"] = _address(letter.sender)
    written["To"] = _address(letter.recipient)
    written["Subject"] = letter.subject
    for name, value in _facts(letter):
        written[name] = value
    written.set_content(letter.body, charset="utf-8", cte="base64")
    return written.as_bytes()


def _in_jis(letter: Letter) -> bytes:
    """Write for a mail system that takes ISO-2022-JP alone: seven bits, and the same encoding in the headers."""
    written = MIMEText(letter.body, "plain", JIS, policy=policy.compat32.clone(linesep="\r\n", mangle_from_=False))
    for name, mailbox in (("From", letter.sender), ("To", letter.recipient)):
        written[name] = f"{Header(mailbox.name, JIS, header_name=name).encode()} <{mailbox.address}>"
    written["Subject"] = Header(letter.subject, JIS, header_name="Subject").encode()
    for name, value in _facts(letter):
        written[name] = value
    return written.as_bytes()


def _facts(letter: Letter) -> tuple[tuple[str, str], ...]:
    return (
        ("Date", format_datetime(letter.written_at)),
        ("Message-ID", letter.message_id),
        ("Auto-Submitted", "auto-generated"),  # RFC 3834: absence replies must not answer
    )


def _address(mailbox: Mailbox) -> Address:
    return Address(display_name=mailbox.name, addr_spec=mailbox.address)
