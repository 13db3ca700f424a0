"""The key beside the embedded database: made once, the same for all, and nobody else's to read."""

import asyncio
import stat
from pathlib import Path

from adapters.key_file import kept
from application.webhook_secrets import SHORTEST_KEY, new_master


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"
    made = kept(file, new_master)
    assert len(made) >= SHORTEST_KEY
    assert kept(file, new_master) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["secret.key"]
    assert kept(tmp_path / "other.key", new_master) != made


async def test_all_who_come_at_once_get_the_same_key(tmp_path: Path) -> None:
    asked = (asyncio.to_thread(kept, tmp_path / "secret.key", new_master) for _ in range(8))
    assert len(set(await asyncio.gather(*asked))) == 1
