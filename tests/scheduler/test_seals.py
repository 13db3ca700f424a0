"""Seals of the day: the record is signed daily and when a step closes; every letter carries what was signed last."""

import re
from datetime import date, timedelta
from email.message import EmailMessage

from adapters.postgres.tree import PostgresCheckpoints
from application.checkpoints import note_of
from application.verification import Verification
from tests.scheduler.house import House

OPENING = date(2025, 4, 1)
LAST_DAY = date(2025, 6, 30)


async def signed(house: House) -> list[tuple[int, str]]:
    """Give what was signed and why, oldest first."""
    async with await house.database.pool() as pool:
        kept = await PostgresCheckpoints(pool).page(2**62, 1_000)
    return [(each.size, each.cause) for each in reversed(kept)]


def text(letter: EmailMessage) -> str:
    """Give the body as it is read."""
    body: str = letter.get_content()
    return body.replace("\r\n", "\n")


async def run(house: House, day: date) -> None:
    house.clock.move_to_day(day)
    worker = house.schedulers[0] if house.schedulers else house.scheduler()
    await worker.run_day(day)


async def test_the_record_is_signed_once_a_day_and_not_when_nothing_is_new(house: House) -> None:
    await run(house, OPENING)
    await run(house, OPENING)
    first = await signed(house)
    assert [cause for _, cause in first] == ["daily"]
    assert first[0][0] == await house.log.head()
    await run(house, OPENING + timedelta(days=1))
    assert [cause for _, cause in await signed(house)] == ["daily"] * 2


async def test_the_record_is_signed_when_a_step_closes_whatever_the_hour(house: House) -> None:
    await run(house, OPENING)
    await run(house, LAST_DAY + timedelta(days=1))
    assert (await signed(house))[-1] == (await house.log.head(), "review-round.step-lapsed")


async def test_every_letter_carries_at_its_foot_what_was_signed_last(house: House) -> None:
    await run(house, OPENING)
    (size, _), *_ = await signed(house)
    await run(house, LAST_DAY)
    letter = text(house.letters()[-1])
    found = re.search(r"記録の検証値　(\d+):([A-Za-z0-9+/]{43}=)\n", letter)
    assert found is not None
    assert int(found[1]) == size
    reckoned = Verification({})
    assert not list(reckoned.read(await house.log.page(0, size)))
    last = await house.seals.last()
    assert last is not None
    async with await house.database.pool() as pool:
        note = note_of((await PostgresCheckpoints(pool).get(size)).note)
    assert note.checkpoint().shown() == f"{found[1]}:{found[2]}"
    assert note.checkpoint().root == reckoned.root


async def test_the_first_letters_say_that_nothing_was_signed_yet(house: House) -> None:
    await run(house, OPENING)
    assert "記録の検証値　－\n" in text(house.letters()[0])
