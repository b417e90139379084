"""The same request twice has one effect: keys are stored in the transaction of the act.

A page's form carries a hidden one-time key, the API a header `Idempotency-Key`. Validation failures are not
stored (their transaction is undone), so the corrected request may use the same key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from fuyuantong.common.ids import new_id
from fuyuantong.common.models import RememberedRequest
from fuyuantong.common.refusals import BadInput, Conflict, Refusal
from fuyuantong.common.uow import UnitOfWork

KEY_MIN, KEY_MAX = 8, 255


def request_digest(body: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of a request's body."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def check_key(key: str) -> str:
    if not KEY_MIN <= len(key) <= KEY_MAX or not key.isascii() or not key.isprintable():
        raise BadInput(
            "E-IDEMPOTENCY-KEY",
            f"幂等键应为 {KEY_MIN}–{KEY_MAX} 个可见 ASCII 字符。",
            hint="请换一个随机键重发。",
        )
    return key


def remember(uow: UnitOfWork, operation: str, key: str, digest: str) -> RememberedRequest | None:
    """Claim the key inside this unit of work; return the earlier request if it has been done already.

    A concurrent duplicate waits for the first one's transaction (lock_timeout), then meets its row.
    Errors: 422 when the key was used for another body; 409 while the first is still under way.
    """
    person = uow.actor.person or UUID(int=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO common_rememberedrequest (id, person, operation, key, digest, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (person, operation, key) DO NOTHING",
            [new_id(), person, operation, key, digest, uow.now],
        )
        if cursor.rowcount == 1:
            return None
    earlier = RememberedRequest.objects.get(person=person, operation=operation, key=key)
    if earlier.digest != digest:
        raise Refusal(
            "E-IDEMPOTENCY-REUSED", "这个幂等键已用于另一份内容。", hint="内容有改动时请换一个新键。"
        )
    if earlier.status is None:
        raise Conflict("E-IDEMPOTENCY-BUSY", "同一请求正在处理。", hint="请稍候查看结果，不必重复提交。")
    return earlier


def store_answer(
    uow: UnitOfWork, operation: str, key: str, status: int, answer: Mapping[str, Any] | None
) -> None:
    RememberedRequest.objects.filter(
        person=uow.actor.person or UUID(int=0), operation=operation, key=key
    ).update(status=status, answer=answer)
