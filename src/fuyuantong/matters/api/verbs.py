"""One operation for every verb of the common life, made from the table; and the verbs for several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Receipt, expected, perform
from fuyuantong.common.api.inputs import Input
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.schemas import one_file
from fuyuantong.matters.actions.filing import add_file_to_obligation
from fuyuantong.matters.actions.recording import record_for
from fuyuantong.matters.api.base import of_result, room
from fuyuantong.matters.moves import MOVES
from fuyuantong.matters.queries.listing import may_still, may_still_work
from fuyuantong.matters.schemas.inputs import Batch
from fuyuantong.matters.schemas.verbs import ASKS, MAKES, RECORDS
from fuyuantong.matters.verbs import BATCH, VERBS


def _operation(verb: str, shape: type[Input]) -> Callable[..., HttpResponse]:
    """The function behind POST /obligations/{id}/{verb}."""

    def operation(request: HttpRequest, key: UUID, body: Any) -> HttpResponse:
        data = body.model_dump() | {"version": expected(request)}
        return perform(
            request,
            lambda uow: of_result(VERBS[verb](uow, key, data)),
            again=lambda actor, _receipt: may_still(actor, key, verb),
        )

    operation.__name__, operation.__doc__ = f"obligation_{verb}", MOVES[verb].words
    operation.__annotations__ = {"request": HttpRequest, "key": UUID, "body": shape, "return": HttpResponse}
    return operation


for _verb, _shape in ASKS.items():
    room.writes(f"/obligations/{{uuid:key}}/{_verb}", keyed=_verb in MAKES, versioned=True)(
        _operation(_verb, _shape)
    )


def _recording(verb: str, shape: type[Input]) -> Callable[..., HttpResponse]:
    """The function behind POST /obligations/{id}/record/{verb}."""

    def operation(request: HttpRequest, key: UUID, body: Any) -> HttpResponse:
        data = body.model_dump() | {"version": expected(request)}
        return perform(
            request,
            lambda uow: of_result(record_for(uow, key, verb, data, why=body.why, original=body.original)),
            again=lambda actor, _receipt: may_still(actor, key, "record_for"),
        )

    operation.__name__, operation.__doc__ = f"record_{verb}", f"代录：{MOVES[verb].words}"
    operation.__annotations__ = {"request": HttpRequest, "key": UUID, "body": shape, "return": HttpResponse}
    return operation


for _verb, _shape in RECORDS.items():
    room.writes(f"/obligations/{{uuid:key}}/record/{_verb}", keyed=True, versioned=True)(
        _recording(_verb, _shape)
    )


@room.writes("/obligations/batch", keyed=True)
def batch(request: HttpRequest, body: Batch) -> HttpResponse:
    """批量办理：全部办成，或一项也不办."""

    def work(uow: UnitOfWork) -> Receipt:
        BATCH[body.verb](uow, body.ids, body.text)
        return Receipt(id=body.ids[0], kind="batch", state=body.verb, made=body.ids)

    def again(actor: Any, receipt: Receipt) -> None:
        verb = "urge" if body.verb == "hint" else body.verb
        for key in receipt.made:
            may_still(actor, key, verb)

    return perform(request, work, again=again)


@room.uploads("/obligations/{uuid:key}/files", {"label": "说明"})
def add_evidence(request: HttpRequest, key: UUID) -> HttpResponse:
    """上传佐证材料到承办任务."""
    upload, texts = one_file(request, ("label",))

    def work(uow: UnitOfWork) -> Receipt:
        matter, made = add_file_to_obligation(uow, key, upload, label=texts["label"])
        return Receipt(id=made.pk, kind="file", matter=matter)

    def again(actor: Any, receipt: Receipt) -> None:
        may_still_work(actor, receipt.matter or receipt.id)

    return perform(request, work, again=again, status=201)
