"""回执, 签到, 议定, 纪要, 批示, 归档."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Receipt, perform, viewer
from fuyuantong.documents.models import Attachment
from fuyuantong.documents.serving import download_response
from fuyuantong.meetings import actions
from fuyuantong.meetings.api.base import act, again, make, room
from fuyuantong.meetings.kinds import Outcome, ReplyState
from fuyuantong.meetings.queries.papers import paper_of
from fuyuantong.meetings.schemas import inputs


@room.writes("/meeting-invitations/{uuid:key}/reply", versioned=True)
def reply(request: HttpRequest, key: UUID, body: inputs.InvitationReply) -> HttpResponse:
    """回执：参加、委派他人参加或请假（主办单位可代录）."""
    return act(
        request, actions.reply, key, answer=ReplyState(body.answer), text=body.text,
        people=[one.coming() for one in body.people],
    )  # fmt: skip


@room.writes("/meetings/{uuid:key}/attendance", versioned=True)
def sign_in(request: HttpRequest, key: UUID, body: inputs.Attendance) -> HttpResponse:
    """登记签到."""
    added = {one.invitation: [person.coming() for person in one.people] for one in body.added}
    return act(request, actions.sign_in, key, came=body.came, added=added)


@room.writes("/meetings/{uuid:key}/hold", versioned=True)
def hold_meeting(request: HttpRequest, key: UUID, body: inputs.Holding) -> HttpResponse:
    """登记召开."""
    return act(request, actions.hold, key, **body.model_dump())


@room.writes("/agenda-items/{uuid:key}/decision", versioned=True)
def decide_item(request: HttpRequest, key: UUID, body: inputs.ItemDecision) -> HttpResponse:
    """登记一项议题的结果和议定事项."""
    return act(
        request, actions.decide, key, outcome=Outcome(body.outcome), text=body.text, dissent=body.dissent,
        resolutions=[one.words() for one in body.resolutions],
    )  # fmt: skip


@room.writes("/meetings/{uuid:key}/minutes", versioned=True)
def write_minutes(request: HttpRequest, key: UUID, body: inputs.MinutesText) -> HttpResponse:
    """起草或修改纪要；正文留空由议定结果生成."""
    return act(request, actions.write_minutes, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/minutes/submit", versioned=True)
def submit_minutes(request: HttpRequest, key: UUID, body: inputs.MeetingRemarkText) -> HttpResponse:
    """纪要送审."""
    return act(request, actions.submit_minutes, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/minutes/send-back", versioned=True)
def send_back_minutes(request: HttpRequest, key: UUID, body: inputs.MeetingReason) -> HttpResponse:
    """纪要退改."""
    return act(request, actions.send_back_minutes, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/minutes/sign", versioned=True)
def sign_minutes(request: HttpRequest, key: UUID, body: inputs.MinutesSigned) -> HttpResponse:
    """审签纪要（领导本岗，或主办单位登记）."""
    return act(request, actions.sign_minutes, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/minutes/issue", keyed=True, versioned=True)
def issue_minutes(request: HttpRequest, key: UUID, body: inputs.MinutesIssued) -> HttpResponse:
    """印发纪要：议定事项逐项成为事项交办，或一项也不交办."""
    return act(request, actions.issue_minutes, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/remarks", keyed=True, versioned=True)
def remark_meeting(request: HttpRequest, key: UUID, body: inputs.LeaderRemark) -> HttpResponse:
    """登记领导批示."""
    return act(request, actions.remark, key, **body.model_dump())


@room.writes("/meetings/{uuid:key}/archive", versioned=True)
def archive_meeting(request: HttpRequest, key: UUID, body: inputs.Archiving) -> HttpResponse:
    """立卷归档."""
    return act(request, actions.archive, key, **body.model_dump())


@room.writes("/meeting-checks", status=201, keyed=True)
def check_year(request: HttpRequest, body: inputs.YearlyCheck) -> HttpResponse:
    """部署年度检查：全年议定事项成为检查清单，各牵头单位限期自查."""
    return make(request, actions.start_check, **body.model_dump())


@room.uploads("/meetings/{uuid:key}/papers", {"label": "材料名称"})
def add_meeting_paper(request: HttpRequest, key: UUID) -> HttpResponse:
    """上传会议材料."""
    return _added(
        request, lambda uow: actions.add_paper(uow, key, request.FILES.get("file"), label=_label(request))
    )


@room.uploads("/agenda-items/{uuid:key}/papers", {"label": "材料名称"})
def add_item_paper(request: HttpRequest, key: UUID) -> HttpResponse:
    """上传一项议题的材料."""
    return _added(
        request,
        lambda uow: actions.add_item_paper(uow, key, request.FILES.get("file"), label=_label(request)),
    )


@room.downloads("/meetings/{uuid:key}/papers/{uuid:number}", "*/*")
def get_meeting_paper(request: HttpRequest, key: UUID, number: UUID) -> Any:
    """下载一份会议材料."""
    return download_response(paper_of(viewer(request), key, number).file)


def _label(request: HttpRequest) -> str:
    return str(request.POST.get("label", ""))[:120]


def _added(request: HttpRequest, work: Any) -> HttpResponse:
    def run(uow: Any) -> Receipt:
        made: Attachment = work(uow)
        return Receipt(id=made.pk, kind="attachment")

    return perform(request, run, again=again, status=201)
