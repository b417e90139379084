"""Writes about people, posts and who holds them. The trail names fields of people, never their values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs import passwords, policy
from fuyuantong.organs.actions.accounts import end_sessions_of
from fuyuantong.organs.actions.writing import apply, lock, note, refused, refusing
from fuyuantong.organs.kinds import ADMIN_ROLES, Clearance, Role, lane_of
from fuyuantong.organs.models import Linkage, Person, Post, Tenure, Unit


def create_person(
    uow: UnitOfWork, *, username: str, name: str, phone: str = "", email: str = "", password: str = ""
) -> tuple[Person, str]:
    """Enter a person; returns the row and the first password, which must be changed at first sign-in.

    `password` is for sample accounts of demonstrations only; leave it out and one is made.
    """
    policy.check(uow.actor, "person.change")
    first = password or passwords.generate()
    row = Person(username=username, name=name, phone=phone, email=email)
    row.set_password(first)
    row.must_change_password = not password
    row.password_changed_at = uow.now
    with refusing():
        row.save(force_insert=True)
    note(uow, "person.created", row)
    return row, first


def note_reading(uow: UnitOfWork, person: Person) -> None:
    """Somebody looked at a person's particulars: reads of personal data go on the trail (个保法 §§51, 54)."""
    note(uow, "person.read", person)


def change_person(uow: UnitOfWork, person: UUID, version: int | None = None, **values: Any) -> Person:
    """Change a person's name, phone, e-mail or sign-in name."""
    policy.check(uow.actor, "person.change")
    row = lock(Person.objects.all(), person, version)
    changed = apply(row, values)
    if changed:
        row.version += 1
        with refusing():
            row.save()
        note(uow, "person.changed", row, {"fields": sorted(changed)})
    return row


def disable_person(uow: UnitOfWork, person: UUID, version: int | None = None) -> Person:
    """Switch an account off; it is dead on the next request, in every browser."""
    policy.check(uow.actor, "person.change")
    row = lock(Person.objects.all(), person, version)
    if row.pk == uow.actor.person:
        raise Forbidden(_("不能停用自己的账号。"), hint=_("请由另一位管理员办理。"))
    for tenure in Tenure.objects.filter(person=row).in_force_on(uow.today).select_related("post"):
        _keep_one_administrator(uow, tenure)
    row.is_active, row.version = False, row.version + 1
    end_sessions_of(uow, row)
    row.save()
    note(uow, "person.disabled", row)
    return row


def enable_person(uow: UnitOfWork, person: UUID, version: int | None = None) -> Person:
    policy.check(uow.actor, "person.change")
    row = lock(Person.objects.all(), person, version)
    row.is_active, row.version = True, row.version + 1
    row.save()
    note(uow, "person.enabled", row)
    return row


def create_post(
    uow: UnitOfWork,
    *,
    unit: Unit,
    title: str,
    roles: Sequence[str],
    clearance: int = Clearance.INTERNAL,
    serves: Linkage | None = None,
    order: int = 0,
    valid_from: date | None = None,
) -> Post:
    """Set up a post. The three administrators' roles stand alone; the office role needs its linkage."""
    policy.check(uow.actor, "post.change")
    row = Post(
        unit=unit,
        title=title,
        roles=_roles(roles),
        clearance=clearance,
        serves=serves,
        order=order,
        valid_from=valid_from,
    )
    _check_office(row)
    with refusing():
        row.save(force_insert=True)
    note(uow, "post.created", row, {"unit": unit.code, "roles": row.roles}, region=unit.region_id)
    return row


