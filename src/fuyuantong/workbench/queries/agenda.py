"""A person's dates: the feed of all present posts, and the meetings of a month with what clashes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import day_of
from fuyuantong.common.refusals import NotFound
from fuyuantong.meetings.kinds import PLANNED_STATES, SHOWN_STATES
from fuyuantong.organs.models import Person
from fuyuantong.organs.queries import actor_of, posts_of
from fuyuantong.workbench.feeds import Entry, clashes, entries, meetings
from fuyuantong.workbench.models import Feed

BACK, AHEAD = timedelta(days=31), timedelta(days=366)
"""How far a feed reaches."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting, or a day by which it wants something; `clashes` are the titles of what is at the same time.

    `same_room`: one of them is even in the same room.
    """

    entry: Entry
    clashes: Sequence[str] = ()
    same_room: bool = False


def feed_key(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(viewer: Actor) -> Feed | None:
    """The viewer's own feed, when there is one."""
    return Feed.objects.filter(person=viewer.person).first() if viewer.person else None


def feed_viewers(secret: str, now: datetime) -> tuple[Feed, list[Actor]]:
    """The feed behind a secret and its person at every post held today; not found for every reason alike."""
    feed = Feed.objects.filter(digest=feed_key(secret)).first()
    person = Person.objects.filter(pk=feed.person, is_active=True).first() if feed else None
    viewers = [actor_of(tenure, person) for tenure in posts_of(person, day_of(now))] if person else []
    if feed is None or not viewers:
        raise NotFound
    return feed, viewers


def feed_entries(viewers: Sequence[Actor], today: date) -> list[Entry]:
    return entries(viewers, today - BACK, today + AHEAD)


def planned(viewer: Actor, first: date) -> list[Planned]:
    """The meetings of a month, as `planned_between`."""
    return planned_between(viewer, first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def planned_between(viewer: Actor, since: date, until: date) -> list[Planned]:
    """The meetings of some days that the viewer prepares, holds or attends, with warnings of overlaps."""
    states = [*SHOWN_STATES, *PLANNED_STATES]
    found = sorted(meetings(viewer, since, until, states), key=lambda one: (one.day, one.key))
    with_whom: dict[str, list[tuple[str, bool]]] = {}
    for one, other, same in clashes(found):
        with_whom.setdefault(one.key, []).append((other.title, same))
        with_whom.setdefault(other.key, []).append((one.title, same))
    return [
        Planned(
            one,
            tuple(title for title, _same in with_whom.get(one.key, ())),
            same_room=any(same for _title, same in with_whom.get(one.key, ())),
        )
        for one in found
    ]
