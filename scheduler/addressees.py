"""Addressees: to whom the notices of an office go, with a chain of fallbacks where an address is missing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from application.letter import Mailbox
from application.ports import Contact, Contacts
from domain.errors import Refusal
from domain.notice import Notice
from domain.office import Capacity, Office
from domain.reminder import Audience
from scheduler.standing import Standing

Asked: TypeAlias = tuple[str, Audience]  # a municipality, and which rung of its ladder
RUNGS: Mapping[Audience, Sequence[Capacity]] = {
    Audience.OFFICE: (Capacity.CLERK, Capacity.MANAGER, Capacity.HEAD),
    Audience.MANAGER: (Capacity.MANAGER, Capacity.HEAD),
    Audience.SECRETARIAT: (),
}
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

    async def of(self, asked_for: Collection[Asked], today: date) -> Mapping[Asked, str]:
        """Give the contact for each municipality and audience; the unreachable are missing from the answer."""
        chains = {each: [*self._chain(each, today)] for each in asked_for}
        asked = sorted({each for chain in chains.values() for each in chain})
        known = await self._contacts.get(asked) if asked else {}
        found = {of: next((each for each in chain if _has_mail(known, each)), None) for of, chain in chains.items()}
        return {of: contact_id for of, contact_id in found.items() if contact_id is not None}

    async def contact(self, contact_id: str) -> Contact:
        """Give a contact that has an address; raises ``OfficeUnreachable``."""
        found = (await self._contacts.get([contact_id])).get(contact_id)
        if found is None or found.mail is None:
            raise OfficeUnreachable(contact_id=contact_id)
        return found

    async def readers(self) -> Mapping[str, str]:
        """Give for each contact the first of those who share its address: one mailbox gets one letter a day.

        Everybody who ever had a post is looked at, so that the answer stays when somebody leaves.
        """
        offices = self._standing.every(Office)
        known = {each.contact_id for each in offices if each.contact_id}
        known |= {each.person_id for office in offices for each in office.assignments}
        known |= {each.recipient for each in self._standing.every(Notice)}
        found = await self._contacts.get(sorted(known)) if known else {}
        first: dict[str, str] = {}
        for contact_id in sorted(found):
            first.setdefault(_box(found[contact_id]), contact_id)
        return {contact_id: first[_box(each)] for contact_id, each in found.items() if each.mail}

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

    def is_secretariat(self, contact_id: str) -> bool:
        """Tell whether a contact is that of the secretariat, which reads of offices and not of itself."""
        office = self._standing.find(Office, SECRETARIAT)
        return office is not None and office.contact_id == contact_id

    def _chain(self, of: Asked, today: date) -> Iterator[str]:
        """Yield who could be written to, the right one first: 担当 → 課長 → 部局長 → 事務局, from the rung on."""
        lg_code, audience = of
        offices = [each for each in self._standing.every(Office) if each.lg_code == lg_code]
        rungs = RUNGS[audience]
        for office in offices:
            if audience is Audience.OFFICE and office.contact_id:
                yield office.contact_id
            for capacity in rungs:
                yield from office.persons_on(today, capacity)
        if audience is Audience.MANAGER:
            yield from (each.contact_id for each in offices if each.contact_id)
        secretariat = self._standing.find(Office, SECRETARIAT)
        if secretariat is not None and secretariat.contact_id is not None:
            yield secretariat.contact_id


def mailbox(contact: Contact) -> Mailbox:
    """Give the address of a contact; raises what forbids to write there."""
    return Mailbox(contact.name, contact.mail or "")


def _box(contact: Contact) -> str:
    return (contact.mail or "").casefold()


def _has_mail(known: Mapping[str, Contact], contact_id: str) -> bool:
    return contact_id in known and bool(known[contact_id].mail)
