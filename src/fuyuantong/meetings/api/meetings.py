"""Meetings from 筹备 to 归档."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Query, paged, sliced, tagged, viewer
from fuyuantong.common.now import today
from fuyuantong.meetings import actions, queries
from fuyuantong.meetings.api.base import act, make, room
from fuyuantong.meetings.kinds import InvitedAs, TaskKind
from fuyuantong.meetings.schemas import inputs, outputs, showing

ORDER = ("-created_at", "-id")


@room.reads("/meetings", Listed[outputs.MeetingRow])
def meetings(request: HttpRequest, query: Query[inputs.MeetingQuery]) -> Any:
    """可见的会议，最新在前."""
    found = queries.meetings_of(
        viewer(request), state=query.state, kind=query.kind, linkage=query.linkage, words=query.words,
        year=int(query.year) if query.year else None,
    )  # fmt: skip
    return paged(found, ORDER, query, showing.meeting_row)


@room.reads("/meetings/{uuid:key}", outputs.MeetingFull)
def meeting(request: HttpRequest, key: UUID) -> Any:
    """一次会议的全部内容；ETag 为其版本."""
    shown = showing.meeting_full(queries.meeting_view(viewer(request), key))
    return tagged(shown, shown.version)


@room.reads("/meeting-decisions", Listed[outputs.DecisionRow])
def meeting_decisions(request: HttpRequest, query: Query[inputs.DecisionQuery]) -> Any:
    """议定事项台账：已印发会议的每一项议定事项及其办理阶段."""
    year = int(query.year) if query.year else None
    rows = queries.tracked(viewer(request), today(), year=year, linkage=query.linkage)
    kept = queries.narrowed(rows, standing=query.standing, unit=query.unit)
    return sliced(kept, query, showing.decision_row, key=lambda one: one.done.resolution.pk)


@room.reads("/meeting-decision-figures", outputs.DecisionFigures)
def meeting_decision_figures(request: HttpRequest, query: Query[inputs.FiguresQuery]) -> Any:
    """议定事项的统计：总数、办理情况、按期办结、各牵头单位；每个数都能按同样条件取到明细."""
    year = int(query.year) if query.year else None
    rows = queries.tracked(viewer(request), today(), year=year, linkage=query.linkage)
    return showing.figures_out(queries.figures(rows))


@room.reads("/meeting-periods", outputs.PeriodsDue)
def meeting_periods(request: HttpRequest) -> Any:
    """按周期应当召开而没有召开的会议（办公室）."""
    rows = queries.periods_due(viewer(request), today())
    return {"items": [showing.period_out(row) for row in rows]}


@room.reads("/meeting-tasks", Listed[outputs.MeetingTask])
def meeting_tasks(request: HttpRequest, query: Query[inputs.TaskQuery]) -> Any:
    """会议待办：待回执、待反馈意见、待梳理议题、待审签纪要、应开会议中的一类."""
    rows = queries.tasks_of(viewer(request), TaskKind(query.what), today())
    return sliced(rows, query, showing.task_out, key=lambda one: one.id)


@room.writes("/meetings", status=201, keyed=True)
def prepare_meeting(request: HttpRequest, body: inputs.Preparation) -> HttpResponse:
    """筹备会议：上次未议完的议题和上次纪要自动列入."""
    return make(
        request, actions.prepare, kind=body.kind, linkage=body.linkage, arrangement=body.arrangement()
    )


@room.writes("/meetings/{uuid:key}/edit", versioned=True)
def edit_meeting(request: HttpRequest, key: UUID, body: inputs.ArrangementBody) -> HttpResponse:
    """修改时间、地点、主持人."""
    return act(request, actions.edit_meeting, key, body.arrangement())


@room.writes("/meetings/{uuid:key}/topics", versioned=True)
def place_topics(request: HttpRequest, key: UUID, body: inputs.Placement) -> HttpResponse:
    """把议题列入议程."""
    return act(request, actions.place_topics, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/own-topics", keyed=True, versioned=True)
def add_topic(request: HttpRequest, key: UUID, body: inputs.TopicBody) -> HttpResponse:
    """主办单位直接增加议题."""
    return act(request, actions.add_topic, key, body.words())


@room.writes("/meetings/{uuid:key}/remove-item", versioned=True)
def remove_item(request: HttpRequest, key: UUID, body: inputs.ItemRemoval) -> HttpResponse:
    """移出议程."""
    return act(request, actions.remove_item, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/order", versioned=True)
def order_items(request: HttpRequest, key: UUID, body: inputs.ItemOrder) -> HttpResponse:
    """调整议程次序."""
    return act(request, actions.order_items, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/invitations", versioned=True)
def invite(request: HttpRequest, key: UUID, body: inputs.Inviting) -> HttpResponse:
    """确定参会单位."""
    return act(
        request, actions.invite, key, units=body.units, invited_as=InvitedAs(body.invited_as),
        rank_wanted=body.rank_wanted,
    )  # fmt: skip


@room.writes("/meetings/{uuid:key}/uninvite", versioned=True)
def uninvite(request: HttpRequest, key: UUID, body: inputs.Uninviting) -> HttpResponse:
    """取消参会单位."""
    return act(request, actions.uninvite, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/ask-consent", versioned=True)
def ask_consent(request: HttpRequest, key: UUID, body: inputs.MeetingRemarkText) -> HttpResponse:
    """请示召集人."""
    return act(request, actions.ask_consent, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/consent", versioned=True)
def record_consent(request: HttpRequest, key: UUID, body: inputs.Consent) -> HttpResponse:
    """登记第一召集人（召集人）同意."""
    return act(request, actions.record_consent, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/refuse-consent", versioned=True)
def refuse_consent(request: HttpRequest, key: UUID, body: inputs.ConsentRefusal) -> HttpResponse:
    """登记退回修改."""
    return act(request, actions.refuse_consent, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/notify", versioned=True)
def notify(request: HttpRequest, key: UUID, body: inputs.MeetingRemarkText) -> HttpResponse:
    """发会议通知."""
    return act(request, actions.notify, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/postpone", versioned=True)
def postpone(request: HttpRequest, key: UUID, body: inputs.Postponement) -> HttpResponse:
    """改期."""
    return act(request, actions.postpone, key, body.arrangement(), text=body.text)


@room.writes("/meetings/{uuid:key}/cancel", versioned=True)
def cancel_meeting(request: HttpRequest, key: UUID, body: inputs.MeetingReason) -> HttpResponse:
    """取消会议，议题待下次."""
    return act(request, actions.cancel, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/chase", body=False, versioned=True)
def chase(request: HttpRequest, key: UUID) -> HttpResponse:
    """催报回执和材料."""
    return act(request, actions.chase, key)
