"""Making packs: one act, one pack for every unit; a newer one replaces what has not come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.ids import new_id
from fuyuantong.common.refusals import FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.kinds import ObligationState
from fuyuantong.matters.models import Feedback, Obligation
from fuyuantong.organs.models import Linkage, Unit
from fuyuantong.packs import policy
from fuyuantong.packs.codes import new_code
from fuyuantong.packs.doors import take_pack
from fuyuantong.packs.kinds import ROWS_MOST, PackState
from fuyuantong.packs.models import Pack, PackRow
from fuyuantong.packs.planning import latest
from fuyuantong.packs.queries import form_of, packable
from fuyuantong.packs.trail import note

AT_ONCE = 1000


def make_packs(
    uow: UnitOfWork,
    *,
    linkage: str,
    units: Sequence[UUID],
    title: str,
    due_on: date,
    remark: str = "",
    form: UUID | None = None,
) -> list[Pack]:
    """Put the open tasks of each unit into a pack of its own.

    Errors: E-FORBIDDEN (not this linkage's office); E-REQUIRED, E-RULE (no unit, a day gone by, a unit
    without open tasks).
    """
    found = Linkage.objects.filter(code=linkage).first()
    if found is None:
        raise NotFound
    if not policy.may_make(uow.actor, linkage):
        raise Forbidden(str(policy.OFFICE_ONLY))
    own = form_of(uow.actor, form, linkage) if form else None
    if due_on < uow.today:
        raise _refused("E-RULE", _("返回期限 %s 早于今天。") % due_on, "due_on")
    if not units:
        raise _refused("E-REQUIRED", _("请选择至少一个单位。"), "units")
    rows = packable(uow.actor, linkage).filter(owner__in=list(units))
    owed: dict[UUID, list[Obligation]] = {}
    for row in rows.select_related("matter").order_by("due_on", "pk"):
        owed.setdefault(row.owner_id, []).append(row)
    named = list(Unit.objects.filter(pk__in=list(units)).in_protocol_order())
    _check(named, owed)
    last = latest([row.pk for own in owed.values() for row in own])
    common = {
        "bundle": new_id(), "linkage": linkage, "region": found.region_id, "form": own, "due_on": due_on,
        "remark": remark.strip(), "by_name": uow.actor.name, "by_unit_name": uow.actor.unit_name,
        "at": uow.now,
    }  # fmt: skip
    return [
        _make(uow, Pack(**common, unit=unit, title=f"{title.strip()}（{unit}）"[:200]), owed[unit.pk], last)
        for unit in named
    ]


def _check(units: Sequence[Unit], owed: Mapping[UUID, Sequence[Obligation]]) -> None:
    empty = [str(unit) for unit in units if not owed.get(unit.pk)]
    if not units or empty:
        raise _refused("E-RULE", _("没有未办结任务的单位：%s。") % "、".join(empty[:10]), "units")
    big = [str(unit) for unit in units if len(owed[unit.pk]) > ROWS_MOST]
    if big:
        raise _refused(
            "E-RULE", _("任务超过 %(n)d 项：%(units)s。") % {"n": ROWS_MOST, "units": "、".join(big)}, "units"
        )


def _make(uow: UnitOfWork, pack: Pack, owed: Sequence[Obligation], last: Mapping[UUID, Feedback]) -> Pack:
    pack.code, pack.count = new_code(), len(owed)
    pack.save(force_insert=True)
    rows = [_row(pack, place, row, last.get(row.pk)) for place, row in enumerate(owed, start=1)]
    PackRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    older = Pack.objects.filter(unit=pack.unit, linkage=pack.linkage, state=PackState.OUT).exclude(pk=pack.pk)
    replaced = [str(key) for key in older.values_list("pk", flat=True)]
    older.update(state=PackState.REPLACED, replaced_by=pack)
    note(uow, "made", pack.pk, region=pack.region, unit=str(pack.unit_id), count=len(rows), replaced=replaced)
    return pack


def _row(pack: Pack, place: int, row: Obligation, last: Feedback | None) -> PackRow:
    """The task as it stands, in the words that are printed."""
    said = (
        [
            last.text,
            last.problems and f"问题：{last.problems}",
            last.next_steps and f"下步：{last.next_steps}",
        ]
        if last
        else []
    )
    shown = {
        "place": row.ordinal or str(place),
        "title": row.title,
        "content": row.content,
        "source": row.matter.number or row.matter.source[:120],
        "due": row.due_on.isoformat() if row.due_on else "",
        "state": str(ObligationState(row.state).label),
        "last": "\n".join(part for part in said if part),
        "signed_on": row.signed_on.isoformat() if row.signed_on else "",
        "said_progress": last.text if last else "",
        "said_problems": last.problems if last else "",
        "said_next_steps": last.next_steps if last else "",
    }
    return PackRow(
        pack=pack, obligation=row, place=place, version=row.version, state=row.state,
        last=last.pk if last else None, shown=shown,
    )  # fmt: skip


def withdraw_pack(uow: UnitOfWork, key: UUID, *, reason: str, expected: int | None = None) -> Pack:
    """作废 a pack that went out by mistake: it can be filled in, and not brought back."""
    pack = take_pack(uow, key, expected=expected)
    if not reason.strip():
        raise _refused("E-REQUIRED", _("请填写原因。"), "reason")
    pack.state = PackState.WITHDRAWN
    pack.version += 1
    pack.save(update_fields=["state", "version"])
    note(uow, "withdrawn", pack.pk, region=pack.region, unit=str(pack.unit_id), reason=reason.strip()[:200])
    return pack


def _refused(code: str, words: str, pointer: str) -> Refusal:
    return Refusal(code, words, errors=[FieldError(code, words, pointer=pointer)])
