"""A decision taken elsewhere about a matter comes back to it: its words on the timeline, what it led to as
links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
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


def return_instruction(
    uow: UnitOfWork,
    matter_id: UUID,
    *,
    words: str,
    given_on: date,
    instruction: UUID,
    made: Iterable[UUID] = (),
    limited: bool = False,
) -> Matter | None:
    """Write down on a matter what a leader wrote about it (批示), and tie it to what was handed out for that.

    `limited`: the recorder declared that it is about 协调化解 only (三个规定). The caller has asked whether
    the actor sees the matter. None when it is gone.
    """
    matter = Matter.objects.select_for_update().filter(pk=matter_id).first()
    if matter is None:
        return None
    note_matter(
        uow, matter, "instructed", given_on, words=words, instruction=str(instruction), limited=limited
    )
    for other in made:
        Link.objects.get_or_create(
            matter=matter, other_id=other, kind=LinkKind.DERIVED, defaults={"at": uow.now}
        )
    tell_units(uow, matter, [], "登记领导批示")
    return matter
