"""CloudEvents 1.0: a recorded event as it goes over the wire to a webhook, its data exactly what the feed shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from domain.kernel import Value
from domain.record import Recorded
from projections.audit_timeline import Entry, entry

TEST = "webhook.test"  # the type of a test; no topic of the record
POSITION_DIGITS = 19
SCHEMA = "api/v1/openapi.json#/components/schemas/AuditTimelineEntry"


class TrialNumber(Value):
    """試験配信の番号: how many tests were asked for."""

    number: int


class CloudEvent(Value):
    """配信される出来事: CloudEvents 1.0 in structured mode (cloudevents.io), one recorded event or a test."""

    specversion: Literal["1.0"] = "1.0"
    id: Annotated[str, Field(description="出来事の識別子。送り直しでも変わらない")]
    source: Annotated[str, Field(description="この圏域の記録")]
    type: Annotated[str, Field(description="出来事の種類。試験配信では webhook.test")]
    subject: Annotated[str, Field(description="対象の識別子")]
    time: Annotated[datetime, Field(description="記録された時刻")]
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: Annotated[str | None, Field(description="data の形の所在。サービスの所在が分かるときだけ")] = None
    sequence: Annotated[str | None, Field(description="記録の位置（19桁）。試験配信にはない")] = None
    data: Annotated[Entry | TrialNumber, Field(description="ListAuditTimeline の一件と同じ形")]

    def written(self) -> str:
        """Write it as JSON; what is not known is left out, in the data it is null."""
        unknown = {name for name in ("dataschema", "sequence") if getattr(self, name) is None}
        return self.model_dump_json(exclude=unknown)


@dataclass(frozen=True, slots=True)
class Source:
    """発信元: the URI of this area's record; ``address`` is where its pages are, if they are anywhere."""

    area: str
    address: str | None = None

    @property
    def uri(self) -> str:
        """Give the address of the service, or a name where it has none."""
        return self.address or f"urn:shinchoku:{self.area}"

    @property
    def schema(self) -> str | None:
        """Give the address of the data's schema, where there is one."""
        return f"{self.address.rstrip('/')}/{SCHEMA}" if self.address else None


def cloud_event(recorded: Recorded, source: Source) -> CloudEvent:
    """Write one recorded event; ``sequence`` is its position, in digits that sort as text."""
    return CloudEvent(
        id=str(recorded.event_id),
        source=source.uri,
        type=recorded.topic,
        subject=recorded.stream_id,
        time=recorded.recorded_at,
        dataschema=source.schema,
        sequence=f"{recorded.position:0{POSITION_DIGITS}d}",
        data=entry(recorded),
    )


def trial_event(message_id: str, object_id: str, number: int, at: datetime, source: Source) -> CloudEvent:
    """Write a test event, which stands for nothing in the record."""
    return CloudEvent(
        id=message_id, source=source.uri, type=TEST, subject=object_id, time=at, data=TrialNumber(number=number)
    )
