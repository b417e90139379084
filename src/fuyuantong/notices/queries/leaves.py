"""Leaves with their deputies: who is away, and for whom somebody stands in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import today as clock_today
from fuyuantong.common.paging import Page, page_by_key
from fuyuantong.common.refusals import NotFound
from fuyuantong.notices import kinds
from fuyuantong.notices.models import Leave, LeaveQuerySet, Notice
from fuyuantong.notices.policy import enters_for_unit
from fuyuantong.organs.kinds import ADMIN_ROLES, Role
from fuyuantong.organs.models import Person, Tenure

_ADMINS = sorted(role.value for role in ADMIN_ROLES)


def deputised(viewer: Actor, day: date | None = None) -> list[Leave]:
    """Whom the viewer stands in for, at the unit of the present post (post, unit and person are loaded)."""
    if viewer.person is None or viewer.unit is None:
        return []
    return Leave.objects.stood_in_by(viewer, day or clock_today())


def absent_of(leave: Leave) -> Actor:
    """Who is away, at the post of the leave: to ask what would wait for them. Nobody acts as this one."""
    post = leave.post
    return Actor(
        person=leave.person_id, post=post.pk, unit=post.unit_id, region=post.unit.region_id,
        name=leave.person.name, unit_name=str(post.unit), post_name=post.title, roles=frozenset(post.roles),
        offices=frozenset([post.serves.code] if post.serves else []),
    )  # fmt: skip


def away(pairs: Collection[tuple[UUID, UUID]], day: date) -> set[tuple[UUID, UUID]]:
    """Those of these (post, person) who are on leave that day, whoever hears their messages meanwhile."""
    rows = Leave.objects.filter(since_on__lte=day, until_on__gte=day, ended_at=None)
    found = rows.filter(post_id__in=[post for post, _person in pairs]).values_list("post_id", "person_id")
    return set(found) & set(pairs)


def is_away(person: Person, day: date) -> bool:
    """Whether a person is on leave at every post held."""
    if not Leave.objects.filter(person=person, until_on__gte=day, since_on__lte=day, ended_at=None).exists():
        return False
    leaves = Leave.objects.in_force_on(day).filter(person=person)
    held = Tenure.objects.in_force_on(day).filter(person=person)
    return not held.exclude(post__in=leaves.values("post_id")).exists()


def mark_deputised(viewer: Actor, notices: list[Notice]) -> list[Notice]:
    """Put on each message for whom the viewer reads it (`for_whom`: who is on leave, or empty)."""
    leaves = deputised(viewer) if notices else []
    by_post = {leave.post_id: leave.person.name for leave in leaves}
    reader = next((x.person.name for x in leaves if set(x.post.roles) & kinds.UNIT_READERS), "")
    own = bool(viewer.roles & kinds.UNIT_READERS)
    for notice in notices:
        name = by_post.get(notice.post_id, "") if notice.post_id and notice.post_id != viewer.post else ""
        if notice.unit_id and not own:
            name = reader
        notice.for_whom = name  # type: ignore[attr-defined]
    return notices


def _seen(viewer: Actor) -> LeaveQuerySet:
    """One's own leaves and those one stands in for; the liaison sees the unit's, who hands out posts all."""
    if viewer.person is None:
        raise NotFound
    wanted = Q(person=viewer.person) | Q(deputy=viewer.person)
    if enters_for_unit(viewer):
        wanted |= Q(post__unit=viewer.unit_key)
    if viewer.has(Role.SECADMIN.value):
        wanted = Q()
    return Leave.objects.filter(wanted)


def leaves(viewer: Actor, *, after: str = "", before: str = "", size: int = 20) -> Page[Leave]:
    """The leaves that the viewer may know of, the latest first."""
    rows = _seen(viewer).select_related("post__unit", "person", "deputy")
    return page_by_key(rows, ("-since_on", "-id"), size=size, after=after, before=before)


def leave_of(viewer: Actor, leave: UUID) -> Leave:
    found = _seen(viewer).select_related("post__unit", "person", "deputy").filter(pk=leave).first()
    if found is None:
        raise NotFound
    return found


def seats_to_leave(viewer: Actor, day: date) -> list[Tenure]:
    """Posts for which the viewer may enter a leave: the own present one, a liaison those of the unit."""
    rows = Tenure.objects.in_force_on(day).exclude(post__roles__overlap=_ADMINS)
    wanted = Q(person=viewer.person, post=viewer.post)
    if enters_for_unit(viewer):
        wanted |= Q(post__unit=viewer.unit_key)
    if viewer.has(Role.SECADMIN.value):
        wanted = Q()
    rows = rows.filter(wanted, person__is_active=True).select_related("post__unit", "person")
    return list(
        rows.order_by("post__unit__protocol_order", "post__unit__code", "post__order", "deputy", "pk")
    )


def possible_deputies(seats: Sequence[Tenure], day: date) -> list[Person]:
    """Active people at the units of these seats, whoever may stand in for somebody there."""
    rows: QuerySet[Tenure] = Tenure.objects.in_force_on(day).exclude(post__roles__overlap=_ADMINS)
    rows = rows.filter(post__unit__in={seat.post.unit_id for seat in seats})
    return list(Person.objects.filter(is_active=True, pk__in=rows.values("person_id")).order_by("name", "pk"))
