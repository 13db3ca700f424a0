"""A projector in a process of its own, for the tests that kill it: ``python -m … PARAMETERS``."""

import asyncio
import json
import sys

from adapters.postgres.connection import Database
from adapters.postgres.event_log import open_event_log
from adapters.postgres.projector import Projector
from tests.adapters.postgres.ledger import EVENTS
from tests.adapters.postgres.ledger_views import Counts, Ledgers


async def main(parameters: str) -> None:
    """Run until killed."""
    database = Database(json.loads(parameters))
    async with open_event_log(database, EVENTS) as log:
        await Projector(database, log, (Ledgers(), Counts()), page=5).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
