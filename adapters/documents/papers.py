"""Papers: short documents for people to hold in a meeting or to go on writing in, as PDF and as a Word document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from adapters.documents.blocks import Block
from adapters.documents.setting import Setter, template
from adapters.documents.typesetting import typeset
from domain.labels import Labelled

TEMPLATE = "paper.typ"


class PaperForm(Labelled):
    """文書の形式: its value is the ending of the file."""

    PDF = "pdf", "PDF文書", "PDF document"
    WORD = "docx", "Word文書", "Word document"


@dataclass(frozen=True, slots=True)
class Paper:
    """文書: a title, its heading, the facts about it in two columns, what it says, and the mark of what a sample feeds.

    ``standing`` is told at the foot of every page: as of which state of the record it was made. ``made_on`` stands in
    the metadata, so that the same state gives the same bytes.
    """

    title: str
    heading: str
    publisher: str
    head: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    standing: str
    made_on: date
    sample: str | None = None


def pdf_of(paper: Paper) -> bytes:
    """Print a paper, PDF/UA-1 and PDF/A-2a; raises ``TypesettingFailed`` when the typesetter warns of anything."""
    moment = datetime.combine(paper.made_on, time(), UTC)
    return typeset(template(TEMPLATE), _set(paper), moment)


def _set(paper: Paper) -> Mapping[str, Any]:
    setter = Setter()
    blocks = [setter.block(each) for each in paper.blocks]
    return {
        "title": setter.text(paper.title),
        "heading": setter.text(paper.heading),
        "publisher": setter.text(paper.publisher),
        "edition": setter.text(paper.standing),
        "description": paper.title,
        "keywords": [paper.publisher],
        "date": [paper.made_on.year, paper.made_on.month, paper.made_on.day],
        "sample": paper.sample,
        "cover": [[label, setter.text(text)] for label, text in paper.head],
        "blocks": [*blocks, *setter.lacking()],
    }
