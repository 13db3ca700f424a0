"""Bundling: which notices go out in one letter today, and which wait: a mail per person and day, none in a pause."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from domain.calendar import closed_days
from domain.mail_pause import MailPause, spared
from domain.notice import Notice
from domain.notice_terms import NoticeState, Stage
from domain.office import Cadence, Office
from scheduler.duties import UNSENT, Rules
from scheduler.standing import Standing

MONDAY = 0
CAN_WAIT = frozenset({Stage.REQUEST, Stage.TWO_WEEKS_BEFORE, Stage.OVERDUE})  # for the weekly letter of who wants one
Envelope: TypeAlias = tuple[str, date, str, int]  # recipient, day of the first attempt, announcement, times sent anew


@dataclass(frozen=True, slots=True)
class Bundle:
    """一通: the notices of one recipient and day. The key names the letter for ever."""

    key: str
    recipient: str
    notices: tuple[Notice, ...]


def bundles(standing: Standing, rules: Rules, today: date) -> Iterator[Bundle]:
    """Bundle what is to be sent; a recipient who got a letter today gets the rest tomorrow.

    The day in the key is that of the first attempt, so that a letter tried again is the same letter. An announcement,
    and what a person sends anew, is a letter of its own.
    """
    yield from bundled(standing, standing.every(Notice), rules, today)


def bundled(standing: Standing, notices: Sequence[Notice], rules: Rules, today: date) -> Iterator[Bundle]:
    """Bundle these notices, which need not all be on record yet."""
    letters: dict[Envelope, list[Notice]] = {}
    begun: set[Envelope] = set()
    waits = _Waiting(standing, rules, today)
    for notice in notices:
        first = standing.first_claimed_on(notice)
        envelope = (notice.recipient, first or today, notice.occasion.about or "", notice.requeues)
        if first is not None:
            begun.add(envelope)
        in_doubt = notice.state is NoticeState.CLAIMED  # whoever claimed it may have sent it: it is brought to its end
        if _goes(notice, today) and (in_doubt or not waits.holds(notice)):
            letters.setdefault(envelope, []).append(notice)
    for envelope, held in sorted(letters.items()):
        is_begun = envelope in begun
        same = [each for each in held if (standing.first_claimed_on(each) is not None) == is_begun]
        if same:
            yield Bundle(_key(envelope), envelope[0], tuple(same))


def _goes(notice: Notice, today: date) -> bool:
    return notice.state in UNSENT and (notice.due_on <= today or notice.state is NoticeState.CLAIMED)


def _key(envelope: Envelope) -> str:
    recipient, day, about, anew = envelope
    return "/".join([recipient, day.isoformat(), *([about] if about else []), *([str(anew)] if anew else [])])


class _Waiting:
    """Tell what waits: during a pause everything, for the weekly letter whatever can."""

    def __init__(self, standing: Standing, rules: Rules, today: date) -> None:
        self._pauses = standing.every(MailPause)
        self._weekly = _weekly(standing, rules, today)
        self._today = today

    def holds(self, notice: Notice) -> bool:
        """Tell whether a notice stays where it is today."""
        if spared(self._pauses, notice.occasion.lg_code, self._today):
            return True
        return notice.occasion.stage in CAN_WAIT and self._weekly.get(notice.recipient, False)


def _weekly(standing: Standing, rules: Rules, today: date) -> Mapping[str, bool]:
    """Tell of each contact whether its office wants a weekly letter and today is not its day, the week's first open."""
    own = standing.own_closed_days()
    waiting: dict[str, bool] = {}
    for office in standing.every(Office):
        if office.contact_id is not None and office.cadence is Cadence.WEEKLY:
            is_closed = closed_days(rules.holidays, own.get(office.lg_code or "", ()))
            monday = today - timedelta(days=(today.weekday() - MONDAY))
            open_days = [monday + timedelta(days=each) for each in range(7) if not is_closed(monday + timedelta(each))]
            waiting[office.contact_id] = bool(open_days) and today != open_days[0]
    return waiting
