"""排查梳理 by the host: merged, sent back, advised on, and found fit to be put before the conveners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.clocks.due import compute_due
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.refusals import Conflict, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import guarding
from fuyuantong.meetings.doors import required, rule, take_advice, take_topic
from fuyuantong.meetings.kinds import ADVISABLE, SCREENING, AdviceState, StepKind, TopicState
from fuyuantong.meetings.models import Advice, Topic
from fuyuantong.meetings.telling import tell_host, tell_units
from fuyuantong.meetings.trail import note_topic, step_topic
from fuyuantong.organs.models import Unit


def return_topic(uow: UnitOfWork, key: UUID, *, text: str, expected: int | None = None) -> Topic:
    """退回补充: the unit may change it and send it in again."""
    return _turned(uow, key, TopicState.RETURNED, StepKind.RETURNED, text, _("退回补充"), expected)


def decline_topic(uow: UnitOfWork, key: UUID, *, text: str, expected: int | None = None) -> Topic:
    """不提请, with the reason told to the unit."""
    return _turned(uow, key, TopicState.DECLINED, StepKind.DECLINED, text, _("不提请"), expected)


def screen_topic(uow: UnitOfWork, key: UUID, *, text: str, expected: int | None = None) -> Topic:
    """梳理同意提请: the office's first view goes with it to the conveners."""
    states = {TopicState.SUBMITTED, TopicState.CARRIED, TopicState.DEFERRED}
    row = take_topic(uow, key, "topic.screen", states, _("梳理"), expected=expected)
    if not text.strip():
        raise required("text", _("请填写初审意见。"))
    guarding.check({"text": text})
    row.state, row.office_view = TopicState.SCREENED, text.strip()
    row.save()
    step_topic(uow, row, StepKind.SCREENED, text=text)
    return row


def merge_topic(uow: UnitOfWork, key: UUID, *, into: UUID, expected: int | None = None) -> Topic:
    """合并议题: this one goes into another of the same host; its unit is told and attends with the other."""
    if key == into:
        raise rule("into", _("议题不能与自己合并。"))
    first, second = sorted([key, into])
    taken = {
        pk: take_topic(
            uow, pk, "topic.screen", SCREENING, _("合并"), expected=expected if pk == key else None
        )
        for pk in (first, second)
    }
    row, other = taken[key], taken[into]
    if (row.linkage, row.host_id, row.by_office) != (other.linkage, other.host_id, other.by_office):
        raise rule("into", _("只能并入同一主办单位的议题。"))
    row.state, row.merged_into = TopicState.MERGED, other
    row.save()
    other.attending.add(row.unit)
    other.save()
    step_topic(uow, row, StepKind.MERGED, text=other.title, into=str(other.pk))
    step_topic(uow, other, StepKind.MERGED, text=row.title, merged=str(row.pk))
    words = _("议题“%(title)s”已并入“%(other)s”") % {"title": row.title, "other": other.title}
    tell_units(uow, row, "topic.merged", words, [row.unit_id])
    return row


def ask_advice(
    uow: UnitOfWork,
    key: UUID,
    *,
    units: Sequence[UUID],
    due_on: date | None = None,
    text: str = "",
    expected: int | None = None,
) -> Topic:
    """征求意见 with a day to answer by, before the agenda is closed. Without `due_on` the kind's term
    counts."""
    row = take_topic(uow, key, "topic.screen", SCREENING, _("征求意见"), expected=expected)
    asked = list(Unit.objects.valid_on(uow.today).filter(pk__in=units))
    if not asked or len(asked) != len(set(units)):
        raise required("units", _("请选择征求意见的单位。"))
    term = row.kind.kind.advice
    day = due_on or (compute_due(uow.today, term, current_calendar()).due if term else None)
    if day is None:
        raise required("due_on", _("请填写反馈期限。"))
    if day < uow.today:
        raise rule("due_on", _("反馈期限 %(on)s 早于今天。") % {"on": day})
    Advice.objects.bulk_create(
        [Advice(topic=row, unit=unit, due_on=day, asked_at=uow.now) for unit in asked],
        update_conflicts=True,
        unique_fields=["topic", "unit"],
        update_fields=["due_on"],
    )
    again = row.advices.filter(unit__in=asked, state=AdviceState.LAPSED)
    again.update(state=AdviceState.WAITING)
    row.save()
    step_topic(uow, row, StepKind.ADVICE, text=text, units=[unit.name for unit in asked], due_on=str(day))
    title = _("征求议题意见：%(title)s（请于 %(due)s 前反馈）") % {"title": row.title, "due": day}
    tell_units(uow, row, "topic.advice", title, [unit.pk for unit in asked], place="#advice")
    return row


def give_advice(
    uow: UnitOfWork, key: UUID, *, text: str = "", agreed: bool = False, expected: int | None = None
) -> Advice:
    """无意见 or an opinion; from the host's post it is 代录 and marked so. Late ones are taken while they
    help."""
    row = take_advice(uow, key, expected=expected)
    if row.topic.state not in ADVISABLE:
        raise Conflict("E-STATE", _("这个议题现在不征求意见。"))
    if not agreed and not text.strip():
        raise required("text", _("请填写意见，或选择“无意见”。"))
    guarding.check({"text": text})
    row.state = AdviceState.AGREED if agreed else AdviceState.OPINION
    row.text, row.at, row.by_name = text.strip(), uow.now, uow.actor.name
    row.recorded_for = uow.actor.unit != row.unit_id
    row.save()
    note_topic(uow, "advised", row.topic, unit=str(row.unit_id), agreed=agreed, recorded_for=row.recorded_for)
    words = _("%(unit)s已反馈议题意见：%(title)s") % {"unit": row.unit, "title": row.topic.title}
    tell_host(uow, row.topic, "topic.advised", words)
    return row


def close_advice(uow: UnitOfWork, topics: Sequence[Topic]) -> None:
    """Before the agenda is closed: who has still time must have answered; whose day is past is passed over.

    Errors: E-ADVICE naming the units that may still answer.
    """
    waiting = Advice.objects.filter(topic__in=topics, state=AdviceState.WAITING).select_related(
        "unit", "topic"
    )
    still = [row for row in waiting if row.due_on >= uow.today]
    if still:
        names = "、".join(f"{row.unit}（{row.due_on}）" for row in still)
        raise Refusal(
            "E-ADVICE",
            _("还有单位没有反馈议题意见，期限未到：%(names)s。") % {"names": names},
            status=409,
            hint=_("请等待反馈、代录，或把议题移出议程。"),
        )
    waiting.update(state=AdviceState.LAPSED)


def _turned(
    uow: UnitOfWork,
    key: UUID,
    state: TopicState,
    kind: StepKind,
    text: str,
    doing: str,
    expected: int | None,
) -> Topic:
    row = take_topic(uow, key, "topic.screen", SCREENING, doing, expected=expected)
    if not text.strip():
        raise required("text", _("请说明理由。"))
    row.state, row.answer = state, text.strip()
    row.save()
    step_topic(uow, row, kind, text=text)
    words = _("议题“%(title)s”：%(state)s") % {"title": row.title, "state": state.label}
    tell_units(uow, row, f"topic.{state}", words, [row.unit_id])
    return row
