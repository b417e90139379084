"""What is done about jobs that were given up, and about messages that may have gone out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.jobs import defer_once, retry_failed
from fuyuantong.common.refusals import Conflict, NotFound
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.notices.models import DeadLetter, Delivery
from fuyuantong.notices.policy import require


def retry_dead_letter(uow: UnitOfWork, job: int) -> DeadLetter:
    """Give the job one more try."""
    letter = _open_letter(uow, job)
    if not retry_failed(job):
        sentence = _("这条后台任务已不在队列中，不能重新执行。")
        raise Conflict("E-DEAD-LETTER-GONE", sentence, hint=_("请登记处理结果。"))
    letter.final = False
    letter.remark = _("重新执行")
    letter.handled_by = uow.actor.name
    letter.save(update_fields=["final", "remark", "handled_by"])
    _note(uow, "deadletter.retried", letter)
    return letter


def settle_dead_letter(uow: UnitOfWork, job: int, remark: str) -> DeadLetter:
    """Close a dead letter with what was done about it."""
    letter = _open_letter(uow, job)
    letter.handled_at, letter.handled_by, letter.remark = uow.now, uow.actor.name, remark
    letter.save(update_fields=["handled_at", "handled_by", "remark"])
    _note(uow, "deadletter.settled", letter)
    return letter


def _open_letter(uow: UnitOfWork, job: int) -> DeadLetter:
    require(uow.actor, "handle_dead_letter")
    letter = DeadLetter.objects.select_for_update().filter(pk=job).first()
    if letter is None:
        raise NotFound
    if not letter.final or letter.handled_at is not None:
        raise Conflict("E-DEAD-LETTER-HANDLED", _("这条后台任务已有人处理。"), hint=_("请刷新列表查看。"))
    return letter


def _note(uow: UnitOfWork, kind: str, letter: DeadLetter) -> None:
    data = {"job": letter.job, "name": letter.name, "tries": letter.tries}
    uow.record(Note(day_stream(uow.today), kind, "job", None, data))


def settle_delivery(uow: UnitOfWork, delivery: UUID) -> Delivery:
    """Note that a message of which nobody knew has arrived (or need not be sent again)."""
    return _settle(uow, delivery, resent=False)


def resend_delivery(uow: UnitOfWork, delivery: UUID) -> Delivery:
    """Send a message once more that may have gone out: a person has looked, and it is not there."""
    row = _settle(uow, delivery, resent=True)
    to: dict[str, Any] = {"person": str(row.person)} if row.person else {"unit": str(row.unit)}
    key = f"{row.key[:200]}~{uow.now.isoformat()}"
    defer_once(uow, "notices.send", key, by_system=True, channel=row.channel, **to)
    return row


def _settle(uow: UnitOfWork, delivery: UUID, *, resent: bool) -> Delivery:
    require(uow.actor, "handle_delivery")
    row = Delivery.objects.select_for_update().filter(pk=delivery, unsure_at__isnull=False).first()
    if row is None:
        raise NotFound
    if row.settled_at is not None:
        raise Conflict("E-DELIVERY-HANDLED", _("这条消息已有人处理。"), hint=_("请刷新列表查看。"))
    row.settled_at, row.settled_by, row.resent = uow.now, uow.actor.name, resent
    row.save(update_fields=["settled_at", "settled_by", "resent"])
    kind = "delivery.resent" if resent else "delivery.settled"
    uow.record(Note(day_stream(uow.today), kind, "delivery", row.pk, {"channel": row.channel}))
    return row
