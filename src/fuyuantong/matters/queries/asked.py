"""What the page of one matter asks: each question is written once (common/fixed.py)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from fuyuantong.common.actors import Actor
from fuyuantong.common.fixed import Fixed, FixedFor
from fuyuantong.matters.kinds import DROPPED_STATES, FeedbackKind, FeedbackState
from fuyuantong.matters.models import (
    Clock,
    ClockMove,
    Comment,
    Draft,
    Feedback,
    Follow,
    Matter,
    Obligation,
    Party,
    Petition,
    Remark,
    Reminder,
    Urge,
)

matter = FixedFor(
    lambda viewer, key: Matter.objects.visible_to(viewer).filter(pk=key).select_related("started_by_unit"),
    UUID,
)
in_full = FixedFor(lambda viewer, key: Matter.objects.in_full_for(viewer).filter(pk=key).only("pk"), UUID)
parties = Fixed(
    lambda key: (
        Party.objects.filter(matter=key).select_related("unit").order_by("unit__protocol_order", "pk")
    ),
    UUID,
)
obligations = FixedFor(
    lambda viewer, key: (
        Obligation.objects.shown_to(viewer)
        .filter(matter=key)
        .select_related("owner", "creditor", "handler", "matter")
        .order_by("owner__protocol_order", "created_at", "pk")
    ),
    UUID,
)
clocks = Fixed(lambda key: Clock.objects.filter(matter=key).order_by("start_on", "pk"), UUID)
moves = Fixed(lambda key: ClockMove.objects.filter(clock__matter=key).order_by("at"), UUID)
reminders = Fixed(
    lambda key: Reminder.objects.filter(clock__matter=key).select_related("clock").order_by("fire_at", "pk"),
    UUID,
)
feedback = Fixed(lambda key: Feedback.objects.filter(obligation__matter=key).order_by("at"), UUID)
petitions = Fixed(lambda key: Petition.objects.filter(obligation__matter=key).order_by("at"), UUID)
urges = Fixed(lambda key: Urge.objects.filter(obligation__matter=key).order_by("at"), UUID)
comments = Fixed(lambda key: Comment.objects.filter(matter=key).order_by("at"), UUID)
remarks = Fixed(lambda key: Remark.objects.filter(matter=key), UUID)
follows = Fixed(lambda key, post: Follow.objects.filter(matter=key, post=post), UUID, UUID)
letters = FixedFor(
    lambda viewer, key: (
        Draft.objects.visible_to(viewer)
        .filter(matter=key)
        .select_related("matter", "unit")
        .order_by("-drafted_at", "-id")
    ),
    UUID,
)


def _answered(viewer: Actor, key: UUID) -> QuerySet[Obligation]:
    """What each addressee owes, beside it what it answered last and from when its term runs."""
    said = Feedback.objects.filter(
        obligation=OuterRef("pk"), kind=FeedbackKind.COMPLETION,
        state__in=[FeedbackState.SENT, FeedbackState.ACCEPTED],
    ).order_by("-at")  # fmt: skip
    main = Clock.objects.filter(obligation=OuterRef("pk"), main=True).order_by("start_on")
    owed = Obligation.objects.shown_to(viewer).filter(matter=key, parent=None, period="")
    return (
        owed.exclude(Q(state__in=sorted(map(str, DROPPED_STATES))) | Q(issued_at=None))
        .annotate(
            replied=Subquery(said.values("occurred_on")[:1]),
            answers=Subquery(said.values("answers")[:1]),
            served=Subquery(main.values("start_on")[:1]),
        )
        .select_related("owner")
        .order_by("owner__protocol_order", "created_at", "pk")
    )


answered = FixedFor(_answered, UUID)
