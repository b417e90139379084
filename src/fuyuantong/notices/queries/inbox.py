"""The inbox, the bell, and how a person wants to hear."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.common.actors import NOBODY, Actor
from fuyuantong.common.paging import Page, page_by_key
from fuyuantong.common.refusals import NotFound
from fuyuantong.notices import kinds
from fuyuantong.notices.channels import open_channels
from fuyuantong.notices.models import Notice, Preference
from fuyuantong.notices.queries.leaves import mark_deputised
from fuyuantong.organs.models import Person


def unread_count(viewer: Actor) -> int:
    """Return how many messages the viewer has not read, at most `SHOWN_AT_MOST` + 1 (bounded work)."""
    if viewer.person is None:
        return 0
    return Notice.objects.visible_to(viewer).unread_by(viewer)[: kinds.SHOWN_AT_MOST + 1].count()


def inbox(
    viewer: Actor, *, unread: bool = False, size: int = 20, after: str = "", before: str = ""
) -> Page[Notice]:
    """Return one page of the viewer's messages, the latest first, each with `seen` for this viewer."""
    rows = Notice.objects.visible_to(viewer)
    if unread:
        rows = rows.unread_by(viewer)
    page = page_by_key(rows, ("-at", "-id"), size=size, after=after, before=before)
    open_ids = set(
        Notice.objects.filter(pk__in=[n.pk for n in page.rows]).unread_by(viewer).values_list("pk", flat=True)
    )
    for notice in page.rows:
        notice.seen = notice.pk not in open_ids  # type: ignore[attr-defined]
    mark_deputised(viewer, page.rows)
    return page


def notice_for(viewer: Actor, notice: UUID) -> Notice:
    found = Notice.objects.visible_to(viewer).filter(pk=notice).first()
    if found is None:
        raise NotFound
    return found


def preference_of(person: UUID) -> Preference:
    """Return the person's preferences, or an unsaved row with the defaults."""
    return Preference.objects.filter(person_id=person).first() or Preference(person_id=person)


def own_preference(viewer: Actor) -> Preference:
    """The viewer's own preferences; a unit's key has none."""
    if viewer.person is None:
        raise NotFound
    return preference_of(viewer.person)


def channels_of(person: Person, *, hurried: bool = False) -> list[str]:
    """Codes of the channels that a person wants (`hurried`: for urgent messages).

    Who has chosen nothing hears over one channel alone: the first open one with an address of theirs.
    """
    own = preference_of(person.pk)
    chosen = own.urgent_channels if hurried and own.urgent_channels is not None else own.channels
    if chosen is not None:
        return chosen
    return [way.code for way in open_channels(for_units=False) if way.address(person)][:1]


def own_channels(viewer: Actor, *, hurried: bool = False) -> list[str]:
    """The viewer's own, of those that are open."""
    person = Person.objects.filter(pk=viewer.person or NOBODY).first()
    if person is None:
        raise NotFound
    wanted = channels_of(person, hurried=hurried)
    return [way.code for way in open_channels(for_units=False) if way.code in wanted]
