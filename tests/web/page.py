"""A page as a person finds it: its words, its headings, its links, and its forms with what is filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "img", "br", "hr"})
Attributes = Mapping[str, str | None]


@dataclass
class Form:
    """書式: where it goes, by which method, and its inputs in order."""

    action: str
    method: str
    inputs: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)

    def filled(self, **values: str) -> list[tuple[str, str]]:
        """Give what a browser sends after a person has filled in some inputs."""
        known = {name for name, _ in self.inputs}
        kept = [(name, value) for name, value in self.inputs if name not in values]
        assert set(values) <= known | {"more"} | {name for name in values if "." in name}, (values, known)
        return [*kept, *values.items()]


class Page(HTMLParser):
    """頁: what the markup says, read once."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__(convert_charrefs=True)
        self.source = text
        self.forms: list[Form] = []
        self.elements: list[tuple[str, Attributes]] = []
        self.words: list[str] = []
        self.unclosed: list[str] = []
        self._select: str | None = None
        self._area: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        told = dict(attrs)
        self.elements.append((tag, told))
        if tag not in VOID:
            self.unclosed.append(tag)
        if tag == "form":
            self.forms.append(Form(told.get("action") or "", told.get("method") or "get"))
        elif self.forms and tag in {"input", "select", "textarea", "option", "button"}:
            self._control(tag, told)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that ends where it begins."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Note the end of an element, which must be the innermost open one."""
        assert self.unclosed, f"</{tag}>"
        assert self.unclosed[-1] == tag, (tag, self.unclosed[-5:])
        self.unclosed.pop()
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        """Note words."""
        if self._area is not None:
            form = self.forms[-1]
            name, before = form.inputs.pop()
            form.inputs.append((name, before + data))
        elif data.strip():
            self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        """Give the words, in order."""
        return " ".join(self.words)

    def form(self, action: str) -> Form:
        """Give the form that goes somewhere."""
        return next(each for each in self.forms if each.action == action)

    def all(self, tag: str) -> Iterator[Attributes]:
        """Give the attributes of all elements of a kind."""
        return (told for name, told in self.elements if name == tag)

    def links(self) -> list[str]:
        """Give where the links lead."""
        return [told["href"] or "" for told in self.all("a") if "href" in told]

    def _control(self, tag: str, told: Attributes) -> None:
        form, name = self.forms[-1], told.get("name")
        if tag == "button":
            form.buttons.append(told.get("formaction") or told.get("value") or "")
        elif tag == "select" and name:
            self._select = name
            form.inputs.append((name, ""))
        elif tag == "option" and self._select and "selected" in told:
            form.inputs[-1] = (self._select, told.get("value") or "")
        elif tag == "textarea" and name:
            self._area = name
            form.inputs.append((name, ""))
        elif tag == "input" and name and (told.get("type") not in {"checkbox", "radio"} or "checked" in told):
            form.inputs.append((name, told.get("value") or ""))
