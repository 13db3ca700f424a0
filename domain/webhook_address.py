"""The address of a webhook: what may stand in the record for ever, and be called from the inside of an office."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import StringConstraints

from domain.errors import Refusal

LONGEST_ADDRESS = 500  # characters
Address = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ADDRESS, pattern=r"^[\x21-\x7e]+$")]
PARTS = re.compile(
    r"^(?P<scheme>https?)://(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:(?P<port>[1-9][0-9]{0,4}))?"
    r"(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$"
)
HIGHEST_PORT = 65_535
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class WebhookAddressMalformed(Refusal):
    """配信先は「https://ホスト名/パス」の形（ホスト名は小文字）で指定してください。"""


class WebhookAddressNotHttps(Refusal):
    """配信先は https でなければなりません。"""


class WebhookAddressWithCredentials(Refusal):
    """配信先のアドレスに利用者名やパスワードを含めることはできません。"""


class WebhookAddressWithQuery(Refusal):
    """配信先のアドレスに「?」や「#」以降を含めることはできません。署名で送り主を確かめてください。"""


def address_blockers(address: str) -> Iterator[Refusal]:
    """Yield what forbids an address: a password in it, a query or fragment, another form, or plain HTTP.

    Plain HTTP passes to this very machine alone, where the service must still be set to allow it. Where the name leads
    is asked at every delivery, not here: names change.
    """
    if "@" in address.partition("//")[2].partition("/")[0]:
        yield WebhookAddressWithCredentials()
    if "?" in address or "#" in address:
        yield WebhookAddressWithQuery()
    parts = PARTS.match(address)
    if parts is None or int(parts["port"] or HIGHEST_PORT) > HIGHEST_PORT:
        yield WebhookAddressMalformed()
    elif parts["scheme"] == "http" and parts["host"] not in LOOPBACK:
        yield WebhookAddressNotHttps()


def host_of(address: str) -> str:
    """Give the host of an accepted address, without the brackets of a literal; empty where it has none."""
    parts = PARTS.match(address)
    return "" if parts is None else parts["host"].removeprefix("[").removesuffix("]")
