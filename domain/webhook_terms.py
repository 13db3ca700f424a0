"""The terms of a webhook: how its secret is known, what it is told of, and what may go wrong on the way."""

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.api_key import SecretHash
from domain.kernel import FiscalYear, Line, Value
from domain.labels import Labelled

WebhookSlug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Position = Annotated[int, Field(ge=0, lt=2**62, description="記録の位置")]
Salt = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
HttpStatus = Annotated[int, Field(ge=100, le=599)]


class WebhookState(Labelled):
    """Webhookの状態: whether it is delivered to."""

    ACTIVE = "active", "配信中", "active"
    PAUSED = "paused", "停止中", "paused"
    ENDED = "ended", "終了", "ended"


class DeliveryFault(Labelled):
    """配信の失敗の原因: what a delivery came to grief on."""

    ANSWER_REFUSED = "answer-refused", "2xx以外の応答", "answered by another status than 2xx"
    REDIRECTED = "redirected", "転送の応答（たどらない）", "answered by a redirect, which is not followed"
    TIMED_OUT = "timed-out", "時間切れ", "no answer in time"
    NOT_CONNECTED = "not-connected", "接続できない", "no connection"
    NAME_NOT_FOUND = "name-not-found", "ホスト名が見つからない", "host name not found"
    ADDRESS_FORBIDDEN = "address-forbidden", "許されない内部アドレス", "leads to an address that is not allowed"
    CERTIFICATE_REFUSED = "certificate-refused", "証明書を信頼できない", "certificate not trusted"
    LINE_BROKEN = "line-broken", "通信の中断", "the connection broke"
    KEY_UNFIT = "key-unfit", "署名鍵が登録時と異なる", "the signing key is missing or another than at registration"


class SecretSeal(Value):
    """秘密の印: what a secret is derived from, beside the key that stands outside the record, and its SHA-256."""

    salt: Salt
    sha256: SecretHash


class Wanted(Value):
    """配信の範囲: the kinds of events and the fiscal years that are delivered; empty means all."""

    topics: Annotated[tuple[Line, ...], Field(max_length=200, description="出来事の種類。空ならすべて")] = ()
    fiscal_years: Annotated[tuple[FiscalYear, ...], Field(max_length=50, description="年度。空ならすべて")] = ()

    def covers(self, topic: str, fiscal_year: int) -> bool:
        """Tell whether an event of this kind and year is wanted."""
        return (not self.topics or topic in self.topics) and (not self.fiscal_years or fiscal_year in self.fiscal_years)
