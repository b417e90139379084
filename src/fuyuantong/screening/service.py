"""A thin ASGI application that only compares: one subject or up to a hundred in one call, the answer in the
same call.

`POST /screening/{item}/check` and `/screening/{item}/checks` take what the API's `ask_list` takes (one
question; a list) and answer the checks with their hits. The key is one of the unit's API keys with
`screening:write`, the item is the purpose that the publisher agreed to; rights, caps, what is kept and what
is covered are those of `actions.ask`. Nothing else of the product is reachable here. `GET /health` answers
200.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from json.encoder import encode_basestring as _text
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.asgi import ASGIRequest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, close_old_connections
from django.utils import translation
from pydantic import ValidationError

from fuyuantong.common import errors
from fuyuantong.common.api.door import Door, Entrant
from fuyuantong.common.api.faults import refusal_of
from fuyuantong.common.api.loading import load
from fuyuantong.common.api.rule import JSON, Rule
from fuyuantong.common.ids import new_id
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.screening import actions, queries
from fuyuantong.screening.api import check_out
from fuyuantong.screening.kinds import Decision
from fuyuantong.screening.schemas import QuestionIn, Questions

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
_PATH = re.compile(r"/screening/(?P<item>[0-9a-f-]{36})/(?P<form>checks?)")
_MOST_BYTES = 256 * 1024
_THREADS = 8
_MET = {Decision.BLOCK.value, Decision.REVIEW.value}
_door = Door(Rule("screening:write", takes=JSON))
_pool = ThreadPoolExecutor(_THREADS, "screening")
log = logging.getLogger(__name__)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI entry."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["path"] == "/health":
        await _send(send, 200, _written({"status": "ok"}))
        return
    body, whole = await _body(receive)
    running = asyncio.get_running_loop()
    status, content = await running.run_in_executor(_pool, _in_thread, scope, body, whole)
    await _send(send, status, content)


async def _lifespan(receive: Receive, send: Send) -> None:
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


async def _body(receive: Receive) -> tuple[bytes, bool]:
    """The body, and whether it was within the limit."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _MOST_BYTES or not message.get("more_body"):
            return body, len(body) <= _MOST_BYTES


async def _send(send: Send, status: int, content: bytes) -> None:
    kind = b"application/json" if status < 400 else b"application/problem+json"  # noqa: PLR2004 - HTTP
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _in_thread(scope: Scope, body: bytes, whole: bool) -> tuple[int, bytes]:  # noqa: FBT001 - an executor's call
    close_old_connections()
    return answer(scope, body, whole=whole)


def answer(scope: Scope, body: bytes, *, whole: bool = True) -> tuple[int, bytes]:
    """Answer one call: status and JSON, written. Runs in a thread of its own, with that thread's database
    connection."""
    request = ASGIRequest(dict(scope) | {"headers": _headers(scope, body)}, BytesIO(body))
    request.request_id = str(new_id())  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    with translation.override(settings.LANGUAGE_CODE):
        try:
            return 200, _checked(request, body, whole=whole)
        except Refusal as refusal:
            log.info("refused", extra={"code": refusal.code, "status": refusal.status})
            return refusal.status, _written(errors.problem(request, refusal))
        except DatabaseError:
            log.exception("the database does not answer")
            return 503, _written(errors.problem(request, errors.unavailable()))


def _headers(scope: Scope, body: bytes) -> list[tuple[bytes, bytes]]:
    """The body is read whole by now, in however many pieces it came."""
    kept = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"transfer-encoding")]
    return [*kept, (b"content-length", str(len(body)).encode())]


def _written(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder).encode()


def _checked(request: ASGIRequest, body: bytes, *, whole: bool) -> bytes:
    found = _PATH.fullmatch(request.path)
    if found is None or request.method != "POST":
        raise NotFound
    if not whole:
        raise Refusal("E-TOO-LARGE", "提交的内容太大。", status=413, hint="请分批提交。")
    entrant: Entrant = _door(request)
    try:
        item, value = UUID(found["item"]), load(body)
        single = found["form"] == "check"
        asked = [QuestionIn.model_validate(value)] if single else Questions.model_validate(value).questions
    except ValidationError as error:
        raise refusal_of([{**one, "loc": ("body", "body", *one["loc"])} for one in error.errors()]) from error
    except ValueError as error:
        raise NotFound from error
    with unit_of_work(entrant.actor, request_id=str(getattr(request, "request_id", ""))) as uow:
        told = actions.ask_many(uow, item, [one.question() for one in asked])
        at = uow.now
    answers = ",".join(_answers(entrant, told, at))
    return (answers if single else f'{{"items":[{answers}]}}').encode()


def _answers(entrant: Entrant, told: actions.Asked, at: datetime) -> Iterator[str]:
    """Each answer as the API writes it. A question that met nothing needs no second look into the tables
    and no shaping."""
    same = f'"why":{_text(told.why)},"list_version":{told.list_version},"at":"{_moment(at)}","hits":[]}}'
    for one in told.kept:
        if one.met and one.decision in _MET:
            check = check_out(queries.check_of(entrant.actor, UUID(one.id)))
            yield _written(check.model_dump(mode="json")).decode()
        else:
            yield f'{{"id":"{one.id}","reference":{_text(one.reference)},"decision":"{one.decision}",{same}'


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
