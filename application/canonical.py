"""The canonical line of a recorded event: what the log hashes, byte for byte, in plain Python (decision 0004)."""

import json
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.record import Recorded

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical_line(recorded: "Recorded") -> bytes:
    """Write every recorded column under sorted keys, the body embedded as it is stored (RFC 8785 manner)."""
    act = recorded.act
    before = {"acting_for": act.acting_for, "actor": act.actor, "authority": act.authority}
    after = {
        "capacity": act.capacity,
        "causation_id": act.causation_id and str(act.causation_id),
        "correlation_id": act.correlation_id and str(act.correlation_id),
        "corrects": act.corrects and str(act.corrects),
        "effective_on": act.effective_on.isoformat(),
        "event_id": str(recorded.event_id),
        "position": recorded.position,
        "reason": act.reason,
        "recorded_at": recorded.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "request_id": act.request_id,
        "schema_version": recorded.schema_version,
        "stream_id": recorded.stream_id,
        "topic": recorded.topic,
        "version": recorded.version,
    }
    return f'{_encode(before)[:-1]},"body":{recorded.body},{_encode(after)[1:]}'.encode()
