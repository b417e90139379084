"""Publishing kinds of meeting as immutable versions, and loading the delivered ones."""

from __future__ import annotations

import hashlib

from django.db import connection
from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Conflict, Forbidden
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.definitions.problems import DefinitionRefused
from fuyuantong.definitions.shelf import read_text
from fuyuantong.meetings import policy
from fuyuantong.meetings.kinds import Kind
from fuyuantong.meetings.models import KindVersion
from fuyuantong.meetings.queries.library import examine_kind
from fuyuantong.meetings.reading import examined
from fuyuantong.meetings.shelf import kind_files


def publish_kind(uow: UnitOfWork, text: str, *, file: str = "会议") -> KindVersion:
    """Examine a text and publish it. The same text again is no new version.

    Raises DefinitionRefused with every problem and its line; E-DEF-VERSION when the version is not newer.
    """
    kind = check_kind(uow.actor, text, file)
    with connection.cursor() as cursor:  # one publisher of a kind at a time, also for its first version
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"meeting-kind:{kind.code}"])
    newest = KindVersion.objects.filter(code=kind.code).order_by("-version").first()
    if newest is not None and newest.digest == _digest(text):
        return newest
    if newest is not None and kind.version <= newest.version:
        raise Conflict(
            "E-DEF-VERSION",
            _("“%(name)s”已发布到第 %(version)d 版，发布后不可更改。")
            % {"name": newest.name, "version": newest.version},
            hint=_("请把“版本”改为 %(next)d 再发布；已经筹备的会议仍按原来的版本。")
            % {"next": newest.version + 1},
        )
    return _published(uow, kind, text)


def check_kind(actor: Actor, text: str, file: str = "会议") -> Kind:
    """Read a text without publishing it; DefinitionRefused with every problem."""
    if not policy.may_publish(actor):
        raise Forbidden(_("会议类型由定义管理员或联席会议办公室发布。"))
    kind, problems = examine_kind(text, file)
    if kind is None or problems:
        raise DefinitionRefused(problems)
    return kind


def load_kinds(uow: UnitOfWork) -> list[KindVersion]:
    """Publish every delivered kind whose version is not in the database yet; again changes nothing."""
    known = set(KindVersion.objects.values_list("code", "version"))
    fresh = []
    for path in kind_files():
        text = read_text(path)
        kind = examined(text, path.name)
        if (kind.code, kind.version) not in known:
            fresh.append(_published(uow, kind, text, shipped=True))
    return fresh


def _published(uow: UnitOfWork, kind: Kind, text: str, *, shipped: bool = False) -> KindVersion:
    row = KindVersion.objects.create(
        code=kind.code,
        version=kind.version,
        name=kind.name,
        sort=str(kind.sort),
        group=kind.group,
        rows=list(kind.rows),
        source=text,
        digest=_digest(text),
        shipped=shipped,
        published_at=uow.now,
        published_by=uow.actor.person,
        published_by_name=uow.actor.name,
    )
    data = {"code": row.code, "version": row.version, "digest": row.digest}
    uow.record(Note(day_stream(uow.today), "meeting.kind_published", "meeting_kind", row.pk, data))
    return row


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
