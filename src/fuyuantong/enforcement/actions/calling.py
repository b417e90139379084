"""One message to one source: its state is written before it leaves, so that no crash sends it twice.

`waiting` → `sending` (committed) → the wire → the answer. Whoever finds a message `sending` after its lease
asks the source by the number first; only a source that never had it gets it again; a source that cannot tell
leaves the message `unclear`, for a person. Failures in a row open the source's breaker.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import Later, defer_once
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.sealing import seal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.documents.actions import keep_made
from fuyuantong.enforcement import kinds, policy
from fuyuantong.enforcement.actions.cases import OPEN, wrong
from fuyuantong.enforcement.actions.controlling import carried_out
from fuyuantong.enforcement.actions.inquiring import JOB, finished
from fuyuantong.enforcement.adapters import (
    Adapter,
    Answer,
    Garbage,
    Packet,
    Unknowable,
    adapter_of,
    pace_of,
    read_answer,
)
from fuyuantong.enforcement.doors import take
from fuyuantong.enforcement.kinds import Act, CallState, SourceState
from fuyuantong.enforcement.models import Asset, Call, Inquiry, Measure, Source
from fuyuantong.enforcement.packing import packet_of
from fuyuantong.enforcement.trail import note
from fuyuantong.matters.policy import handles
from fuyuantong.notices.actions import tell
from fuyuantong.notices.channels.calling import NotTaken, Unheard
from fuyuantong.notices.kinds import Subject as About

LEASE = timedelta(seconds=90)
POLL = timedelta(minutes=5)
BREAKS_AT = 5
BROKEN_FOR = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is to be done outside: send, or ask whether it was sent."""

    packet: Packet
    link: str
    uncertain: bool


def send_call(key: UUID, now: datetime | None = None) -> None:
    """Do what this message needs now; does nothing when it is not its time. Opens its own units of work."""
    with unit_of_work(SYSTEM, now=now) as uow:
        errand = _begin(uow, key)
    if errand is None:
        return
    adapter = None
    try:
        adapter = adapter_of(errand.link)
        content = _reach(adapter, errand)
        answer = read_answer(errand.packet.number, content) if content is not None else None
        fault: Exception | None = None
    except (Later, NotTaken, Unheard, Garbage, Unknowable, Refusal) as error:
        content, answer, fault = None, None, error
    with unit_of_work(SYSTEM, now=now) as uow:
        kept = _end(uow, errand, key, answer, content or b"", fault)
    if kept and adapter is not None:
        adapter.clear(errand.packet.number)


def _reach(adapter: Adapter, errand: _Errand) -> bytes | None:
    if errand.uncertain:
        try:
            return adapter.ask(errand.packet.number)
        except LookupError:
            pass  # it never arrived: this is the first time for them
    return adapter.send(errand.packet)


def _begin(uow: UnitOfWork, key: UUID) -> _Errand | None:
    """Under lock: is it time, is there still an agreement, is the source's breaker closed, is there room?"""
    call = Call.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if call is None or call.state not in kinds.OPEN_CALLS or call.next_at > uow.now:
        return None
    source = Source.objects.select_for_update(of=("self",)).get(pk=call.source_id)
    agreed = source.state == SourceState.AGREED and source.valid_until >= uow.today
    if not agreed and call.state == CallState.WAITING:
        note(uow, "call_refused", "asset_call", call.pk, result="refused")
        _close(uow, call, CallState.REFUSED, _("协议已停用或过期，没有发出"))
        return None
    if call.state == CallState.WAITING and call.inquiry is not None and call.inquiry.case.state not in OPEN:
        note(uow, "call_refused", "asset_call", call.pk, result="refused")
        _close(uow, call, CallState.REFUSED, _("案件已结，没有发出"))
        return None
    if source.open_until is not None and source.open_until > uow.now:
        _put_off(call, source.open_until)
        return None
    lately = Call.objects.filter(source=source, sent_at__gt=uow.now - MINUTE).count()
    if call.state == CallState.WAITING and lately >= source.per_minute:
        _put_off(call, uow.now + MINUTE)
        return None
    uncertain = call.state != CallState.WAITING
    if not uncertain:
        call.state, call.sent_at = CallState.SENDING, uow.now
        note(uow, "call_sent", "asset_call", call.pk, act=call.act, classes=call.classes)
    if source.open_until is not None:  # the one try that is let through to see whether it is back
        source.open_until = uow.now + LEASE
        source.save(update_fields=["open_until"])
    call.tries, call.next_at = call.tries + 1, uow.now + LEASE
    call.save()
    return _Errand(packet_of(call), source.link, uncertain)


