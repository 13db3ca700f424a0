"""Health of the daily work: which run was the last, and what of the letters waits or did not arrive."""

from dataclasses import dataclass
from datetime import date

from domain.calendar import wareki
from domain.notice import Notice
from domain.notice_terms import FAILED, NoticeState
from scheduler.duties import UNSENT
from scheduler.standing import Standing


@dataclass(frozen=True, slots=True)
class DailyHealth:
    """定時処理の状況: ``current`` tells that the newest run that should have been done was done.

    ``due`` are the notices whose day has come and that have not left, ``put_off`` those of them that a mail server put
    off, ``oldest`` the first day of what is due; ``failed`` is what did not arrive and waits for a person.
    """

    current: bool
    last_run: date | None
    due: int
    put_off: int
    failed: int
    oldest: date | None

    def shown(self) -> str:
        """Spell it for a terminal."""
        return "\n".join(
            [
                f"定時処理　{'済' if self.current else '未了'}（最後の実行　{_day(self.last_run)}）",
                f"送信待ちの通知　{self.due}件（うち再送待ち{self.put_off}件、最も古い予定日　{_day(self.oldest)}）",
                f"届かなかった通知　{self.failed}件（督促の状況の一覧から処理してください）",
            ]
        )


def daily_health(standing: Standing, today: date, last_run: date | None, *, current: bool) -> DailyHealth:
    """Count how the notices stand on a day."""
    notices = standing.every(Notice)
    due = [each for each in notices if each.state in UNSENT and each.due_on <= today]
    return DailyHealth(
        current=current,
        last_run=last_run,
        due=len(due),
        put_off=sum(each.state is NoticeState.DEFERRED for each in due),
        failed=sum(each.state in FAILED for each in notices),
        oldest=min((each.due_on for each in due), default=None),
    )


def _day(day: date | None) -> str:
    return "なし" if day is None else wareki(day)
