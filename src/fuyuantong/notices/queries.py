"""Reads: the inbox, the bell, preferences, dead letters; and to whom a message goes outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.models import RememberedJob
from fuyuantong.common.paging import Page, page_by_key
from fuyuantong.common.refusals import NotFound
from fuyuantong.notices import kinds
from fuyuantong.notices.models import DeadLetter, Notice, Preference
from fuyuantong.notices.policy import require
from fuyuantong.organs.models import Person, Tenure
from fuyuantong.organs.queries import actor_of, posts_of


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


def unread_of_person(person: Person, day: date) -> list[Notice]:
    """Everything unread at any of the person's posts, the latest first, at most `SHOWN_AT_MOST` + 1."""
    found: dict[UUID, Notice] = {}
    for tenure in posts_of(person, day) if person.is_active else []:
        viewer = actor_of(tenure, person)
        rows = Notice.objects.visible_to(viewer).unread_by(viewer).order_by("-at")
        found.update({n.pk: n for n in rows[: kinds.SHOWN_AT_MOST + 1]})
    return sorted(found.values(), key=lambda n: n.at, reverse=True)[: kinds.SHOWN_AT_MOST + 1]


def unread_of_unit(unit: UUID) -> list[Notice]:
    """Messages to the unit that none of its readers has seen, at most `SHOWN_AT_MOST` + 1."""
    rows = Notice.objects.filter(unit=unit, read_at=None).order_by("-at")
    return list(rows[: kinds.SHOWN_AT_MOST + 1])


def readers_of(notices: Iterable[Notice], day: date) -> list[Person]:
    """Return the active people who would read these messages today, each once."""
    wanted = Q(pk__in=[])
    for notice in notices:
        if notice.unit_id:
            wanted |= Q(post__unit=notice.unit_id, post__roles__overlap=sorted(kinds.UNIT_READERS))
        elif notice.post_id:
            wanted |= Q(post=notice.post_id)
        elif notice.office:
            wanted |= Q(post__serves__code=notice.office)
        else:
            wanted |= Q(person=notice.person_id)
    tenures = Tenure.objects.in_force_on(day).filter(wanted, person__is_active=True)
    return list(Person.objects.filter(pk__in=tenures.values("person_id")))


def people_to_tell(hour: int, day: date) -> list[UUID]:
    """Active people with a post today whose hour for the daily message has come and who have not had it."""
    chosen = Preference.objects.values("person_id")
    come = Q(pk__in=chosen.filter(digest_hour__lte=hour))
    if hour >= kinds.DIGEST_HOUR:
        come |= ~Q(pk__in=chosen)
    told = RememberedJob.objects.filter(key__startswith=f"notices.digest:{day}:").values_list(
        "key", flat=True
    )
    tenures = Tenure.objects.in_force_on(day).values("person_id")
    people = Person.objects.filter(come, is_active=True, pk__in=tenures)
    return list(people.exclude(pk__in=[key.rpartition(":")[2] for key in told]).values_list("pk", flat=True))


def dead_letters(viewer: Actor, *, after: str = "", before: str = "", size: int = 50) -> Page[DeadLetter]:
    """Return jobs that were given up; those nobody has handled come first."""
    require(viewer, "see_dead_letters")
    rows = DeadLetter.objects.filter(final=True)
    return page_by_key(
        rows.annotate(open=Q(handled_at=None)),
        ("-open", "-at", "-job"),
        size=size,
        after=after,
        before=before,
    )


def open_dead_letters(viewer: Actor) -> int:
    if not viewer.has("sysadmin"):
        return 0
    return DeadLetter.objects.filter(final=True, handled_at=None)[: kinds.SHOWN_AT_MOST + 1].count()
