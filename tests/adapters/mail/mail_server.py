"""A real mail server for tests: it keeps what it accepts, and answers as it is told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).with_name("localhost.pem")


@dataclass
class MailServer:
    """A handler of aiosmtpd; ``answers`` are used up one by one, after that everything is accepted."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    recipient_answers: list[str] = field(default_factory=list)
    accepted: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name is the library's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to a recipient."""
        del server, session, options
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Answer to a whole message."""
        del server, session
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.accepted.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        return "250 OK"


def certificates() -> ssl.SSLContext:
    """Trust the certificate of the test server, and no other."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: object) -> AuthResult:
    """Let one user in."""
    known = isinstance(login, LoginPassword) and (login.login, login.password) == (b"jimukyoku", b"pass word")
    return AuthResult(success=known, handled=False)


@asynccontextmanager
async def mail_server(*, tls: bool = False, login: bool = False) -> AsyncIterator[MailServer]:
    """Run a mail server on a free port of this machine."""
    handler = MailServer()
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)

    def session() -> SMTP:
        authenticator: Callable[..., AuthResult] | None = authenticate if login else None
        return SMTP(handler, tls_context=context, hostname="localhost", authenticator=authenticator)

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    handler.port = server.sockets[0].getsockname()[1]
    try:
        yield handler
    finally:
        server.close()
        await server.wait_closed()
