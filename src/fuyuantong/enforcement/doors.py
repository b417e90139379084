"""The only way to get a row for writing: sight (404) → lock → right (403) → version (409) → state (409)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement.models import (
    Alert,
    Call,
    Case,
    Inquiry,
    Measure,
    Pursuit,
    Service,
    Source,
)

Row = TypeVar("Row", Case, Source, Inquiry, Call, Measure, Alert, Pursuit, Service)
_RELATED: dict[type, tuple[str, ...]] = {
    Inquiry: ("case", "party"),
    Call: ("source",),
    Measure: ("case", "party"),
    Alert: ("measure__case",),
    Pursuit: ("case", "matter"),
    Service: ("case",),
}


def take(
    uow: UnitOfWork,
    model: type[Row],
    key: UUID,
    may: Callable[[Actor, Any], bool],
    states: Collection[str],
    *,
    expected: int | None = None,
    words: object = "",
) -> Row:
    """Lock one row that the actor sees, may act on, and that is in one of the states."""
    rows: Any = model.objects
    seen = rows.visible_to(uow.actor).filter(pk=key).values("pk")
    locked = rows.select_for_update(of=("self",))
    related = _RELATED.get(model, ())
    row: Row | None = (locked.select_related(*related) if related else locked).filter(pk__in=seen).first()
    if row is None:
        raise NotFound
    if not may(uow.actor, row):
        raise Forbidden(str(words))
    if expected is not None and expected != row.version:
        raise Conflict(
            "E-VERSION", _("这条内容在您打开之后已被他人修改。"), hint=_("请刷新页面核对最新内容后再办理。")
        )
    if row.state not in states:
        raise Conflict(
            "E-STATE",
            _("现在的状态是“%s”，不能这样办理。") % row.get_state_display(),
            hint=_("请刷新页面查看最新情况。"),
        )
    row.version += 1
    return row
