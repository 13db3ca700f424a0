"""The API for acceptance tests, as its own tests open it: over an empty area, and on 1 April with the round open."""

from tests.adapters.api.conftest import front, spring

__all__ = ["front", "spring"]
