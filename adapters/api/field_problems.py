"""Field problems: which field of the input is wrong, by JSON pointer, and how, in Japanese.

What was entered is never repeated: it may be a secret, and the front end has it anyway.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from domain.kernel import Value

SENTENCES = {
    "missing": "必須の項目です。",
    "extra_forbidden": "この項目は受け付けていません。",
    "string_type": "文字列で入力してください。",
    "string_unicode": "使えない文字が含まれています。",
    "string_pattern_mismatch": "形式が正しくないか、使えない文字が含まれています。",
    "string_too_short": "{min_length}字以上で入力してください。",
    "string_too_long": "{max_length}字以内で入力してください。",
    "int_type": "整数で入力してください。",
    "int_parsing": "整数で入力してください。",
    "int_from_float": "整数で入力してください。",
    "int_parsing_size": "数値が大きすぎます。",
    "bool_type": "true か false で入力してください。",
    "bool_parsing": "true か false で入力してください。",
    "decimal_type": "数値で入力してください。",
    "decimal_parsing": "数値で入力してください。",
    "decimal_max_digits": "全体で{max_digits}桁以内の数値で入力してください。",
    "decimal_max_places": "小数点以下{decimal_places}桁以内で入力してください。",
    "decimal_whole_digits": "整数部分は{whole_digits}桁以内で入力してください。",
    "finite_number": "有限の数値で入力してください。",
    "greater_than": "{gt}より大きい値を入力してください。",
    "greater_than_equal": "{ge}以上の値を入力してください。",
    "less_than": "{lt}より小さい値を入力してください。",
    "less_than_equal": "{le}以下の値を入力してください。",
    "date_type": "日付（YYYY-MM-DD）で入力してください。",
    "date_parsing": "日付（YYYY-MM-DD）で入力してください。",
    "date_from_datetime_parsing": "日付（YYYY-MM-DD）で入力してください。",
    "date_from_datetime_inexact": "日付（YYYY-MM-DD）で入力してください。",
    "datetime_type": "日時で入力してください。",
    "datetime_parsing": "日時で入力してください。",
    "datetime_from_date_parsing": "日時で入力してください。",
    "enum": "次のいずれかで入力してください: {expected}",
    "literal_error": "次のいずれかで入力してください: {expected}",
    "list_type": "一覧（配列）で入力してください。",
    "tuple_type": "一覧（配列）で入力してください。",
    "dict_type": "項目の組（オブジェクト）で入力してください。",
    "model_type": "項目の組（オブジェクト）で入力してください。",
    "model_attributes_type": "項目の組（オブジェクト）で入力してください。",
    "command_unknown": "この名前の操作はありません。",
    "command_not_bundled": "この操作はまとめられません。{why}この操作だけを送ってください。",
    "too_long": "{max_length}件以内で入力してください。",
    "too_short": "{min_length}件以上入力してください。",
    "uuid_type": "識別子（UUID）で入力してください。",
    "uuid_parsing": "識別子（UUID）で入力してください。",
}
OTHERWISE, OTHER = "値が正しくありません。", "value-invalid"


class FieldProblem(Value):
    """項目の誤り: one wrong field; ``pointer`` leads into the body, ``parameter`` names what else came in."""

    code: Annotated[str, Field(description="誤りの種類")]
    detail: Annotated[str, Field(description="日本語の説明")]
    pointer: Annotated[str | None, Field(description="本文中の位置（RFC 6901）")] = None
    parameter: Annotated[str | None, Field(description="アドレスまたはヘッダーの項目名")] = None


def field_sentences() -> Mapping[str, str]:
    """Give the Japanese sentence of every code that a field problem can have, as it is before values are put in."""
    return {**{name.replace("_", "-"): sentence for name, sentence in SENTENCES.items()}, OTHER: OTHERWISE}


def field_problems(errors: Sequence[Mapping[str, Any]]) -> tuple[FieldProblem, ...]:
    """Translate what the validation found, in the order in which it found it."""
    return tuple(_one(error) for error in errors)


def _one(error: Mapping[str, Any]) -> FieldProblem:
    where, *path = error["loc"] or ("body",)
    sentence = SENTENCES.get(error["type"], OTHERWISE).format_map(_Facts(error.get("ctx", {})))
    code = error["type"].replace("_", "-") if error["type"] in SENTENCES else OTHER
    if where == "body":
        return FieldProblem(code=code, detail=sentence, pointer=_pointer(path))
    return FieldProblem(code=code, detail=sentence, parameter="/".join(map(str, path)))


def _pointer(path: Sequence[object]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return f"（{name}）"
