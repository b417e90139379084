"""筹备: a meeting begins with what the last one left, then topics are put on its agenda and units invited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from fuyuantong.clocks.periods import Every, next_period
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.now import day_of
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.meetings import policy
from fuyuantong.meetings.actions.topics import TopicWords, new_topic
from fuyuantong.meetings.doors import required, rule, take_meeting
from fuyuantong.meetings.kinds import (
    PLACEABLE,
    PLANNED_STATES,
    InvitedAs,
    ItemKind,
    MeetingState,
    Sitting,
    StepKind,
    TopicState,
)
from fuyuantong.meetings.leads import days_before
from fuyuantong.meetings.models import AgendaItem, Invitation, Meeting, Topic
from fuyuantong.meetings.queries.library import chosen_kinds, latest_kind
from fuyuantong.meetings.trail import note_meeting, step_meeting, step_topic
from fuyuantong.organs.models import Linkage, Unit


@dataclass(frozen=True, slots=True)
class Arrangement:
    """When, where and under whom. Days that are not given follow from the kind's terms before the meeting."""

    title: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    chair: str = ""
    materials_due_on: date | None = None
    replies_due_on: date | None = None


def prepare(uow: UnitOfWork, *, kind: str, linkage: str, arrangement: Arrangement) -> Meeting:
    """Begin a meeting. On its agenda stand by themselves: approving the last record (where the kind says so),
    and the topics that the last meeting left. All member units are invited where the kind is for all.

    Errors: E-FORBIDDEN for who may not hold it; E-NOT-FOUND; E-RULE for times.
    """
    version = latest_kind(kind)
    where = Linkage.objects.select_related("office_unit").filter(code=linkage, valid_until=None).first()
    unit = Unit.objects.filter(pk=uow.actor.unit_key).first()
    if where is None:
        raise NotFound
    may, by_office = policy.may_host(uow.actor, version.kind, where, unit)
    if not may or unit is None:
        raise Forbidden(_("“%(kind)s”由主办单位筹备，您现在的岗位不能筹备。") % {"kind": version.name})
    row = Meeting(
        kind=version, linkage=where.code, region_id=where.region_id, by_office=by_office,
        host=where.office_unit if by_office else unit, office_sees=version.kind.office_sees,
        by_name=uow.actor.name, created_at=uow.now,
    )  # fmt: skip
    row.period = _period(kind, version.kind.every, arrangement, uow.today)
    row.previous = _last(row)
    arrange(row, arrangement)
    row.save(force_insert=True)
    step_meeting(uow, row, StepKind.PREPARED, meeting_kind=version.code, version=version.version)
    _carry(uow, row)
    if version.kind.sitting is Sitting.ALL:
        _invite(row, where.members.exclude(pk=row.host_id), InvitedAs.MEMBER)
        _invite(row, Unit.objects.filter(pk=row.host_id), InvitedAs.MEMBER)
    return row


def edit_meeting(
    uow: UnitOfWork, key: UUID, arrangement: Arrangement, *, expected: int | None = None
) -> Meeting:
    """Change time, place or chair before the notice; afterwards see `postpone`."""
    row = take_meeting(uow, key, PLANNED_STATES, _("修改"), expected=expected)
    arrange(row, arrangement)
    row.save()
    step_meeting(uow, row, StepKind.EDITED)
    return row


def place_topics(
    uow: UnitOfWork, key: UUID, *, topics: Sequence[UUID], expected: int | None = None
) -> Meeting:
    """列入议程: topics that were screened, of the same host."""
    row = take_meeting(uow, key, {MeetingState.PREPARING}, _("增加议题"), expected=expected)
    rows = Topic.objects.select_for_update(of=("self",)).filter(
        pk__in=topics, linkage=row.linkage, host_id=row.host_id, by_office=row.by_office, state__in=PLACEABLE
    )
    found = list(rows.order_by("pk"))
    if not found or len(found) != len(set(topics)):
        raise rule("topics", _("请选择已经梳理、尚未列入议程的议题。"))
    wanted = {pk: n for n, pk in enumerate(topics)}
    for topic in sorted(found, key=lambda one: wanted[one.pk]):
        _place(uow, row, topic)
    row.save()
    return row


