"""Statuses: the one table from refusal code to HTTP status.

Codes stand under the status that they are answered with: 409 for what the state of things forbids, 422 for what was
entered. A test compares the table with every ``Refusal`` in the code, so none can be missing and none can linger.
"""

from http import HTTPStatus

_TABLE = {
    HTTPStatus.BAD_REQUEST: """
        cursor-unreadable  idempotency-key-malformed  idempotency-key-missing  if-match-malformed  json-malformed
    """,
    HTTPStatus.UNAUTHORIZED: "key-not-accepted  key-required",
    HTTPStatus.FORBIDDEN: "not-permitted  setup-closed",
    HTTPStatus.NOT_FOUND: "document-not-found  object-not-found  route-not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.CONFLICT: """
        request-key-reused  secret-shown-once  state-forbids  stream-moved
    """,
    HTTPStatus.PRECONDITION_FAILED: "version-stale",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body-too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "media-type-not-supported",
    HTTPStatus.UNPROCESSABLE_ENTITY: """
        acting-for-incomplete  effective-day-in-future  input-invalid  payload-refused
    """,
    HTTPStatus.PRECONDITION_REQUIRED: "version-required",
    HTTPStatus.INTERNAL_SERVER_ERROR: "matrix-damaged  unexpected-failure",
    HTTPStatus.SERVICE_UNAVAILABLE: "log-busy  log-unreachable  not-ready  position-not-reached",
}

STATUS = {code: status for status, codes in _TABLE.items() for code in codes.split()}


def status_of(code: str) -> HTTPStatus:
    """Give the status of a refusal; one that is not in the table yet is still a plain no, not a malfunction."""
    return STATUS.get(code, HTTPStatus.CONFLICT)
