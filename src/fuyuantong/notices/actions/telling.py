"""Telling, and taking back what was told."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import reduce
from operator import itemgetter, or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from fuyuantong.common import batches
from fuyuantong.common.ids import new_id
from fuyuantong.common.jobs import defer_once
from fuyuantong.common.rows import prepared
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.notices.kinds import Message, Subject, message_key
from fuyuantong.notices.models import Notice
from fuyuantong.organs.models import Post

_COLUMNS = {
    "id": "uuid", "unit_id": "uuid", "post_id": "uuid", "person_id": "uuid", "office": "text", "kind": "text",
    "title": "text", "text": "text", "url": "text", "subject_type": "text", "subject_id": "uuid",
    "linkage": "text", "restricted": "boolean", "urgent": "boolean", "named": "boolean", "key": "text",
    "times": "integer", "first_at": "timestamptz", "at": "timestamptz",
}  # fmt: skip
_NAMES = ", ".join(_COLUMNS)
_TELL = f"""
WITH told AS (
  INSERT INTO notices_notice ({_NAMES})
  SELECT {_NAMES} FROM unnest({", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values())}) AS r ({_NAMES})
  ON CONFLICT (key) DO UPDATE SET title = excluded.title, text = excluded.text, url = excluded.url,
      restricted = excluded.restricted, urgent = excluded.urgent, named = excluded.named, at = excluded.at,
      read_at = NULL,
      times = notices_notice.times + excluded.times
  RETURNING id
), again AS (DELETE FROM notices_reading USING told WHERE notice_id = told.id)
SELECT id FROM told
"""  # noqa: S608 - names of our own columns


def tell(
    uow: UnitOfWork,
    *,
    kind: str,
    title: str,
    subject: Subject,
    text: str = "",
    url: str = "",
    to_units: Iterable[UUID] = (),
    to_posts: Iterable[UUID] = (),
    to_persons: Iterable[UUID] = (),
    to_offices: Iterable[str] = (),
    urgent: bool = False,
    restricted: bool = True,
    named: bool = False,
    merge: str = "",
) -> list[UUID]:
    """Tell any number of recipients in one statement; returns the ids of their messages.

    The row stands for the unit, post or office (code of a linkage); who reads it is decided when they look,
    by the post they hold then. So send what is about a matter to units, posts or offices, to persons only
    what is theirs (their export is ready). A matter for named posts only (知悉范围) must go to those posts.
    `merge` (default: the subject) says which messages of one kind to one recipient are the same one: the
    later replaces the earlier and is unread again. `restricted` ones are only counted in channels outside the
    product; say `restricted=False` where the title may leave it. `urgent` ones go outside at once (but not in
    quiet hours), the others with the daily message.
    """
    rows = _recipients(to_units, to_posts, to_persons, to_offices)
    if not rows:
        return []
    same = merge or f"{subject.type}:{subject.id}"
    keyed = sorted(
        (message_key(kind, same, *row), row) for row in rows
    )  # one order, so that two acts never deadlock
    same_for_all: dict[str, Any] = {
        "kind": kind, "title": title[:300], "text": text[:2000], "url": url, "subject_type": subject.type,
        "subject_id": subject.id, "linkage": subject.linkage, "restricted": restricted, "urgent": urgent,
        "named": named, "times": 1, "first_at": uow.now, "at": uow.now, "unit_id": None, "post_id": None,
        "person_id": None, "office": "",
    }  # fmt: skip
    made = [
        same_for_all | {"id": new_id(), "key": key, name if name == "office" else f"{name}_id": value}
        for key, (name, value) in keyed
    ]
    at_hand = batches.current()
    if at_hand is not None and not urgent:
        at_hand.held.say("notices_notice", _write, {row["key"]: row for row in made}, _again)
        return [row["id"] for row in made]
    told = _write(made)
    if urgent:
        defer_once(
            uow, "notices.urgent", f"{told[0]}:{uow.now.isoformat()}", by_system=True,
            notices=[str(n) for n in told],
        )  # fmt: skip
    return told


def tell_each(uow: UnitOfWork, messages: Iterable[Message]) -> None:
    """Write any number of different messages in one statement; those with one key are one, the last stands.

    For the daily message only: what is urgent must be told by `tell`.
    """
    rows: dict[Hashable, dict[str, Any]] = {}
    for one in messages:
        row = {
            "id": new_id(), "unit_id": str(one.unit) if one.unit else None, "post_id": None,
            "person_id": None, "office": one.office, "kind": one.kind, "title": one.title[:300], "text": "",
            "url": one.url,
            "subject_type": one.subject.type, "subject_id": one.subject.id, "linkage": one.subject.linkage,
            "restricted": True, "urgent": False, "named": False, "key": one.key, "times": 1,
            "first_at": uow.now, "at": uow.now,
        }  # fmt: skip
        rows[one.key] = _again(rows[one.key], row) if one.key in rows else row
    at_hand = batches.current()
    if at_hand is not None:
        at_hand.held.say("notices_notice", _write, rows, _again)
    elif rows:
        _write([row for _key, row in sorted(rows.items(), key=itemgetter(0))])


def _recipients(
    units: Iterable[UUID], posts: Iterable[UUID], persons: Iterable[UUID], offices: Iterable[str]
) -> set[tuple[str, str]]:
    lists = (("unit", units), ("post", posts), ("person", persons), ("office", offices))
    return {(name, str(value)) for name, values in lists for value in values if value}


def _write(messages: list[dict[str, Any]]) -> list[UUID]:
    """Write messages; the same one again replaces the earlier and counts."""
    with prepared(), connection.cursor() as cursor:
        cursor.execute(_TELL, [[message[name] for message in messages] for name in _COLUMNS])
        return [row[0] for row in cursor.fetchall()]


def _again(earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """The same message twice before it was written."""
    kept = {"id": earlier["id"], "first_at": earlier["first_at"]}
    return later | kept | {"times": earlier["times"] + later["times"]}


def withdraw(
    _uow: UnitOfWork, *subjects: Subject, keep_posts: Iterable[UUID] = (), unit: UUID | None = None
) -> int:
    """Take back what was told about subjects that have become narrower (知悉范围, a unit that left).

    Messages to the posts named stay; `unit` takes back only what that unit and its posts were told. Returns
    how many went.
    """
    about = (Q(subject_type=subject.type, subject_id=subject.id) for subject in subjects)
    rows = Notice.objects.filter(reduce(or_, about))
    if unit is not None:
        rows = rows.filter(Q(unit=unit) | Q(post__in=Post.objects.filter(unit=unit).values("pk")))
    return int(rows.exclude(post__in=list(keep_posts)).delete()[0])