def change_post(uow: UnitOfWork, post: UUID, version: int | None = None, **values: Any) -> Post:
    """Change a post; the rights of its holders follow with their next request."""
    policy.check(uow.actor, "post.change")
    row = lock(Post.objects.select_related("unit"), post, version)
    _refuse_own(uow, row)
    if "roles" in values:
        values["roles"] = _roles(values["roles"])
        if lane_of(row.roles) != lane_of(values["roles"]):
            for tenure in Tenure.objects.filter(post=row).in_force_on(uow.today).select_related("post"):
                _keep_one_administrator(uow, tenure)
    changed = apply(row, values)
    if not changed:
        return row
    _check_office(row)
    row.version += 1
    with refusing():
        row.save()
    note(uow, "post.changed", row, {"changed": changed}, region=row.unit.region_id)
    return row


def retire_post(uow: UnitOfWork, post: UUID, *, on: date, version: int | None = None) -> Post:
    """Let a post end on a day; nobody has its rights from that day on."""
    return change_post(uow, post, version, valid_until=on)


def start_tenure(
    uow: UnitOfWork,
    *,
    post: Post,
    person: Person,
    since: date,
    deputy: bool = False,
    until: date | None = None,
) -> Tenure:
    """Put a person on a post, as its holder or as deputy (B岗). Nobody gives rights to himself."""
    policy.check(uow.actor, "tenure.change")
    if uow.actor.person == person.pk:
        raise Forbidden(_("不能给自己任岗授权。"), hint=_("请由另一位安全管理员办理。"))
    row = Tenure(post=post, person=person, since_on=since, until_on=until, deputy=deputy)
    with refusing():
        row.save(force_insert=True)
    data = {"post": str(post.pk), "person": str(person.pk), "since": since.isoformat(), "deputy": deputy}
    note(uow, "tenure.started", row, data)
    return row


def end_tenure(uow: UnitOfWork, tenure: UUID, *, on: date) -> Tenure:
    """Take a person off a post; `on` is the first day without it (today: gone at the next request)."""
    policy.check(uow.actor, "tenure.change")
    row = lock(Tenure.objects.select_related("post", "person"), tenure)
    _refuse_own(uow, row.post)
    _keep_one_administrator(uow, row)
    row.until_on = max(on, row.since_on)
    with refusing():
        row.save()
    note(
        uow,
        "tenure.ended",
        row,
        {"post": str(row.post_id), "person": str(row.person_id), "on": on.isoformat()},
    )
    return row


def _roles(roles: Sequence[str]) -> list[str]:
    known = [role.value for role in Role]
    unknown = sorted(set(roles) - set(known))
    if unknown or not roles:
        raise refused("E-ROLES", "roles", _("请至少选择一个角色。"), _("只能选择列出的角色。"))
    return [role for role in known if role in roles]


def _check_office(post: Post) -> None:
    if (Role.OFFICE.value in post.roles) != (post.serves is not None):
        message = _("“联席会议办公室”角色与所承担的联动机制须同时填写。")
        raise refused("E-OFFICE-LINKAGE", "serves", message, _("请选择该岗位服务于哪个联动机制。"))


def _refuse_own(uow: UnitOfWork, post: Post) -> None:
    if (
        uow.actor.person
        and Tenure.objects.filter(post=post, person=uow.actor.person, until_on__isnull=True).exists()
    ):
        raise Forbidden(_("不能改动自己的岗位。"), hint=_("请由另一位安全管理员办理。"))


def _keep_one_administrator(uow: UnitOfWork, tenure: Tenure) -> None:
    """Of each kind of administrator one working account must remain."""
    lane = lane_of(tenure.post.roles)
    if lane not in [role.value for role in ADMIN_ROLES]:
        return
    # The posts of the lane are locked, so that two administrators cannot remove each other at once.
    posts = list(Post.objects.select_for_update().filter(roles__contains=[lane]).order_by("pk"))
    others = (
        Tenure.objects.in_force_on(uow.today)
        .filter(post__in=posts, person__is_active=True)
        .exclude(person=tenure.person_id)
    )
    if not others.exists():
        message = _("这是最后一名在任的同类管理员。")
        raise refused("E-LAST-ADMIN", "person", message, _("请先任命接替者。"))
