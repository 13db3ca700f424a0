"""The register of webhooks says what each webhook would say, and nothing of secrets."""

import pytest

from domain.webhook import Webhook
from domain.webhook_terms import DeliveryFault, WebhookState
from projections.view import fold_all
from projections.webhooks import WebhookRegister
from tests.projections import sample_webhooks
from tests.projections.agreement import assert_agrees, row_of
from tests.projections.tape import Tape


@pytest.mark.parametrize("made", sample_webhooks.everything(), ids=lambda made: made.slug)
def test_a_row_agrees_with_its_webhook_and_tells_no_seal(made: Webhook) -> None:
    row = row_of(WebhookRegister(), made)
    assert_agrees(row, made, "slug", "address", "state", "wanted", "fault", "status", "stopped_at", "tests", "batched")
    assert made.seal.salt not in row.model_dump_json()


def test_a_webhook_stands_still_with_its_cause_until_it_is_resumed() -> None:
    facts = Tape().take(sample_webhooks.ended()).facts
    states = [fold_all(WebhookRegister(), facts[:count])["webhook:ended"] for count in range(1, len(facts) + 1)]
    assert [each.state for each in states][3:] == [
        WebhookState.ACTIVE,
        WebhookState.PAUSED,
        WebhookState.ACTIVE,
        WebhookState.PAUSED,
        WebhookState.ACTIVE,
        WebhookState.ENDED,
    ]
    assert [(each.fault, each.status, each.stopped_at) for each in states[6:8]] == [
        (DeliveryFault.ANSWER_REFUSED, 500, 7),
        (None, None, None),
    ]
