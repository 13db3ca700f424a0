"""The OpenAPI document, as committed in ``docs/api/openapi.json``; ``python -m adapters.api.openapi`` rewrites it."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from adapters.api.door import is_open
from adapters.api.openapi_tidy import tidy
from adapters.api.problems import MEDIA_TYPE, Problem, codes_of
from adapters.api.statuses import STATUS

COMMITTED = Path("docs/api/openapi.json")
SCHEMAS = "#/components/schemas/{model}"
INTRODUCTION = """\
地球温暖化対策実行計画の進捗管理を、命令（commands）と閲覧（queries）で行う。

- 命令はどれも `Idempotency-Key` を必要とし、同じ値で送り直しても一度しか記録されない。
- すでにある対象への命令は `If-Match` で現在の版を示す。`?dry_run=1` で試すことができる。
- 断られたときの回答はすべて `application/problem+json` で、変わらない `code` を持つ。
- トン数などの数値は文字列で返る。送るときは数値でも文字列でもよい。
- 登録した配信先（Webhook）には、記録が位置の順に、署名を付けて届く。形は webhooks の `RecordTold` に示す。
"""


def document(app: FastAPI) -> dict[str, Any]:
    """Write the document of an application, once."""
    if not app.openapi_schema:
        written = get_openapi(
            title=app.title,
            version=app.version,
            openapi_version=app.openapi_version,
            description=INTRODUCTION,
            routes=app.routes,
            webhooks=app.webhooks.routes,
            separate_input_output_schemas=False,
        )
        _add_problems(written)
        _lock(written)
        app.openapi_schema = tidy(written)
    return app.openapi_schema


def rendered(app: FastAPI) -> str:
    """Write the document as it is committed."""
    return json.dumps(document(app), ensure_ascii=False, indent=1) + "\n"


def _operations(written: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, operation) for path, methods in written["paths"].items() for operation in methods.values()]


def _add_problems(written: dict[str, Any]) -> None:
    """Describe every problem once, and let the operations point there."""
    components = written.setdefault("components", {})
    _, definitions = models_json_schema([(Problem, "serialization")], ref_template=SCHEMAS)
    schemas = {**components.get("schemas", {}), **definitions["$defs"]}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)  # the framework's own form, which we never answer
    components["schemas"] = dict(sorted(schemas.items()))
    components["responses"] = {f"Problem{status}": _response(status) for status in sorted(set(STATUS.values()))}
    for _, operation in _operations(written):
        for status, response in operation["responses"].items():
            if response == {"description": status} or "ValidationError" in json.dumps(response):
                operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}


def _response(status: int) -> dict[str, Any]:
    codes = "、".join(f"`{code}`" for code in codes_of(status))
    schema = {"$ref": SCHEMAS.format(model="Problem")}
    return {"description": f"断られた: {codes}", "content": {MEDIA_TYPE: {"schema": schema}}}


def _lock(written: dict[str, Any]) -> None:
    """Say which rooms need a key: all but those that the door leaves open."""
    written["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "APIキー（shk_…）。人・所属・資格に結び付いている。"}
    }
    written["security"] = [{"key": []}]
    for path, operation in _operations(written):
        if is_open(path):
            operation["security"] = []


def main() -> None:
    """Rewrite the committed document."""
    from adapters.api.app import bare_app  # noqa: PLC0415 - the application itself writes with this module
    from adapters.api.wiring import Settings  # noqa: PLC0415 - as above

    COMMITTED.parent.mkdir(parents=True, exist_ok=True)
    COMMITTED.write_text(rendered(bare_app(Settings())), encoding="utf-8")


if __name__ == "__main__":
    main()
