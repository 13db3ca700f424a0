"""Proofs: the checkpoints of the record, and what proves that an event stands in it or that it went on unchanged.

They stand open: a hash over an event with its random id tells nobody what is in it, and who checks the record should
not have to ask the secretariat for a key first.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import Field

from adapters.api.paging import LIMIT, Cursor, Limit, Next, paged, place
from adapters.api.problems import problems
from adapters.api.refusals import CursorUnreadable
from adapters.api.wiring import Need
from application.sealing import CheckpointNotFound, Kept
from domain.kernel import Value

PATH = "/api/v1/public"
LAST = 2**62
NOTE: dict[int | str, dict[str, Any]] = {
    200: {"description": "署名付きチェックポイント（C2SP tlog-checkpoint）", "content": {"text/plain": {}}}
}
Size = Annotated[int, Path(ge=1, lt=LAST, description="チェックポイントの件数")]
Asked = Annotated[int, Query(ge=1, lt=LAST)]
Hash = Annotated[str, Field(description="SHA-256（base64）")]


class CheckpointShown(Value):
    """チェックポイント: how many events the record had, when and why that was signed, and the signed note."""

    size: int
    made_at: datetime
    cause: Annotated[str, Field(description="作成の理由: daily または出来事の種類")]
    note: str


class CheckpointPage(Value):
    """チェックポイントの頁: newest first."""

    items: tuple[CheckpointShown, ...]
    next: Next


class CheckpointKeys(Value):
    """検証鍵: the keys that sign now and signed before, in the form of C2SP signed-note."""

    keys: tuple[str, ...]


class InclusionProof(Value):
    """存在の証明: the leaf of one event, and the hashes that join it to the root over a size."""

    position: int
    size: int
    leaf: Hash
    proof: tuple[Hash, ...]
    root: Hash


class ConsistencyProof(Value):
    """一貫性の証明: the hashes that show that the record of a size is the beginning of a later one."""

    old: int
    new: int
    proof: tuple[Hash, ...]
    old_root: Hash
    new_root: Hash


def enter(router: APIRouter) -> None:
    """Enter the routes that stand open."""
    _enter_checkpoints(router)
    _enter_proofs(router)


def _enter_checkpoints(router: APIRouter) -> None:
    router.add_api_route(
        f"{PATH}/checkpoint",
        show_last,
        operation_id="GetCheckpoint",
        summary="最新のチェックポイント",
        response_class=PlainTextResponse,
        responses={**problems(), **NOTE},
        tags=["public"],
    )
    router.add_api_route(
        f"{PATH}/checkpoints",
        list_checkpoints,
        operation_id="ListCheckpoints",
        summary="チェックポイントの一覧",
        response_model=CheckpointPage,
        responses=problems(400, 422),
        tags=["public"],
    )
    router.add_api_route(
        f"{PATH}/checkpoints/{{size}}",
        show_checkpoint,
        operation_id="GetCheckpointOfSize",
        summary="この件数のチェックポイント",
        response_class=PlainTextResponse,
        responses={**problems(422), **NOTE},
        tags=["public"],
    )


def _enter_proofs(router: APIRouter) -> None:
    router.add_api_route(
        f"{PATH}/checkpoint-keys",
        list_keys,
        operation_id="ListCheckpointKeys",
        summary="チェックポイントの検証鍵",
        response_model=CheckpointKeys,
        responses=problems(),
        tags=["public"],
    )
    router.add_api_route(
        f"{PATH}/proofs/inclusion",
        prove_inclusion,
        operation_id="GetInclusionProof",
        summary="この出来事が記録にあることの証明",
        response_model=InclusionProof,
        responses=problems(422),
        tags=["public"],
    )
    router.add_api_route(
        f"{PATH}/proofs/consistency",
        prove_consistency,
        operation_id="GetConsistencyProof",
        summary="前の記録が後の記録にそのまま続いていることの証明",
        response_model=ConsistencyProof,
        responses=problems(422),
        tags=["public"],
    )


async def show_last(needed: Need) -> Response:
    """Give the newest checkpoint as it was signed; raises ``CheckpointNotFound``."""
    kept = await needed.checkpoints.last()
    if kept is None:
        raise CheckpointNotFound
    return PlainTextResponse(kept.note)


async def list_checkpoints(request: Request, needed: Need, *, limit: Limit = LIMIT, cursor: Cursor = None) -> Response:
    """List the checkpoints, newest first."""
    before = place(request, cursor)
    if before and not before.isdecimal():
        raise CursorUnreadable
    kept = await needed.checkpoints.page(min(int(before), LAST) if before else LAST, limit)
    return paged(request, [_shown(each) for each in kept], str(kept[-1].size) if len(kept) == limit else None)


async def show_checkpoint(size: Size, needed: Need) -> Response:
    """Give the checkpoint of a size as it was signed; raises ``CheckpointNotFound``."""
    return PlainTextResponse((await needed.checkpoints.get(size)).note)


async def list_keys(needed: Need) -> Response:
    """List the keys that sign now and signed before."""
    shown = CheckpointKeys(keys=tuple(key.written() for key in needed.seals.keys))
    return JSONResponse(shown.model_dump(mode="json"))


async def prove_inclusion(
    needed: Need,
    position: Annotated[Asked, Query(description="出来事の位置")],
    size: Annotated[Asked, Query(description="記録の件数")],
) -> Response:
    """Prove that an event stands in the record of a size; raises ``ProofOutOfReach``."""
    leaf, proof = await needed.tree.inclusion(position, size)
    root = await needed.tree.root(size)
    shown = InclusionProof(position=position, size=size, leaf=_text(leaf), proof=_texts(proof), root=_text(root))
    return JSONResponse(shown.model_dump(mode="json"))


async def prove_consistency(
    needed: Need,
    old: Annotated[Asked, Query(description="前の記録の件数")],
    new: Annotated[Asked, Query(description="後の記録の件数")],
) -> Response:
    """Prove that the record of a size is the beginning of a later one; raises ``ProofOutOfReach``."""
    proof = await needed.tree.consistency(old, new)
    roots = [_text(await needed.tree.root(size)) for size in (old, new)]
    shown = ConsistencyProof(old=old, new=new, proof=_texts(proof), old_root=roots[0], new_root=roots[1])
    return JSONResponse(shown.model_dump(mode="json"))


def _shown(kept: Kept) -> CheckpointShown:
    return CheckpointShown(size=kept.size, made_at=kept.made_at, cause=kept.cause, note=kept.note)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _texts(proof: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(_text(each) for each in proof)
