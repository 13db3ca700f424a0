"""Refusals, compared with the facts they carry: those are what a person is shown."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.errors import Refusal


@contextmanager
def refuses(expected: Refusal) -> Iterator[None]:
    """Expect that what stands inside is refused in this way and for these facts."""
    with pytest.raises(type(expected)) as refused:
        yield
    assert (type(refused.value), refused.value.details) == (type(expected), expected.details)
