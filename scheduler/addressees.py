"""Addressees: to whom the notices of an office go, with a chain of fallbacks where an address is missing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from application.letter import Mailbox
from application.ports import Contact, Contacts
from domain.errors import Refusal
from domain.office import Capacity, Office
from scheduler.standing import Standing

LADDER = (Capacity.CLERK, Capacity.MANAGER, Capacity.HEAD)
SECRETARIAT = Office.create_id("secretariat")


class OfficeUnreachable(Refusal):
    """通知先のメールアドレスが登録されていません。"""


class SenderUnknown(Refusal):
    """事務局の連絡先（メールアドレス）が登録されていません。"""


class Addressees:
    """宛先簿: finds who is written to, and who writes."""

    def __init__(self, standing: Standing, contacts: Contacts) -> None:
        self._standing = standing
        self._contacts = contacts

    async def of(self, lg_codes: Sequence[str], today: date) -> Mapping[str, str]:
        """Give the contact for each municipality; the unreachable are missing from the answer."""
        chains = {code: [*self._chain(code, today)] for code in lg_codes}
        asked = sorted({each for chain in chains.values() for each in chain})
        known = await self._contacts.get(asked) if asked else {}
        found = {code: next((each for each in chain if _has_mail(known, each)), None) for code, chain in chains.items()}
        return {code: contact_id for code, contact_id in found.items() if contact_id is not None}

    async def contact(self, contact_id: str) -> Contact:
        """Give a contact that has an address; raises ``OfficeUnreachable``."""
        found = (await self._contacts.get([contact_id])).get(contact_id)
        if found is None or found.mail is None:
            raise OfficeUnreachable(contact_id=contact_id)
        return found

    async def secretariat(self) -> Contact:
        """Give the secretariat, in whose name everything is written; raises ``SenderUnknown``."""
        office = self._standing.find(Office, SECRETARIAT)
        if office is None or office.contact_id is None:
            raise SenderUnknown(office_id=SECRETARIAT)
        found = (await self._contacts.get([office.contact_id])).get(office.contact_id)
        if found is None or found.mail is None:
            raise SenderUnknown(office_id=SECRETARIAT)
        try:
            mailbox(found)
        except Refusal as refusal:
            raise SenderUnknown(office_id=SECRETARIAT, cause=refusal.code) from refusal
        return found

    def is_person(self, contact_id: str) -> bool:
        """Tell whether a contact stands for a person and not for an office."""
        return all(office.contact_id != contact_id for office in self._standing.every(Office))

    def _chain(self, lg_code: str, today: date) -> Iterator[str]:
        for office in self._standing.every(Office):
            if office.lg_code == lg_code:
                yield from [office.contact_id] if office.contact_id else []
                for capacity in LADDER:
                    yield from office.persons_on(today, capacity)
        secretariat = self._standing.find(Office, SECRETARIAT)
        if secretariat is not None and secretariat.contact_id is not None:
            yield secretariat.contact_id


def mailbox(contact: Contact) -> Mailbox:
    """Give the address of a contact; raises what forbids to write there."""
    return Mailbox(contact.name, contact.mail or "")


def _has_mail(known: Mapping[str, Contact], contact_id: str) -> bool:
    return contact_id in known and bool(known[contact_id].mail)
