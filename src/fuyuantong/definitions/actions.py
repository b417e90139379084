"""Every write of the room; the first parameter is always the unit of work."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import connection

from fuyuantong.common.ids import new_id
from fuyuantong.common.refusals import Conflict, NotFound
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.definitions import policy
from fuyuantong.definitions.examining import examined
from fuyuantong.definitions.kinds import Mechanism, ProfileBody
from fuyuantong.definitions.models import DefinitionVersion, Profile, State
from fuyuantong.definitions.problems import DefinitionRefused
from fuyuantong.definitions.profiles import examine_profile
from fuyuantong.definitions.queries import published_codes
from fuyuantong.definitions.reading import read_profile
from fuyuantong.definitions.shelf import (
    is_shipped,
    mechanism_files,
    profile_code,
    profile_file,
    profile_files,
    read_text,
)

STREAM = "definitions"


def publish(uow: UnitOfWork, text: str, *, file: str = "定义") -> DefinitionVersion:
    """Examine a text and publish it as an immutable version.

    Raises DefinitionRefused with every problem and its line; Conflict E-DEF-VERSION when the version exists
    with another text or is not newer than the newest. The same text again is no new version.
    """
    policy.check(uow.actor, "definition.publish")
    mechanism = examined(text, file)
    _lock(mechanism.code)
    known = DefinitionVersion.objects.filter(code=mechanism.code, version=mechanism.version).first()
    if known is not None and known.digest == _digest(text):
        return known
    _refuse_old_version(mechanism)
    return _published(uow, mechanism, text)


def _refuse_old_version(mechanism: Mechanism) -> None:
    newest = DefinitionVersion.objects.filter(code=mechanism.code).order_by("-version").first()
    if newest is not None and mechanism.version <= newest.version:
        raise Conflict(
            "E-DEF-VERSION",
            f"“{newest.name}”已发布到第 {newest.version} 版，发布后不可更改。",
            hint=f"请把“版本”改为 {newest.version + 1} 再发布；在办事项仍按原版本办理。",
        )


def _published(
    uow: UnitOfWork, mechanism: Mechanism, text: str, *, shipped: bool = False
) -> DefinitionVersion:
    row = DefinitionVersion(
        id=new_id(),
        code=mechanism.code,
        version=mechanism.version,
        name=mechanism.name,
        archetype=mechanism.archetype.value,
        group=mechanism.group,
        rows=list(mechanism.rows),
        body=body_of(mechanism),
        source=text,
        digest=_digest(text),
        state=State.PUBLISHED,
        shipped=shipped,
        created_at=uow.now,
        published_at=uow.now,
        published_by=uow.actor.person,
        published_by_name=uow.actor.name,
    )
    row.save(force_insert=True)
    uow.record(_note("definition.published", row))
    return row


def _note(kind: str, row: DefinitionVersion) -> Note:
    data = {"code": row.code, "digest": row.digest}
    return Note(STREAM, kind, "definition", row.pk, data, object_version=row.version)


def retire(uow: UnitOfWork, pk: Any) -> DefinitionVersion:
    """Stop new matters from beginning on a version; running matters stay on it."""
    policy.check(uow.actor, "definition.retire")
    row = DefinitionVersion.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound
    if row.state != State.PUBLISHED:
        raise Conflict("E-STATE", f"“{row}”现为“{State(row.state).label}”，不能停用。")
    row.state, row.retired_at = State.RETIRED, uow.now
    row.save(update_fields=["state", "retired_at"])
    uow.record(_note("definition.retired", row))
    return row


def load_library(uow: UnitOfWork) -> list[DefinitionVersion]:
    """Publish every delivered definition whose version is not in the database yet; again changes nothing."""
    policy.check(uow.actor, "library.load")
    known = {(row.code, row.version) for row in DefinitionVersion.objects.only("code", "version")}
    fresh = []
    for path in mechanism_files():
        text = read_text(path)
        mechanism = examined(text, path.name)
        if (mechanism.code, mechanism.version) not in known:
            _lock(mechanism.code)
            fresh.append(_published(uow, mechanism, text, shipped=True))
    return fresh


def load_profiles(uow: UnitOfWork) -> list[Profile]:
    """Keep every delivered profile whose version is not in the database yet; none is taken into use."""
    policy.check(uow.actor, "library.load")
    known = set(Profile.objects.values_list("code", "version"))
    texts = [read_text(path) for path in profile_files()]
    bodies = [(read_profile(text), text) for text in texts]
    return [
        _kept(uow, body, text) for body, text in bodies if (body.code, body.version) not in known
    ]  # fmt: skip


def load_profile(uow: UnitOfWork, code: str) -> Profile:
    """Take a delivered profile, or the newest version of one's own, into use.

    The mechanisms that it names must be published. `code` may be a place (`shelf.PLACES`).
    """
    policy.check(uow.actor, "profile.load")
    code = profile_code(code)
    if is_shipped(code):
        text = read_text(profile_file(code))
        body = read_profile(text, f"{code}.yaml")
        row = Profile.objects.filter(code=code, version=body.version).first() or _kept(uow, body, text)
    else:
        own = Profile.objects.filter(code=code).order_by("-version").first()
        if own is None:
            raise NotFound
        row = own
    return _taken_into_use(uow, row)


def store_profile(uow: UnitOfWork, text: str) -> Profile:
    """Keep a profile of one's own under a new version; it is put in use by `use_profile`.

    Raises DefinitionRefused with every problem and its line; Conflict E-PROFILE-SHIPPED for the code of a
    delivered profile, E-DEF-VERSION when the version is not newer. The same text again is no new version.
    """
    policy.check(uow.actor, "profile.store")
    body, problems = examine_profile(text, published_codes())
    if problems or body is None:
        raise DefinitionRefused(problems)
    if is_shipped(body.code):
        raise Conflict(
            "E-PROFILE-SHIPPED",
            f"“{body.code}”是随产品交付的方案，不能改写。",
            hint="请给自己的方案另取一个代码。",
        )
    _lock(f"profile:{body.code}")
    newest = Profile.objects.filter(code=body.code).order_by("-version").first()
    if newest is not None and newest.digest == _digest(text):
        return newest
    if newest is not None and body.version <= newest.version:
        raise Conflict(
            "E-DEF-VERSION",
            f"“{newest.name}”已保存到第 {newest.version} 版，保存后不可更改。",
            hint=f"请把“版本”改为 {newest.version + 1} 再保存。",
        )
    row = _kept(uow, body, text)
    uow.record(_profile_note("profile.stored", row))
    return row


def use_profile(uow: UnitOfWork, pk: Any) -> Profile:
    """Put a kept profile in use; the one used until now is only kept."""
    policy.check(uow.actor, "profile.use")
    row = Profile.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound
    if row.in_use:
        raise Conflict("E-STATE", f"方案“{row.name}”第 {row.version} 版已在使用。")
    return _taken_into_use(uow, row)


def _kept(uow: UnitOfWork, body: ProfileBody, text: str) -> Profile:
    return Profile.objects.create(
        code=body.code,
        version=body.version,
        name=body.name,
        region=body.region,
        simulated=body.simulated,
        body=_plain(asdict(body)),
        source=text,
        digest=_digest(text),
        loaded_at=uow.now,
        loaded_by_name=uow.actor.name,
    )


def _taken_into_use(uow: UnitOfWork, row: Profile) -> Profile:
    """One profile is in use at a time: two people who switch at once do it one after the other."""
    _lock("profile in use")
    _refuse_unknown_mechanisms(row)
    Profile.objects.filter(in_use=True).exclude(pk=row.pk).update(in_use=False)
    row.in_use, row.loaded_at, row.loaded_by_name = True, uow.now, uow.actor.name
    row.save(update_fields=["in_use", "loaded_at", "loaded_by_name"])
    uow.record(_profile_note("profile.loaded", row))
    return row


def _profile_note(kind: str, row: Profile) -> Note:
    data = {"code": row.code, "digest": row.digest}
    return Note(STREAM, kind, "profile", row.pk, data, object_version=row.version)


def _refuse_unknown_mechanisms(row: Profile) -> None:
    missing = sorted(set(row.body["mechanisms"]) - published_codes())
    if missing:
        raise Conflict(
            "E-PROFILE-MECHANISM", f"方案选用的机制尚未发布：{'、'.join(missing)}。", hint="请先载入机制库。"
        )


def _lock(code: str) -> None:
    """One publisher of a mechanism at a time, also for its first version (there is no row to lock yet)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"definition:{code}"])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def body_of(mechanism: Mechanism) -> Any:
    """The mechanism as JSON values with the English names of `kinds`."""
    return _plain(asdict(mechanism))


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=_jsonable, ensure_ascii=False))


def _jsonable(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)
