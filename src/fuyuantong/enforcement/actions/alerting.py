"""Alerts: raised where a rule holds, closed by themselves where it no longer does, reviewed with reasons."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement import kinds, policy, rules
from fuyuantong.enforcement.doors import take
from fuyuantong.enforcement.kinds import AlertState
from fuyuantong.enforcement.models import Alert, Case, Measure
from fuyuantong.enforcement.protection import listed_of
from fuyuantong.enforcement.trail import note
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About


def watch_case(uow: UnitOfWork, case: Case) -> int:
    """Compare the standing measures of a case with the rules; returns how many alerts were raised.

    Level-triggered: run twice it changes nothing. What a person found justified stays so while the figure
    stays; an open alert whose rule no longer holds is closed as corrected.
    """
    standing = list(
        Measure.objects.filter(case=case, state__in=kinds.STANDING).select_related("case", "party", "asset")
    )
    broken = rules.broken_in_case(standing, listed_of(standing, uow.today))
    held = {(key, rule): figure for key, found in broken.items() for rule, figure in found}
    known = Alert.objects.select_for_update(of=("self",)).filter(measure__case=case).order_by("at", "id")
    latest: dict[tuple[UUID, str], Alert] = {(a.measure_id, a.rule): a for a in known}
    raised = [
        _raise(uow, key, rule, figure)
        for (key, rule), figure in held.items()
        if _new(latest.get((key, rule)), figure)
    ]
    for pair, alert in latest.items():
        if alert.state in kinds.OPEN_ALERTS and alert.rule != kinds.COMPLAINT and pair not in held:
            alert.state, alert.closed_at, alert.version = AlertState.CORRECTED, uow.now, alert.version + 1
            alert.save()
            note(uow, "alert_corrected", "measure_alert", alert.pk)
    if raised:
        tell(
            uow,
            to_units=[case.court_id],
            kind="enforcement.alert",
            title=_("控制措施有 %(n)s 项预警待复核：%(case)s") % {"n": len(raised), "case": case.case_no},
            url=reverse("enforcement:case", args=[case.pk]),
            subject=About("enforcement_case", case.pk),
        )
    return len(raised)


def _new(before: Alert | None, figure: str) -> bool:
    if before is None or before.state == AlertState.CORRECTED:
        return True
    return before.state == AlertState.JUSTIFIED and before.figure != figure


def _raise(uow: UnitOfWork, measure: UUID, rule: str, figure: str, text: str = "") -> Alert:
    alert = Alert.objects.create(
        measure_id=measure,
        rule=rule,
        figure=figure,
        text=text,
        rules_version=kinds.rules_version(),
        at=uow.now,
    )
    note(uow, "alert_raised", "measure_alert", alert.pk, rule=rule)
    return alert


def complain(uow: UnitOfWork, measure: UUID, *, text: str) -> Alert:
    """A person or company says that a measure goes too far; the court takes it in, or the procuratorate."""
    row = Measure.objects.visible_to(uow.actor).filter(pk=measure).select_related("case").first()
    if row is None:
        raise NotFound
    if not policy.may_complain(uow.actor, row):
        raise Forbidden(str(policy.COURTS_ONLY))
    if not text.strip():
        words = _("请写明反映的问题。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="text")])
    if Alert.objects.filter(measure=row, rule=kinds.COMPLAINT, state__in=kinds.OPEN_ALERTS).exists():
        raise Conflict("E-STATE", _("这项措施已有一件反映正在复核。"))
    alert = _raise(uow, row.pk, kinds.COMPLAINT, "", text.strip())
    tell(
        uow,
        to_units=[row.case.court_id],
        kind="enforcement.alert",
        title=_("有人反映控制措施不当，请复核：%s") % row.case.case_no,
        url=reverse("enforcement:alert", args=[alert.pk]),
        subject=About("measure_alert", alert.pk),
    )
    return alert


def decide_alert(
    uow: UnitOfWork, key: UUID, *, justified: bool, answer: str, expected: int | None = None
) -> Alert:
    """The court's review: the measure is right, with reasons; or it is to be corrected (and the alert closes
    when the rule no longer holds; a complaint when the court says that it is done)."""
    states = {AlertState.OPEN, AlertState.CORRECTING}
    alert = take(uow, Alert, key, policy.may_review, states, expected=expected, words=policy.COURTS_ONLY)
    if not answer.strip():
        words = _("请写明复核意见。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="text")])
    done = not justified and alert.state == AlertState.CORRECTING
    if done and alert.rule != kinds.COMPLAINT:
        raise Conflict("E-STATE", _("请先解除或变更措施；条件不再成立时自动记为已纠正。"))
    alert.state = (
        AlertState.JUSTIFIED if justified else AlertState.CORRECTED if done else AlertState.CORRECTING
    )
    alert.answer, alert.decided_by, alert.decided_at = answer.strip(), uow.actor.name, uow.now
    alert.closed_at = uow.now if alert.state != AlertState.CORRECTING else None
    alert.save()
    note(uow, "alert_decided", "measure_alert", alert.pk, state=str(alert.state))
    return alert
