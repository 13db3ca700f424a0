"""The settings of the service, from the environment; the composition root reads them, nobody else does."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, PositiveInt, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.api.rates import Rates
from adapters.key_file import kept
from adapters.signing.ed25519 import Ed25519Signer, signer_at
from application.authenticator import Seeds
from application.checkpoints import VerifierKey
from application.webhook_rules import AddressRules
from application.webhook_secrets import Sealer, new_master

RATES = Rates()
A_YEAR_AT_ONCE = 1_000_000  # requests in a minute, for a demonstration that lets a year pass in half of one


class Settings(BaseSettings):
    """設定: from the environment, each name with the prefix ``SHINCHOKU_``.

    Without a ``database_url`` the embedded PostgreSQL is used, in ``data_directory``; without an ``smtp_url`` mails are
    written to a folder there. ``database_url_file`` names a file that holds the URL, as container secrets do.
    From ``secret_key`` (or a file) the secrets of webhooks and the seeds of authenticators are derived; it must be the
    same for all services, and for ever; the embedded database has one beside it.
    ``webhook_private_hosts`` are the inner hosts, by comma, that webhooks may lead to.
    ``origin`` names the record on its checkpoints, ``signing_key_file`` holds the key that signs them (PEM; made if
    there is none), and ``former_keys`` are the verifier keys of earlier years, between spaces.
    ``mail_inbox`` is the folder (files or a Maildir) into which the secretariat's mailbox is delivered: bounces and
    answers to our letters are read from it.
    ``rate_address``, ``rate_office``, ``rate_person`` and ``rate_key`` are the requests that each may make in a minute.
    """

    model_config = SettingsConfigDict(env_prefix="SHINCHOKU_")

    database_url: SecretStr | None = None
    database_url_file: Path | None = None
    data_directory: Path = Field(default_factory=lambda: Path.home() / ".local" / "share" / "shinchoku")
    area: str = "kumamoto"
    smtp_url: SecretStr | None = None
    mail_inbox: Path | None = None
    public_address: str | None = None
    origin: str | None = None
    signing_key_file: Path | None = None
    former_keys: str = ""
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    webhook_private_hosts: str = ""
    webhook_loopback: bool = False
    rate_address: PositiveInt = RATES.address
    rate_office: PositiveInt = RATES.office
    rate_person: PositiveInt = RATES.person
    rate_key: PositiveInt = RATES.key
    rate_refused: PositiveInt = RATES.refused

    def url(self) -> str | None:
        """Give the URL of the database, if one is configured."""
        if self.database_url_file is not None:
            return self.database_url_file.read_text(encoding="utf-8").strip()
        return self.database_url.get_secret_value() if self.database_url else None

    def master(self) -> bytes | None:
        """Give the secret key; ``None`` where none is configured for a database elsewhere."""
        if self.secret_key_file is not None:
            return self.secret_key_file.read_bytes().strip()
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        return None if self.url() else kept(self.data_directory / "secret.key", new_master)

    def sealer(self) -> Sealer:
        """Give who makes the secrets of webhooks."""
        return Sealer(self.master())

    def seeds(self) -> Seeds:
        """Give who makes the seeds of authenticators."""
        return Seeds(self.master())

    def signer(self) -> Ed25519Signer:
        """Give who signs the checkpoints; beside the embedded database the key is made at the first start."""
        file = self.signing_key_file or self.data_directory / "checkpoint.key"
        return signer_at(self.origin or f"shinchoku/{self.area}", file)

    def keys_of_former_years(self) -> Sequence[VerifierKey]:
        """Give the keys that signed before, so that what they signed is still known."""
        return [VerifierKey.read(each) for each in self.former_keys.split()]

    def rates(self) -> Rates:
        """Say how much one address, office, person and key may ask for in a minute."""
        return Rates(self.rate_address, self.rate_office, self.rate_person, self.rate_key, self.rate_refused)

    def address_rules(self) -> AddressRules:
        """Say where webhooks may lead."""
        hosts = (each.strip().lower() for each in self.webhook_private_hosts.split(","))
        return AddressRules(frozenset(filter(None, hosts)), loopback=self.webhook_loopback)


def only_here(folder: Path) -> Settings:
    """Give settings that reach nothing outside a folder: the embedded database, and mails as files."""
    return Settings(
        data_directory=folder,
        database_url=None,
        database_url_file=None,
        smtp_url=None,
        mail_inbox=None,
        secret_key=None,
        secret_key_file=None,
        rate_address=A_YEAR_AT_ONCE,
        rate_office=A_YEAR_AT_ONCE,
        rate_person=A_YEAR_AT_ONCE,
        rate_key=A_YEAR_AT_ONCE,
    )
