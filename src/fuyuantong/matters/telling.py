"""Who is told of what. One row for a unit or an office; who reads it is decided by the posts of the day.

A matter for named posts only (知悉范围) is told to those posts and to nobody else. Titles stay inside the
product: channels outside carry only a sentence and a link (the room `notices` decides).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.desk import desk_of
from fuyuantong.matters.kinds import Level, Scope
from fuyuantong.matters.models import Draft, Follow, Matter, Obligation, Party, Reader
from fuyuantong.matters.models.matter import CONTENT
from fuyuantong.notices.actions import tell, withdraw
from fuyuantong.notices.kinds import Subject
from fuyuantong.organs.models import Post

RECALLED_URL = "/ledger/envelopes/#recalled"
"""Where a unit reads what was withdrawn from it; the matter itself it sees no more."""


def obligation_url(obligation: Obligation) -> str:
    return f"/matters/{obligation.matter_id}/#task-{obligation.pk}"


def tell_owner(
    uow: UnitOfWork, obligation: Obligation, what: str, *, post: UUID | None = None, url: str = ""
) -> None:
    """Tell the owing unit, or one post of it."""
    if post is not None:
        _tell(uow, obligation, what, posts=[post], url=url)
    else:
        _tell(uow, obligation, what, units=[obligation.owner_id], url=url)


def forget(uow: UnitOfWork, obligation: Obligation) -> None:
    """Take back from the owing unit what it was told of an obligation and its matter."""
    about = Subject("obligation", obligation.pk), Subject("matter", obligation.matter_id)
    withdraw(uow, *about, unit=obligation.owner_id)


def tell_creditor(uow: UnitOfWork, obligation: Obligation, what: str) -> None:
    """Tell whom it is owed to: the unit, or the office that acts for it; not of what it recorded itself."""
    if uow.actor.acting_for and uow.actor.unit == obligation.creditor_id:
        return
    if obligation.by_office:
        _tell(uow, obligation, what, offices=[obligation.linkage])
    else:
        _tell(uow, obligation, what, units=[obligation.creditor_id])


def _tell(
    uow: UnitOfWork,
    obligation: Obligation,
    what: str,
    *,
    units: Sequence[UUID] = (),
    posts: Sequence[UUID] = (),
    offices: Sequence[str] = (),
    url: str = "",
) -> None:
    if obligation.matter.scope == Scope.NAMED:
        posts, units, offices = _named(obligation.matter, units, posts, offices), (), ()
    tell(
        uow,
        to_units=units,
        to_posts=posts,
        to_offices=offices,
        kind=f"obligation.{what}"[:60],
        title=f"{obligation.title}：{uow.actor.unit_name}{what}",
        url=url or obligation_url(obligation),
        named=obligation.matter.scope == Scope.NAMED,
        subject=Subject("obligation", obligation.pk, obligation.linkage),
    )


def _named(
    matter: Matter, units: Sequence[UUID], posts: Sequence[UUID], offices: Sequence[str]
) -> list[UUID]:
    """The readers of a matter for named posts, among those who would have been told."""
    readers = Post.objects.filter(pk__in=Reader.objects.filter(matter=matter).values("post_id"))
    wanted = (
        readers.filter(unit_id__in=units)
        | readers.filter(pk__in=posts)
        | readers.filter(serves__code__in=offices)
    )
    return list(wanted.values_list("pk", flat=True))


def _following(matter: Matter, actor: Actor) -> list[UUID]:
    """Posts that follow a matter and may still see it: a unit that left is told nothing more, and what one of
    several addressees does is told to those who see everybody's part."""
    posts = [row.post for row in desk_of(matter).of(Follow)]
    if not posts:
        return []
    rows = Party.objects.filter(matter=matter)
    by_addressee = rows.filter(unit=actor.unit_key, level=Level.OWN).exists()
    full = rows.filter(level__in=[Level.FULL] if by_addressee else CONTENT)
    tied = Q(unit_id__in=full.filter(office="").values("unit_id"))
    tied |= Q(serves__code__in=full.exclude(office="").values("office"))
    return list(Post.objects.filter(tied, pk__in=posts, valid_until=None).values_list("pk", flat=True))


def tell_units(uow: UnitOfWork, matter: Matter, units: Sequence[UUID], what: str, *, url: str = "") -> None:
    """Tell units of an act of a matter, and everybody who follows it."""
    posts = _following(matter, uow.actor)
    told: Sequence[UUID] = list(dict.fromkeys(units))
    if matter.scope == Scope.NAMED:
        posts, told = _named(matter, told, posts, ()), ()
    if not told and not posts:
        return
    tell(
        uow,
        to_units=told,
        to_posts=posts,
        kind="matter.acted",
        title=f"{matter.title}：{uow.actor.unit_name}{what}",
        url=url or f"/matters/{matter.pk}/",
        named=matter.scope == Scope.NAMED,
        subject=Subject("matter", matter.pk, matter.linkage),
    )


def tell_drafters(uow: UnitOfWork, draft: Draft, what: str, *, signing: bool = False) -> None:
    """Tell the unit (or the office) whose letter it is; `signing`: its posts that may sign it."""
    matter = draft.matter
    posts: list[UUID] = []
    units: list[UUID] = [] if draft.office else [draft.unit_id]
    offices = [draft.office] if draft.office else []
    if signing:
        roles = ["leader"] if draft.approval else ["leader", "reviewer"]
        found = Post.objects.filter(unit_id=draft.unit_id, roles__overlap=roles, valid_until=None)
        if draft.office:
            found = found.filter(serves__code=draft.office)
        posts = list(found.values_list("pk", flat=True))
        units, offices = ([], []) if posts else (units, offices)
    if matter.scope == Scope.NAMED:
        posts, units, offices = _named(matter, units, posts, offices), [], []
    tell(
        uow,
        to_units=units,
        to_posts=posts,
        to_offices=offices,
        kind="letter.waiting",
        title=f"{draft.title}：{what}",
        url=f"/letters/{draft.pk}/",
        named=matter.scope == Scope.NAMED,
        subject=Subject("matter", matter.pk, matter.linkage),
    )
