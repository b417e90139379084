"""Reading personal data: by purpose, once, and on the trail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.actions.life import required
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.models import Matter, Party
from fuyuantong.matters.policy import handles
from fuyuantong.matters.queries.sight import fields_for, sees_all
from fuyuantong.matters.trail import note_matter


def reveal(uow: UnitOfWork, matter_id: UUID, *, purpose: str) -> dict[str, Any]:
    """The matter's personal fields in plain, for a stated purpose; the reading itself goes on the trail.

    Personal data are masked everywhere else (个人信息保护法 §§51, 54: 去标识化, 操作留痕).
    """
    matter = Matter.objects.visible_to(uow.actor).filter(pk=matter_id).first()
    if matter is None:
        raise NotFound
    if not handles(uow.actor):
        raise Forbidden("您现在的岗位不能查看个人信息。")
    uow.purpose = required(purpose, "查看用途")[:200]
    mechanism = mechanism_of(matter)
    parties = list(Party.objects.filter(matter=matter))
    seen = fields_for(uow.actor, matter, mechanism, parties, whole=sees_all(uow.actor, matter))
    keys = [field.key for field in mechanism.fields if field.personal and seen.get(field.key)]
    note_matter(uow, matter, "personal_read", fields=keys)
    return {key: seen[key] for key in keys}
