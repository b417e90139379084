"""Who comes in: a unit's key (Bearer) or a signed-in person (cookie and CSRF token), and with which scope.

The room that keeps the keys hands in how they are read (`use_keys`); nothing here knows its tables.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja.utils import check_csrf

from fuyuantong.common.actors import Actor
from fuyuantong.common.api.conditions import demand
from fuyuantong.common.api.loading import check_text
from fuyuantong.common.api.media import check_media
from fuyuantong.common.api.rule import ANY, Rule
from fuyuantong.common.idempotency import check_key
from fuyuantong.common.refusals import BadInput, FieldError, Forbidden, Refusal

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SCHEME = "bearer "
_RAW_MOST = 200
KEPT_CALLERS = 5_000


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who calls, with which scopes (None: a person, who has all that the post has), by which key."""

    actor: Actor
    scopes: frozenset[str] | None = None
    token: UUID | None = None

    @property
    def caller(self) -> str:
        """Whose idempotency keys and pace these are: one key, or one person at one post."""
        return f"{self.token or self.actor.person}:{self.actor.post}"


ReadKey = Callable[[HttpRequest, str], Entrant]
ReadPerson = Callable[[HttpRequest], Actor]
_read_key: list[ReadKey] = []
_read_person: list[ReadPerson] = []


def use_keys(read_key: ReadKey, read_person: ReadPerson) -> None:
    """`organs` says what a key stands for, and whether the person of a session may act."""
    _read_key[:] = [read_key]
    _read_person[:] = [read_person]


def viewer(request: HttpRequest) -> Actor:
    """Who looks or acts in this call."""
    entrant: Entrant = request.auth  # type: ignore[attr-defined]
    return entrant.actor


class Pace:
    """At most so many calls a minute from one caller to one process; memory stays bounded."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = {}

    def check(self, caller: str, most: int) -> None:
        now = monotonic()
        calls = self._calls.setdefault(caller, deque(maxlen=most))
        while calls and now - calls[0] >= 60:  # noqa: PLR2004 - a minute
            calls.popleft()
        if len(calls) >= most:
            raise Refusal("E-PACE", "请求太频繁。", status=429, hint="请在一分钟后再试。")
        calls.append(now)
        if len(self._calls) > KEPT_CALLERS:
            self._calls.pop(next(iter(self._calls)))


PACE = Pace()


class Door:
    """The check before every operation, in this order: who (401), scope (403), pace (429), names of
    parameters (400), media (406, 413, 415), needed headers (400, 428). ninja calls it as authentication."""

    openapi_security_schema: Any = None

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.single: frozenset[str] = frozenset()
        self.several: frozenset[str] = frozenset()

    def __call__(self, request: HttpRequest) -> Entrant:
        entrant = _enter(request)
        request.actor = entrant.actor  # type: ignore[attr-defined]
        if entrant.scopes is not None and self.rule.scope not in {ANY, *entrant.scopes}:
            raise _out_of_scope(self.rule)
        PACE.check(entrant.caller, int(settings.FYT_API_PER_MINUTE))
        self._check_parameters(request)
        check_media(request, self.rule)
        if self.rule.keyed:
            check_key(_needed(request, "Idempotency-Key", "E-IDEMPOTENCY-KEY"))
        if self.rule.versioned:
            demand(request)
        return entrant

    def _check_parameters(self, request: HttpRequest) -> None:
        for name, values in request.GET.lists():
            shown = name[:60]
            if name not in self.single | self.several:
                known = "、".join(sorted(self.single | self.several)) or "无"
                raise _wrong("E-PARAM-UNKNOWN", f"没有名为“{shown}”的参数。", shown, f"可用：{known}。")
            if len(values) > 1 and name in self.single:
                raise _wrong("E-PARAM-REPEATED", f"参数“{shown}”只能写一次。", shown)
            for value in values:
                check_text(value, shown)


def _wrong(code: str, message: str, name: str, hint: str = "") -> BadInput:
    return BadInput(code, message, hint=hint, errors=[FieldError(code, message, pointer=name, hint=hint)])


def _needed(request: HttpRequest, header: str, code: str) -> str:
    given = request.headers.get(header, "")
    if not given:
        raise _wrong(
            code, f"请求没有 {header}。", header, "请给每次办理配一个新的随机键（8–255 个 ASCII 字符）。"
        )
    return given


def _enter(request: HttpRequest) -> Entrant:
    given = request.headers.get("Authorization", "")
    if given:
        raw = given[len(_SCHEME) :].strip() if given.lower().startswith(_SCHEME) else ""
        # an overlong or odd key goes the same way as an unknown one
        return _read_key[0](request, raw if len(raw) <= _RAW_MOST and raw.isascii() else "")
    actor = _read_person[0](request)
    if request.method not in _SAFE and check_csrf(request) is not None:
        raise Refusal(
            "E-CSRF",
            "本次提交没有有效的 CSRF 令牌。",
            status=403,
            hint="请在 X-CSRFToken 中带上 csrftoken 的值，或改用接口密钥。",
        )
    return Entrant(actor)


def _out_of_scope(rule: Rule) -> Refusal:
    if not rule.scope:
        return Forbidden("这个接口只供登录的个人使用，接口密钥不能调用。", hint="请登录后办理。")
    return Refusal(
        "E-SCOPE",
        f"接口密钥没有“{rule.scope}”范围。",
        status=403,
        hint="请联系安全管理员重新发放密钥。",
    )
