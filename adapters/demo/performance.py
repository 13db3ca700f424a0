"""The performance: cast, story and narration brought together over one address of the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import httpx2
from rich.console import Console, RenderableType

from adapters.clock import MovableClock
from adapters.demo.cast import HEAD_PERSON, Cast, Keyring
from adapters.demo.front_end import FrontEnd, Memory
from adapters.demo.guests import Guest, let_in
from adapters.demo.narration import Narration, summary
from adapters.demo.show import RunDay, Show
from adapters.demo.stage import Stage

KEPT_SECONDS = 2.0  # the server hangs up on an idle connection after five
TIMEOUT_SECONDS = 60.0
KEYS = "keys.json"


@dataclass(frozen=True, slots=True)
class Performed:
    """上演の結果: the summary to print, and how one may look around: by a key, and as whom on the pages."""

    summary: RenderableType | None
    key: str | None
    guests: Sequence[Guest]


async def perform(  # noqa: PLR0913 - what the composition root has at hand
    stage: Stage,
    clock: MovableClock,
    run_day: RunDay,
    address: str,
    fiscal_year: int,
    *,
    setup_code: str | None,
    until: date | None = None,
) -> Performed:
    """Play a fiscal year over HTTP, or to a day in it; what an earlier start had done is repeated, never doubled."""
    keyring = Keyring(stage.folder / KEYS)
    patience = httpx2.Timeout(TIMEOUT_SECONDS)
    pooled = httpx2.Limits(keepalive_expiry=KEPT_SECONDS)
    async with httpx2.AsyncClient(base_url=address, timeout=patience, limits=pooled, trust_env=False) as http:
        cast = Cast(keyring, FrontEnd(http, Memory()), clock.today())
        with Narration(Console(), fiscal_year) as narration:
            show = Show(cast, clock, run_day, narration, fiscal_year, until)
            reader = await show.play(setup_code)
        told = None if until else await summary(reader, fiscal_year, show.members, show.letters)
        guests = await let_in(cast, http)
    return Performed(told, keyring.get(f"{HEAD_PERSON}/secretariat-head"), guests)