def add_topic(uow: UnitOfWork, key: UUID, words: TopicWords, *, expected: int | None = None) -> Meeting:
    """An item that the host brings itself; it needs no screening."""
    row = take_meeting(uow, key, {MeetingState.PREPARING}, _("增加议题"), expected=expected)
    where = Linkage.objects.get(code=row.linkage)
    topic = new_topic(uow, row.kind, where, Unit.objects.get(pk=uow.actor.unit_key), words)
    topic.host, topic.by_office, topic.office_sees = row.host, row.by_office, row.office_sees
    topic.state = TopicState.SCREENED
    topic.save(force_insert=True)
    topic.attending.set(Unit.objects.filter(pk__in=words.attending, valid_until=None))
    step_topic(uow, topic, StepKind.PROPOSED, meeting_kind=row.kind.code)
    _place(uow, row, topic)
    row.save()
    return row


def remove_item(uow: UnitOfWork, key: UUID, *, item: UUID, expected: int | None = None) -> Meeting:
    """移出议程: the topic waits for another meeting."""
    row = take_meeting(uow, key, {MeetingState.PREPARING}, _("移出议题"), expected=expected)
    found = AgendaItem.objects.select_related("topic").filter(pk=item, meeting=row).first()
    if found is None:
        raise NotFound
    if found.topic is not None:
        found.topic.state = TopicState.SCREENED
        found.topic.version += 1
        found.topic.save(update_fields=["state", "version"])
        step_topic(uow, found.topic, StepKind.REMOVED)
    found.delete()
    row.save()
    note_meeting(uow, "item_removed", row, item=str(item))
    return row


def order_items(uow: UnitOfWork, key: UUID, *, items: Sequence[UUID], expected: int | None = None) -> Meeting:
    """The order of the agenda, all items named once."""
    row = take_meeting(uow, key, {MeetingState.PREPARING}, _("调整议程"), expected=expected)
    own = {item.pk: item for item in AgendaItem.objects.filter(meeting=row)}
    if set(own) != set(items) or len(own) != len(items):
        raise rule("items", _("请列出全部议题，每个一次。"))
    for n, pk in enumerate(items, 1):
        own[pk].ordinal = n
    AgendaItem.objects.bulk_update(own.values(), ["ordinal"])
    row.save()
    note_meeting(uow, "items_ordered", row, items=[str(pk) for pk in items])
    return row


def invite(
    uow: UnitOfWork,
    key: UUID,
    *,
    units: Sequence[UUID],
    invited_as: InvitedAs = InvitedAs.MEMBER,
    rank_wanted: str = "",
    expected: int | None = None,
) -> Meeting:
    """确定参会单位; a unit that is invited already gets the new capacity."""
    row = take_meeting(uow, key, PLANNED_STATES, _("确定参会单位"), expected=expected)
    found = Unit.objects.valid_on(uow.today).filter(pk__in=units)
    if not units or found.count() != len(set(units)):
        raise required("units", _("请选择在用的机构。"))
    _invite(row, found, invited_as, rank_wanted)
    row.save()
    step_meeting(uow, row, StepKind.INVITED, units=[unit.name for unit in found], invited_as=str(invited_as))
    return row


def uninvite(uow: UnitOfWork, key: UUID, *, units: Sequence[UUID], expected: int | None = None) -> Meeting:
    row = take_meeting(uow, key, PLANNED_STATES, _("确定参会单位"), expected=expected)
    gone, _rows = Invitation.objects.filter(meeting=row, unit_id__in=units).delete()
    if not gone:
        raise NotFound
    row.save()
    note_meeting(uow, "uninvited", row, units=[str(pk) for pk in units])
    return row


