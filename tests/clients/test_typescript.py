"""The TypeScript client: generated from the committed document, strictly typed, and used by an office in spring."""

import asyncio
import json
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from adapters.api.wiring import Settings
from adapters.postgres.connection import Database
from application.authority import StateForbids
from application.submissions import BeginProgressReport
from domain.filing import SubmissionState
from domain.measure import Measure
from domain.office import Capacity
from domain.progress_report import ProgressReport
from domain.topics import sentence_of
from tests.adapters.api.front import Front, open_front
from tests.adapters.api.serving import serving
from tests.application.review_year import CHIEF, CLERK, founders, opening
from tests.application.test_confirming import last_year
from tests.clients.mishaps import APPROVE, BREAKS_IN, SUBMIT, Neighbour, Stumbling
from tests.clients.workshop import ROOT, Workshop, missing, set_up
from tests.domain.office_year import LG, MEASURES, REPORT_ID

EXAMPLE = ("node", "example/dist/spring.js", LG, "2025")
DONE = [
    ("progress-report.begun", f"clerk-{LG}"),
    ("progress-report.confirmed-unchanged", f"clerk-{LG}"),
    ("progress-report.measure-reported", f"clerk-{LG}"),
    ("progress-report.approved", f"manager-{LG}"),
    ("progress-report.submitted", f"clerk-{LG}"),
]
LACKING = missing()
needs_node = pytest.mark.skipif(LACKING is not None, reason=str(LACKING))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    own = tmp_path_factory.getbasetemp()
    return set_up(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@asynccontextmanager
async def projecting(front: Front) -> AsyncIterator[None]:
    """Keep the views up to date, as the service does."""
    running = asyncio.create_task(front.projector.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@asynccontextmanager
async def spring(database: Database) -> AsyncIterator[Front]:
    """Open the API on 1 April, with the round open."""
    async with open_front(database, Settings(feed_seconds=30, feed_beat=30)) as front, projecting(front):
        await front.found()
        await front.year.store(last_year())
        await front.year.ask(CHIEF, opening())
        yield front


def under(heading: str, said: str) -> list[str]:
    """Give the lines under a heading."""
    return [line.strip() for line in said.partition(f"■ {heading}\n")[2].partition("\n\n")[0].splitlines()]


def test_the_lock_of_the_clients_pins_exact_versions_and_names_no_registry() -> None:
    packages = json.loads((ROOT / "clients/package-lock.json").read_text(encoding="utf-8"))["packages"]
    tools = json.loads((ROOT / "clients/package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in tools} == tools
    assert [name for name, package in packages.items() if "://" in package.get("resolved", "")] == []


@needs_node
def test_the_committed_schema_is_what_the_document_generates(workshop: Workshop) -> None:
    workshop.run("npm", "run", "--silent", "schema", "--", "--check")


@needs_node
def test_the_client_is_strictly_typed_refuses_its_misuse_and_is_used_as_its_readme_says(workshop: Workshop) -> None:
    proof = workshop.folder / "typescript/proof"
    proof.mkdir()
    shutil.copy(Path(__file__).with_name("misuse.ts"), proof)
    (proof / "readme.ts").write_text(readme_code(), encoding="utf-8")
    (proof / "tsconfig.json").write_text('{"extends": "../../tsconfig.json"}', encoding="utf-8")
    workshop.run("npx", "--no", "--", "tsc", "--project", "typescript/proof", "--strict", "--noEmit")


def readme_code() -> str:
    """Give the code of the README as a module beside the client."""
    blocks: list[str] = re.findall(r"```ts\n(.*?)```", (ROOT / "clients/README.md").read_text("utf-8"), re.DOTALL)
    [block] = blocks
    return "declare const key: string;\n" + block.replace('"shinchoku-client"', '"../src/client.js"')


@needs_node
async def test_one_offices_spring_is_in_the_record_after_the_example_ran(
    database: Database, workshop: Workshop
) -> None:
    async with spring(database) as front:
        way = Stumbling(front.app)
        keys = await secrets(front)
        async with serving(way) as address:
            ended, said, complained = await workshop.speak(*EXAMPLE, SHINCHOKU_URL=address, **keys)
        assert ended == 0, said + complained
        report = await front.year.load(ProgressReport, REPORT_ID)
        stream = await front.log.stream(REPORT_ID)
    assert report.state is SubmissionState.SUBMITTED
    assert [report.statements[measure_id].no_change for measure_id in MEASURES] == [True, False]
    assert [(record.topic, record.act.actor) for record in stream] == DONE
    assert_shown(said)
    for path in (APPROVE, SUBMIT):
        assert len(way.keys[path]) == 2
        assert len({*way.keys[path]}) == 1
    assert way.feeds == [str(record.position) for record in stream[:BREAKS_IN]]


@needs_node
async def test_a_refusal_that_the_example_cannot_go_on_from_ends_it_with_the_reason(
    database: Database, workshop: Workshop
) -> None:
    async with spring(database) as front:
        await front.year.ask(CLERK, BeginProgressReport(lg_code=LG, fiscal_year=2025))
        keys = await secrets(front)
        async with serving(front.app) as address:
            ended, said, complained = await workshop.speak(*EXAMPLE, SHINCHOKU_URL=address, **keys)
    assert ended == 1
    assert said.rstrip().endswith("■ 施策の取組状況の確認を始める")
    assert complained.startswith(f"{StateForbids.japanese}［{StateForbids.code}］")


@needs_node
async def test_the_client_tells_apart_what_the_service_answers(database: Database, workshop: Workshop) -> None:
    shutil.copy(Path(__file__).with_name("answers.mjs"), workshop.folder / "example")
    neighbour = Neighbour()
    async with spring(database) as front:
        keys = {**await secrets(front), "SHINCHOKU_AUDITOR_KEY": await front.secret("auditor")}
        async with serving(front.app) as address, serving(neighbour) as beside:
            known = {**keys, "SHINCHOKU_URL": address, "NEIGHBOUR_URL": beside}
            ended, said, complained = await workshop.speak("node", "example/answers.mjs", **known)
    assert ended == 0, complained
    told = json.loads(said)
    assert told.pop("measures") == sorted(each.id for each in founders() if isinstance(each, Measure))
    assert told == {
        "positionAfterTrial": 0,
        "repeated": [False, True],
        "positionAfterAct": True,
        "slip": [True, "input-invalid", 0, ["/commands/1/body/statement/status"]],
        "stale": [412, "version-stale"],
        "timeline": ["progress-report.begun"],
        "busy": [True, "log-busy"],
        "elsewhere": [True, 502],
    }
    assert neighbour.keys == ["one-key"] * 3


async def secrets(front: Front) -> dict[str, str]:
    """Give the keys of the two people of the office."""
    clerk, manager = await front.secret("clerk", LG), await front.secret("manager", LG)
    return {"SHINCHOKU_CLERK_KEY": clerk, "SHINCHOKU_MANAGER_KEY": manager}


def assert_shown(said: str) -> None:
    """Check what the people of the office read on the way."""
    assert under(f"2025年4月1日現在、団体コード {LG} が提出するもの", said) == [
        "施策の取組状況の確認: 受付中、期限 2025年6月30日（未記入 2件）"
    ]
    assert under("記入を試す（記録されない）", said) == [
        "断られました: 入力内容に誤りがあります。［input-invalid］",
        f"→ サンプル施策（{MEASURES[1]}）の「削減量」: 数値で入力してください。",
        "断られました: 取組内容を記入するか、「変更なし」を明示してください。［measure-undescribed］",
        f"→ サンプル施策（{MEASURES[1]}）: 取組内容を記入するか、「変更なし」を明示してください。",
    ]
    assert "× 施策の取組状況を提出する。 ― 現在の内容に対する庁内の決裁がありません。" in under(
        "課長が内容を見て決裁する", said
    )
    assert "記録: progress-report.approved 第4版（送り直したが、記録は一度だけ）" in under(
        "課長が内容を見て決裁する", said
    )
    assert "記録: progress-report.submitted 第5版（送り直したが、記録は一度だけ）" in under("担当者が提出する", said)
    assert under("進捗状況一覧", said) == ["施策の取組状況の確認: 提出済み、期限 2025年6月30日"]
    assert under("記録に残ったこと", said) == [told(topic, actor) for topic, actor in DONE]
    assert under("生中継で届いた出来事", said) == [told(topic, actor) for topic, actor in DONE[1:]]


def told(topic: str, actor: str) -> str:
    """Give a recorded fact as the office reads it."""
    capacity = next(each for each in Capacity if each.value == actor.partition("-")[0])
    return f"{sentence_of(topic)}［{capacity.japanese} {actor}］"
