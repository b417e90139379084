"""What a new row begins with: whose it is, and how far the activity is; and the refusal of faulty cells."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.batches import remember
from fuyuantong.common.refusals import FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs.models import Linkage, Unit
from fuyuantong.registers import policy
from fuyuantong.registers.cells import Cleaned
from fuyuantong.registers.kinds import Progress, Register, RegisterKind


def first_progress(register: Register, progress: str) -> str:
    """An activity begins as planned unless it is said to be further; other registers have no progress."""
    if register.kind is not RegisterKind.ACTIVITY:
        return ""
    if progress and progress not in Progress.values:
        raise Refusal("E-CHOICE", _("进度只能是计划、已举办、已反馈。"))
    return progress or Progress.PLANNED


def owner_of(uow: UnitOfWork, register: Register, cleaned: Cleaned, fallback: UUID | None = None) -> Unit:
    """The unit a row belongs to: that of the column 归属, else the one who enters it. E-SCOPE for others'.

    `fallback` is the unit of a row that a matter writes: its definition gave the right to write it.
    """
    name = cleaned.cells.get(register.owner) if register.owner else None
    if name is not None:
        named = Unit.objects.valid_on(uow.today).filter(name=name).order_by("code")
        unit = remember(("unit named", name, uow.today), named.first)
    else:
        key = fallback or uow.actor.unit_key
        unit = remember(("row's owner", key), lambda: Unit.objects.filter(pk=key).first())
    if unit is None:
        raise NotFound
    if fallback is None and unit.pk != uow.actor.unit and not policy.keeps_all(uow.actor, register):
        sentence = f"这一行写的是{unit}，您只能录入本单位的行。"
        raise Refusal("E-SCOPE", sentence, errors=[FieldError("E-SCOPE", sentence, pointer=register.owner)])
    return unit


def linkage_of(uow: UnitOfWork, register: Register, owner: Unit) -> str:
    """The linkage whose office knows of a new row: the actor's own, else one that the owner belongs to."""
    if uow.actor.offices:
        return min(uow.actor.offices)
    return remember(("linkage of", register.linkage, owner.pk), lambda: _linkage_with(register, owner))


def _linkage_with(register: Register, owner: Unit) -> str:
    found = Linkage.objects.filter(kind=register.linkage, region=owner.region_id, valid_until=None)
    member = found.filter(members=owner).order_by("code").values_list("code", flat=True).first()
    return member or found.order_by("code").values_list("code", flat=True).first() or ""


def refuse(cleaned: Cleaned) -> None:
    if cleaned.errors:
        first = cleaned.errors[0]
        words = (
            first.message if len(cleaned.errors) == 1 else f"有 {len(cleaned.errors)} 处要改：{first.message}"
        )
        raise Refusal("E-ROW", words, errors=cleaned.errors)
