"""The command ``shinchoku``: show, serve, work, migrate and look after the service."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Coroutine
from datetime import date, datetime, timedelta
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, NoReturn

import httpx2
import structlog
import typer
from rich.console import Console

from adapters import log_lines
from adapters.clock import MovableClock, SystemClock
from adapters.demo.performance import Performed, perform
from adapters.demo.stage import Stage, StageTaken
from adapters.embedded import EmbeddedDatabaseRefused
from adapters.export.exporting import NothingToExport, export_record
from adapters.postgres.migrations import DatabaseNewer, DatabaseOlder, MigrationChanged
from adapters.postgres.migrations import migrate as bring_up_to_date
from adapters.postgres.verifying import verify_record
from adapters.settings import Settings, only_here
from adapters.signing.ed25519 import SigningKeyUnfit
from adapters.signing.ed25519 import verify as signature_holds
from adapters.witness.visiting import ServiceUnanswered, Witness
from application.accesses import OPERATOR
from application.checkpoints import CheckpointMalformed, VerifierKey, note_of, shown_root
from application.letter import MailAddressRefused
from application.letter_outlook import MailTrialFailed, outlook_shown
from application.sealing import RecordContradictsCheckpoint
from application.webhook_secrets import WebhookKeyTooShort
from bootstrap import House, PortTaken, Server, open_database, open_house, running, serving
from domain.calendar import first_day, last_day, wareki_fiscal_year
from domain.errors import Refusal
from projections.catalogue import all_views

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="進捗：年度点検のためのサービス"
)
EARLIEST = 2025  # the fiscal year; the sample staff took up their posts on its first day
HOST, PORT = "127.0.0.1", 8118
REFUSED = (
    *(StageTaken, PortTaken, DatabaseNewer, DatabaseOlder, MigrationChanged, WebhookKeyTooShort, SigningKeyUnfit),
    *(CheckpointMalformed, RecordContradictsCheckpoint, NothingToExport),
    *(MailAddressRefused, MailTrialFailed),
)
REHEARSAL = timedelta(days=4)  # the area is entered before 1 April, on which the round opens
WHAT_TO_OPEN = """
画面と API を提供しています（Ctrl-C で終了）。
  ブラウザーで {address} を開き、次の利用者でサインインできます（パスワードは今回だけのものです）。
{guests}
  公表された年次報告書（サインイン不要）  {address}/reports
API
  公表された報告書  {address}/api/v1/public/reports/{fiscal_year}
  API の説明        {address}/api/v1/reference
  事務局長の鍵      {key}
    例  curl -H "Authorization: Bearer {key}" {address}/api/v1/objects/review-round:{fiscal_year}
"""
SETUP = """まだ誰も利用していません。次の設定コードで、最初の利用者（事務局長）を一度だけ登録できます（1時間有効）。
    {code}
    ブラウザーで  http://{host}:{port}/set-up
    鍵だけを発行するなら  POST http://{host}:{port}/api/v1/setup  code, person_id, name, office_id=office:secretariat
