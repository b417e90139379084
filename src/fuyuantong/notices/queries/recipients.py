"""To whom messages go outside, and what is unread there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from fuyuantong.common.models import RememberedJob
from fuyuantong.notices import kinds
from fuyuantong.notices.models import Leave, Notice, Preference
from fuyuantong.notices.queries.leaves import is_away, mark_deputised
from fuyuantong.organs.models import Person, Tenure
from fuyuantong.organs.queries import actor_of, posts_of


def unread_of_person(person: Person, day: date) -> list[Notice]:
    """Everything unread at any of the person's posts, the latest first, at most `SHOWN_AT_MOST` + 1."""
    found: dict[UUID, Notice] = {}
    for tenure in posts_of(person, day) if person.is_active else []:
        viewer = actor_of(tenure, person)
        rows = Notice.objects.visible_to(viewer).unread_by(viewer).order_by("-at")
        here = mark_deputised(viewer, list(rows[: kinds.SHOWN_AT_MOST + 1]))
        found.update({n.pk: n for n in here})
    return sorted(found.values(), key=lambda n: n.at, reverse=True)[: kinds.SHOWN_AT_MOST + 1]


def unread_of_unit(unit: UUID) -> list[Notice]:
    """Messages to the unit that none of its readers has seen, at most `SHOWN_AT_MOST` + 1."""
    rows = Notice.objects.filter(unit=unit, read_at=None).order_by("-at")
    return list(rows[: kinds.SHOWN_AT_MOST + 1])


def readers_of(notices: Iterable[Notice], day: date) -> list[Person]:
    """Return the active people who would read these messages today, each once.

    Who stands in for somebody on leave reads them too; who is on leave everywhere is not called.
    """
    wanted, followed = Q(pk__in=[]), Q(pk__in=[])
    for notice in notices:
        if notice.unit_id:
            readers = Q(post__unit=notice.unit_id, post__roles__overlap=sorted(kinds.UNIT_READERS))
            wanted, followed = wanted | readers, followed | readers
        elif notice.post_id:
            wanted |= Q(post=notice.post_id)
            followed |= Q(pk__in=[]) if notice.named else Q(post=notice.post_id)
        elif notice.office:
            wanted |= Q(post__serves__code=notice.office)
        else:
            wanted |= Q(person=notice.person_id)
    tenures = Tenure.objects.in_force_on(day).filter(wanted, person__is_active=True)
    deputies = Leave.objects.in_force_on(day).filter(followed)
    people = Person.objects.filter(
        Q(pk__in=tenures.values("person_id")) | Q(pk__in=deputies.values("deputy_id"))
    )
    return [person for person in people if not is_away(person, day)]


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
