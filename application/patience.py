"""Patience: how long nobody may try to be somebody after failures in a row (ASVS 6.3.1), which a right try ends."""

from datetime import datetime, timedelta

from application.sign_in_ports import Failures

FREE_FAILURES, FIRST_PAUSE, LONGEST_PAUSE = 5, timedelta(seconds=30), timedelta(minutes=15)


def pause_after(failures: Failures, now: datetime) -> timedelta:
    """Say how long nobody may try to be a person: half a minute after the fifth failure, doubling to a quarter hour."""
    if failures.count < FREE_FAILURES:
        return timedelta()
    pause = min(FIRST_PAUSE * (1 << min(failures.count - FREE_FAILURES, 10)), LONGEST_PAUSE)
    return failures.last_at + pause - now
