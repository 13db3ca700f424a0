"""The text of a letter: templates as data, filled with facts, folded to the paper, marked where the data is a sample.

A template is a file: its first line is the subject, the rest the body; ``${name}`` stands for a fact. Facts are put in
once, so what an office wrote cannot itself be a template.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from string import Template

from application.folding import COLUMNS, columns, fold
from domain.errors import Refusal

SAMPLE_MARK = "サンプル（架空値）"
SUBJECT = "件名："


class LetterTemplateDamaged(Refusal):
    """通知文のひな形が正しくありません。"""


@dataclass(frozen=True, slots=True)
class Item:
    """記載事項: one thing that the recipient owes, in the words of the letter."""

    step: str
    due_on: str
    state: str
    missing: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """文面: subject and body, ready to be sent."""

    subject: str
    body: str


class LetterTexts:
    """通知文: the templates of all letters, by name."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self._templates = templates

    def write(self, text: str, facts: Mapping[str, str], items: Sequence[Item], *, sample: bool) -> Written:
        """Write a letter; raises ``LetterTemplateDamaged`` when a template asks for what is not known."""
        head, _, body = self._templates[text].partition("\n")
        listed = "\n".join(self._item(number, item) for number, item in enumerate(items, start=1))
        known = {**facts, "items": listed, "frame": self._fill("frame", facts)}
        subject = self._filled(text, head.removeprefix(SUBJECT), known)
        written = _laid_out(self._filled(text, body.lstrip("\n"), known))
        if sample:
            return Written(f"{SAMPLE_MARK}{subject}", f"{SAMPLE_MARK}\n\n{written}\n{SAMPLE_MARK}\n")
        return Written(subject, f"{written}\n")

    def _item(self, number: int, item: Item) -> str:
        facts = {"number": str(number), "step": item.step, "due_on": item.due_on, "state": item.state}
        missing = "".join(f"\n　　　　・{each}" for each in item.missing)
        return self._fill("item", facts) + missing

    def _fill(self, text: str, facts: Mapping[str, str]) -> str:
        return self._filled(text, self._templates[text], facts).rstrip("\n")

    def _filled(self, text: str, template: str, facts: Mapping[str, str]) -> str:
        try:
            return Template(template).substitute(facts)
        except (KeyError, ValueError) as error:
            raise LetterTemplateDamaged(text=text, fault=str(error)) from error


def read_letter_texts(folder: Traversable) -> LetterTexts:
    """Read every ``*.txt`` of the folder; a letter without a subject stops the start."""
    templates = {
        file.name.removesuffix(".txt"): file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".txt")
    }
    for name in templates.keys() - {"item", "frame"}:
        if not templates[name].startswith(SUBJECT):
            raise LetterTemplateDamaged(text=name, fault=SUBJECT)
    return LetterTexts(templates)


def _laid_out(text: str) -> str:
    """Set lines that begin with ``>`` to the right and ``|`` in the middle, and fold all others."""
    return "\n".join(_line(line) for line in text.rstrip("\n").split("\n"))


def _line(line: str) -> str:
    if line.startswith((">", "|")):
        words = line[1:].strip()
        room = max(0, COLUMNS - columns(words))
        return " " * (room if line.startswith(">") else room // 2) + words
    return fold(line)
