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
from domain.letter_wording import Wording

SAMPLE_MARK = "サンプル（架空値）"
SUBJECT = "件名："
UNREACHABLE = "unreachable"  # what the secretariat gets in the place of an office that has no address
FACTS = frozenset(
    (
        *("fiscal_year", "first_due_on", "written_on", "recipient", "office", "plan", "telephone", "mail", "address"),
        *("position", "checkpoint", "items", "frame", "closing", "subject", "message"),
    )
)
OF_STEPS = frozenset({"recipient", "items", "frame"})
# The letters that the secretariat may word anew, with the places without which one would say too little.
LETTERS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("request", "again", "last-day", "returned", "overdue", "escalated"), OF_STEPS),
    **dict.fromkeys(("unanswered", UNREACHABLE), frozenset({"recipient", "items", "closing"})),
    "nudge": OF_STEPS | {"message"},
    "news": frozenset({"recipient", "message", "closing"}),
}
PARTS = frozenset({"item", "frame", "closing"})  # which stand in every letter and are not worded anew


class LetterTextUnknown(Refusal):
    """その名の通知文はありません。"""


class LetterTemplateDamaged(Refusal):
    """通知文のひな形が正しくありません。"""


@dataclass(frozen=True, slots=True)
class Item:
    """記載事項: one thing that the recipient owes, in the words of the letter."""

    step: str
    due_on: str
    state: str
    missing: Sequence[str] = ()
    of: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """文面: subject and body, ready to be sent."""

    subject: str
    body: str


class LetterTexts:
    """通知文: the templates of all letters, by name."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self._templates = templates

    def delivered(self, text: str) -> Wording:
        """Give a text as it comes with the product, version 0; raises ``LetterTextUnknown``."""
        if text not in self._templates or text in PARTS:
            raise LetterTextUnknown(text=text)
        head, _, body = self._templates[text].partition("\n")
        return Wording(subject=head.removeprefix(SUBJECT), body=body.strip("\n"))

    def write(
        self,
        text: str,
        facts: Mapping[str, str],
        items: Sequence[Item],
        *,
        sample: bool,
        wording: Wording | None = None,
    ) -> Written:
        """Write a letter, as worded or else as delivered; raises ``LetterTemplateDamaged`` for what is not known."""
        worded = wording or self.delivered(text)
        listed = "\n".join(self._item(number, item) for number, item in enumerate(items, start=1))
        parts = {part: self._fill(part, facts) for part in ("frame", "closing")}
        known = {"subject": "", "message": "", **facts, **parts, "items": listed}
        subject = self._filled(text, worded.subject, known)
        written = _laid_out(self._filled(text, worded.body, known))
        if sample:
            return Written(f"{SAMPLE_MARK}{subject}", f"{SAMPLE_MARK}\n\n{written}\n{SAMPLE_MARK}\n")
        return Written(subject, f"{written}\n")

    def _item(self, number: int, item: Item) -> str:
        step = f"{item.of}　{item.step}" if item.of else item.step
        facts = {"number": str(number), "step": step, "due_on": item.due_on, "state": item.state}
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
    for name in templates.keys() - PARTS:
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
