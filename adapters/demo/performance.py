"""The performance: cast, story and narration brought together over one address of the API."""

from dataclasses import dataclass

import httpx2
from rich.console import Console, RenderableType

from adapters.clock import MovableClock
from adapters.demo.cast import HEAD_PERSON, Cast, Keyring
from adapters.demo.front_end import FrontEnd, Memory
from adapters.demo.narration import Narration, summary
from adapters.demo.show import RunDay, Show
from adapters.demo.stage import Stage

KEPT_SECONDS = 2.0  # the server hangs up on an idle connection after five
TIMEOUT_SECONDS = 60.0
KEYS = "keys.json"


@dataclass(frozen=True, slots=True)
class Performed:
    """上演の結果: the summary to print, and a key with which one may look around."""

    summary: RenderableType
    key: str | None


async def perform(  # noqa: PLR0913 - what the composition root has at hand
    stage: Stage, clock: MovableClock, run_day: RunDay, address: str, fiscal_year: int, *, setup_code: str | None
) -> Performed:
    """Play a fiscal year over HTTP; what an earlier start had done is only repeated, never doubled."""
    keyring = Keyring(stage.folder / KEYS)
    patience = httpx2.Timeout(TIMEOUT_SECONDS)
    pooled = httpx2.Limits(keepalive_expiry=KEPT_SECONDS)
    async with httpx2.AsyncClient(base_url=address, timeout=patience, limits=pooled, trust_env=False) as http:
        cast = Cast(keyring, FrontEnd(http, Memory()), clock.today())
        with Narration(Console(), fiscal_year) as narration:
            show = Show(cast, clock, run_day, narration, fiscal_year)
            reader = await show.play(setup_code)
        told = await summary(reader, fiscal_year, show.members, show.letters)
    return Performed(told, keyring.get(f"{HEAD_PERSON}/secretariat-head"))
