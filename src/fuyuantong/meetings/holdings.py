"""What a unit holds in meetings, for 交接: topics under way, seats at meetings to come, opinions owed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import F

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.holdings import Holding, Move, register_holding
from fuyuantong.handovers.kinds import Between, Held, Seat
from fuyuantong.meetings.kinds import AdviceState, MeetingState, TopicState
from fuyuantong.meetings.models import Advice, Invitation, Meeting, ResolutionParty, Topic
from fuyuantong.organs.models import Unit

_ENDED = [MeetingState.ISSUED, MeetingState.ARCHIVED, MeetingState.CANCELLED]
_SETTLED = [
    TopicState.DECIDED,
    TopicState.DROPPED,
    TopicState.MERGED,
    TopicState.DECLINED,
    TopicState.WITHDRAWN,
]
_COMING = [MeetingState.PREPARING, MeetingState.ASKED, MeetingState.APPROVED, MeetingState.NOTIFIED]


def _topics(seat: Seat) -> list[Held]:
    rows = Topic.objects.filter(unit_id=seat.unit).exclude(state__in=_SETTLED).order_by("created_at", "id")
    return [Held(row.pk, row.title, row.get_state_display()) for row in rows]


def _move_topics(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Topic.objects.filter(pk__in=keys).update(unit_id=move.taker.unit, version=F("version") + 1)


def _hosted_topics(seat: Seat) -> list[Held]:
    rows = Topic.objects.filter(host_id=seat.unit).exclude(state__in=_SETTLED).order_by("created_at", "id")
    return [Held(row.pk, row.title, "受理") for row in rows]


def _move_hosted_topics(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Topic.objects.filter(pk__in=keys).update(host_id=move.taker.unit, version=F("version") + 1)


def _attending(seat: Seat) -> list[Held]:
    rows = Topic.objects.filter(attending=seat.unit).exclude(state__in=_SETTLED)
    return [Held(key, "") for key in rows.values_list("id", flat=True)]


def _move_attending(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    giver, taker = (Unit.objects.get(pk=key) for key in (move.giver.unit, move.taker.unit))
    for row in Topic.objects.filter(pk__in=keys):
        row.attending.remove(giver)
        row.attending.add(taker)


def _hosted(seat: Seat) -> list[Held]:
    rows = Meeting.objects.filter(host_id=seat.unit).exclude(state__in=_ENDED).order_by("created_at", "id")
    return [Held(row.pk, row.title, f"主办　{row.get_state_display()}") for row in rows]


def _move_hosted(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    Meeting.objects.filter(pk__in=keys).update(host_id=move.taker.unit, version=F("version") + 1)


def _seats(seat: Seat) -> list[Held]:
    rows = Invitation.objects.filter(unit_id=seat.unit, meeting__state__in=_COMING).select_related("meeting")
    return [
        Held(row.pk, str(row.meeting), row.get_invited_as_display())
        for row in rows.order_by("meeting__starts_at")
    ]


def _move_seats(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    """One seat a unit: where the taker sits already, the people of the giver sit with it."""
    for row in Invitation.objects.filter(pk__in=keys):
        there = Invitation.objects.filter(meeting=row.meeting_id, unit_id=move.taker.unit).first()
        if there is None:
            row.unit_id = move.taker.unit
            row.version += 1
            row.save(update_fields=["unit", "version"])
        else:
            row.attendees.update(invitation=there)
            row.delete()


def _advice(seat: Seat) -> list[Held]:
    rows = Advice.objects.filter(unit_id=seat.unit, state=AdviceState.WAITING).select_related("topic")
    return [Held(row.pk, str(row.topic), "议题征求意见", row.due_on) for row in rows]


def _move_advice(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    rows = Advice.objects.filter(pk__in=keys)
    there = Advice.objects.filter(unit_id=move.taker.unit).values("topic_id")
    rows.filter(topic_id__in=there).delete()
    rows.update(unit_id=move.taker.unit, version=F("version") + 1)


def _key(number: int) -> UUID:
    return uuid5(NAMESPACE_OID, f"resolution-party:{number}")


def _resolved_of(seat: Seat) -> list[ResolutionParty]:
    rows = ResolutionParty.objects.filter(unit_id=seat.unit).exclude(
        resolution__item__meeting__state__in=_ENDED
    )
    return list(rows)


def _resolved(seat: Seat) -> list[Held]:
    return [Held(_key(row.pk), "") for row in _resolved_of(seat)]


def _move_resolved(_uow: UnitOfWork, move: Move, keys: Sequence[UUID]) -> None:
    chosen = set(keys)
    for row in _resolved_of(move.giver):
        if _key(row.pk) not in chosen:
            continue
        if ResolutionParty.objects.filter(resolution=row.resolution_id, unit_id=move.taker.unit).exists():
            row.delete()
        else:
            row.unit_id = move.taker.unit
            row.save(update_fields=["unit"])


def install() -> None:
    units = Between.UNITS
    for one in (
        Holding("topics", "提报的议题", units, 70, _topics, _move_topics),
        Holding("hosted_topics", "受理的议题", units, 71, _hosted_topics, _move_hosted_topics),
        Holding("attending", "建议列席的议题", units, 72, _attending, _move_attending, listed=False),
        Holding("hosted", "主办的会议", units, 73, _hosted, _move_hosted),
        Holding("seats", "会议席位", units, 74, _seats, _move_seats),
        Holding("advice", "待反馈的议题意见", units, 75, _advice, _move_advice),
        Holding("resolved", "未印发的议定事项", units, 76, _resolved, _move_resolved, listed=False),
    ):
        register_holding(one)
