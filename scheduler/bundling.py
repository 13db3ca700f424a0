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
Envelope: TypeAlias = tuple[str, date, str, int]  # reader, day of the first attempt, announcement, times sent anew
Readers: TypeAlias = Mapping[str, str]  # of each contact, the one that stands for all who read mail at its address


@dataclass(frozen=True, slots=True)
class Bundle:
    """一通: the notices of one reader and day. The key names the letter for ever.

    Of several contacts with one address the letter is made out to the one to whom the most urgent notice goes.
    """

    key: str
    recipient: str
    notices: tuple[Notice, ...]


def bundles(standing: Standing, rules: Rules, readers: Readers, today: date) -> Iterator[Bundle]:
    """Bundle what is to be sent; a reader who got a letter today gets the rest tomorrow.

    The day in the key is that of the first attempt, so that a letter of which nobody knows whether it came is tried
    again as the same letter; what certainly did not come goes out with whatever is due on the day. An announcement, and
    what a person sends anew, is a letter of its own.
    """
    yield from bundled(standing, standing.every(Notice), rules, readers, today)


def bundled(
    standing: Standing, notices: Sequence[Notice], rules: Rules, readers: Readers, today: date
) -> Iterator[Bundle]:
    """Bundle these notices, which need not all be on record yet."""
    letters: dict[Envelope, list[Notice]] = {}
    begun: set[Envelope] = set()
    waits = _Waiting(standing, rules, today)
    for notice in notices:
        first = standing.tries_of(notice).first_on
        reader = readers.get(notice.recipient, notice.recipient)
        envelope = (reader, first or today, notice.occasion.about or "", notice.requeues)
        if first is not None:
            begun.add(envelope)
        in_doubt = notice.state is NoticeState.CLAIMED  # whoever claimed it may have sent it: it is brought to its end
        if _goes(notice, today) and (in_doubt or not waits.holds(notice)):
            letters.setdefault(envelope, []).append(notice)
    for envelope, held in sorted(letters.items()):
        is_begun = envelope in begun
        same = [each for each in held if (standing.tries_of(each).first_on is not None) == is_begun]
        if same:
            yield Bundle(_key(envelope), _made_out_to(same, rules), tuple(same))


def _made_out_to(notices: Sequence[Notice], rules: Rules) -> str:
    urgency = {rule.stage: place for place, rule in enumerate(rules.stages)}
    return max(notices, key=lambda each: urgency.get(each.occasion.stage, -1)).recipient


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
