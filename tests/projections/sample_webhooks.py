"""Webhooks of the sample year: one given up, resumed and ended, one whose receiver is gone."""

from domain.office import Capacity
from domain.webhook import Webhook
from domain.webhook_terms import DeliveryFault, SecretSeal, Wanted

FIRST = SecretSeal(salt="0a" * 16, sha256="ab" * 32)
SECOND = SecretSeal(salt="0b" * 16, sha256="cd" * 32)


def webhook(slug: str = "board") -> Webhook:
    return Webhook(
        slug=slug,
        name="サンプル（架空値）の配信先",
        address="https://receiver.example/hook",
        capacity=Capacity.CLERK,
        lg_code="43100",
        wanted=Wanted(topics=("publication.published",)),
        batched=True,
        after=3,
        seal=FIRST,
    )


def given_up(slug: str = "board") -> Webhook:
    made = webhook(slug)
    made.change_address("https://other.example/hook")
    made.rotate_secret(SECOND, at_once=False)
    made.request_test()
    made.pause("停止")
    made.resume(5, 9)
    made.give_up_delivery(DeliveryFault.ANSWER_REFUSED, 500, 7)
    return made


def ended() -> Webhook:
    made = given_up("ended")
    made.resume(None, 9)
    made.end("利用の終了")
    return made


def gone() -> Webhook:
    made = webhook("gone")
    made.record_gone()
    return made


def everything() -> tuple[Webhook, ...]:
    """Give every webhook."""
    return given_up(), ended(), gone()
