"""The callers: who holds which API key, for those who hand keys out. Who calls now is asked of the log itself."""

from datetime import date

from domain.api_key import ApiKey, KeyId, SecretHash
from domain.body import BodyId
from domain.kernel import LgCode, Line, PersonId, StreamId
from domain.office import Capacity
from projections.view import ObjectRow, ObjectView, on, opens


class CallerRow(ObjectRow):
    """呼出者の行: a key, whom it speaks for, and until when; the secret itself is nowhere."""

    secret_hash: SecretHash
    key_id: KeyId
    person_id: PersonId
    office_id: StreamId
    lg_code: LgCode | None
    capacity: Capacity
    scope: tuple[Line, ...]
    issued_on: date
    expires_on: date
    origin: PersonId
    body_id: BodyId | None = None
    revoked_on: date | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether the key opens anything on a day; ``expires_on`` is the last one."""
        return self.revoked_on is None and self.issued_on <= day <= self.expires_on


class Callers(ObjectView[CallerRow]):
    """鍵一覧: who calls? Keys by stream id, the order in which people list them."""

    name = "callers"
    version = 2
    row = CallerRow

    @opens(ApiKey.Issued)
    def _issued(self, told: ApiKey.Issued, key: str) -> CallerRow:
        return CallerRow(
            object_id=key,
            secret_hash=told.secret_hash,
            key_id=told.key_id,
            person_id=told.person_id,
            office_id=told.office_id,
            lg_code=told.lg_code,
            capacity=told.capacity,
            scope=told.scope,
            issued_on=told.issued_on,
            expires_on=told.expires_on,
            origin=told.origin,
            body_id=told.body_id,
        )

    @on(ApiKey.Revoked)
    def _revoked(self, row: CallerRow, told: ApiKey.Revoked) -> CallerRow:
        return row.model_copy(update={"revoked_on": told.revoked_on})