def _place(uow: UnitOfWork, row: Meeting, topic: Topic, *, carried: bool = False) -> None:
    last = AgendaItem.objects.filter(meeting=row).aggregate(last=Max("ordinal"))["last"] or 0
    AgendaItem.objects.create(
        meeting=row, topic=topic, ordinal=last + 1, title=topic.title, carried=carried or topic.times > 0
    )
    topic.state, topic.times = TopicState.PLACED, topic.times + 1
    topic.version += 1
    topic.save(update_fields=["state", "times", "version"])
    step_topic(uow, topic, StepKind.PLACED, text=row.title, meeting=str(row.pk))
    units = {topic.unit_id, *topic.attending.values_list("pk", flat=True)}
    known = set(Invitation.objects.filter(meeting=row).values_list("unit_id", flat=True))
    _invite(row, Unit.objects.filter(pk__in=units - known), InvitedAs.INVITED)


def _carry(uow: UnitOfWork, row: Meeting) -> None:
    """The record of the last meeting to approve, and the topics that were left."""
    if row.kind.kind.approves_minutes and row.previous and row.previous.minutes_number:
        AgendaItem.objects.create(
            meeting=row,
            kind=ItemKind.MINUTES,
            ordinal=1,
            title=_("审议通过《%(title)s》纪要（%(number)s）")
            % {"title": row.previous.title, "number": row.previous.minutes_number},
        )
    left = Topic.objects.select_for_update(of=("self",)).filter(
        kind__code=row.kind.code, linkage=row.linkage, host_id=row.host_id, state=TopicState.CARRIED
    )
    for topic in left.order_by("created_at", "pk"):
        _place(uow, row, topic, carried=True)


def _last(row: Meeting) -> Meeting | None:
    """The meeting of the same kind and host whose record went out last."""
    done = Meeting.objects.filter(
        kind__code=row.kind.code, linkage=row.linkage, host_id=row.host_id, issued_on__isnull=False
    )
    return done.order_by("-held_on", "-created_at").first()


def _invite(row: Meeting, units: Iterable[Unit], invited_as: InvitedAs, rank_wanted: str = "") -> None:
    Invitation.objects.bulk_create(
        [
            Invitation(meeting=row, unit=unit, invited_as=invited_as, rank_wanted=rank_wanted.strip()[:60])
            for unit in units
        ],
        update_conflicts=True,
        unique_fields=["meeting", "unit"],
        update_fields=["invited_as", "rank_wanted"],
    )


def arrange(row: Meeting, told: Arrangement) -> None:
    if told.starts_at and told.ends_at and told.ends_at < told.starts_at:
        raise rule("ends_at", _("结束时间早于开始时间。"))
    if told.ends_at and not told.starts_at:
        raise required("starts_at", _("请填写开始时间。"))
    row.title = (
        told.title.strip()[:200] or row.title or f"{row.kind.name}{row.period and f'（{row.period}）'}"
    )
    row.starts_at, row.ends_at = told.starts_at, told.ends_at
    row.place, row.chair = told.place.strip()[:120], told.chair.strip()[:60]
    begins = day_of(told.starts_at) if told.starts_at else None
    term = row.kind.kind.materials
    usual = days_before(begins, term, current_calendar()) if begins and term else None
    row.materials_due_on = told.materials_due_on or usual
    row.replies_due_on = told.replies_due_on or usual
    for name in ("materials_due_on", "replies_due_on"):
        day = getattr(row, name)
        if day and begins and day > begins:
            raise rule(name, _("日期 %(on)s 晚于会议日期。") % {"on": day})


def _period(code: str, every: object, told: Arrangement, today: date) -> str:
    """2026年第四季度 for a kind that is held every quarter here, of the day of the meeting."""
    often = (chosen_kinds() or {}).get(code) or every
    if not often:
        return ""
    day = day_of(told.starts_at) if told.starts_at else today
    return next_period(Every(str(often)), day.fromordinal(day.toordinal() - 1)).label
