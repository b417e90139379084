"""A filled-in pack comes back: read, checked row by row, shown, and then adopted whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.tables_in import read_table_upload
from fuyuantong.matters.actions.several import take_in
from fuyuantong.matters.models import Obligation
from fuyuantong.packs import policy
from fuyuantong.packs.doors import take_pack
from fuyuantong.packs.kinds import ADOPTED_KINDS, PackState
from fuyuantong.packs.layouts import Layout
from fuyuantong.packs.models import Return
from fuyuantong.packs.planning import Planned, asked, plan
from fuyuantong.packs.reading import read_lines
from fuyuantong.packs.trail import note

TAKEN = frozenset({"xlsx", "docx", "csv"})


def start_return(
    uow: UnitOfWork,
    key: UUID,
    upload: UploadedFile[Any] | IO[bytes] | None,
    *,
    why: str = "",
    said_on: date | None = None,
    received_on: date | None = None,
    name: str = "",
) -> Return:
    """Read a filled-in pack and say what it would do; nothing is written before `adopt_return`.

    `why` (代录原因) is wanted where the office brings it in; `said_on` is the day on which the unit signed
    what it says (today), `received_on` the one on which it signed for tasks that have no date of their own.
    Errors: those of the file; E-PACK-HEADER, -EMPTY, -OTHER, -OLD; E-REQUIRED; E-RULE.
    """
    pack = take_pack(uow, key, returns=True)
    if not policy.is_own(uow.actor, pack) and not why.strip():
        raise _refused("E-REQUIRED", _("请写明代录原因，例如该单位没有账号、书面报送。"), "why")
    for what, day in (("said_on", said_on), ("received_on", received_on)):
        if day is not None and day > uow.today:
            raise _refused("E-RULE", _("日期 %s 晚于今天。") % day, what)
    table = read_table_upload(upload, name, allow=TAKEN)
    own = Layout.from_json(pack.form.layout).heads() if pack.form else None
    read = read_lines(table.sheets, own)
    planned = plan(asked(uow.actor, pack, uow.today, received_on), read.lines)
    if upload is not None:
        upload.seek(0)
    stored = receive_upload(uow, upload, _kept_as(table.name), allow=TAKEN | {"txt"})
    Return.objects.filter(pack=pack, by_person=uow.actor.person, done_at=None).delete()
    lines = [one.to_json() for one in planned]
    made = Return.objects.create(
        pack=pack, file=stored, why=why.strip(), said_on=said_on or uow.today, lines=lines, notes=read.notes,
        counts=dict(Counter(one.kind for one in planned)), digest=_digest(lines),
        by_person=uow.actor.person, by_post=uow.actor.post, by_name=uow.actor.name, at=uow.now,
    )  # fmt: skip
    note(
        uow, "returned", pack.pk, region=pack.region, unit=str(pack.unit_id), sha256=table.sha256,
        **{"return": str(made.pk)}, counts=made.counts,
    )  # fmt: skip
    return made


def _kept_as(name: str) -> str:
    """A csv is plain text and is checked and kept as such."""
    return f"{name.removesuffix('.csv')}.txt" if name.endswith(".csv") else name


def adopt_return(uow: UnitOfWork, key: UUID, digest: str) -> Return:
    """Do everything that the preview showed, or nothing.

    Errors: E-PACK-REFUSED while a line cannot be taken; E-PACK-STALE when the preview is not what was
    confirmed, or a task has moved since; E-STATE, E-PACK-OLD when the pack is not out any more.
    """
    found = Return.objects.filter(pk=key).first()
    if found is None:
        raise NotFound
    pack = take_pack(uow, found.pack_id, returns=True)
    made = Return.objects.select_for_update().get(pk=key)
    if digest != made.digest:
        raise _stale()
    if made.refused:
        raise Conflict(
            "E-PACK-REFUSED",
            _("有 %d 行不能采用，整包都没有采用。") % made.refused,
            hint=_("请在原表中改正（或删去这些行，按未返回处理）后重新上传。"),
        )
    lines = [Planned(**line) for line in made.lines if line["kind"] in ADOPTED_KINDS]
    if not lines:
        raise Conflict("E-PACK-REFUSED", _("这一份没有新内容，不需要采用。"))
    own = policy.is_own(uow.actor, pack)
    why = "" if own else f"任务包 {pack.spoken_code}：{made.why}"[:200]
    given = {UUID(one.obligation): one.what() for one in lines}
    _check_unmoved(lines)
    take_in(uow, given, recorded=why, said_on=made.said_on)
    made.done_at = pack.adopted_at = uow.now
    made.save(update_fields=["done_at"])
    pack.state, pack.version = PackState.ADOPTED, pack.version + 1
    pack.save(update_fields=["state", "version", "adopted_at"])
    note(
        uow, "adopted", pack.pk, region=pack.region, unit=str(pack.unit_id), file=str(made.file_id),
        **{"return": str(made.pk)}, counts=made.counts,
    )  # fmt: skip
    return made


def _check_unmoved(lines: Sequence[Planned]) -> None:
    """Every task must stand as the preview found it, to the version."""
    seen = {one.obligation: one.version for one in lines}
    rows = Obligation.objects.select_for_update(of=("self",)).filter(pk__in=list(seen)).order_by("pk")
    now = {str(key): version for key, version in rows.values_list("pk", "version")}
    if now != seen:
        raise _stale()


def _stale() -> Conflict:
    return Conflict(
        "E-PACK-STALE",
        _("预览之后有任务又有了办理，没有采用任何一行。"),
        hint=_("请重新上传，再看一次预览。"),
    )


def _digest(lines: Sequence[dict[str, Any]]) -> str:
    text = json.dumps(lines, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _refused(code: str, words: str, pointer: str) -> Refusal:
    return Refusal(code, words, errors=[FieldError(code, words, pointer=pointer)])
