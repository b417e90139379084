"""Measures: taken (through a source or entered from paper), renewed, released, over by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.actors import NOBODY, SYSTEM
from fuyuantong.common.now import day_of
from fuyuantong.common.refusals import Conflict, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.documents.actions import receive_upload
from fuyuantong.enforcement import kinds, policy, rules
from fuyuantong.enforcement.actions.alerting import watch_case
from fuyuantong.enforcement.actions.cases import OPEN, wrong
from fuyuantong.enforcement.actions.inquiring import defer_calls
from fuyuantong.enforcement.doors import take
from fuyuantong.enforcement.kinds import Act, CallState, MeasureState, SourceState
from fuyuantong.enforcement.models import Asset, Call, Case, Measure, Party, Source
from fuyuantong.enforcement.protection import listed
from fuyuantong.enforcement.trail import note
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About

PAPERS = frozenset({"pdf", "ofd", "docx", "png", "jpg", "jpeg"})


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A measure as it is asked for. `source`: who carries it out through the system; without one it was
    carried out on paper and is entered. `ends_on` none: the longest term."""

    party: UUID
    act: str
    klass: str
    title: str
    value: Decimal
    ruling: str
    starts_on: date
    asset: UUID | None = None
    source: UUID | None = None
    divisible: bool = True
    owner: str = "debtor"
    fund: str = "plain"
    housing: bool = False
    ends_on: date | None = None


def take_measure(uow: UnitOfWork, case: UUID, told: NewMeasure, file: UploadedFile[Any]) -> Measure:
    """Take one measure on an uploaded ruling.

    E-MEASURE-PROTECTED: funds that no measure may touch (“三保”, 扶贫, 正常运转). E-MEASURE-SOURCE: that
    source does not carry out measures for this class. Everything else that looks wrong becomes an alert,
    not a stop.
    """
    row = take(uow, Case, case, policy.may_handle, OPEN, words=policy.COURTS_ONLY)
    party = Party.objects.filter(pk=told.party, case=row).first()
    asset = Asset.objects.filter(pk=told.asset, call__inquiry__case=row).first() if told.asset else None
    if party is None or (told.asset and asset is None):
        raise NotFound
    _check(told)
    _spare(uow, told, asset)
    source = _source(uow, row, told) if told.source else None
    stored = receive_upload(uow, file, allow=PAPERS)
    ends_on = told.ends_on or rules.longest_end(told.klass, told.starts_on)
    measure = Measure.objects.create(
        case=row,
        party=party,
        asset=asset,
        source=source,
        act=told.act,
        klass=told.klass,
        title=told.title.strip(),
        value=told.value,
        divisible=told.divisible,
        owner=told.owner,
        fund=told.fund,
        housing=told.housing,
        ruling=told.ruling.strip(),
        file=stored,
        starts_on=told.starts_on,
        ends_on=ends_on,
        state=MeasureState.PENDING if source else MeasureState.ACTIVE,
        by_name=uow.actor.name,
        at=uow.now,
    )
    note(
        uow,
        "measure_taken",
        "control_measure",
        measure.pk,
        act=told.act,
        klass=told.klass,
        digest=stored.sha256,
    )
    if source is not None:
        _call(uow, measure, source, told.act, ends_on)
    watch_case(uow, row)
    return measure


def _spare(uow: UnitOfWork, told: NewMeasure, asset: Asset | None) -> None:
    """Funds that no measure may touch: as the clerk says, as the source answered, as the register holds."""
    words = _("扶贫资金、“三保”资金和维持正常运转的资金不得冻结、扣划，请改用其他财产。")
    if any(rules.untouchable(fund) for fund in {told.fund, asset.fund if asset else "plain"}):
        raise wrong("E-MEASURE-PROTECTED", words, "fund")
    known = listed(told.title, asset.reference if asset else "", uow.today)
    if rules.untouchable(known.fund):
        where = _("这个账户登记在专项资金保护账户台账：%s。") % known.account
        raise wrong("E-MEASURE-PROTECTED", where + words, "title")


def _check(told: NewMeasure) -> None:
    known = kinds.asset_classes()
    if told.act not in kinds.TAKING:
        raise wrong("E-MEASURE-ACT", _("措施应为冻结、查封或扣押。"), "act")
    if told.klass not in known or known[told.klass].nature == "信息":
        raise wrong("E-ASSET-CLASS", _("请从财产类别中选择。"), "klass")
    if told.value < 0:
        raise wrong("E-RANGE", _("估值不能为负数。"), "value")
    if told.ends_on is not None and told.ends_on < told.starts_on:
        raise wrong("E-DATE", _("届满日早于起始日。"), "ends_on")


def _source(uow: UnitOfWork, case: Case, told: NewMeasure) -> Source:
    source = Source.objects.filter(pk=told.source or NOBODY, court_id=case.court_id).first()
    if source is None:
        raise NotFound
    able = source.state == SourceState.AGREED and source.valid_until >= uow.today and source.controls
    if not able or told.klass not in source.classes:
        raise wrong("E-MEASURE-SOURCE", _("与这个单位的协议不包括办理这类财产的控制。"), "source")
    return source


def _call(uow: UnitOfWork, measure: Measure, source: Source, act: str, until: date | None) -> None:
    """One request at a time: the next waits for the receipt of the one before."""
    if Call.objects.filter(measure=measure, state__in=[*kinds.OPEN_CALLS, *kinds.UNANSWERED]).exists():
        raise Conflict("E-STATE", _("上一项请求还没有回执，请先等待或核实。"))
    call = Call.objects.create(
        source=source,
        measure=measure,
        act=act,
        classes=[measure.klass],
        until_on=until,
        next_at=uow.now,
        due_at=uow.now + timedelta(hours=source.sla_hours),
        by_name=uow.actor.name,
        at=uow.now,
    )
    defer_calls(uow, f"{call.pk}:0", [call.pk])


