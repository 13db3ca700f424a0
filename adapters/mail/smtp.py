"""SMTP, by a kept async library: one connection per letter, encrypted unless the address says that it need not be."""

import ssl
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from adapters.mail.message import message
from application.letter import NO_REPLY, NOT_REACHED, Letter, MailDeferred, MailRefused
from domain.errors import Refusal

PORTS = {"smtp": 587, "smtps": 465}
STARTTLS = ("required", "never")
TIMEOUT = 30.0
PERMANENT = range(500, 600)


class SmtpAddressRefused(Refusal):
    """SHINCHOKU_SMTP_URL の形が正しくありません。例: smtp://user:password@mail.example.jp:587"""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """メールサーバー: where letters are handed over, and how."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    implicit_tls: bool = False
    start_tls: bool = True

    def __repr__(self) -> str:
        """Show the server without the secret, since this ends in logs."""
        return f"SmtpServer({self.host}:{self.port})"


def read_smtp_url(url: str) -> SmtpServer:
    """Read ``smtp://user:password@host:587`` (STARTTLS demanded) or ``smtps://host:465`` (TLS from the first byte).

    ``?starttls=never`` is for a relay on the same machine or a closed network. Raises ``SmtpAddressRefused`` and
    names the faulty part only, never the secret.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SmtpAddressRefused(part="port") from None
    if parts.scheme not in PORTS:
        raise SmtpAddressRefused(part="scheme")
    if not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        raise SmtpAddressRefused(part="host")
    starttls = _starttls(parts.query)
    return SmtpServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        implicit_tls=parts.scheme == "smtps",
        start_tls=parts.scheme == "smtp" and starttls == "required",
    )


def _starttls(query: str) -> str:
    options = parse_qs(query, keep_blank_values=True)
    chosen = options.pop("starttls", ["required"])
    if options or len(chosen) != 1 or chosen[0] not in STARTTLS:
        raise SmtpAddressRefused(part="query")
    return chosen[0]


class SmtpTransport:
    """SMTP 送達: hands each letter to one server, which is believed only with a valid certificate."""

    def __init__(
        self, server: SmtpServer, certificates: ssl.SSLContext | None = None, timeout: float = TIMEOUT
    ) -> None:
        self._server = server
        self._certificates = certificates or ssl.create_default_context()
        self._timeout = timeout

    async def send(self, letter: Letter) -> None:
        """Hand the letter over; a 4xx answer or a broken line defers it, a 5xx answer to it refuses it.

        A 5xx before the letter (greeting, login, sender) tells of our own set-up, not of the recipient: it defers.
        """
        content = message(letter)
        client = self._client(letter)
        await self._reach(client)
        try:
            async with client:
                await client.sendmail(letter.sender.address, [letter.recipient.address], content)
        except aiosmtplib.SMTPRecipientsRefused as error:
            first = error.recipients[0]
            raise self._answer(first.code, first.message) from error
        except aiosmtplib.SMTPDataError as error:
            raise self._answer(error.code, error.message) from error
        except aiosmtplib.SMTPResponseException as error:
            raise MailDeferred(server=self._server.host, code=error.code, answer=error.message) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailDeferred(server=self._server.host, code=NO_REPLY, answer=type(error).__name__) from error

    async def _reach(self, client: aiosmtplib.SMTP) -> None:
        """Connect, encrypt and log in: what fails here has handed nothing over."""
        try:
            await client.connect()
        except aiosmtplib.SMTPResponseException as error:
            raise MailDeferred(server=self._server.host, code=error.code, answer=error.message) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailDeferred(server=self._server.host, code=NOT_REACHED, answer=type(error).__name__) from error

    def _client(self, letter: Letter) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.implicit_tls,
            start_tls=server.start_tls,
            tls_context=self._certificates if server.implicit_tls or server.start_tls else None,
            local_hostname=letter.sender.domain,  # or a look-up of our own name would ask a name server
            timeout=self._timeout,
        )

    def _answer(self, code: int, text: str) -> Refusal:
        kind = MailRefused if code in PERMANENT else MailDeferred
        return kind(server=self._server.host, code=code, answer=text)
