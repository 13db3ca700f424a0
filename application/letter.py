"""Letters: one plain-text mail to one recipient, and the transport that carries it out of the house.

What a letter may hold is checked when it is made, so that no transport has to trust its callers: a header with a line
break or an encoded word could smuggle in a second recipient.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.errors import Refusal

ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9-]+\.)+[a-z][a-z0-9-]*"
)
ENCODED_WORD = re.compile(r"=\?[^?]*\?[bqBQ]\?")
LINE_BREAKERS = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@([a-z0-9-]+\.)+[a-z][a-z0-9-]*>")
ADDRESS_LIMIT = 254
HEADER_LIMIT = 200


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
class Letter:
    """手紙: everything that goes out, final; the transport adds nothing and leaves nothing out."""

    message_id: str
    sender: Mailbox
    recipient: Mailbox
    subject: str
    body: str
    written_at: datetime

    def __post_init__(self) -> None:
        """Refuse headers and bodies that cannot be sent as they stand."""
        if not MESSAGE_ID.fullmatch(self.message_id):
            raise MailHeaderRefused(header="Message-ID", value=self.message_id)
        check_header(self.subject)
        if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in self.body):
            raise MailBodyRefused


class MailTransport(Protocol):
    """送達: carries letters. Sending the same letter again must not make a second one where that can be avoided."""

    async def send(self, letter: Letter) -> None:
        """Hand the letter over; a return means that the next host, or the disk, has it.

        Raises ``MailDeferred`` when it is worth trying again later, ``MailRefused`` when it is not.
        """


def check_header(value: str) -> None:
    """Refuse line breaks of every alphabet, invisible controls, encoded words and values without end."""
    hidden = any(unicodedata.category(sign) in LINE_BREAKERS for sign in value)
    if hidden or ENCODED_WORD.search(value) or len(value) > HEADER_LIMIT:
        raise MailHeaderRefused(value=value)