def renew_measure(
    uow: UnitOfWork, key: UUID, *, ends_on: date | None = None, expected: int | None = None
) -> Measure:
    """Renew a standing measure before it is over (E-DATE afterwards); through the source where there is
    one."""
    measure = take(
        uow,
        Measure,
        key,
        policy.may_control,
        {MeasureState.ACTIVE},
        expected=expected,
        words=policy.COURTS_ONLY,
    )
    if measure.ends_on < uow.today:
        raise Refusal("E-DATE", _("措施已经届满，不能续行，只能重新采取。"))
    until = ends_on or rules.longest_end(measure.klass, uow.today)
    if until <= measure.ends_on:
        raise wrong("E-DATE", _("续行后的届满日应晚于现在的届满日。"), "ends_on")
    note(uow, "measure_renewing", "control_measure", measure.pk, until=until.isoformat())
    if measure.source is not None:
        measure.save()
        _call(uow, measure, measure.source, Act.RENEW, until)
    else:
        _renewed(uow, measure, until)
    return measure


def _renewed(uow: UnitOfWork, measure: Measure, until: date) -> None:
    measure.ends_on, measure.renewed_on, measure.warned = until, uow.today, []
    measure.renewals += 1
    measure.save()
    watch_case(uow, measure.case)


def release_measure(uow: UnitOfWork, key: UUID, *, why: str, expected: int | None = None) -> Measure:
    """Release a measure; through the source where there is one, and then over with its receipt."""
    measure = take(
        uow,
        Measure,
        key,
        policy.may_control,
        {MeasureState.ACTIVE},
        expected=expected,
        words=policy.COURTS_ONLY,
    )
    if not why.strip():
        raise wrong("E-REQUIRED", _("请写明解除的理由。"), "text")
    measure.why = why.strip()[:300]
    measure.save()
    note(uow, "measure_releasing", "control_measure", measure.pk)
    if measure.source is not None:
        _call(uow, measure, measure.source, Act.RELEASE, None)
    else:
        _over(uow, measure, MeasureState.RELEASED)
    return measure


def _over(uow: UnitOfWork, measure: Measure, state: str) -> None:
    measure.state, measure.ended_on, measure.version = state, uow.today, measure.version + 1
    measure.save()
    note(uow, "measure_ended", "control_measure", measure.pk, state=str(state))
    watch_case(uow, measure.case)


def carried_out(uow: UnitOfWork, measure: Measure, call: Call) -> None:
    """A request for control is over: the measure stands, is renewed or released only with the receipt."""
    if call.state == CallState.DONE:
        measure.receipt = call.receipt
        if call.act in kinds.TAKING:
            measure.state, measure.version = MeasureState.ACTIVE, measure.version + 1
            measure.save()
        elif call.act == Act.RENEW and call.until_on is not None:
            _renewed(uow, measure, call.until_on)
        elif call.act == Act.RELEASE:
            _over(uow, measure, MeasureState.RELEASED)
    elif call.act in kinds.TAKING and call.state == CallState.REFUSED:
        measure.why = call.reason
        _over(uow, measure, MeasureState.REFUSED)
    _tell(
        uow,
        measure,
        _("%(act)s：%(state)s，%(title)s")
        % {
            "act": call.get_act_display(),
            "state": call.get_state_display(),
            "title": measure.case.case_no,
        },
    )


def _tell(uow: UnitOfWork, measure: Measure, title: str, *, merge: str = "") -> None:
    tell(
        uow,
        to_units=[measure.case.court_id],
        kind="enforcement.measure",
        title=title,
        merge=merge,
        url=reverse("enforcement:measure", args=[measure.pk]),
        subject=About("control_measure", measure.pk),
    )


def tick_measures(now: datetime) -> None:
    """What is over lapses; what is about to be over is said 30 and 7 days before (level-triggered)."""
    today = day_of(now)
    horizon = today + timedelta(days=max(kinds.warning_days()))
    rows = Measure.objects.filter(state__in=kinds.STANDING, ends_on__lte=horizon).order_by("ends_on")
    for key, ends_on, warned in list(rows.values_list("pk", "ends_on", "warned")[:500]):
        if ends_on >= today and all(d in warned for d in kinds.warning_days() if (ends_on - today).days <= d):
            continue
        with unit_of_work(SYSTEM, now=now) as uow:
            _tick(uow, key)


def _tick(uow: UnitOfWork, key: UUID) -> None:
    measure = Measure.objects.select_for_update(of=("self",)).select_related("case", "party").get(pk=key)
    left = (measure.ends_on - uow.today).days
    if measure.state not in kinds.STANDING:
        return
    if left < 0:
        _over(uow, measure, MeasureState.LAPSED)
        _tell(uow, measure, _("控制措施期满失效：%s") % measure.case.case_no)
        return
    passed = [days for days in kinds.warning_days() if left <= days and days not in measure.warned]
    if passed:
        measure.warned = [*measure.warned, *passed]
        measure.save(update_fields=["warned"])
        title = _("控制措施还有 %(days)s 日届满，需要续行的请在届满前办理：%(case)s")
        _tell(
            uow,
            measure,
            title % {"days": left, "case": measure.case.case_no},
            merge=f"{measure.pk}:{min(passed)}",
        )
