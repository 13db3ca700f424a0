"""The cyclic collector, kept out of the making of pages: it would walk through thousands of rows that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector out while a page is read or made into events; what reads beside it may overlap."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
