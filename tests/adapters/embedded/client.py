"""A process that uses the embedded database until its standard input is closed; it reports in JSON, one line."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from adapters.embedded import EmbeddedDatabaseRefused, lease

try:
    held = lease(Path(sys.argv[1]), timeout=30)
except EmbeddedDatabaseRefused as refused:
    sys.stdout.write(json.dumps({"refused": refused.code, "details": refused.details, "words": str(refused)}) + "\n")
else:
    state = held.folder.state()
    supervisor = state.pid if state else None
    sys.stdout.write(json.dumps({"parameters": held.parameters, "supervisor": supervisor}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    held.close()
