"""Declaring operations: `reads`, `writes`, `uploads` and `downloads` on a room's router."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ninja import Router
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from fuyuantong.common.api import document
from fuyuantong.common.api.answers import Receipt
from fuyuantong.common.api.door import Door
from fuyuantong.common.api.rule import FORM, JSON, Rule

F = TypeVar("F", bound=Callable[..., Any])
ALWAYS = (400, 401, 403, 404, 405, 406, 429, 500, 503)
_WRITING = (409, 413, 415, 422)
RULES: dict[str, Rule] = {}
"""Operation id → what it demands, of every declared operation."""


class Room(Router):
    """A router whose every operation has a door, a scope, and all its answers written down."""

    def __init__(self, tag: str, *, read: str, write: str = "") -> None:
        super().__init__(tags=[tag])
        self.read, self.write = read, write

    def reads(
        self, path: str, answer: Any, *, scope: str | None = None, statuses: tuple[int, ...] = ()
    ) -> Callable[[F], F]:
        """GET; without effect."""
        rule = Rule(self.read if scope is None else scope)
        return self._declare("GET", path, {200: answer}, rule, statuses)

    def asks(self, path: str, answer: Any, *, scope: str | None = None) -> Callable[[F], F]:
        """POST without effect: a question too long for an address."""
        rule = Rule(self.read if scope is None else scope, takes=JSON)
        return self._declare("POST", path, {200: answer}, rule, _WRITING)

    def writes(
        self,
        path: str,
        *,
        method: str = "POST",
        answer: Any = Receipt,
        status: int = 200,
        keyed: bool = False,
        versioned: bool = False,
        body: bool = True,
        scope: str | None = None,
    ) -> Callable[[F], F]:
        """An act. `keyed`: it creates or hands over; `versioned`: it moves something that has a version."""
        rule = Rule(
            self.write if scope is None else scope,
            keyed=keyed,
            versioned=versioned,
            takes=JSON if body else "",
        )
        return self._declare(method, path, {status: answer}, rule, _statuses(rule))

    def uploads(self, path: str, texts: Mapping[str, str], *, answer: Any = Receipt) -> Callable[[F], F]:
        """POST of one file with named texts beside it (name → what it is)."""
        rule = Rule(self.write, keyed=True, takes=FORM)
        return self._declare("POST", path, {201: answer}, rule, _statuses(rule), _form(texts))

    def downloads(self, path: str, *media: str, scope: str | None = None) -> Callable[[F], F]:
        """GET of a file."""
        rule = Rule(self.read if scope is None else scope, gives=media)
        content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media}
        extra = {"responses": {200: {"description": "OK", "content": content}}}
        return self._declare("GET", path, {200: None}, rule, (422,), extra)

    def _declare(
        self,
        method: str,
        path: str,
        answers: dict[int, Any],
        rule: Rule,
        statuses: tuple[int, ...],
        extra: dict[str, Any] | None = None,
    ) -> Callable[[F], F]:
        door = Door(rule)
        told = extra or {}
        answers_told = told.get("responses", {}) | document.problems({*ALWAYS, *statuses})

        def declare(function: F) -> F:
            name = f"{function.__module__.split('.')[1]}_{function.__name__}"
            RULES[name] = rule
            contribute_operation_callback(function, lambda operation: _tell(door, operation))
            register = self.api_operation(
                [method],
                path,
                response=answers,
                auth=door,
                by_alias=True,
                operation_id=name,
                openapi_extra={**told, "responses": answers_told, **_headers(rule, told)},
                summary=(function.__doc__ or name).strip().splitlines()[0],
            )
            return register(function)

        return declare


def _statuses(rule: Rule) -> tuple[int, ...]:
    more = (428,) if rule.versioned else ()
    return (*_WRITING, *more)


def _tell(door: Door, operation: Operation) -> None:
    """The door learns which parameters the operation has."""
    for model in operation.models:
        if model.__ninja_param_source__ != "query":
            continue
        several = frozenset(model.__ninja_collection_fields__)
        names = frozenset(model.__ninja_flatten_map__)
        door.single, door.several = names - several, several


def _headers(rule: Rule, extra: Mapping[str, Any]) -> dict[str, Any]:
    """The headers an operation demands, for the document."""
    wanted = list(extra.get("parameters", ()))
    if rule.versioned:
        wanted.append(_header("If-Match", r'^"[0-9]{1,9}"$', "查询时得到的 ETag"))
    if rule.keyed:
        wanted.append(_header("Idempotency-Key", r"^[!-~]{8,255}$", "每次办理一个新的随机键"))
    return {"parameters": wanted} if wanted else {}


def _header(name: str, pattern: str, words: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": pattern}
    return {"in": "header", "name": name, "required": True, "schema": schema, "description": words}


def _form(texts: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {"file": {"type": "string", "format": "binary"}}
    fields |= {
        name: {"type": "string", "maxLength": 200, "description": words} for name, words in texts.items()
    }
    schema = {"type": "object", "properties": fields, "required": ["file"], "additionalProperties": False}
    return {"requestBody": {"required": True, "content": {FORM: {"schema": schema}}}}
