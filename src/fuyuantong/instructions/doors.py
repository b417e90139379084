"""The only ways to get a row for writing: sight (404) → lock → right (403) → version (409) → state (409)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.instructions import policy
from fuyuantong.instructions.kinds import SubmissionState
from fuyuantong.instructions.models import Leader, Submission
from fuyuantong.organs.models import Linkage


def wrong(pointer: str, words: str, hint: str = "", code: str = "E-RULE") -> Refusal:
    """A refusal that points at one field."""
    return Refusal(code, words, hint=hint, errors=[FieldError(code, words, pointer=pointer, hint=hint)])


def required(pointer: str, words: str) -> Refusal:
    return wrong(pointer, words, code="E-REQUIRED")


def take_linkage(code: str) -> Linkage:
    found = Linkage.objects.filter(code=code, valid_until=None).first()
    if found is None:
        raise NotFound
    return found


def take_submission(
    uow: UnitOfWork, key: UUID, states: Collection[SubmissionState], *, expected: int | None = None
) -> Submission:
    seen = Submission.objects.visible_to(uow.actor).filter(pk=key).values("pk")
    row = Submission.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if row is None:
        raise NotFound
    if not policy.may_record(uow.actor, row):
        raise Forbidden(str(policy.NOT_YOURS))
    _same(row.title, row.version, expected)
    if row.state not in states:
        label = SubmissionState(row.state).label
        raise Conflict(
            "E-STATE",
            _("“%(title)s”现在是“%(state)s”，不能这样办理。") % {"title": row.title, "state": label},
            hint=_("请刷新页面查看最新情况。"),
        )
    return row


def take_leader(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Leader:
    """Lock a leader of a linkage whose office the actor's post serves."""
    rows = Leader.objects.select_for_update(of=("self",)).filter(linkage__in=uow.actor.offices)
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotFound
    if not policy.may_keep(uow.actor, row.linkage):
        raise Forbidden(str(policy.OFFICE_ONLY))
    _same(row.name, row.version, expected)
    return row


def _same(title: str, version: int, expected: int | None) -> None:
    if expected is not None and expected != version:
        raise Conflict(
            "E-VERSION",
            _("“%(title)s”在您打开之后已被他人修改。") % {"title": title},
            hint=_("您填写的内容仍保留在页面上，请核对最新内容后再提交。"),
        )
