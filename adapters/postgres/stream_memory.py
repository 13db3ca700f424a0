"""Streams read before: what was once recorded never changes, so only what came since has to be read and validated."""

from collections import OrderedDict
from collections.abc import Sequence

from domain.record import Recorded

HELD_CHARACTERS = 8 * 2**20  # of bodies; a round of 24 municipalities with 60 measures each has about 150,000


class StreamMemory:
    """記憶: streams from their first event on, those used longest ago forgotten first."""

    def __init__(self, held: int = HELD_CHARACTERS) -> None:
        """Hold at most so many characters of bodies; 0 remembers nothing."""
        self._most = held
        self._held = 0
        self._streams: OrderedDict[str, tuple[Sequence[Recorded], int]] = OrderedDict()

    def recall(self, stream_id: str) -> Sequence[Recorded]:
        """Give what is remembered of a stream, from its first event without a gap; nothing if it is not known."""
        found = self._streams.get(stream_id)
        if found is None:
            return ()
        self._streams.move_to_end(stream_id)
        return found[0]

    def remember(self, stream_id: str, records: Sequence[Recorded]) -> None:
        """Hold a stream as far as it was read; who read less of it meanwhile takes nothing away."""
        if len(records) <= len(self.recall(stream_id)):
            return
        self._forget(stream_id)
        size = sum(len(record.body) for record in records)
        if size > self._most:
            return
        self._streams[stream_id] = (records, size)
        self._held += size
        while self._held > self._most:
            self._forget(next(iter(self._streams)))

    def _forget(self, stream_id: str) -> None:
        _, size = self._streams.pop(stream_id, ((), 0))
        self._held -= size
