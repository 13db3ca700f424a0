"""The bytes of a letter: plain text, encoded so that every server between passes it unchanged."""

from email import message_from_bytes, policy
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime

from application.letter import JIS, Enclosure, Letter, Mailbox, MailHeaderRefused

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
    expected = set(HEADERS) - ({"Content-Transfer-Encoding"} if letter.enclosures else set())
    names = [each.get_filename() for each in read.iter_attachments()] if letter.enclosures else []
    whole = names == [each.name for each in letter.enclosures]
    return whole and sorted(read.keys()) == sorted(expected) and read["Subject"] == letter.subject


def _enclosed(enclosure: Enclosure, rules: policy.Compat32) -> MIMEApplication:
    part = MIMEApplication(enclosure.content, policy=rules)
    part.replace_header("Content-Type", enclosure.media_type)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", enclosure.name))
    return part


def _boundary(letter: Letter) -> str:
    """Give what parts the letter from its enclosures: by the letter alone, so that its bytes stay the same."""
    return f"part-{letter.message_id[1:33]}"


def _in_utf_8(letter: Letter) -> bytes:
    written = EmailMessage(policy=policy.SMTP)
    written["From"] = _address(letter.sender)
    written["To"] = _address(letter.recipient)
    written["Subject"] = letter.subject
    for name, value in _facts(letter):
        written[name] = value
    written.set_content(letter.body, charset="utf-8", cte="base64")
    for each in letter.enclosures:
        kind, _, form = each.media_type.partition("/")
        written.add_attachment(each.content, maintype=kind, subtype=form, filename=each.name)
    if letter.enclosures:
        written.set_boundary(_boundary(letter))
    return written.as_bytes()


def _in_jis(letter: Letter) -> bytes:
    """Write for a mail system that takes ISO-2022-JP alone: seven bits, and the same encoding in the headers."""
    seven_bits = policy.compat32.clone(linesep="\r\n", mangle_from_=False)
    text = MIMEText(letter.body, "plain", JIS, policy=seven_bits)
    parts = [_enclosed(each, seven_bits) for each in letter.enclosures]
    written = MIMEMultipart("mixed", _boundary(letter), [text, *parts], policy=seven_bits) if parts else text
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
