"""What front ends get: every command can be tried before it is done."""

import json

from application.catalogue import commands
from tests.adapters.api.front import DOCUMENT


def test_every_command_takes_a_dry_run() -> None:
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    for command in commands().values():
        operation = paths[f"/api/v1/commands/{command.code()}"]["post"]
        assert "dry_run" in json.dumps(operation["parameters"]), command.code()
    assert "dry_run" in json.dumps(paths["/api/v1/bundles"]["post"]["parameters"])
