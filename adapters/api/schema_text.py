"""Schema text: the fields of an operation as rows of the reference page."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

PLACES = {"path": "アドレス", "query": "クエリ", "header": "ヘッダー"}
FORMS = {
    "string": "文字列",
    "integer": "整数",
    "number": "数値",
    "boolean": "真偽",
    "object": "オブジェクト",
    "null": "null",
}
FORMATS = {"date": "日付", "date-time": "日時", "uuid": "UUID", "binary": "バイト列"}


class Schemas:
    """項目の形式: the schemas of the document, told in words."""

    def __init__(self, components: Mapping[str, Any]) -> None:
        self._schemas = components["schemas"]
        self._parameters = components["parameters"]

    def rows(self, operation: Mapping[str, Any]) -> Iterator[str]:
        """Write the parameters, then the fields of the body."""
        for given in operation.get("parameters", ()):
            parameter = self._parameters[_name(given)] if "$ref" in given else given
            where = PLACES[parameter["in"]]
            required = parameter.get("required", False)
            yield _row(
                parameter["name"], where, self.form(parameter["schema"]), required, parameter.get("description", "")
            )
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield from self._fields(self._found(content["schema"]))

    def form(self, schema: Mapping[str, Any]) -> str:
        """Say in words what may stand in a field."""
        if "$ref" in schema:
            found = self._found(schema)
            return self.form(found) if "enum" in found else f"{_name(schema)}"
        if "enum" in schema:
            return " / ".join(map(str, schema["enum"]))
        if "const" in schema:
            return str(schema["const"])
        for several in ("anyOf", "oneOf"):
            if several in schema:
                forms = [self.form(each) for each in schema[several] if each.get("type") != "null"]
                return " または ".join(dict.fromkeys(forms))
        if schema.get("type") == "array":
            return f"{self.form(schema.get('items', {}))} の一覧"
        return FORMATS.get(schema.get("format", ""), FORMS.get(schema.get("type", ""), "任意"))

    def _fields(self, schema: Mapping[str, Any]) -> Iterator[str]:
        required = set(schema.get("required", ()))
        for name, field in schema.get("properties", {}).items():
            yield _row(name, "本文", self.form(field), name in required, field.get("description", ""))

    def _found(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._schemas[_name(schema)] if "$ref" in schema else schema
        return found


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _row(name: str, where: str, form: str, required: bool, description: str) -> str:  # noqa: FBT001 - a cell
    needed = "必須" if required else ""
    cells = f"<td>{escape(form)}<td>{needed}<td>{escape(description)}"
    return f"<tr><td><code>{escape(name)}</code> <small>{where}</small>{cells}"
