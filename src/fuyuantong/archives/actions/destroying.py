"""Destruction: only after the term, proposed by one, decided by a leader, carried out before two people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.archives import policy
from fuyuantong.archives.actions.keeping import stale
from fuyuantong.archives.kinds import DestructionState, Retention
from fuyuantong.archives.models import Destruction, Volume
from fuyuantong.archives.sources import erase
from fuyuantong.archives.trail import note
from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.actions.files import forget

WATCHERS = 2


def propose(uow: UnitOfWork, keys: Sequence[UUID], *, opinion: str, appraisers: str) -> Destruction:
    """Propose to destroy volumes of one's own unit whose term is over.

    Errors: E-FORBIDDEN; E-REQUIRED; E-RULE for one that is kept for ever, or not long enough yet, or proposed
    already.
    """
    policy.check(uow.actor, "keep")
    _required(volumes=keys, opinion=opinion.strip(), appraisers=appraisers.strip())
    seen = Volume.objects.visible_to(uow.actor).filter(pk__in=list(keys)).values("pk")
    rows = list(Volume.objects.select_for_update(of=("self",)).filter(pk__in=seen).order_by("pk"))
    if len(rows) != len(set(keys)):
        raise NotFound
    for row in rows:
        _check_due(row, uow.today)
        if row.destruction_id is not None:
            raise _rule(_("“%s”已经提请销毁。") % row.title)
    made: Destruction = Destruction.objects.create(
        unit_id=uow.actor.unit_key, region=rows[0].region, state=DestructionState.PROPOSED,
        opinion=opinion.strip(),
        appraisers=appraisers.strip()[:200], count=len(rows), proposed_by=uow.actor.name,
        proposed_person=uow.actor.person, proposed_at=uow.now,
    )  # fmt: skip
    Volume.objects.filter(pk__in=[row.pk for row in rows]).update(destruction=made)
    note(uow, "destruction_proposed", "destruction", made.pk, region=made.region, count=made.count)
    return made


def approve(uow: UnitOfWork, key: UUID, *, words: str = "", expected: int | None = None) -> Destruction:
    """A leader of the unit agrees. Errors: E-FORBIDDEN (not a leader, or who proposed it), E-STATE."""
    return _decide(uow, key, DestructionState.APPROVED, words or "同意销毁。", expected)


def refuse(uow: UnitOfWork, key: UUID, *, words: str, expected: int | None = None) -> Destruction:
    """A leader of the unit does not agree, and says why; the volumes stay."""
    _required(words=words.strip())
    return _decide(uow, key, DestructionState.REFUSED, words, expected)


def _decide(
    uow: UnitOfWork, key: UUID, state: DestructionState, words: str, expected: int | None
) -> Destruction:
    row = _take(uow, key, {DestructionState.PROPOSED}, "approve", expected)
    if row.proposed_person == uow.actor.person:
        raise Forbidden(str(policy.REFUSED["own"]))
    row.decided_by, row.decided_words, row.decided_on = uow.actor.name, words.strip(), uow.today
    return _settled(uow, row, state)


def record_decision(
    uow: UnitOfWork,
    key: UUID,
    scan: UploadedFile[Any] | IO[bytes] | None,
    *,
    by: str,
    words: str,
    on: date,
    expected: int | None = None,
) -> Destruction:
    """代录: a leader without an account agreed on paper; the signed list goes along."""
    _required(by=by.strip(), words=words.strip())
    row = _take(uow, key, {DestructionState.PROPOSED}, "keep", expected)
    if not row.proposed_at.date() <= on <= uow.today:
        raise _rule(_("审批日期应在提请之后、今天之前。"))
    if by.strip() == row.proposed_by:
        raise Forbidden(str(policy.REFUSED["own"]))
    row.scan = receive_upload(uow, scan)
    row.decided_by, row.decided_words, row.decided_on = by.strip()[:120], words.strip(), on
    row.recorded_by = uow.actor.name
    return _settled(uow, row, DestructionState.APPROVED)


def drop(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Destruction:
    """Take the proposal back; the volumes stay."""
    row = _take(uow, key, {DestructionState.PROPOSED, DestructionState.APPROVED}, "keep", expected)
    return _settled(uow, row, DestructionState.DROPPED)


def carry_out(
    uow: UnitOfWork, key: UUID, *, watchers: Sequence[str], expected: int | None = None
) -> Destruction:
    """Destroy what was approved: volumes, uploads, letters and reports go, a line on the trail stays.

    Errors: E-FORBIDDEN, E-STATE; E-RULE without two different people who watched.
    """
    row = _take(uow, key, {DestructionState.APPROVED}, "keep", expected)
    names = list(dict.fromkeys(name.strip() for name in watchers if name.strip()))
    if len(names) < WATCHERS:
        raise _rule(_("销毁要有两名监销人，请填写两人的姓名。"))
    volumes = list(row.volumes.select_for_update(of=("self",)).select_related("file").order_by("pk"))
    if len(volumes) != row.count:
        raise Conflict("E-STATE", _("提请之后有案卷已移交，请撤回后重新提请。"))
    for volume in volumes:
        _check_due(volume, uow.today)
        _destroy(uow, row, volume)
    row.watched_by, row.done_by, row.done_at = "、".join(names)[:120], uow.actor.name, uow.now
    return _settled(uow, row, DestructionState.DONE)


def _destroy(uow: UnitOfWork, row: Destruction, volume: Volume) -> None:
    uploads = erase(volume.source, volume.source_id)
    note(
        uow, "destroyed", "volume", volume.pk, region=volume.region, title=volume.title, year=volume.year,
        number=volume.number, sha256=volume.file.sha256, retention=volume.retention,
        expired=str(volume.expires_on), approved_by=row.decided_by, approved_on=str(row.decided_on),
        destruction=str(row.pk), uploads=uploads,
    )  # fmt: skip
    file = volume.file
    volume.delete()
    forget(file)


def _settled(uow: UnitOfWork, row: Destruction, state: DestructionState) -> Destruction:
    row.state, row.version = state, row.version + 1
    row.save()
    if state in (DestructionState.REFUSED, DestructionState.DROPPED):
        row.volumes.update(destruction=None)
    data = {"count": row.count, "by": row.decided_by, "recorded": bool(row.recorded_by)}
    note(uow, f"destruction_{state}", "destruction", row.pk, region=row.region, **data)
    return row


def _take(
    uow: UnitOfWork, key: UUID, states: set[DestructionState], verb: str, expected: int | None
) -> Destruction:
    seen = Destruction.objects.visible_to(uow.actor).filter(pk=key).values("pk")
    row: Destruction | None = Destruction.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if row is None:
        raise NotFound
    policy.check(uow.actor, verb)
    if expected is not None and expected != row.version:
        raise stale(_("销毁提请"))
    if row.volumes.exclude(pk__in=Volume.objects.visible_to(uow.actor).values("pk")).exists():
        raise Forbidden(str(policy.REFUSED["seen"]))
    if row.state not in states:
        words = _("这次销毁提请%s，不能这样办理。") % DestructionState(row.state).label
        raise Conflict("E-STATE", words)
    return row


def _check_due(row: Volume, today: date) -> None:
    if row.retention == Retention.PERMANENT:
        raise _rule(_("“%s”的保管期限是永久，不能销毁。") % row.title)
    if row.expires_on is None or row.expires_on >= today:
        raise _rule(
            _("“%(title)s”保管到 %(day)s，期满后才能鉴定。") % {"title": row.title, "day": row.expires_on}
        )


def _rule(words: str) -> Refusal:
    return Refusal("E-RULE", words)


def _required(**given: object) -> None:
    says = {
        "volumes": _("请勾选要销毁的案卷。"),
        "opinion": _("请写明鉴定意见。"),
        "appraisers": _("请写明鉴定人。"),
        "words": _("请写明审批意见。"),
        "by": _("请写明批准的负责人。"),
    }
    for name, value in given.items():
        if not value:
            raise Refusal(
                "E-REQUIRED", says[name], errors=[FieldError("E-REQUIRED", says[name], pointer=name)]
            )
