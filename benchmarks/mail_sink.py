"""``python -m benchmarks.mail_sink``: a mail server that takes everything, prints its port and runs on."""

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """Take every letter and keep none."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """Say that it was taken."""
        del server, session, envelope
        return "250 OK"


async def serve() -> None:
    """Listen on a free port of this machine."""
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink(), hostname="localhost"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
