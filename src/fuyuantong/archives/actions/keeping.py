"""Keeping: how long, and taking a volume or the directory out."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.archives import policy
from fuyuantong.archives.kinds import Retention, expires
from fuyuantong.archives.models import Volume
from fuyuantong.archives.printing import directory, printed
from fuyuantong.archives.queries import volume_of, volumes_of
from fuyuantong.archives.trail import note
from fuyuantong.common.refusals import Conflict, FieldError, Refusal
from fuyuantong.common.uow import UnitOfWork


def stale(what: object) -> Conflict:
    return Conflict("E-VERSION", _("“%s”在您打开之后已被他人办理。") % what)


def set_retention(
    uow: UnitOfWork, key: UUID, retention: str, *, reason: str, expected: int | None = None
) -> Volume:
    """Change how long a volume is kept.

    Errors: E-FORBIDDEN, E-VERSION; E-REQUIRED without a reason; E-STATE while its destruction is proposed.
    """
    volume_of(uow.actor, key)
    row = Volume.objects.select_for_update(of=("self",)).get(pk=key)
    policy.check(uow.actor, "keep")
    if expected is not None and expected != row.version:
        raise stale(row.title)
    if retention not in Retention.values:
        raise Refusal("E-CHOICE", _("没有“%s”这一保管期限。") % retention)
    if not reason.strip():
        words = _("请写明调整保管期限的理由。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="reason")])
    if row.destruction_id is not None:
        raise Conflict("E-STATE", _("这一卷已提请销毁，请先撤回提请，再调整保管期限。"))
    before, row.retention, row.reason = row.retention, retention, reason.strip()[:200]
    row.expires_on, row.version = expires(row.year, retention), row.version + 1
    row.save(update_fields=["retention", "reason", "expires_on", "version"])
    note(uow, "retention_set", "volume", row.pk, region=row.region, before=before, after=retention)
    return row


def take_volume(uow: UnitOfWork, key: UUID) -> Volume:
    """Take a volume out as it was filed; on the trail."""
    row = volume_of(uow.actor, key)
    note(uow, "taken", "volume", row.pk, region=row.region, sha256=row.file.sha256)
    return row


def take_directory(uow: UnitOfWork, year: int, kind: str) -> bytes:
    """案卷目录 of a year as `docx` or `pdf`. Errors: E-EMPTY."""
    rows = list(volumes_of(uow.actor, year=year).order_by("number"))
    if not rows:
        raise Refusal("E-EMPTY", _("%d 年还没有立卷。") % year)
    note(uow, "directory_taken", "volume", rows[0].pk, region=rows[0].region, year=year, count=len(rows))
    return printed(directory(rows[0].unit.name, year, rows), kind)
