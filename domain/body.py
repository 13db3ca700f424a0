"""Bodies: councils, committees, the secretariat and the centres of a region, as data. Names change, identity stays."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from domain.errors import Refusal
from domain.kernel import LgCode, Line, Value
from domain.labels import Labelled

BodyId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]


class BodyKind(Labelled):
    """会議体等の種別: what a body is, whatever it is called in a given year."""

    LIAISON_COUNCIL = "liaison-council", "連絡会議", "liaison council"
    OFFICERS_MEETING = "officers-meeting", "担当者会議", "officers' meeting"
    ADVISORY_COMMITTEE = "advisory-committee", "意見聴取委員会", "advisory committee"
    SECRETARIAT = "secretariat", "事務局", "secretariat"
    PROMOTION_CENTRE = "promotion-centre", "地球温暖化防止活動推進センター", "promotion centre"
    PROMOTION_MEMBERS = "promotion-members", "地球温暖化防止活動推進員", "promotion members"


class BodyAlreadyEstablished(Refusal):
    """同じ識別名の会議体がすでに設置されています。"""


class UnknownBody(Refusal):
    """その日に設置されている会議体が見つかりません。"""


class BodyDatesContradict(Refusal):
    """会議体の設置日または改称日が、すでに記録された日付と矛盾します。"""


class BodyName(Value):
    """会議体の名称: a name and the day from which it is borne; ``None`` where that day is not known."""

    since: date | None
    name: Line


class Body(Value):
    """会議体等: a body and all names it has borne, oldest first; ``established_on`` is ``None`` if unknown."""

    body_id: BodyId
    kind: BodyKind
    established_on: date | None
    under: BodyId | None
    lg_code: LgCode | None
    names: tuple[BodyName, ...]

    def stands_on(self, day: date) -> bool:
        """Tell whether the body stood on a day; one whose founding day is not known is taken to stand."""
        return self.established_on is None or self.established_on <= day

    def name_on(self, day: date) -> str:
        """Give the name borne on a day; before the first one, the first."""
        borne = [each.name for each in self.names if each.since is None or each.since <= day]
        return borne[-1] if borne else self.names[0].name