def _put_off(call: Call, moment: datetime) -> None:
    call.next_at = moment
    call.save(update_fields=["next_at"])


def _end(
    uow: UnitOfWork,
    errand: _Errand,
    key: UUID,
    answer: Answer | None,
    content: bytes,
    fault: Exception | None,
) -> bool:
    """Whether an answer was taken in, so that no other copy of it is wanted."""
    call = Call.objects.select_for_update(of=("self",)).select_related("source").get(pk=key)
    if call.state not in kinds.OPEN_CALLS:
        return False  # a person settled it meanwhile
    source = Source.objects.select_for_update(of=("self",)).get(pk=call.source_id)
    _count(uow, source, fault)
    if fault is not None:
        _failed(uow, call, fault, uncertain=errand.uncertain)
    elif answer is None or answer.result == "pending":
        call.state, call.tries, call.next_at = CallState.ASKED, 0, uow.now + POLL
        call.save()
    else:
        return _answered(uow, call, answer, content)
    return False


def _count(uow: UnitOfWork, source: Source, fault: Exception | None) -> None:
    """Five failures in a row open the breaker; one success closes it."""
    if isinstance(fault, NotTaken | Garbage):
        source.failures += 1
        if source.failures >= BREAKS_AT or source.open_until is not None:
            source.open_until = uow.now + BROKEN_FOR
            note(uow, "source_broken", "asset_source", source.pk, failures=source.failures)
    elif fault is None:
        source.failures, source.open_until = 0, None
    source.save(update_fields=["failures", "open_until"])


def _failed(uow: UnitOfWork, call: Call, fault: Exception, *, uncertain: bool) -> None:
    """What is certain not to have left waits again; what is uncertain stays so until the source has said."""
    if isinstance(fault, Garbage):
        _close(uow, call, CallState.FAILED, fault.why)
    elif isinstance(fault, Unknowable):
        _close(uow, call, CallState.UNCLEAR, _("发出后中断，对方无法按编号核对，请与协助单位核实"))
    elif isinstance(fault, Refusal):
        _close(uow, call, CallState.UNCLEAR if uncertain else CallState.FAILED, str(fault))
    else:
        if not isinstance(fault, Unheard) and not uncertain:  # an Unheard is a NotTaken that may have arrived
            call.state = CallState.WAITING
        first, most = pace_of(call.source.link)
        if call.tries < most:
            wait = timedelta(seconds=first * 2 ** (call.tries - 1))
            call.next_at = uow.now + (timedelta(seconds=fault.seconds) if isinstance(fault, Later) else wait)
            call.save()
        elif call.state == CallState.SENDING:
            _close(uow, call, CallState.UNCLEAR, _("多次没有回音，是否收到不能确定，请与协助单位核实"))
        else:
            _close(uow, call, CallState.FAILED, _("多次联系未成功"))


def _close(uow: UnitOfWork, call: Call, state: str, reason: str) -> None:
    call.state, call.reason, call.version = state, reason[:300], call.version + 1
    call.save()
    note(
        uow, "call_ended", "asset_call", call.pk, result="ok" if call.answered else "failed", state=str(state)
    )
    _after(uow, call)


