"""After the meeting: 批示 recorded, 立卷归档, and the yearly check of all decisions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import guarding
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Matter
from fuyuantong.matters.policy import may_open
from fuyuantong.meetings.doors import required, rule, take_meeting
from fuyuantong.meetings.kinds import HELD_STATES, MeetingState, PartyRole, StepKind
from fuyuantong.meetings.models import Meeting, Remark, Resolution
from fuyuantong.meetings.queries.telling import named
from fuyuantong.meetings.trail import step_meeting
from fuyuantong.organs.models import Linkage

CHECK = "resolution-check"
"""The mechanism under which decisions are checked once a year (S3 组(三))."""


def remark(
    uow: UnitOfWork,
    key: UUID,
    *,
    leader: str,
    remarked_on: date,
    text: str,
    proposal: str = "",
    expected: int | None = None,
) -> Meeting:
    """登记批示: a leader's words on the meeting's papers. Words on how a pending case is to be decided are
    refused."""
    row = take_meeting(uow, key, HELD_STATES, _("登记批示"), expected=expected)
    if not leader.strip():
        raise required("leader", _("请填写批示领导。"))
    if not text.strip():
        raise required("text", _("请填写批示内容。"))
    guarding.check({"text": text, "proposal": proposal})
    if remarked_on > uow.today:
        raise rule("remarked_on", _("日期 %(on)s 晚于今天。") % {"on": remarked_on})
    Remark.objects.create(
        meeting=row, leader=leader.strip()[:60], remarked_on=remarked_on, text=text.strip(),
        proposal=proposal.strip(), by_name=uow.actor.name, at=uow.now,
    )  # fmt: skip
    row.save()
    step_meeting(uow, row, StepKind.REMARKED, remarked_on, decided_by=leader)
    return row


def archive(uow: UnitOfWork, key: UUID, *, volume: str, expected: int | None = None) -> Meeting:
    """立卷归档: from now on nothing of the meeting changes but what is owed under it."""
    row = take_meeting(uow, key, {MeetingState.ISSUED}, _("归档"), expected=expected)
    if not volume.strip():
        raise required("volume", _("请填写案卷号。"))
    row.state, row.volume = MeetingState.ARCHIVED, volume.strip()[:60]
    row.save()
    step_meeting(uow, row, StepKind.ARCHIVED, reference=row.volume)
    return row


def start_check(uow: UnitOfWork, *, linkage: str, year: int, due_on: date) -> Matter:
    """年度检查: one matter with the list of all decisions of the year; every lead owes its self-check by
    `due_on`.

    Errors: E-FORBIDDEN for who is not the office; E-REQUIRED when the year has no decisions; E-RULE for
    the day.
    """
    where = Linkage.objects.filter(code=linkage, valid_until=None).first()
    if where is None:
        raise NotFound
    if not may_open(uow.actor, linkage):
        raise Forbidden(_("年度检查由联席会议办公室部署，您现在的岗位不能办理。"))
    if due_on < uow.today:
        raise rule("due_on", _("报送截止日 %(on)s 早于今天。") % {"on": due_on})
    rows = list(decisions_of(linkage, year))
    if not rows:
        raise required("year", _("%(year)d 年没有已交办的议定事项。") % {"year": year})
    leads = {p.unit_id: None for row in rows for p in row.parties.all() if p.role == PartyRole.LEAD}
    lines = [
        {
            "序号": str(n),
            "决议事项": f"{row.text}（{row.item.meeting.minutes_number}）",
            "责任单位": "、".join(named(row, PartyRole.LEAD)),
            "完成时限": row.due_on.isoformat() if row.due_on else "",
        }
        for n, row in enumerate(rows, 1)
    ]
    matter = open_matter(
        uow,
        Opening(mechanism=CHECK, linkage=linkage,
                title=_("%(year)d年会议议定事项执行情况检查") % {"year": year},
                values={"检查年度": year, "检查范围": f"{year}年会议议定事项 {len(rows)} 项"}),
    )  # fmt: skip
    data = {
        "检查年度": year,
        "检查范围": f"{year}年会议议定事项 {len(rows)} 项",
        "检查清单": [{key: value for key, value in line.items() if value} for line in lines],
        "报送截止日": due_on.isoformat(),
        "成员单位": [str(pk) for pk in leads],
    }
    act(uow, matter.pk, "部署检查", data=data)
    meetings = {row.item.meeting_id: row.item.meeting for row in rows}
    for meeting in meetings.values():
        meeting.version += 1
        meeting.save(update_fields=["version"])
        step_meeting(uow, meeting, StepKind.CHECKED, matter=str(matter.pk))
    return matter


def decisions_of(linkage: str, year: int) -> list[Resolution]:
    """Decisions handed out by the linkage's office in meetings held that year."""
    rows = Resolution.objects.filter(
        item__meeting__linkage=linkage, item__meeting__by_office=True, item__meeting__held_on__year=year,
        matter__isnull=False,
    )  # fmt: skip
    return list(
        rows.select_related("item__meeting")
        .prefetch_related("parties__unit")
        .order_by("item__meeting__held_on", "pk")
    )
