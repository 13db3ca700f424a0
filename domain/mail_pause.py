"""Pauses: days on which an office gets no reminders, be it a quiet season or a disaster. Obligations go on as they are.

What would have come during a pause is not made up for afterwards: the newest stage that has come by then is sent, once.
"""

from collections.abc import Collection, Iterator
from datetime import date

from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, LgCode, Line, StreamId, Text, event
from domain.labels import Labelled


class PauseGround(Labelled):
    """休止の事由: why nobody is reminded."""

    DISASTER = "disaster", "災害", "disaster"
    QUIET_SEASON = "quiet-season", "繁忙期・年末年始など", "busy season or turn of the year"
    OTHER = "other", "その他", "other"


class PauseState(Labelled):
    """休止の状態: whether anybody may still be spared by it."""

    DECLARED = "declared", "休止", "declared"
    LIFTED = "lifted", "解除", "lifted"


class PauseDaysContradict(Refusal):
    """休止の終わりの日が、始まりの日より前です。"""


class PauseLifted(Refusal):
    """この休止はすでに解除されています。"""


class MailPause(Aggregate):
    """督促の休止: from which day to which, for which municipalities (none named: for all), on what ground."""

    TOPIC = "mail-pause"

    class Declared(Created):
        """督促・通知の送信を休止した。"""

        TOPIC = "mail-pause.declared"
        number: int
        region_id: StreamId
        lg_codes: tuple[LgCode, ...]
        from_on: date
        until_on: date | None
        ground: PauseGround
        authority: Line
        reason: Text

    class Lifted(Event):
        """督促・通知の送信の休止を解除した。"""

        TOPIC = "mail-pause.lifted"
        lifted_on: date

    @staticmethod
    def create_id(number: int) -> str:
        """Name the stream, such as ``mail-pause:1``."""
        return f"mail-pause:{number}"

    @event(Declared)
    def __init__(  # noqa: PLR0913, PLR0917 - the fields of the event; the library has no keyword-only defaults
        self,
        number: int,
        region_id: str,
        lg_codes: tuple[str, ...],
        from_on: date,
        until_on: date | None,
        ground: PauseGround,
        authority: str,
        reason: str,
    ) -> None:
        del authority, reason  # stay in the record
        self.number = number
        self.region_id = region_id
        self.lg_codes = lg_codes
        self.from_on = from_on
        self.until_on = until_on
        self.ground = ground
        self.lifted_on: date | None = None

    @staticmethod
    def day_faults(from_on: date, until_on: date | None) -> Iterator[Refusal]:
        """Yield a last day before the first one."""
        if until_on is not None and until_on < from_on:
            yield PauseDaysContradict(from_on=from_on, until_on=until_on)

    def lift(self, lifted_on: date) -> None:
        """End the pause: on ``lifted_on`` mails go out again."""
        refuse_first(self.lift_blockers())
        self._lift(lifted_on=lifted_on)

    def lift_blockers(self) -> Iterator[Refusal]:
        """Yield that it was lifted before."""
        if self.lifted_on is not None:
            yield PauseLifted(lifted_on=self.lifted_on)

    @event(Lifted)
    def _lift(self, lifted_on: date) -> None:
        self.lifted_on = lifted_on

    def spares(self, lg_code: str, day: date) -> bool:
        """Tell whether a municipality gets no mail on a day."""
        concerned = not self.lg_codes or lg_code in self.lg_codes
        begun = self.from_on <= day and (self.until_on is None or day <= self.until_on)
        return concerned and begun and (self.lifted_on is None or day < self.lifted_on)

    @property
    def state(self) -> PauseState:
        """Tell whether it stands."""
        return PauseState.DECLARED if self.lifted_on is None else PauseState.LIFTED


def spared(pauses: Collection[MailPause], lg_code: str, day: date) -> bool:
    """Tell whether any pause spares a municipality on a day."""
    return any(each.spares(lg_code, day) for each in pauses)
