"""The only way to get a row for writing: sight (404) → lock → right (403) → version (409) → state (409)."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers import policy
from fuyuantong.handovers.kinds import HandoverState
from fuyuantong.handovers.models import Handover


def take(
    uow: UnitOfWork,
    key: UUID,
    verb: str,
    *,
    expected: int | None = None,
    state: HandoverState = HandoverState.DRAFT,
) -> Handover:
    """Lock one change for a verb of `policy.MAY`."""
    seen = Handover.objects.visible_to(uow.actor).filter(pk=key).values("pk")
    row = Handover.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if row is None:
        raise NotFound
    if not policy.MAY[verb](uow.actor, row):
        raise Forbidden(str(policy.REFUSED[verb]))
    if expected is not None and expected != row.version:
        raise Conflict(
            "E-VERSION",
            _("“%(title)s”在您打开之后已被他人修改。") % {"title": row.title},
            hint=_("您填写的内容仍保留在页面上，请核对最新内容后再提交。"),
        )
    if row.state != state:
        raise Conflict(
            "E-STATE",
            _("“%(title)s”%(state)s，不能这样办理。")
            % {"title": row.title, "state": HandoverState(row.state).label},
            hint=_("请刷新页面查看最新情况。"),
        )
    return row
