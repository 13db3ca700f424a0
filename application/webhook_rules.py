"""Where webhooks may lead: to the outside, or to those inner hosts that the operators have named."""

import ipaddress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from domain.errors import Refusal
from domain.webhook_address import host_of

TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
NEVER = ("is_multicast", "is_unspecified", "is_link_local", "is_reserved", "is_site_local")


class WebhookHostNotAllowed(Refusal):
    """配信先が内部のアドレスです。内部のホストは、運用担当者が SHINCHOKU_WEBHOOK_PRIVATE_HOSTS で許可します。"""


@dataclass(frozen=True, slots=True)
class AddressRules:
    """配信先の制限: ``private_hosts`` may lead inside, as in LGWAN; ``loopback`` is for trying things out."""

    private_hosts: frozenset[str] = frozenset()
    loopback: bool = False

    def allows(self, host: str, address: str) -> bool:
        """Tell whether a host may be called at an address to which its name leads."""
        try:
            place = _plain(ipaddress.ip_address(address.partition("%")[0]))
        except ValueError:
            return False
        if place.is_loopback:
            return self.loopback
        if any(getattr(place, trait, False) for trait in NEVER):
            return False
        return place.is_global or host in self.private_hosts

    def check(self, address: str) -> None:
        """Refuse an address that names a forbidden place itself; names are looked up at delivery."""
        host = host_of(address)
        literal = "127.0.0.1" if host == "localhost" else host
        try:
            ipaddress.ip_address(literal)
        except ValueError:
            return
        if not self.allows(host, literal):
            raise WebhookHostNotAllowed(host=host)


def _plain(place: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Unwrap what is an IPv4 address in the clothes of another kind."""
    if isinstance(place, IPv4Address):
        return place
    if place in TRANSLATED:
        return IPv4Address(int(place) & 0xFFFF_FFFF)
    teredo = place.teredo
    return place.ipv4_mapped or place.sixtofour or (teredo[1] if teredo else place)
