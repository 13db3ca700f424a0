"""Letters: one plain-text mail to one recipient, and the transport that carries it out of the house.

What a letter may hold is checked when it is made, so that no transport has to trust its callers: a header with a line
break or an encoded word could smuggle in a second recipient.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from application.jis import in_jis
from domain.errors import Refusal

ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9-]+\.)+[a-z][a-z0-9-]*"
)
ENCODED_WORD = re.compile(r"=\?[^?]*\?[bqBQ]\?")
LINE_BREAKERS = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@([a-z0-9-]+\.)+[a-z][a-z0-9-]*>")
ADDRESS_LIMIT = 254
HEADER_LIMIT = 200
TRIAL = "【試し送り】"
NO_REPLY, NOT_REACHED = "no-reply", "not-reached"  # in place of a code: the line broke, or there was none
UTF_8, JIS = "utf-8", "iso-2022-jp"


class MailAddressRefused(Refusal):
    """メールアドレスの形が正しくありません。"""


class MailHeaderRefused(Refusal):
    """件名または宛名に使えない文字があります。"""


class MailBodyRefused(Refusal):
    """本文に使えない文字があります。"""


class MailDeferred(Refusal):
    """相手のメールサーバーが一時的に受け付けませんでした。時間をおいて送り直します。"""


class MailRefused(Refusal):
    """相手のメールサーバーが受け付けませんでした。宛先を確かめてください。"""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """宛先: a name and an address. The domain part is kept in lower case."""

    name: str
    address: str

    def __post_init__(self) -> None:
        """Refuse what could not be an address, and names that would break out of their header."""
        if len(self.address) > ADDRESS_LIMIT or not ADDRESS.fullmatch(self.address):
            raise MailAddressRefused(address=self.address)
        check_header(self.name)

    @property
    def domain(self) -> str:
        """Give the part of the address behind the sign."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """同封物: a file as it goes out with a letter."""

    name: str
    media_type: str
    content: bytes

    def __post_init__(self) -> None:
        """Refuse a name that would break out of its header."""
        check_header(self.name)


@dataclass(frozen=True, slots=True)
class Letter:
    """手紙: everything that goes out, final; the transport adds nothing and leaves nothing out.

    ``charset`` is how it is encoded; whoever asks for ``iso-2022-jp`` has put it into letters that this encoding has.
    """

    message_id: str
    sender: Mailbox
    recipient: Mailbox
    subject: str
    body: str
    written_at: datetime
    charset: str = UTF_8
    enclosures: tuple[Enclosure, ...] = ()

    def __post_init__(self) -> None:
        """Refuse headers and bodies that cannot be sent as they stand."""
        if not MESSAGE_ID.fullmatch(self.message_id):
            raise MailHeaderRefused(header="Message-ID", value=self.message_id)
        check_header(self.subject)
        if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in self.body):
            raise MailBodyRefused

    def readable_in_jis(self) -> "Letter":
        """Give this letter for a receiver of ISO-2022-JP; where a sign has no form there, as it is, in UTF-8."""
        words = (self.sender.name, self.recipient.name, self.subject, self.body)
        spelt = [each for each in map(in_jis, words) if each is not None]
        if len(spelt) < len(words):
            return self
        sender, recipient, subject, body = spelt
        return replace(
            self,
            sender=Mailbox(sender, self.sender.address),
            recipient=Mailbox(recipient, self.recipient.address),
            subject=subject,
            body=body,
            charset=JIS,
        )

    def to_oneself(self, address: str, now: datetime) -> "Letter":
        """Give this letter as a trial to another address: marked as such, under an id that no real letter has."""
        trial = sha256(f"{TRIAL}/{self.message_id}/{address}/{now.isoformat()}".encode()).hexdigest()[:32]
        return replace(
            self,
            message_id=f"<{trial}@{self.sender.domain}>",
            recipient=Mailbox(self.recipient.name, address),
            subject=f"{TRIAL}{self.subject}"[:HEADER_LIMIT],
            body=f"{TRIAL}本来の宛先　{self.recipient.address}\n\n{self.body}",
            written_at=now,
        )


class MailTransport(Protocol):
    """送達: carries letters. Sending the same letter again must not make a second one where that can be avoided."""

    async def send(self, letter: Letter) -> None:
        """Hand the letter over; a return means that the next host, or the disk, has it.

        Raises ``MailDeferred`` when it is worth trying again later, ``MailRefused`` when it is not. Their ``code`` is
        the answer given, ``NOT_REACHED`` where nothing can have been handed over, ``NO_REPLY`` where nobody knows.
        """


def check_header(value: str) -> None:
    """Refuse line breaks of every alphabet, invisible controls, encoded words and values without end."""
    hidden = any(unicodedata.category(sign) in LINE_BREAKERS for sign in value)
    if hidden or ENCODED_WORD.search(value) or len(value) > HEADER_LIMIT:
        raise MailHeaderRefused(value=value)
