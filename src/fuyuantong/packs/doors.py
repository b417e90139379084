"""The only ways to get a pack for writing: sight (404) → lock → right (403) → version and state (409)."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.packs import policy
from fuyuantong.packs.kinds import PackState
from fuyuantong.packs.models import Pack


def take_pack(uow: UnitOfWork, key: UUID, *, returns: bool = False, expected: int | None = None) -> Pack:
    """Lock a pack that is still out; `returns`: for bringing it in, else for its office."""
    seen = Pack.objects.visible_to(uow.actor).filter(pk=key).values("pk")
    row = (
        Pack.objects.select_for_update(of=("self",))
        .select_related("unit", "replaced_by", "form")
        .filter(pk__in=seen)
        .first()
    )
    if row is None:
        raise NotFound
    if returns and not policy.may_return(uow.actor, row):
        raise Forbidden(
            _("%(unit)s使用账号办理，任务包由其自行上传。") % {"unit": row.unit}
            if policy.may_make(uow.actor, row.linkage)
            else _("任务包由填报单位上传，没有账号的由联席会议办公室代录。")
        )
    if not returns and not policy.may_make(uow.actor, row.linkage):
        raise Forbidden(str(policy.OFFICE_ONLY))
    if expected is not None and expected != row.version:
        raise Conflict("E-VERSION", _("“%s”在您打开之后已被他人办理。") % row.title)
    check_out(row)
    return row


def check_out(row: Pack) -> None:
    """Refuse a pack that is not out any more, and say what took its place."""
    if row.state == PackState.OUT:
        return
    if row.state == PackState.REPLACED and row.replaced_by is not None:
        raise Conflict(
            "E-PACK-OLD",
            _("这是旧版任务包（编号 %(old)s），已由编号 %(new)s 的新包代替。")
            % {"old": row.spoken_code, "new": row.replaced_by.spoken_code},
            hint=_("请让填报单位在新包上填写，或把内容抄到新包后上传。"),
        )
    raise Conflict(
        "E-STATE",
        _("编号 %(code)s 的任务包%(state)s，不能再上传。")
        % {"code": row.spoken_code, "state": PackState(row.state).label},
        hint=_("需要再次填报时请重新制作任务包。"),
    )
