"""Bad days of mail: a worker is killed forty times over four hundred letters, while the server refuses and stalls."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from adapters.settings import only_here
from bootstrap import open_database
from domain.notice import Notice
from domain.notice_terms import NoticeState
from tests.scheduler.house import opened
from tests.scheduler.mail_worker import DAY, NEVER, PATIENCE, STEPS

ROOT = Path(__file__).parents[2]
TOWNS = tuple(str(each) for each in range(44_001, 44_401))
KILLS = 40
SEED = 20_250_401


@dataclass
class Moody:
    """A server with its moods, drawn once for a letter: it defers, refuses, or accepts and does not say so in time."""

    random: Random
    accepted: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    stalled: set[str] = field(default_factory=set)
    deferred: set[str] = field(default_factory=set)
    moods: dict[str, str] = field(default_factory=dict)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """Answer to a letter; each mood but refusal passes after the first time."""
        del server, session
        assert isinstance(envelope.content, bytes)
        [line] = [each for each in envelope.content.split(b"\r\n") if each.lower().startswith(b"message-id:")]
        identity = line.split()[-1].decode()
        mood = self.moods.setdefault(identity, self.random.choices(("", "4", "5", "stall"), (78, 12, 5, 5))[0])
        if mood == "5":
            self.refused.add(identity)
            return "550 5.7.1 refused"
        if mood == "4" and identity not in self.deferred:
            self.deferred.add(identity)
            return "451 4.7.1 greylisted"
        self.accepted[identity] += 1
        if mood == "stall" and identity not in self.stalled:
            self.stalled.add(identity)
            await asyncio.sleep(PATIENCE * 2)
        return "250 OK"


@asynccontextmanager
async def workers(folder: Path, port: int) -> AsyncIterator[Callable[[int, str, int], Awaitable[int]]]:
    """Give what runs one worker to its end, or to its death, and tells which it was."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.scheduler.mail_worker", str(folder), str(port)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    asked, told = running.stdin, running.stdout
    assert asked is not None
    assert told is not None

    async def run(minutes: int, step: str, count: int) -> int:
        asked.write(f"{minutes} {step} {count}\n".encode())
        await asked.drain()
        ended = int((await told.readline()).split()[-1])
        assert ended in {0, -9}
        return ended

    yield run
    asked.close()
    await running.wait()


@pytest.mark.faults
async def test_four_hundred_letters_survive_forty_kills_and_every_mood_of_the_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    random = Random(SEED)  # noqa: S311 - which letter meets which fault
    server = Moody(random)
    listening = await asyncio.get_running_loop().create_server(lambda: SMTP(server, hostname="localhost"), "127.0.0.1")
    port = listening.sockets[0].getsockname()[1]
    async with open_database(only_here(tmp_path)) as database, opened(database, tmp_path, DAY) as house:
        await house.found(towns=TOWNS)
        in_doubt: set[str] = set()
        kills: Counter[str] = Counter()
        async with workers(tmp_path, port) as run:
            for kill in range(KILLS):
                step = STEPS[kill % len(STEPS)]
                kills[step] += await run(6 * kill, step, random.randint(2, 14)) != 0
                recorded = {each.message_id for each in await house.notices()}
                in_doubt |= set(server.accepted) - recorded
            assert await run(6 * KILLS, NEVER, 1) == 0
        notices = await house.notices()
    listening.close()
    told = counts(notices, server, in_doubt, kills)
    with capsys.disabled():
        print(f"\nmail kills: {json.dumps(told)}")  # noqa: T201 - the counts are what is asked for
    assert told["letters"] == len(TOWNS)
    assert told["lost"] == told["doubled_without_cause"] == 0
    assert sum(kills.values()) == KILLS
    assert set(kills) == set(STEPS)
    assert told["refused"] > 0
    assert told["deferred"] > 0
    assert told["stalled"] > 0


def counts(notices: Sequence[Notice], server: Moody, in_doubt: set[str], kills: Counter[str]) -> dict[str, int]:
    """Count what became of every letter; doubled are those that the server took more than once."""
    sent = {str(each.message_id) for each in notices if each.state is NoticeState.SENT}
    refused = [each for each in notices if each.state is NoticeState.REFUSED]
    doubled = {identity for identity, times in server.accepted.items() if times > 1}
    return {
        "letters": len(notices),
        "kills": sum(kills.values()),
        "sent": len(sent),
        "refused": len(refused),
        "deferred": len(server.deferred),
        "stalled": len(server.stalled),
        "lost": len(notices) - len(sent) - len(refused) + len(sent - set(server.accepted)),
        "doubled": len(doubled),
        "doubled_without_cause": len(doubled - in_doubt - server.stalled),
    }
