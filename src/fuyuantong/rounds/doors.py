"""The only ways to get a row for writing: sight (404) → lock → right (403) → version (409) → state (409)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.rounds import policy
from fuyuantong.rounds.kinds import RoundState, SheetState
from fuyuantong.rounds.models import Round, Series, Sheet


def _stale(title: str) -> Conflict:
    return Conflict(
        "E-VERSION",
        _("“%(title)s”在您打开之后已被他人修改。") % {"title": title},
        hint=_("您填写的内容仍保留在页面上，请核对最新内容后再提交。"),
    )


def take_round(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Round:
    """Lock an open round for its office."""
    row = (
        Round.objects.select_for_update(of=("self",))
        .filter(pk__in=Round.objects.visible_to(uow.actor).filter(pk=key).values("pk"))
        .first()
    )
    if row is None:
        raise NotFound
    if not policy.may_run(uow.actor, row):
        raise Forbidden(str(policy.OFFICE_ONLY))
    if expected is not None and expected != row.version:
        raise _stale(row.title)
    if row.state != RoundState.OPEN:
        raise Conflict(
            "E-STATE",
            _("“%(title)s”%(state)s，不能再办理。")
            % {"title": row.title, "state": RoundState(row.state).label},
            hint=_("需要再次调度时请新开一轮。"),
        )
    return row


def take_sheet(
    uow: UnitOfWork, key: UUID, verb: str, states: Collection[SheetState], *, expected: int | None = None
) -> Sheet:
    """Lock one sheet of an open round for a verb of `policy.MAY`."""
    seen = Sheet.objects.visible_to(uow.actor).filter(pk=key).values("pk")
    row = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("round", "unit")
        .filter(pk__in=seen)
        .first()
    )
    if row is None:
        raise NotFound
    if not policy.MAY[verb](uow.actor, row):
        sentence = policy.REFUSED.get(verb, policy.OFFICE_ONLY)
        raise Forbidden(str(sentence) % {"unit": row.unit})
    if expected is not None and expected != row.version:
        raise _stale(str(row.round))
    if row.round.state != RoundState.OPEN:
        raise Conflict("E-STATE", _("“%s”已经结束，不能再填报。") % row.round.title)
    if row.state not in states:
        label = SheetState(row.state).label
        raise Conflict(
            "E-STATE",
            _("%(unit)s的填报表现在是“%(state)s”，不能这样办理。") % {"unit": row.unit, "state": label},
            hint=_("请刷新页面查看最新情况。"),
        )
    return row


def take_series(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Series:
    """Lock a series for its office (the system takes any)."""
    rows = Series.objects.select_for_update(of=("self",))
    if uow.actor is not SYSTEM:
        rows = rows.filter(linkage__in=uow.actor.offices)
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotFound
    if uow.actor is not SYSTEM and not policy.may_open(uow.actor, row.linkage):
        raise Forbidden(str(policy.OFFICE_ONLY))
    if expected is not None and expected != row.version:
        raise _stale(row.title)
    return row
