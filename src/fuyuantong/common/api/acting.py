"""One act of a call: in one unit of work, once for its key, answered with a receipt and an ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from fuyuantong.common import idempotency
from fuyuantong.common.actors import Actor
from fuyuantong.common.api.answers import Output, Receipt
from fuyuantong.common.api.conditions import tag
from fuyuantong.common.api.door import Entrant, viewer
from fuyuantong.common.api.rule import FORM, JSON
from fuyuantong.common.uow import UnitOfWork, unit_of_work

T = TypeVar("T")
Work = Callable[[UnitOfWork], Receipt]
Again = Callable[[Actor, Receipt], object]


def perform(
    request: HttpRequest,
    work: Work,
    *,
    again: Again | None = None,
    status: int = 200,
    shape: type[Receipt] = Receipt,
) -> HttpResponse:
    """Run `work`; a key that was used already gives the first answer, after `again` has checked that the
    caller still may (it raises the refusal otherwise). Without `again` the operation takes no key.

    `shape` is the kind of receipt; its `secret`, if it has one, is told once and never remembered.
    """
    repeated = False
    key = request.headers.get("Idempotency-Key", "")
    entrant: Entrant = request.auth  # type: ignore[attr-defined]
    number = str(getattr(request, "request_id", ""))
    with unit_of_work(entrant.actor, request_id=number) as uow:
        if key and again is not None:
            receipt, repeated = _once(uow, request, entrant, work, again, shape)
        else:
            receipt = work(uow)
    answer = tagged(receipt, receipt.version, status=status)
    if repeated:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


def tagged(body: Output, version: int | None, *, status: int = 200) -> HttpResponse:
    """Answer with a body and the ETag of its version."""
    answer = HttpResponse(body.model_dump_json(), status=status, content_type=JSON)
    if version is not None:
        answer.headers["ETag"] = tag(version)
    return answer


def _once(
    uow: UnitOfWork,
    request: HttpRequest,
    entrant: Entrant,
    work: Work,
    again: Again,
    shape: type[Receipt],
) -> tuple[Receipt, bool]:
    key = idempotency.check_key(request.headers["Idempotency-Key"])
    operation = _operation(request, entrant)
    earlier = idempotency.remember(uow, operation, key, _digest(request))
    if earlier is not None:
        receipt = shape.model_validate(earlier.answer)
        again(entrant.actor, receipt)
        return receipt, True
    receipt = work(uow)
    idempotency.store_answer(uow, operation, key, 200, receipt.model_dump(mode="json", exclude={"secret"}))
    return receipt, False


def replayable(_actor: Actor, _receipt: Receipt) -> None:
    """For acts on what is the caller's own: there is no further right to check."""


def _operation(request: HttpRequest, entrant: Entrant) -> str:
    """Keys of two callers, and of two places, never meet."""
    text = f"{entrant.caller}\n{request.method} {request.path}"
    return "api:" + hashlib.sha256(text.encode()).hexdigest()


def _digest(request: HttpRequest) -> str:
    body: dict[str, Any]
    if (request.content_type or "") == FORM:
        files = {name: [_file_digest(file) for file in request.FILES.getlist(name)] for name in request.FILES}
        body = {"form": {name: request.POST.getlist(name) for name in request.POST}, "files": files}
    else:
        body = {"json": getattr(request, "json_body", None)}
    return idempotency.request_digest(body)


def _file_digest(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def carry_out(request: HttpRequest, work: Callable[[UnitOfWork], T]) -> T:
    """Run `work` in one unit of work and hand back what it gives: reads that leave a line on the trail
    (personal data, something taken out of the house), and acts on what has no id to give a receipt of."""
    with unit_of_work(viewer(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        return work(uow)
