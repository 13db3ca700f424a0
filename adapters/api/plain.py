"""Plain JSON out of domain values: figures as text, so that none loses a digit, and sets in a fixed order."""

from collections.abc import Mapping
from typing import Any

import pydantic_core


def plain(value: object) -> Any:
    """Turn a value into what JSON can hold."""
    return pydantic_core.to_jsonable_python(_ordered(value), fallback=str)


def _ordered(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _ordered(each) for name, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(_ordered, value), key=str)
    if isinstance(value, list | tuple):
        return [_ordered(each) for each in value]
    return value
