"""The webhook: an address to which the record is delivered, event by event in its order, signed and resumable."""

from collections.abc import Collection, Iterator
from typing import Annotated

from pydantic import Field

from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, LgCode, Line, Text, event
from domain.office import Capacity
from domain.webhook_address import Address, address_blockers
from domain.webhook_terms import DeliveryFault, HttpStatus, Position, SecretSeal, Wanted, WebhookSlug, WebhookState


class WebhookEnded(Refusal):
    """この配信先への配信はすでに終了しています。"""


class WebhookNotActive(Refusal):
    """この配信先への配信は停止しています。"""


class WebhookPositionAhead(Refusal):
    """指定された位置は、まだ記録されていません。"""


class WebhookTopicUnknown(Refusal):
    """指定された種類の出来事はありません。"""


class WebhookReaderNotAllowed(Refusal):
    """システムの資格では配信できません。"""


class Webhook(Aggregate):
    """Webhook配信先: where the record goes, as a reader of which capacity; ``run`` counts how often delivery began.

    ``placed_in`` is the run that began at a named position, ``after``; a run that names none goes on where the one
    before it stopped. How far a delivery has come is no fact of the plan and stands beside the record.
    """

    TOPIC = "webhook"

    class Registered(Created):
        """Webhookの配信先を登録した。"""

        TOPIC = "webhook.registered"
        slug: WebhookSlug
        name: Line
        address: Address
        capacity: Capacity
        lg_code: LgCode | None
        wanted: Wanted
        batched: bool
        after: Position | None
        seal: SecretSeal

    class AddressChanged(Event):
        """Webhookの配信先のアドレスを変更した。"""

        TOPIC = "webhook.address-changed"
        address: Address

    class SecretRotated(Event):
        """Webhookの署名の秘密を更新した。"""

        TOPIC = "webhook.secret-rotated"
        seal: SecretSeal
        at_once: bool

    class Paused(Event):
        """Webhookの配信を停止した。"""

        TOPIC = "webhook.paused"
        ground: Text

    class Resumed(Event):
        """Webhookの配信を再開した。"""

        TOPIC = "webhook.resumed"
        after: Position | None

    class DeliveryGivenUp(Event):
        """Webhookの配信が続けて失敗したため、停止した。"""

        TOPIC = "webhook.delivery-given-up"
        fault: DeliveryFault
        status: HttpStatus | None
        position: Position

    class TestRequested(Event):
        """Webhookの試験配信を求めた。"""

        TOPIC = "webhook.test-requested"
        number: Annotated[int, Field(ge=1)]

    class FoundGone(Event):
        """Webhookの配信先がなくなった（410）ため、配信を終えた。"""

        TOPIC = "webhook.found-gone"

    class Ended(Event):
        """Webhookの配信を終了した。"""

        TOPIC = "webhook.ended"
        ground: Text

    @staticmethod
    def create_id(slug: str) -> str:
        """Name the stream, such as ``webhook:city-board``."""
        return f"webhook:{slug}"

    @event(Registered)
    def __init__(  # noqa: PLR0913 - the fields of the event
        self,
        *,
        slug: str,
        name: str,
        address: str,
        capacity: Capacity,
        lg_code: str | None,
        wanted: Wanted,
        batched: bool,
        after: int | None,
        seal: SecretSeal,
    ) -> None:
        self.slug = slug
        self.name = name
        self.address = address
        self.capacity = capacity
        self.lg_code = lg_code
        self.wanted = wanted
        self.batched = batched
        self.after = after
        self.seal = seal
        self.earlier_seal: SecretSeal | None = None
        self.run = 1
        self.placed_in = 1
        self.tests = 0
        self.fault: DeliveryFault | None = None
        self.status: int | None = None
        self.stopped_at: int | None = None
        self.state = WebhookState.ACTIVE

    @staticmethod
    def terms_blockers(address: str, capacity: Capacity, wanted: Wanted, topics: Collection[str]) -> Iterator[Refusal]:
        """Yield what forbids registering: the address, the capacity to read in, kinds that nobody knows."""
        yield from address_blockers(address)
        if capacity is Capacity.SYSTEM:
            yield WebhookReaderNotAllowed()
        unknown = sorted(set(wanted.topics) - set(topics))
        if unknown:
            yield WebhookTopicUnknown(topics=unknown)

    @staticmethod
    def position_blockers(after: int | None, head: int) -> Iterator[Refusal]:
        """Refuse to begin after a position that is not recorded yet: what lies before it would never be delivered."""
        if after is not None and after > head:
            yield WebhookPositionAhead(after=after, head=head)

    def change_address(self, address: str) -> None:
        """Deliver elsewhere from the next delivery on."""
        refuse_first(self.ended_blockers())
        refuse_first(address_blockers(address))
        if address != self.address:
            self._change_address(address=address)

    def ended_blockers(self) -> Iterator[Refusal]:
        """Refuse everything once it has ended: a new webhook is registered instead."""
        if self.state is WebhookState.ENDED:
            yield WebhookEnded()

    @event(AddressChanged)
    def _change_address(self, address: str) -> None:
        self.address = address

    def rotate_secret(self, seal: SecretSeal, *, at_once: bool) -> None:
        """Sign with a new secret; with the old one as well for a day, unless it must not be trusted any more."""
        refuse_first(self.ended_blockers())
        self._rotate_secret(seal=seal, at_once=at_once)

    @event(SecretRotated)
    def _rotate_secret(self, seal: SecretSeal, *, at_once: bool) -> None:
        self.earlier_seal = None if at_once else self.seal
        self.seal = seal

    def pause(self, ground: str) -> None:
        """Deliver nothing until it is resumed; what is paused already stays paused for its first cause."""
        refuse_first(self.ended_blockers())
        if self.state is not WebhookState.PAUSED:
            self._pause(ground=ground)

    @event(Paused)
    def _pause(self, ground: str) -> None:
        del ground  # stays in the record
        self.state = WebhookState.PAUSED

    def resume(self, after: int | None, head: int) -> None:
        """Go on where delivery stopped, or after a named position; also while it runs, to have a stretch again."""
        refuse_first(self.ended_blockers())
        refuse_first(self.position_blockers(after, head))
        if self.state is WebhookState.PAUSED or after is not None:
            self._resume(after=after)

    @event(Resumed)
    def _resume(self, after: int | None) -> None:
        self.run += 1
        if after is not None:
            self.after = after
            self.placed_in = self.run
        self.fault = self.status = self.stopped_at = None
        self.state = WebhookState.ACTIVE

    def give_up_delivery(self, fault: DeliveryFault, status: int | None, position: int) -> None:
        """Pause after retries that led nowhere; ``position`` is the last one that was delivered."""
        refuse_first(self.give_up_delivery_blockers())
        self._give_up_delivery(fault=fault, status=status, position=position)

    def give_up_delivery_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids giving up: an end, or a pause that came before."""
        yield from self.ended_blockers()
        if self.state is WebhookState.PAUSED:
            yield WebhookNotActive()

    @event(DeliveryGivenUp)
    def _give_up_delivery(self, fault: DeliveryFault, status: int | None, position: int) -> None:
        self.fault = fault
        self.status = status
        self.stopped_at = position
        self.state = WebhookState.PAUSED

    def request_test(self) -> None:
        """Ask for a test event to be delivered, also while it is paused."""
        refuse_first(self.ended_blockers())
        self._request_test(number=self.tests + 1)

    @event(TestRequested)
    def _request_test(self, number: int) -> None:
        self.tests = number

    def record_gone(self) -> None:
        """End because the address answered that it is gone for good."""
        refuse_first(self.ended_blockers())
        self._record_gone()

    @event(FoundGone)
    def _record_gone(self) -> None:
        self.state = WebhookState.ENDED

    def end(self, ground: str) -> None:
        """Deliver nothing more, for ever."""
        refuse_first(self.ended_blockers())
        self._end(ground=ground)

    @event(Ended)
    def _end(self, ground: str) -> None:
        del ground  # stays in the record
        self.state = WebhookState.ENDED
