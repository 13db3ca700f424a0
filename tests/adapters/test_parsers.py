"""Every parser of what comes from outside: an answer or the refusal that it documents, whatever comes in.

Cost is counted, never timed: the work by the calls that are made, the memory by the highest point. A chunk that is
repeated four times as often may cost about four times as much, and no more.
"""

import sys
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TypeAlias

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import Headers

from adapters.api.careful_json import read_json
from adapters.api.conditions import expected_version
from adapters.api.cursors import read_cursor, write_cursor
from adapters.api.door import COOKIE, token_of
from adapters.api.feed import _position
from adapters.api.refusals import CursorUnreadable, IfMatchMalformed, JsonMalformed, LastEventIdMalformed
from adapters.calendars.ics import calendar_of
from adapters.mail.intake import LIMIT, read_mail
from adapters.mail.smtp import SmtpAddressRefused, read_smtp_url
from adapters.web.forms import number, way_back, whole
from adapters.web.keeping import offered_again
from application.authority import MatrixDamaged, read_matrix
from application.checkpoints import CheckpointMalformed, VerifierKey, note_of, shown_root
from application.entrance import SECRET
from application.reference import MunicipalityRow, ReferenceDamaged, read
from projections.deadlines import Deadline
from requirements.advisories import DatabaseUnreadable, read_database
from scheduler.rules import CalendarRulesDamaged, read_rules
from tests.adapters.mail.test_intake import ANSWER, report

TODAY = date(2025, 6, 12)
Parser: TypeAlias = tuple[Callable[[bytes, Path], Any], tuple[type[Exception], ...], bytes]


def text(content: bytes) -> str:
    """Give what a server makes of octets in a header or a form."""
    return content.decode("utf-8", "replace")


def header(content: bytes) -> str:
    """Give what a server makes of octets in a header."""
    return content.decode("latin-1")


def in_folder(name: str, ask: Callable[[Path], Any]) -> Callable[[bytes, Path], Any]:
    """Let a parser of a folder read a file of it."""

    def parse(content: bytes, folder: Path) -> Any:
        (folder / name).write_bytes(content)
        return ask(folder)

    return parse


def rules(folder: Path) -> Any:
    """Read the rules; the other file of the two is as it should be."""
    (folder / "review_rules.csv").write_text("rule,value\nemissions_years_back,3\n", encoding="utf-8")
    return read_rules(folder, lambda _day: False)


MATRIX = b"command,capacity,scope,states\nSubmit,clerk,own,draft returned\n"
PARSERS: dict[str, Parser] = {
    "mail": (lambda told, _: read_mail("1.eml", told[:LIMIT], TODAY), (), report().encode()),
    "answer": (lambda told, _: read_mail("1.eml", told[:LIMIT], TODAY), (), ANSWER.encode()),
    "json": (lambda told, _: read_json(told), (JsonMalformed,), b'{"a": [1.5, {"b": null}]}'),
    "cursor": (
        lambda told, _: read_cursor(text(told), query="q"),
        (CursorUnreadable,),
        write_cursor("a", query="q").encode(),
    ),
    "if-match": (lambda told, _: expected_version(header(told)), (IfMatchMalformed,), b'"12"'),
    "last-event-id": (lambda told, _: _position(header(told)), (LastEventIdMalformed,), b"12"),
    "cookie": (
        lambda told, _: token_of(Headers({"cookie": header(told)})),
        (),
        f'{COOKIE}=abc; b="c d"; e'.encode(),
    ),
    "key": (lambda told, _: SECRET.match(header(told)), (), b"shk_" + b"a" * 43),
    "kept form": (lambda told, _: offered_again(text(told)), (), b'{"to": "/acts/x", "pairs": [["a", "b"]]}'),
    "way back": (lambda told, _: way_back(text(told)), (), b"/registers/measures?lg_code=43100"),
    "number": (lambda told, _: number(text(told)), (), "△１,２３４.５".encode()),
    "whole": (lambda told, _: whole(text(told)), (), b"123"),
    "note": (lambda told, _: note_of(text(told)), (CheckpointMalformed,), "a\n1\nYQ==\n\n— b YWJjZGVm\n".encode()),
    "root": (lambda told, _: shown_root(text(told)), (CheckpointMalformed,), b"12:" + b"A" * 43 + b"="),
    "verifier": (lambda told, _: VerifierKey.read(text(told)), (CheckpointMalformed,), b"a+00000000+AQ=="),
    "smtp": (
        lambda told, _: read_smtp_url(text(told)),
        (SmtpAddressRefused,),
        b"smtp://u:p@mail.example:587/?starttls=never",
    ),
    "matrix": (in_folder("a.csv", read_matrix), (MatrixDamaged,), MATRIX),
    "reference": (
        in_folder(MunicipalityRow.FILE, lambda folder: read.__wrapped__(MunicipalityRow, folder)),
        (ReferenceDamaged,),
        Path("data/municipalities.csv").read_bytes()[:600],
    ),
    "stages": (
        in_folder("reminder_stages.csv", rules),
        (CalendarRulesDamaged,),
        Path("data/reminder_stages.csv").read_bytes()[:400],
    ),
    "advisories": (
        in_folder("osv.json", lambda folder: read_database(folder / "osv.json")),
        (DatabaseUnreadable,),
        b'[{"id": "A", "affected": [{"package": {"name": "a"}}]}]',
    ),
}


