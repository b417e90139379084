"""Rows of the room → what the API says of them."""

from __future__ import annotations

from fuyuantong.common.api import plain
from fuyuantong.definitions.kinds import Every
from fuyuantong.documents.models import Attachment
from fuyuantong.meetings.models import Advice, KindVersion, Meeting, PeriodDue, Step, Topic
from fuyuantong.meetings.queries import Done, Figures, Guest, Line, MeetingView, Task, TopicView, Tracked
from fuyuantong.meetings.schemas import outputs as out
from fuyuantong.meetings.vocabulary import OUTCOMES
from fuyuantong.organs.schemas import unit_ref


def kind_row(found: tuple[KindVersion, Every | None, bool]) -> out.MeetingKindRow:
    row, every, chosen = found
    return plain(out.MeetingKindRow, row, summary=row.kind.summary, every=str(every or ""), chosen=chosen)


def kind_full(row: KindVersion, every: Every | None, *, chosen: bool) -> out.MeetingKindFull:
    kind = row.kind
    words = {str(code): word for word, code in OUTCOMES.items()}
    return plain(
        out.MeetingKindFull,
        row,
        summary=kind.summary,
        every=str(every or ""),
        chosen=chosen,
        nature=str(kind.nature),
        hosts=[str(host) for host in kind.hosts],
        consent=kind.consent,
        outcomes=[words[str(one)] for one in kind.outcomes],
        office_sees=kind.office_sees,
        mechanism=kind.mechanism,
    )


def topic_row(row: Topic) -> out.TopicRow:
    return plain(out.TopicRow, row, kind=row.kind.code, unit=unit_ref(row.unit))


def advice_out(row: Advice) -> out.AdviceOut:
    return plain(out.AdviceOut, row, unit=unit_ref(row.unit))


def _step(row: Step) -> out.MeetingStepOut:
    return plain(out.MeetingStepOut, row)


def topic_full(view: TopicView) -> out.TopicFull:
    row = view.topic
    inside = view.runs or view.own or bool(view.steps)
    hidden = {} if inside else {"office_view": "", "answer": "", "leader_view": ""}
    return plain(
        out.TopicFull,
        row,
        kind=row.kind.code,
        unit=unit_ref(row.unit),
        matter=view.matter.pk if view.matter else None,
        merged_into=row.merged_into_id,
        attending=[unit_ref(unit) for unit in view.attending],
        advices=[advice_out(one) for one in view.advices],
        own_advice=advice_out(view.own_advice) if view.own_advice else None,
        steps=[_step(one) for one in view.steps],
        placings=[
            out.PlacingOut(
                meeting=one.meeting.pk, title=one.meeting.title,
                outcome=one.item.outcome if one.meeting.issued_on or view.runs else "",
                said=one.said if one.meeting.issued_on or view.runs else "",
            )
            for one in view.placings
        ],
        runs=view.runs,
        **hidden,
    )  # fmt: skip


def meeting_row(row: Meeting) -> out.MeetingRow:
    return plain(out.MeetingRow, row, kind=row.kind.code, host=unit_ref(row.host))


def _resolution(done: Done) -> out.ResolutionOut:
    return plain(
        out.ResolutionOut,
        done.resolution,
        leads=list(done.leads),
        partners=list(done.partners),
        matter=done.matter.pk if done.matter else None,
        stage=done.stage,
    )


def figures_out(found: Figures) -> out.DecisionFigures:
    return plain(
        out.DecisionFigures,
        found,
        standings={one.value: n for one, n in found.standings.items()},
        units=[plain(out.DecisionLine, one, unit=unit_ref(one.unit)) for one in found.units],
    )


def decision_row(one: Tracked) -> out.DecisionRow:
    done = one.done
    item = done.resolution.item
    return out.DecisionRow(
        **_resolution(done).model_dump(),
        meeting=item.meeting_id,
        meeting_title=item.meeting.title,
        held_on=item.meeting.held_on,
        minutes_number=item.meeting.minutes_number,
        item=item.title,
        standing=one.standing.value,
    )


def _paper(row: Attachment) -> out.MeetingPaper:
    return out.MeetingPaper(id=row.pk, name=row.file.name, label=row.label, size=row.file.size)


def _line(line: Line, *, decided: bool) -> out.AgendaLine:
    item = line.item
    told = {} if decided else {"outcome": "", "text": "", "dissent": ""}
    return plain(
        out.AgendaLine,
        item,
        number=line.number,
        topic=item.topic_id,
        said=line.said,
        resolutions=[_resolution(one) for one in line.done],
        papers=[_paper(one) for one in line.papers],
        **told,
    )


def guest_out(guest: Guest) -> out.InvitationOut:
    row = guest.invitation
    people = [plain(out.AttendeeOut, one) for one in guest.people]
    return plain(out.InvitationOut, row, unit=unit_ref(row.unit), people=people)


def meeting_full(view: MeetingView) -> out.MeetingFull:
    row = view.meeting
    shown = view.inside or row.issued_on is not None
    hidden = {} if shown else {"minutes": "", "signed_by": "", "signed_on": None}
    return plain(
        out.MeetingFull,
        row,
        kind=row.kind.code,
        kind_version=row.kind.version,
        nature=str(view.kind.nature),
        host=unit_ref(row.host),
        previous=row.previous_id if view.inside else None,
        items=[_line(line, decided=shown) for line in view.lines],
        invitations=[guest_out(guest) for guest in view.guests],
        steps=[_step(one) for one in view.steps],
        remarks=[plain(out.LeaderRemarkOut, one) for one in view.remarks],
        papers=[_paper(one) for one in view.papers],
        runs=view.runs,
        **hidden,
    )


def task_out(row: Task) -> out.MeetingTask:
    return plain(out.MeetingTask, row, kind=row.kind.value)


def period_out(row: PeriodDue) -> out.PeriodDueOut:
    return plain(out.PeriodDueOut, row, kind=row.code, missed=row.missed_on is not None)
