"""The PostgreSQL that comes in a wheel: start, share, stop, recover.

``with lease(Path("var")) as database: await asyncpg.connect(**database.parameters)`` is all a caller needs. The first
lease on a data directory makes the cluster and starts the server, every further one, also of other processes, shares
it, and when the last one is closed or killed the server stops.
"""

from adapters.embedded.leasing import Lease, lease
from adapters.embedded.refusals import (
    AccountUnnamed,
    BinariesMissing,
    DataDirectoryNotWritable,
    DataFromOtherVersion,
    DiskFull,
    EmbeddedDatabaseRefused,
    MachineUnsupported,
    PathUnusable,
    ServerNotStarted,
    SettingsDiffer,
    StartTimedOut,
)

__all__ = [
    "AccountUnnamed",
    "BinariesMissing",
    "DataDirectoryNotWritable",
    "DataFromOtherVersion",
    "DiskFull",
    "EmbeddedDatabaseRefused",
    "Lease",
    "MachineUnsupported",
    "PathUnusable",
    "ServerNotStarted",
    "SettingsDiffer",
    "StartTimedOut",
    "lease",
]
