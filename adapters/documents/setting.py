"""Setting: what a document says, put into what can be printed, and the templates by which it is laid out."""

from dataclasses import asdict
from importlib.resources import files
from typing import Any

from adapters.documents.blocks import Block, Heading, Paragraph, Table
from adapters.documents.typesetting import breakable, printable

NOT_IN_FONT = "書体にない文字は〓で示しています。該当する文字の符号："
FOLDER = files("adapters.documents")


def template(name: str) -> bytes:
    """Give a template, after the one that says how every document of the house looks."""
    return b"\n".join(FOLDER.joinpath(each).read_bytes() for each in ("house.typ", name))


class Setter:
    """植字: puts every text into what can be printed, and remembers the letters for which that was not possible."""

    def __init__(self) -> None:
        self._lacking: set[str] = set()

    def text(self, text: str) -> str:
        """Give a text as it can be printed and broken into lines."""
        told, lacking = printable(text)
        self._lacking |= lacking
        return breakable(told)

    def block(self, block: Block) -> dict[str, Any]:
        """Give a block as the templates read it."""
        match block:
            case Heading(level, text):
                return {"kind": "heading", "level": level, "text": self.text(text)}
            case Paragraph(text, note):
                return {"kind": "paragraph", "text": self.text(text), "note": note}
            case Table():
                return {
                    "kind": "table",
                    "caption": self.text(block.caption),
                    "small": block.small,
                    "columns": [asdict(each) for each in block.columns],
                    "groups": [
                        {
                            "title": None if each.title is None else self.text(each.title),
                            "rows": [[self.text(cell) for cell in row] for row in each.rows],
                        }
                        for each in block.groups
                    ],
                }

    def lacking(self) -> list[dict[str, Any]]:
        """Name the letters that could not be printed, in a note; nothing where all could."""
        if not self._lacking:
            return []
        codes = "、".join(f"U+{ord(each):04X}" for each in sorted(self._lacking))
        return [{"kind": "paragraph", "note": True, "text": f"{NOT_IN_FONT}{codes}"}]