def _answered(uow: UnitOfWork, call: Call, answer: Answer, content: bytes) -> bool:
    state = {
        "found": CallState.FOUND,
        "none": CallState.NONE,
        "refused": CallState.REFUSED,
        "done": CallState.DONE,
    }
    wanted = {"found", "none", "refused"} if call.act == Act.QUERY else {"done", "refused"}
    if answer.result not in wanted:
        _close(uow, call, CallState.FAILED, _("反馈与请求的事项不符，未采用"))
        return False
    call.state, call.reason, call.receipt = state[answer.result], answer.reason, answer.receipt
    call.answered_at, call.size, call.version = uow.now, len(content), call.version + 1
    call.digest = hashlib.sha256(content).hexdigest()
    call.file = keep_made(uow, seal(content.decode()).encode(), f"{call.number}.json", "json")
    call.save()
    Asset.objects.bulk_create(
        Asset(call=call, place=place, **item.model_dump())
        for place, item in enumerate(i for i in answer.items if i.klass in call.classes)
    )
    note(
        uow, "call_answered", "asset_call", call.pk, state=str(call.state), digest=call.digest, late=call.late
    )
    _after(uow, call)
    return True


def _after(uow: UnitOfWork, call: Call) -> None:
    if call.inquiry_id:
        finished(
            uow,
            Inquiry.objects.select_for_update(of=("self",)).select_related("case").get(pk=call.inquiry_id),
        )
    if call.measure_id:
        row = Measure.objects.select_for_update(of=("self",)).select_related("case", "party")
        carried_out(uow, row.get(pk=call.measure_id), call)


def pick_up(now: datetime) -> None:
    """Put every message whose time has come into the queue: late jobs, answers to be fetched, crashes."""
    due = Call.objects.filter(state__in=kinds.OPEN_CALLS, next_at__lte=now).order_by("next_at")[:500]
    for call in due:
        defer_once(None, JOB, f"{call.pk}:{call.next_at.timestamp()}", call=str(call.pk))


def tell_late(now: datetime) -> None:
    """The court is told once of each message that was not answered in the agreed time."""
    late = Call.objects.filter(state__in=kinds.OPEN_CALLS, due_at__lt=now, late_told=False).values_list(
        "pk", flat=True
    )
    for key in list(late[:200]):
        with unit_of_work(SYSTEM, now=now) as uow:
            call = Call.objects.select_for_update(of=("self",)).select_related("source__unit").get(pk=key)
            if call.late_told:
                continue
            call.late_told = True
            call.save(update_fields=["late_told"])
            place = "inquiry" if call.inquiry_id else "measure"
            tell(
                uow,
                to_units=[call.source.court_id, call.source.unit_id],
                kind="enforcement.late",
                title=_("查控超过反馈时限：%(unit)s") % {"unit": call.source.unit},
                url=reverse(f"enforcement:{place}", args=[call.inquiry_id or call.measure_id]),
                subject=About("asset_call", call.pk),
            )


def settle_call(uow: UnitOfWork, key: UUID, *, arrived: bool, text: str, expected: int | None = None) -> Call:
    """A person asked at the source: the message did arrive (then it is waited for), or it did not (then it
    leaves again under the same number). Also for messages that could not be delivered."""

    def court(actor: Any, call: Call) -> bool:
        return handles(actor) and actor.unit == call.source.court_id

    call = take(uow, Call, key, court, set(kinds.UNANSWERED), expected=expected, words=policy.COURTS_ONLY)
    if not text.strip():
        raise wrong("E-REQUIRED", _("请写明向谁、怎样核实的。"), "text")
    call.state = CallState.ASKED if arrived else CallState.WAITING
    call.tries, call.next_at, call.reason = 0, uow.now, ""
    call.save()
    note(uow, "call_settled", "asset_call", call.pk, arrived=arrived)
    if call.inquiry_id:
        inquiry = Inquiry.objects.select_for_update(of=("self",)).filter(pk=call.inquiry_id).first()
        if inquiry is None:
            raise NotFound
        inquiry.state, inquiry.version = kinds.InquiryState.RUNNING, inquiry.version + 1
        inquiry.save()
    defer_once(uow, JOB, f"{call.pk}:{read_clock().timestamp()}", by_system=True, call=str(call.pk))
    return call
