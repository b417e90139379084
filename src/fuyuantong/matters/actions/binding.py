"""Taking the file of a matter, or those of a year, out of the house: on the trail, by whom and in which
form."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.binding import bind
from fuyuantong.matters import policy
from fuyuantong.matters.queries.detail import get_matter, matter_view
from fuyuantong.matters.queries.sight import sees_all
from fuyuantong.matters.queries.volumes import finished_in
from fuyuantong.matters.trail import note_matter
from fuyuantong.matters.volumes import pieces

AT_ONCE = 100


def take_file(uow: UnitOfWork, key: UUID, form: str) -> bytes:
    """Everything of a matter with a directory, as `zip` or one `pdf`: for who sees everybody's part of it."""
    matter = get_matter(uow.actor, key)
    if not sees_all(uow.actor, matter) or not policy.handles(uow.actor):
        raise Forbidden(_("案卷由看得见全部办理情况的单位调取。"))
    view = matter_view(uow.actor, key, uow.today)
    note_matter(uow, matter, "bound", format=form)
    return bind([(matter.title, pieces(view))], form)


def take_year(uow: UnitOfWork, year: int, form: str, *, mechanism: str = "") -> bytes:
    """The files of the matters that ended in a year, of the offices that the actor serves.

    Errors: E-FORBIDDEN; E-RULE when there are none, or more than `AT_ONCE` (then by mechanism).
    """
    if not policy.handles(uow.actor) or not uow.actor.offices:
        raise Forbidden(_("年度案卷由联席会议办公室调取。"))
    rows = list(finished_in(uow.actor, year, mechanism)[: AT_ONCE + 1])
    if not rows:
        raise Refusal("E-RULE", _("%d 年没有办结的事项。") % year)
    if len(rows) > AT_ONCE:
        raise Refusal(
            "E-RULE",
            _("超过 %d 件，不能一次立卷。") % AT_ONCE,
            hint=_("请按机制类别分别立卷。"),
        )
    volumes = []
    for matter in rows:
        note_matter(uow, matter, "bound", format=form, year=year)
        view = matter_view(uow.actor, matter.pk, uow.today)
        volumes.append((f"{matter.closed_at:%Y%m%d} {matter.title}", pieces(view)))
    return bind(volumes, form)
