"""Pictures of charts: SVG by vl-convert, with the fonts that come along; nothing is fetched for a picture."""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import as_file
from typing import Any

import vl_convert

from adapters.documents.typesetting import FONTS

VERSION = "6.4"  # of Vega-Lite, pinned so that an edition's picture does not change with the library
SIZE = re.compile(rb'<svg[^>]* width="(\d+)"[^>]* height="(\d+)"')
KEPT = 64  # pictures: of an area there are four at a time, and of each published edition three


def svg_of(specification: Mapping[str, Any]) -> bytes:
    """Draw a chart; the same specification gives the same picture."""
    return _drawn(json.dumps(specification, ensure_ascii=False, sort_keys=True))


def size_of(picture: bytes) -> tuple[int, int]:
    """Give width and height of a picture in pixels, so that a page keeps its place while it loads."""
    found = SIZE.search(picture[:1_000])
    if found is None:
        raise ValueError(picture[:200])
    return int(found[1]), int(found[2])


@lru_cache(maxsize=KEPT)
def _drawn(specification: str) -> bytes:
    _fonts()
    made: str = vl_convert.vegalite_to_svg(specification, vl_version=VERSION, allowed_base_urls=[])
    return made.encode()


@cache
def _fonts() -> None:
    """Let the texts be measured with the fonts that the documents are printed in."""
    for path in FONTS:
        with as_file(path) as file:
            vl_convert.register_font_directory(str(file.parent))
