"""The statutory yearly duty: to publish the state of the measures and the total emissions, alone or jointly.

What the law owes is not stored: whether it was done follows from what was published, who was a member, and the day.
"""

from collections.abc import Sequence
from datetime import date

from domain.kernel import FiscalYear, LgCode, StreamId, Value
from domain.labels import Labelled
from domain.pin import ContentHash
from domain.publication import Channel, Edition

DUTY = "地球温暖化対策の推進に関する法律（平成10年法律第117号）第21条"


class DutyStanding(Labelled):
    """公表義務の状況: how one municipality's duty of one year stands on a day."""

    DONE = "done", "公表済み", "published"
    OPEN = "open", "期限前", "not yet due"
    OVERDUE = "overdue", "期限経過", "overdue"
    NOT_A_MEMBER = "not-a-member", "この年度の構成市町村ではない", "not a member in that year"


class Fulfilment(Value):
    """公表による履行: by which publication and edition, on which day, by which channels, on which bytes."""

    publication_id: StreamId
    edition: int
    published_on: date
    channels: tuple[Channel, ...]
    content_hash: ContentHash
    late: bool
    newest_edition: int


class PublicationDuty(Value):
    """公表義務: one municipality and one fiscal year; whoever was no member then is told so and claimed nothing of."""

    fiscal_year: FiscalYear
    lg_code: LgCode
    standing: DutyStanding
    due_on: date | None
    fulfilment: Fulfilment | None


def fulfilment(publication_id: str, editions: Sequence[Edition], due_on: date, today: date) -> Fulfilment | None:
    """Tell by which edition the duty was done: the first; later ones correct it. What lies ahead has not been done."""
    made = [each for each in editions if each.published_on <= today]
    if not made:
        return None
    return Fulfilment(
        publication_id=publication_id,
        edition=made[0].edition,
        published_on=made[0].published_on,
        channels=made[0].channels,
        content_hash=made[0].content.content_hash,
        late=made[0].published_on > due_on,
        newest_edition=made[-1].edition,
    )


def publication_duty(  # noqa: PLR0913 - the year, who, and the facts that decide
    fiscal_year: int, lg_code: str, *, member: bool, due_on: date, done: Fulfilment | None, today: date
) -> PublicationDuty:
    """Deduce how the duty stands: membership counts first, then what was published, then the day."""
    if not member:
        standing = DutyStanding.NOT_A_MEMBER
    elif done is not None:
        standing = DutyStanding.DONE
    else:
        standing = DutyStanding.OVERDUE if today > due_on else DutyStanding.OPEN
    return PublicationDuty(
        fiscal_year=fiscal_year,
        lg_code=lg_code,
        standing=standing,
        due_on=due_on if member else None,
        fulfilment=done if member else None,
    )
