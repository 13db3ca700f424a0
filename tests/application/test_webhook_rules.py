"""Where webhooks may lead: outside, to named inner hosts, and to this machine only for trying things out."""

import pytest

from application.webhook_rules import AddressRules, WebhookHostNotAllowed
from tests.domain.refusal import refuses

OUTSIDE = ("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::1")
INSIDE = ("10.0.0.1", "172.16.5.4", "192.168.1.1", "100.64.0.1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1")
NEVER = (
    "169.254.169.254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "224.0.0.1",
    "ff02::1",
    "0.0.0.0",  # noqa: S104 - an address that must not be called
    "::",
    "240.0.0.1",
    "255.255.255.255",
    "::10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "not an address",
)
LOOPBACK = ("127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1")
PLAIN = AddressRules()
NAMED = AddressRules(private_hosts=frozenset({"board.lgwan.example"}))
TRIAL = AddressRules(loopback=True)


@pytest.mark.parametrize(
    ("rules", "host", "allowed"),
    [
        (PLAIN, "board.lgwan.example", {*OUTSIDE}),
        (NAMED, "board.lgwan.example", {*OUTSIDE, *INSIDE}),
        (NAMED, "other.lgwan.example", {*OUTSIDE}),
        (TRIAL, "board.lgwan.example", {*OUTSIDE, *LOOPBACK}),
    ],
)
def test_a_host_is_called_only_where_it_may_lead(rules: AddressRules, host: str, allowed: set[str]) -> None:
    every = (*OUTSIDE, *INSIDE, *NEVER, *LOOPBACK)
    assert {each for each in every if rules.allows(host, each)} == allowed


def test_an_address_that_names_a_forbidden_place_is_refused_at_once() -> None:
    for wrong, host in (
        ("https://10.0.0.1/hook", "10.0.0.1"),
        ("https://[fd00::1]/hook", "fd00::1"),
        ("http://localhost/hook", "localhost"),
    ):
        with refuses(WebhookHostNotAllowed(host=host)):
            PLAIN.check(wrong)
    PLAIN.check("https://board.lgwan.example/hook")
    PLAIN.check("https://93.184.216.34/hook")
    TRIAL.check("http://localhost/hook")
    AddressRules(private_hosts=frozenset({"10.0.0.1"})).check("https://10.0.0.1/hook")
