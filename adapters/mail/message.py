"""The bytes of a letter: UTF-8 plain text, encoded so that every server between passes it unchanged."""

from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from application.letter import Letter, Mailbox, MailHeaderRefused

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
    written = EmailMessage(policy=policy.SMTP)
    written["From"] = _address(letter.sender)
    written["To"] = _address(letter.recipient)
    written["Subject"] = letter.subject
    written["Date"] = format_datetime(letter.written_at)
    written["Message-ID"] = letter.message_id
    written["Auto-Submitted"] = "auto-generated"  # RFC 3834: absence replies must not answer
    written.set_content(letter.body, charset="utf-8", cte="base64")
    sent = written.as_bytes()
    read = message_from_bytes(sent, policy=policy.default)
    if sorted(read.keys()) != sorted(HEADERS) or read["Subject"] != letter.subject:
        raise MailHeaderRefused(value=letter.subject)
    return sent


def _address(mailbox: Mailbox) -> Address:
    return Address(display_name=mailbox.name, addr_spec=mailbox.address)
