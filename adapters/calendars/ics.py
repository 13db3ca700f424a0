"""iCalendar (RFC 5545) by a kept library: whole days, one entry per deadline, the same bytes for the same deadlines."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event

from projections.deadlines import Deadline

PRODUCT = "-//Shinchoku//Shinchoku//JA"
REFRESH = "PT6H"


def calendar_of(name: str, deadlines: Iterable[Deadline], host: str) -> bytes:
    """Write a calendar. ``host`` stands behind the identities, so that those of two services are never one.

    An entry's stamp is the day of its last change and not that of the asking: whoever asks twice gets the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Tokyo")
    calendar.add("refresh-interval;value=duration", REFRESH)
    calendar.add("x-published-ttl", REFRESH)
    for each in deadlines:
        calendar.add_component(_entry(each, host))
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _entry(deadline: Deadline, host: str) -> Event:
    entry = Event()
    changed = datetime.combine(deadline.changed_on, time(), tzinfo=UTC)
    entry.add("uid", f"{deadline.uid}@{host}")
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", deadline.sequence)
    entry.add("dtstart", deadline.on)
    entry.add("dtend", deadline.on + timedelta(days=1))
    entry.add("summary", deadline.title)
    entry.add("description", "\n".join(_lines(deadline)))
    entry.add("transp", "TRANSPARENT")
    entry.add("status", "CONFIRMED")
    if deadline.place is not None:
        entry.add("location", deadline.place)
    return entry


def _lines(deadline: Deadline) -> Iterable[str]:
    yield deadline.spelt
    yield f"状態：{deadline.state}"
    if deadline.lg_codes and not deadline.done:
        yield f"対象：{'、'.join(deadline.lg_codes)}"
