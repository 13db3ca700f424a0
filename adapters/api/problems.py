"""Problems: every no and every failure as one problem document (RFC 9457) with our stable codes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.field_problems import FieldProblem
from adapters.api.plain import plain
from adapters.api.statuses import STATUS, status_of
from domain.errors import Refusal
from domain.kernel import Value

MEDIA_TYPE = "application/problem+json"
REFERENCE = "/api/v1/reference"
RETRY_AFTER = {
    "feeds-exhausted": 10,
    "files-not-ready": 60,
    "log-busy": 1,
    "log-unreachable": 5,
    "position-not-reached": 1,
    "view-being-built": 5,
}
ALWAYS = (401, 404, 429, 500, 503)


class Problem(Value):
    """問題: what is given in place of an answer; ``code`` is for programs and for ever, ``title`` for people."""

    type: Annotated[str, Field(description="この問題の説明がある場所")]
    title: Annotated[str, Field(description="利用者に示す日本語の文")]
    status: Annotated[int, Field(description="HTTPステータス")]
    detail: Annotated[str, Field(description="この場合の事情")]
    code: Annotated[str, Field(description="変わらない符号")]
    details: Annotated[Mapping[str, Any], Field(description="拒否の根拠となった事実")]
    request_id: Annotated[str, Field(description="問合せの際の受付番号")]
    errors: Annotated[Sequence[FieldProblem], Field(description="項目ごとの誤り")] = ()


def problem_of(refusal: Refusal, request_id: str, errors: Sequence[FieldProblem] = ()) -> Problem:
    """Write a refusal as a problem document."""
    details: dict[str, Any] = plain(refusal.details)
    return Problem(
        type=f"{REFERENCE}#problem-{refusal.code}",
        title=refusal.japanese,
        status=status_of(refusal.code),
        detail="、".join(f"{name}: {_short(value)}" for name, value in details.items()) or refusal.japanese,
        code=refusal.code,
        details=details,
        request_id=request_id,
        errors=tuple(errors),
    )


def answer_to(refusal: Refusal, request_id: str, errors: Sequence[FieldProblem] = ()) -> JSONResponse:
    """Answer a refusal over HTTP."""
    problem = problem_of(refusal, request_id, errors)
    return JSONResponse(
        problem.model_dump(mode="json"),
        status_code=problem.status,
        headers=_headers(problem),
        media_type=MEDIA_TYPE,
    )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declare the problem statuses of a route, beside those that every route has."""
    return {status: {"description": str(status)} for status in sorted({*ALWAYS, *statuses})}


def codes_of(status: int) -> Iterable[str]:
    """List the codes that are answered with a status."""
    return sorted(code for code, answered in STATUS.items() if answered == status)


def _headers(problem: Problem) -> dict[str, str]:
    headers = {"Content-Language": "ja"}
    if problem.status == 401:  # noqa: PLR2004 - the one status that must name its scheme
        headers["WWW-Authenticate"] = 'Bearer realm="shinchoku"'
    seconds = problem.details.get("retry_after", RETRY_AFTER.get(problem.code))
    if seconds is not None:
        headers["Retry-After"] = str(seconds)
    if problem.code == "method-not-allowed":
        headers["Allow"] = ", ".join(problem.details.get("allowed", ()))
    return headers


def _short(value: Any) -> str:
    if isinstance(value, list):
        return "・".join(_short(each) for each in value)
    return str(value)