"""


@app.command()
def demo(
    fiscal_year: Annotated[int, typer.Option(help="年度（4月が属する西暦年）", min=EARLIEST, max=2035)] = EARLIEST,
    port: Annotated[int, typer.Option(help="APIのポート。0なら空いているもの")] = PORT,
    leave: Annotated[bool, typer.Option("--exit", help="まとめを表示して終わる")] = False,  # noqa: FBT002 - an option
    until: Annotated[
        datetime | None, typer.Option(help="この日で止める（例 2025-10-15）", formats=["%Y-%m-%d"])
    ] = None,
) -> None:
    """一年を早送りで上演し、その後サービスを提供する。"""
    day = None if until is None else until.date()
    if day is not None and not first_day(fiscal_year) <= day <= last_day(fiscal_year):
        told = f"{wareki_fiscal_year(fiscal_year)}の日を指定してください。"
        raise typer.BadParameter(told, param_hint="--until")
    _run(_demo(fiscal_year, port, leave=leave, until=day))


async def _demo(fiscal_year: int, port: int, *, leave: bool, until: date | None) -> None:
    console = Console()
    with Stage.at(Settings().data_directory / "demo" / str(fiscal_year)) as stage:
        clock = MovableClock.on(first_day(fiscal_year) - REHEARSAL)
        async with (
            open_house(only_here(stage.folder), clock) as house,
            running(house, worker=False),
            serving(house, HOST, port) as server,
        ):
            playing = _perform(house, clock, stage, server.address, fiscal_year, until=until)
            performed = await _unless_ended(server, playing)
            if performed is None:
                return
            if performed.summary is not None:
                stage.finish()
                console.print(performed.summary)
            if not leave:
                guests = "\n".join(f"    {each.person_id:<20}{each.password}　{each.name}" for each in performed.guests)
                told = {"address": server.address, "fiscal_year": fiscal_year, "key": performed.key, "guests": guests}
                console.print(WHAT_TO_OPEN.format(**told), markup=False, highlight=False)
                await server.ended


async def _unless_ended(server: Server, act: Coroutine[Any, Any, Performed]) -> Performed | None:
    performing = asyncio.create_task(act)
    await asyncio.wait({performing, server.ended}, return_when=asyncio.FIRST_COMPLETED)
    if performing.done():
        return performing.result()
    performing.cancel()
    return None


async def _perform(  # noqa: PLR0913 - what a performance needs
    house: House, clock: MovableClock, stage: Stage, address: str, fiscal_year: int, *, until: date | None
) -> Performed:
    async def run_day(day: date) -> int:
        return len((await house.scheduler.run_day(day)).letters)

    code = await house.entrance.setup_code()
    return await perform(stage, clock, run_day, address, fiscal_year, setup_code=code, until=until)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="待ち受けるアドレス")] = HOST,
    port: Annotated[int, typer.Option(help="待ち受けるポート")] = PORT,
    worker: Annotated[bool, typer.Option(help="定時処理も行う")] = True,  # noqa: FBT002 - an option
) -> None:
    """サービスを提供する。"""
    log_lines.configure()
    _run(_serve(host, port, worker=worker))


async def _serve(host: str, port: int, *, worker: bool) -> None:
    async with open_house(Settings()) as house, running(house, worker=worker):
        code = await house.entrance.setup_code()
        if code is not None:
            Console().print(SETUP.format(code=code, host=host, port=port))
        async with serving(house, host, port) as server:
            await server.ended


@app.command()
def worker() -> None:
    """定時処理（期限・督促・集計）だけを行う。"""
    log_lines.configure()
    _run(_work())


async def _work() -> None:
    async with open_house(Settings()) as house, running(house):
        await asyncio.Event().wait()


@app.command()
def letters(
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="見通す日。省略時は今日")] = None,
    to: Annotated[str | None, typer.Option(help="試し送りの宛先。自分のアドレスにだけ送る")] = None,
    *,
    full: Annotated[bool, typer.Option("--full", help="本文も表示する")] = False,
) -> None:
    """その日に送られる督促・通知と理由を表示する。記録も、本来の宛先への送信もしない。"""
    _run(_letters(on.date() if on else None, to, full=full))


async def _letters(on: date | None, to: str | None, *, full: bool) -> None:
    console = Console()
    async with open_house(Settings()) as house:
        day = on or house.clock.today()
        outlook = await house.scheduler.outlook.on(day)
        console.print(outlook_shown(outlook, full=full), markup=False, highlight=False, soft_wrap=True)
        if to is not None:
            drafts = await house.scheduler.outlook.drafts(day)
            for draft in drafts:
                await house.mail.send(draft.to_oneself(to, house.clock.now()))
            console.print(
                f"{len(drafts)}通を {to} にだけ送りました。記録はしていません。", markup=False, highlight=False
            )


@app.command()
def health() -> None:
    """本日の定時処理が済んだか、送られていない通知や届かなかった通知がないかを表示する。未了なら終了コード1。"""
    _run(_health())


async def _health() -> None:
    async with open_house(Settings()) as house:
        found = await house.scheduler.health()
    Console().print(found.shown(), markup=False, highlight=False, soft_wrap=True)
    if not found.current:
        sys.exit(1)


@app.command()
def migrate() -> None:
    """データベースをこのプログラムの版に合わせる。"""
    _run(_migrate())


async def _migrate() -> None:
    async with open_database(Settings()) as database:
        number = await bring_up_to_date(database)
    Console().print(f"データベースは版 {number} です。")


@app.command()
def rebuild(view: Annotated[str, typer.Argument(help="ビューの名前。省略時はすべて")] = "") -> None:
    """集計を記録から作り直す。作り直している間も、これまでの集計を読める。"""
    _run(_rebuild(view))


async def _rebuild(name: str) -> None:
    views = [view for view in all_views() if name in {"", view.name}]
    if not views:
        raise typer.BadParameter(name)
    async with open_house(Settings()) as house:
        for view in views:
            await house.projector.rebuild(view)
        await house.projector.catch_up()
    Console().print(f"{len(views)}件の集計を作り直しました。")


@app.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help="書き出した zip ファイル。省略時は動いている記録")] = None,
    key: Annotated[list[str] | None, typer.Option(help="別の経路で受け取った検証鍵")] = None,
    checkpoint: Annotated[list[Path] | None, typer.Option(help="別の経路で受け取ったチェックポイント")] = None,
    root: Annotated[list[str] | None, typer.Option(help="通知の末尾にある検証値（件数:値）")] = None,
) -> None:
    """記録が書き換えられていないことを確かめる。一致しなければ終了コード 1。"""
    if file is not None:
        options = {"--key": key, "--checkpoint": checkpoint, "--root": root}
        given = [(option, str(each)) for option, values in options.items() for each in values or ()]
        program = Path(str(files("data").joinpath("export", "verify.py")))
        command = [sys.executable, str(program), str(file), *chain.from_iterable(given)]
        sys.exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - the verifier that goes into every export
    _run(_verify(key or [], checkpoint or [], root or []))


async def _verify(keys_given: list[str], notes: list[Path], roots: list[str]) -> None:
    settings = Settings()
    keys = [VerifierKey.read(each) for each in keys_given]
    given = [*(note_of(each.read_text(encoding="utf-8")).checkpoint() for each in notes), *map(shown_root, roots)]
    async with open_database(settings) as database, await database.pool() as pool:
        known = keys or [settings.signer().key, *settings.keys_of_former_years()]
        verdict = await verify_record(pool, known, signature_holds, {each.size: each.root for each in given})
    console = Console()
    console.print(f"記録 {verdict.events}件を読み、チェックポイント {verdict.checkpoints}件と照合しました。")
    for finding in verdict.findings:
        of = f"（{finding.stream_id}）" if finding.stream_id else ""
        console.print(f"{finding.position}件目{of} {finding.fault.japanese}", markup=False, highlight=False)
    if verdict.findings:
        _refuse("記録に不一致があります。")
    console.print("すべて一致しました。")


@app.command()
def witness(
    service: Annotated[str, typer.Argument(help="サービスのアドレス（例 https://shinchoku.example）")],
    folder: Annotated[Path, typer.Option(help="見たものと立会人の鍵を置くフォルダー")],
    key: Annotated[list[str], typer.Option(help="記録の検証鍵。サービスとは別の経路で受け取ったもの")],
    name: Annotated[str, typer.Option(help="立会人の名前（例 witness.example/office-43100）")],
) -> None:
    """記録を見に行き、前に見た記録から続いていれば連署する。続いていなければ警告し、終了コード 1。"""
    try:
        visitor = Witness(name, folder, [VerifierKey.read(each) for each in key])
        with httpx2.Client(base_url=service) as client:
            visit = visitor.visit(client, SystemClock().now)
    except (ServiceUnanswered, SigningKeyUnfit) as missed:
        Console(stderr=True).print(f"{missed.__doc__} {missed}", markup=False, highlight=False)
        sys.exit(2)
    except Refusal as alarm:
        _refuse(f"警告: {alarm.japanese} {alarm}")
    known = f"前に見た {visit.before.size}件から続いています。" if visit.before else "初めて見た記録です。"
    Console().print(f"記録は {visit.now.size}件です。{known}\n", markup=False, highlight=False)
    Console().print(visit.note.written(), markup=False, highlight=False, soft_wrap=True)
    Console().print(f"立会人の検証鍵: {visitor.key.written()}", markup=False, highlight=False, soft_wrap=True)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="書き出し先の zip ファイル")],
    fiscal_year: Annotated[int | None, typer.Option("--round", help="点検年度。省略時は記録のすべて")] = None,
) -> None:
    """記録を、証明と検証プログラムを添えて書き出す。"""
    _run(_export(file, fiscal_year))


async def _export(file: Path, fiscal_year: int | None) -> None:
    async with open_house(Settings()) as house:
        asked = {"fiscal_year": fiscal_year, "file": file.name}
        await house.accesses.note(OPERATOR, "Export", asked, house.clock.now())
        written = await export_record(
            house.pool, house.audit, house.seals, house.clock, file=file, fiscal_year=fiscal_year
        )
    Console().print(f"{written.events}件の記録を {file} に書き出しました（署名済みの記録 {written.size}件のうち）。")


def _run(act: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(act)
    except EmbeddedDatabaseRefused as refused:
        _refuse(str(refused))
    except REFUSED as refused:
        _refuse(f"{(refused.__doc__ or '').strip()} {refused}")
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)


def _refuse(sentence: str) -> NoReturn:
    Console(stderr=True).print(sentence, style="red", markup=False, highlight=False)
    sys.exit(1)


def main() -> None:
    """Run the command."""
    logging.basicConfig(level=logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    app()


if __name__ == "__main__":
    main()
