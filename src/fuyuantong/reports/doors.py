"""The only ways to get a row for writing: sight (404) → lock → right (403) → version (409) → state (409)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.reports import policy
from fuyuantong.reports.kinds import State
from fuyuantong.reports.models import Finding, Issue

Check = Callable[[Actor, Issue], None]


def take_issue(
    uow: UnitOfWork,
    key: UUID,
    states: Collection[State],
    *,
    expected: int | None = None,
    check: Check = policy.check_run,
) -> Issue:
    """Lock one issue for its makers, in one of these states."""
    seen = Issue.objects.all() if uow.actor is SYSTEM else Issue.objects.visible_to(uow.actor)
    row = (
        Issue.objects.select_for_update(of=("self",))
        .select_related("product", "owner")
        .filter(pk__in=seen.filter(pk=key).values("pk"))
        .first()
    )
    if row is None:
        raise NotFound
    check(uow.actor, row)
    if expected is not None and expected != row.version:
        raise stale(row.title)
    if row.state not in states:
        raise Conflict(
            "E-STATE",
            _("“%(title)s”现在是“%(state)s”，不能这样办理。")
            % {"title": row.title, "state": row.get_state_display()},
            hint=_("已发布的材料不再改动，有误的请出更正。")
            if row.state == State.ISSUED
            else _("请刷新页面查看最新情况。"),
        )
    row.version += 1
    return row


def take_finding(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Finding:
    """Lock one finding for the linkage's office."""
    seen = Finding.objects.visible_to(uow.actor).filter(pk=key)
    row = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("issue__product", "issue__owner", "unit")
        .filter(pk__in=seen.values("pk"))
        .first()
    )
    if row is None:
        raise NotFound
    policy.check_open(uow.actor, row.issue.linkage)
    if expected is not None and expected != row.version:
        raise stale(f"{row.unit} {row.lag}")
    return row


def stale(title: str) -> Conflict:
    return Conflict(
        "E-VERSION",
        _("“%(title)s”在您打开之后已被他人修改。") % {"title": title},
        hint=_("您填写的内容仍保留在页面上，请核对最新内容后再提交。"),
    )


def wrong(pointer: str, words: str, code: str = "E-RULE", hint: str = "") -> Refusal:
    """A refusal at one field."""
    return Refusal(code, words, hint=hint, errors=[FieldError(code, words, pointer=pointer, hint=hint)])
