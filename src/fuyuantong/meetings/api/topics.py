"""议题: applied for, screened, advised on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Query, paged, tagged, viewer
from fuyuantong.meetings import actions, queries
from fuyuantong.meetings.api.base import act, make, room
from fuyuantong.meetings.schemas import inputs, outputs, showing

ORDER = ("-created_at", "-id")


@room.reads("/topics", Listed[outputs.TopicRow])
def topics(request: HttpRequest, query: Query[inputs.TopicQuery]) -> Any:
    """可见的议题，最新在前."""
    found = queries.topics_of(viewer(request), state=query.state, linkage=query.linkage, words=query.words)
    return paged(found, ORDER, query, showing.topic_row)


@room.reads("/topics/{uuid:key}", outputs.TopicFull)
def topic(request: HttpRequest, key: UUID) -> Any:
    """一个议题的全部内容；ETag 为其版本."""
    shown = showing.topic_full(queries.topic_view(viewer(request), key))
    return tagged(shown, shown.version)


@room.writes("/topics", status=201, keyed=True)
def propose(request: HttpRequest, body: inputs.Proposal) -> HttpResponse:
    """议题申请."""
    return make(
        request, actions.propose, body.words(), kind=body.kind, linkage=body.linkage, host=body.host,
        submit=body.submit,
    )  # fmt: skip


@room.writes("/topics/{uuid:key}/edit", versioned=True)
def edit_topic(request: HttpRequest, key: UUID, body: inputs.TopicBody) -> HttpResponse:
    """修改议题：报送前由提报单位，报送后由主办单位拟定协商."""
    return act(request, actions.edit_topic, key, body.words())


@room.writes("/topics/{uuid:key}/submit", versioned=True)
def submit_topic(request: HttpRequest, key: UUID, body: inputs.TopicSubmission) -> HttpResponse:
    """报送议题."""
    return act(request, actions.submit_topic, key, **body.model_dump())


@room.writes("/topics/{uuid:key}/withdraw", versioned=True)
def withdraw_topic(request: HttpRequest, key: UUID, body: inputs.MeetingReason) -> HttpResponse:
    """撤回议题."""
    return act(request, actions.withdraw_topic, key, **body.model_dump())


@room.writes("/topics/{uuid:key}/return", versioned=True)
def return_topic(request: HttpRequest, key: UUID, body: inputs.MeetingReason) -> HttpResponse:
    """退回补充."""
    return act(request, actions.return_topic, key, **body.model_dump())


@room.writes("/topics/{uuid:key}/decline", versioned=True)
def decline_topic(request: HttpRequest, key: UUID, body: inputs.MeetingReason) -> HttpResponse:
    """不提请."""
    return act(request, actions.decline_topic, key, **body.model_dump())


@room.writes("/topics/{uuid:key}/screen", versioned=True)
def screen_topic(request: HttpRequest, key: UUID, body: inputs.MeetingReason) -> HttpResponse:
    """梳理同意提请，填写初审意见."""
    return act(request, actions.screen_topic, key, **body.model_dump())


@room.writes("/topics/{uuid:key}/merge", versioned=True)
def merge_topic(request: HttpRequest, key: UUID, body: inputs.TopicMerging) -> HttpResponse:
    """并入另一个议题."""
    return act(request, actions.merge_topic, key, **body.model_dump())


@room.writes("/topics/{uuid:key}/advice", keyed=True, versioned=True)
def ask_advice(request: HttpRequest, key: UUID, body: inputs.AdviceAsked) -> HttpResponse:
    """就议题征求单位意见，限期反馈."""
    return act(request, actions.ask_advice, key, **body.model_dump())


@room.writes("/topic-advices/{uuid:key}/answer", versioned=True)
def give_advice(request: HttpRequest, key: UUID, body: inputs.AdviceGiven) -> HttpResponse:
    """反馈议题意见，或无意见（主办单位可代录）."""
    return act(request, actions.give_advice, key, **body.model_dump())
