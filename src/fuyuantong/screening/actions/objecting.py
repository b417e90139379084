"""Objection of the person concerned: taken in by the department, looked at by the publisher within 15
days, set right
within 3 working days after it holds."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.clocks.due import compute_due
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.clocks.terms import parse_term
from fuyuantong.common.refusals import Conflict, FieldError, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About
from fuyuantong.screening import kinds, policy
from fuyuantong.screening.doors import take
from fuyuantong.screening.kinds import HitState, ObjectionState
from fuyuantong.screening.models import Hit, Objection, Record
from fuyuantong.screening.trail import note

LOOK_TERM, CORRECT_TERM = "15D", "3W"
"""法释〔2017〕7号第十一、十二条: the court looks at an objection within 15 days and corrects within 3
working days."""


def object_to(
    uow: UnitOfWork, key: UUID, *, applicant: str, text: str, expected: int | None = None
) -> Objection:
    """Take in an objection to a hit and hand it to the publisher with its clock."""
    states = {HitState.WAITING, HitState.SECOND, HitState.CONFIRMED}
    hit = take(
        uow,
        Hit,
        key,
        policy.may_handle,
        states,
        expected=expected,
        words=policy.ASKERS_ONLY,
        related=("asked__item", "record"),
    )
    _require(applicant=applicant, text=text)
    if Objection.objects.filter(hit=hit, state__in=[ObjectionState.OPEN, ObjectionState.UPHELD]).exists():
        raise Conflict("E-STATE", _("这次命中已有异议在办理。"))
    made = Objection.objects.create(
        hit=hit,
        record=hit.record,
        unit_id=hit.asked.item.unit_id,
        applicant=applicant.strip(),
        text=text.strip(),
        due_on=compute_due(uow.today, parse_term(LOOK_TERM), current_calendar()).due,
        at=uow.now,
    )
    note(uow, "objected", "screening_objection", made.pk, hit=str(hit.pk), due_on=made.due_on.isoformat())
    _tell(uow, made, hit.record.unit_id, _("收到名单异议，请于 %s 前审查") % made.due_on)
    return made


def object_to_record(
    uow: UnitOfWork, key: UUID, *, applicant: str, text: str, expected: int | None = None
) -> Objection:
    """Take in an objection that reached the publisher itself (on paper, at its counter): the same clock."""
    record = take(
        uow, Record, key, policy.may_withdraw, kinds.LIVE, expected=expected, words=policy.PUBLISHERS_ONLY
    )
    _require(applicant=applicant, text=text)
    going = Q(state__in=[ObjectionState.OPEN, ObjectionState.UPHELD], hit=None)
    if Objection.objects.filter(going, record=record).exists():
        raise Conflict("E-STATE", _("这条记录已有异议在办理。"))
    made = Objection.objects.create(
        record=record,
        unit_id=record.unit_id,
        applicant=applicant.strip(),
        text=text.strip(),
        due_on=compute_due(uow.today, parse_term(LOOK_TERM), current_calendar()).due,
        at=uow.now,
    )
    data = {"record": str(record.pk), "due_on": made.due_on.isoformat()}
    note(uow, "objected", "screening_objection", made.pk, **data)
    _tell(uow, made, record.unit_id, _("收到名单异议，请于 %s 前审查") % made.due_on)
    return made


def decide_objection(
    uow: UnitOfWork, key: UUID, *, upheld: bool, answer: str, expected: int | None = None
) -> Objection:
    """The publisher decides. Where it holds, the record must be withdrawn within 3 working days
    (`withdraw` settles it)."""
    row = take(
        uow,
        Objection,
        key,
        policy.may_decide,
        {ObjectionState.OPEN},
        expected=expected,
        words=policy.PUBLISHERS_ONLY,
        related=("record",),
    )
    _require(answer=answer)
    row.state = ObjectionState.UPHELD if upheld else ObjectionState.REFUSED
    row.answer, row.decided_by, row.decided_at = answer.strip(), uow.actor.name, uow.now
    if upheld:
        row.correct_by = compute_due(uow.today, parse_term(CORRECT_TERM), current_calendar()).due
    row.version += 1
    row.save()
    note(uow, "objection_decided", "screening_objection", row.pk, upheld=upheld)
    _tell(uow, row, row.unit_id, _("名单异议：%s") % row.get_state_display())
    return row


def _require(**texts: str) -> None:
    for name, text in texts.items():
        if not text.strip():
            words = _("这一项必须填写。")
            raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer=name)])


def _tell(uow: UnitOfWork, row: Objection, unit: UUID, title: str) -> None:
    tell(
        uow,
        to_units=[unit],
        kind="screening.objection",
        title=title,
        url=reverse("screening:objection", args=[row.pk]),
        subject=About("screening_objection", row.pk),
    )