@st.composite
def near(draw: st.DrawFn, valid: bytes) -> bytes:
    """Draw what is nearly right: pieces of what is right, cut, doubled and mixed with anything."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(valid)))
        piece = valid[begin : draw(st.integers(begin, len(valid)))]
        parts.append(piece * draw(st.sampled_from([1, 1, 1, 2, 50])))
        parts.append(draw(st.binary(max_size=20) | st.sampled_from(ODD)))
    return b"".join(parts)


DEEP = b"[" * 3_000  # deeper than Python recurses
ODD = (
    b"",
    b"\x00",
    b"\r\n",
    b"\n\n",
    b'"',
    b"'",
    b";",
    b"=",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"=?utf-8?b?abcde?=",
    b"\x85",
)


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_answers_or_refuses_as_it_says(name: str, tmp_path: Path) -> None:
    parse, refusals, valid = PARSERS[name]

    @settings(max_examples=300, deadline=None, database=None)
    @given(st.binary(max_size=300) | near(valid))
    def any_input(content: bytes) -> None:
        try:
            parse(content, tmp_path)
        except refusals:
            return

    any_input()


def calls(ask: Callable[[], Any], refusals: tuple[type[Exception], ...]) -> int:
    """Count the calls that are made while something is asked, of functions in Python and in C."""
    counted = 0

    def count(_frame: FrameType, event: str, _what: Any) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        ask()
    except refusals:
        pass
    finally:
        sys.setprofile(before)
    return counted


def peak(ask: Callable[[], Any], refusals: tuple[type[Exception], ...]) -> int:
    """Give the most memory, in bytes, that is held while something is asked."""
    tracemalloc.start()
    try:
        ask()
    except refusals:
        pass
    finally:
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return highest


NASTY_MAIL = (
    b"Content-Type: message/rfc822\n\n",
    b"--a\nContent-Type: multipart/mixed; boundary=a\n\n",
    b"Subject: =?utf-8?b?5L6d?= =?utf-8?q?=e5?=\n",
    b"References: <" + b"a" * 32 + b"@a.",
    b"Content-Type: message/delivery-status\n\nStatus: 5.1.1\n\n--a\n",
    b" b\n",
    b"(",
    b"\\",
)
AGAIN = 4
FREE_CALLS, FREE_BYTES = 2_000, 400_000  # what the smallest input may cost
BYTES_EACH = 250  # at worst an object is made of each sign


@pytest.mark.parametrize("name", PARSERS)
def test_the_cost_of_a_parser_grows_no_faster_than_what_comes_in(name: str, tmp_path: Path) -> None:
    parse, refusals, valid = PARSERS[name]
    chunks = (valid, b"[", b'{"a":', b'"', b"a", b";=", b"%", b"9", b",\n", b" ", *ODD[1:], *NASTY_MAIL)
    for chunk in chunks:
        few = chunk * max(1, 4_000 // len(chunk))
        for begun in (b"", valid):
            small, large = (partial(parse, begun + few * times, tmp_path) for times in (1, AGAIN))
            spent = calls(small, refusals), calls(large, refusals)
            assert spent[1] <= AGAIN * 1.5 * spent[0] + FREE_CALLS, (chunk, spent)
            assert peak(large, refusals) <= BYTES_EACH * len(few) * AGAIN + FREE_BYTES, chunk


LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80).map(str.strip).filter(bool)


@settings(max_examples=100, deadline=None)
@given(title=LINES, place=st.none() | LINES, spelt=LINES, state=LINES, on=st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_our_own_calendar_is_read_back_by_two_programs_as_it_was_written(
    title: str, place: str | None, spelt: str, state: str, on: date
) -> None:
    told = {"title": title, "spelt": spelt, "state": state, "place": place, "on": on, "changed_on": on}
    deadline = Deadline.model_validate({"uid": "a.b", "done": False, "days_left": 1, "fiscal_year": 2025, **told})
    written = calendar_of(title, [deadline], "host.example")
    event: Any = icalendar.Calendar.from_ical(written).walk("VEVENT")[0]
    assert (str(event["summary"]), event["dtstart"].dt, event["dtend"].dt) == (title, on, on + timedelta(days=1))
    assert str(event.get("location", "")) == (place or "")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert vobject.readOne(written.decode()).vevent.summary.value == title
