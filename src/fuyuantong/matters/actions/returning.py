"""A decision taken elsewhere about a matter comes back to it: its words on the timeline, what it led to as
links."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.kinds import LinkKind
from fuyuantong.matters.models import Link, Matter
from fuyuantong.matters.telling import tell_units
from fuyuantong.matters.trail import note_matter


def return_decision(
    uow: UnitOfWork, matter_id: UUID, *, words: str, meeting: UUID, made: Iterable[UUID] = ()
) -> Matter | None:
    """Write down on a matter what a meeting said about it, and tie it to the matters that came of that.

    The unit that brought the matter to the meeting gave the right: the actor need not see it. None when the
    matter is gone.
    """
    matter = Matter.objects.select_for_update().filter(pk=matter_id).first()
    if matter is None:
        return None
    note_matter(uow, matter, "meeting_decided", words=words, meeting=str(meeting))
    for other in made:
        Link.objects.get_or_create(
            matter=matter, other_id=other, kind=LinkKind.DERIVED, defaults={"at": uow.now}
        )
    tell_units(uow, matter, [], "会议议定")
    return matter
