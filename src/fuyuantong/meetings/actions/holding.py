"""签到, opening with a quorum, and deciding the agenda item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.now import day_of
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import guarding
from fuyuantong.meetings.actions.notifying import Coming
from fuyuantong.meetings.doors import required, rule, take_item, take_meeting
from fuyuantong.meetings.kinds import (
    DECIDING,
    HELD_STATES,
    InvitedAs,
    MeetingState,
    Outcome,
    PartyRole,
    Quorum,
    ReplyState,
    StepKind,
    outcome_words,
)
from fuyuantong.meetings.models import AgendaItem, Attendee, Invitation, Meeting, Resolution, ResolutionParty
from fuyuantong.meetings.trail import note_meeting, step_meeting
from fuyuantong.organs.models import Unit

SEATED = (InvitedAs.CONVENER, InvitedAs.MEMBER)
PANEL = "听证员"
"""A quorum of this name counts persons of the panel; any other counts member units."""
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class ResolutionWords:
    """One thing decided: who leads (one of them collects), who helps, by when."""

    text: str
    leads: Sequence[UUID] = ()
    partners: Sequence[UUID] = ()
    collector: UUID | None = None
    due_on: date | None = None


def sign_in(
    uow: UnitOfWork,
    key: UUID,
    *,
    came: Sequence[UUID],
    added: Mapping[UUID, Sequence[Coming]] | None = None,
    expected: int | None = None,
) -> Meeting:
    """签到: which of the people named came (`came`: ids of attendees), and who came besides, by
    invitation."""
    states = {MeetingState.NOTIFIED, MeetingState.HELD}
    row = take_meeting(uow, key, states, _("登记签到"), expected=expected)
    own = list(Attendee.objects.filter(invitation__meeting=row))
    if not set(came) <= {one.pk for one in own}:
        raise NotFound
    for one in own:
        one.came = one.pk in set(came)
    Attendee.objects.bulk_update(own, ["came"])
    invited = {one.pk: one for one in row.invitations.all()}
    for invitation, people in (added or {}).items():
        if invitation not in invited:
            raise NotFound
        for person in people:
            if not person.name.strip() or not person.rank.strip():
                raise required("people", _("参会人员须有姓名和职务。"))
            Attendee.objects.create(
                invitation_id=invitation, name=person.name.strip()[:60], rank=person.rank.strip()[:60],
                instead_of=person.instead_of.strip()[:60], came=True,
                order=sum(one.invitation_id == invitation for one in own) + 1,
            )  # fmt: skip
    row.save()
    note_meeting(
        uow, "signed_in", row, came=Attendee.objects.filter(invitation__meeting=row, came=True).count()
    )
    return row


def hold(uow: UnitOfWork, key: UUID, *, held_on: date, expected: int | None = None) -> Meeting:
    """召开. Errors: E-QUORUM when fewer are there than the kind demands; E-REQUIRED before anybody signed
    in."""
    row = take_meeting(uow, key, {MeetingState.NOTIFIED}, _("登记召开"), expected=expected)
    if held_on > uow.today:
        raise rule("held_on", _("日期 %(on)s 晚于今天。") % {"on": held_on})
    if row.notified_on and held_on < row.notified_on:
        raise rule("held_on", _("日期 %(on)s 早于发通知的日期。") % {"on": held_on})
    present = list(
        Attendee.objects.filter(invitation__meeting=row, came=True).values_list(
            "invitation_id", "invitation__invited_as"
        )
    )
    if not present:
        raise required("came", _("还没有登记签到。"))
    seats = row.invitations.filter(invited_as__in=SEATED).count()
    for wanted in row.kind.kind.quorum:
        _check_quorum(wanted, present, seats)
    row.state, row.held_on = MeetingState.HELD, held_on
    row.save()
    step_meeting(uow, row, StepKind.HELD, held_on, present=len(present))
    return row


def _check_quorum(wanted: Quorum, present: Sequence[tuple[UUID, str]], seats: int) -> None:
    if wanted.key == PANEL:
        there = sum(invited_as == InvitedAs.PANEL for _pk, invited_as in present)
    else:
        there = len({pk for pk, invited_as in present if invited_as in SEATED})
    # a share is reached exactly: 2 of 3 are 66.6…% and not 67%
    enough = (
        there * HUNDRED >= wanted.percent * seats
        if wanted.percent is not None
        else there >= (wanted.units or 0)
    )
    if not enough:
        need = f"{wanted.percent}%" if wanted.percent is not None else str(wanted.units)
        words = _("到会%(who)s %(there)d，不足法定人数（%(need)s）。") % {
            "who": wanted.key, "there": there, "need": need,
        }  # fmt: skip
        raise rule("came", words, _("请改期，或补充登记签到。"), "E-QUORUM")


def decide(
    uow: UnitOfWork,
    item: UUID,
    *,
    outcome: Outcome,
    text: str = "",
    dissent: str = "",
    resolutions: Sequence[ResolutionWords] = (),
    expected: int | None = None,
) -> AgendaItem:
    """议定 one item: its outcome, what was said, and what is to be done. Deciding again replaces it.

    Errors: E-DELIBERATION; E-RULE for an outcome that this kind of meeting cannot have.
    """
    row = take_item(uow, item, _("议定"), expected=expected)
    kind = row.meeting.kind.kind
    if outcome not in kind.outcomes:
        allowed = {one.value for one in kind.outcomes}
        words = "、".join(label for code, label in outcome_words(kind.nature) if code in allowed)
        raise rule("outcome", _("这类会议的结果只能是：%(words)s。") % {"words": words})
    guarding.check({"text": text, "dissent": dissent})
    row.outcome, row.text, row.dissent = outcome, text.strip(), dissent.strip()
    row.save()
    row.resolutions.all().delete()
    if resolutions and outcome not in DECIDING:
        raise rule("resolutions", _("没有同意的议题不能有议定事项。"))
    for n, words_ in enumerate(resolutions, 1):
        _resolve(uow, row, n, words_, handed_out=bool(kind.mechanism))
    row.meeting.save()
    note_meeting(
        uow, "decided", row.meeting, item=str(row.pk), outcome=str(outcome), resolutions=len(resolutions)
    )  # fmt: skip
    return row


def _resolve(uow: UnitOfWork, row: AgendaItem, n: int, told: ResolutionWords, *, handed_out: bool) -> None:
    if not told.text.strip():
        raise required("resolutions", _("请填写议定事项。"))
    guarding.check({"resolutions": told.text})
    if handed_out and not told.leads:
        raise required("resolutions", _("“%(text)s”没有牵头单位。") % {"text": told.text[:40]})
    if told.due_on and row.meeting.held_on and told.due_on < row.meeting.held_on:
        raise rule("resolutions", _("完成时限 %(on)s 早于会议日期。") % {"on": told.due_on})
    made = Resolution.objects.create(item=row, ordinal=n, text=told.text.strip(), due_on=told.due_on)
    partners = [pk for pk in dict.fromkeys(told.partners) if pk not in set(told.leads)]
    leads = list(dict.fromkeys(told.leads))
    known = set(
        Unit.objects.valid_on(uow.today).filter(pk__in=[*leads, *partners]).values_list("pk", flat=True)
    )
    if known != {*leads, *partners}:
        raise rule("resolutions", _("请选择在用的机构。"))
    collector = told.collector if told.collector in leads else next(iter(leads), None)
    ResolutionParty.objects.bulk_create(
        [
            ResolutionParty(resolution=made, unit_id=pk, role=role, collects=pk == collector, order=k)
            for role, units in ((PartyRole.LEAD, leads), (PartyRole.PARTNER, partners))
            for k, pk in enumerate(units)
        ]
    )


def record_absence(row: Invitation) -> bool:
    """Whether a unit that had said it would come sent nobody."""
    said = row.reply in {ReplyState.COMING, ReplyState.SUBSTITUTE}
    held = row.meeting.state in HELD_STATES
    return held and said and not any(one.came for one in row.attendees.all())


def day_wanted(row: Meeting, today: date) -> date:
    """What is offered as the day of the meeting: the planned one, at the latest today."""
    return min(day_of(row.starts_at), today) if row.starts_at else today
