"""SMTP against a real server: what is accepted, deferred and refused, and whom we believe."""

import asyncio

import pytest

from adapters.mail.smtp import SmtpAddressRefused, SmtpServer, SmtpTransport, read_smtp_url
from application.letter import NO_REPLY, NOT_REACHED, MailDeferred, MailRefused
from tests.adapters.mail.mail_server import certificates, mail_server
from tests.adapters.mail.test_message import LETTER


def plain(port: int) -> SmtpTransport:
    return SmtpTransport(read_smtp_url(f"smtp://127.0.0.1:{port}?starttls=never"), timeout=5)


async def test_a_letter_reaches_its_recipient_unchanged() -> None:
    async with mail_server() as server:
        await plain(server.port).send(LETTER)
        (found,) = server.accepted
    assert found["Subject"] == LETTER.subject
    assert found["Message-ID"] == LETTER.message_id
    assert found.get_content().replace("\r\n", "\n") == LETTER.body
    assert server.recipients == [LETTER.recipient.address]


@pytest.mark.parametrize("answer", ["451 try later", "421 closing", "452 no space"])
async def test_a_temporary_answer_defers_the_letter_and_the_next_try_delivers_it(answer: str) -> None:
    async with mail_server() as server:
        server.answers.append(answer)
        with pytest.raises(MailDeferred):
            await plain(server.port).send(LETTER)
        await plain(server.port).send(LETTER)
        assert len(server.accepted) == 1


@pytest.mark.parametrize("answer", ["550 no such user", "554 looks like spam"])
async def test_a_permanent_answer_refuses_the_letter(answer: str) -> None:
    async with mail_server() as server:
        server.answers.append(answer)
        with pytest.raises(MailRefused) as refused:
            await plain(server.port).send(LETTER)
    assert refused.value.details["code"] == int(answer[:3])


@pytest.mark.parametrize(("answer", "kind"), [("450 greylisted", MailDeferred), ("550 unknown", MailRefused)])
async def test_an_answer_to_the_recipient_counts_as_one_to_the_letter(answer: str, kind: type[Exception]) -> None:
    async with mail_server() as server:
        server.recipient_answers.append(answer)
        with pytest.raises(kind):
            await plain(server.port).send(LETTER)
        assert not server.accepted


async def test_a_server_that_is_away_defers_the_letter() -> None:
    async with mail_server() as server:
        port = server.port
    with pytest.raises(MailDeferred) as deferred:
        await plain(port).send(LETTER)
    assert deferred.value.details["code"] == NOT_REACHED


async def test_of_a_line_that_breaks_after_the_letter_nobody_knows_whether_it_came() -> None:
    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in ("220 here", "250 hello", "250 sender", "250 recipient", "354 go on"):
            writer.write(f"{answer}\r\n".encode())
            await writer.drain()
            await reader.readline()
        await reader.readuntil(b"\r\n.\r\n")
        writer.close()

    async with await asyncio.start_server(broken, "127.0.0.1", 0) as server:
        with pytest.raises(MailDeferred) as deferred:
            await plain(server.sockets[0].getsockname()[1]).send(LETTER)
    assert deferred.value.details["code"] == NO_REPLY


async def test_a_server_that_never_answers_defers_the_letter() -> None:
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1)
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(MailDeferred):
            await SmtpTransport(read_smtp_url(f"smtp://127.0.0.1:{port}?starttls=never"), timeout=0.2).send(LETTER)
        await asyncio.sleep(1)


async def test_a_letter_travels_encrypted_after_starttls() -> None:
    async with mail_server(tls=True) as server:
        transport = SmtpTransport(read_smtp_url(f"smtp://localhost:{server.port}"), certificates(), timeout=5)
        await transport.send(LETTER)
        assert len(server.accepted) == 1


async def test_a_certificate_that_nobody_vouches_for_is_not_believed() -> None:
    async with mail_server(tls=True) as server:
        with pytest.raises(MailDeferred):
            await SmtpTransport(read_smtp_url(f"smtp://localhost:{server.port}"), timeout=5).send(LETTER)
        assert not server.accepted


async def test_nothing_is_sent_in_the_clear_where_encryption_was_demanded() -> None:
    async with mail_server() as server:
        with pytest.raises(MailDeferred):
            await SmtpTransport(read_smtp_url(f"smtp://localhost:{server.port}"), timeout=5).send(LETTER)
        assert not server.accepted


async def test_the_user_of_the_address_is_the_one_who_logs_in() -> None:
    async with mail_server(tls=True, login=True) as server:
        right = read_smtp_url(f"smtp://jimukyoku:pass%20word@localhost:{server.port}")
        wrong = read_smtp_url(f"smtp://jimukyoku:wrong@localhost:{server.port}")
        await SmtpTransport(right, certificates(), timeout=5).send(LETTER)
        with pytest.raises(MailDeferred):
            await SmtpTransport(wrong, certificates(), timeout=5).send(LETTER)
        assert len(server.accepted) == 1


def test_an_address_without_a_port_takes_the_usual_one() -> None:
    assert read_smtp_url("smtp://mail.example.jp") == SmtpServer("mail.example.jp", 587)
    assert read_smtp_url("smtps://mail.example.jp") == SmtpServer(
        "mail.example.jp", 465, implicit_tls=True, start_tls=False
    )


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("http://mail.example.jp", "scheme"),
        ("mail.example.jp", "scheme"),
        ("smtp://", "host"),
        ("smtp://mail.example.jp/box", "host"),
        ("smtp://mail.example.jp:many", "port"),
        ("smtp://mail.example.jp:99999", "port"),
        ("smtp://mail.example.jp?starttls=perhaps", "query"),
        ("smtp://mail.example.jp?verify=no", "query"),
    ],
)
def test_a_damaged_address_is_refused_by_its_faulty_part(url: str, part: str) -> None:
    with pytest.raises(SmtpAddressRefused) as refused:
        read_smtp_url(url)
    assert refused.value.details == {"part": part}


def test_the_secret_of_an_address_is_shown_nowhere() -> None:
    assert "himitsu" not in repr(read_smtp_url("smtp://jimukyoku:himitsu@mail.example.jp"))
