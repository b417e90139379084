"""Messages to sources leave together, each with its state written before: no crash sends one twice.

`waiting` → `sending` (committed) → the wire → the answer. Whoever finds a message `sending` after its lease
asks the source by the number first; only a source that never had it gets it again; a source that cannot tell
leaves the message `unclear`, for a person. All messages of a request are one errand: they leave at once, and
what comes back is stored as it comes (`answering`), so that a slow source hinders no other.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.rows import find, prepared
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.enforcement import kinds, policy
from fuyuantong.enforcement.actions.answering import close, follow, take_in
from fuyuantong.enforcement.actions.cases import OPEN, wrong
from fuyuantong.enforcement.actions.inquiring import defer_calls
from fuyuantong.enforcement.adapters import Errand, Outcome, adapter_of, reach_all
from fuyuantong.enforcement.doors import take
from fuyuantong.enforcement.kinds import CallState, SourceState
from fuyuantong.enforcement.models import Call, Inquiry, Source
from fuyuantong.enforcement.packing import packets_of
from fuyuantong.enforcement.trail import note
from fuyuantong.matters.policy import handles
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
MINUTE = timedelta(minutes=1)
PICKED_MOST = 500


def send_calls(keys: Sequence[UUID], now: datetime | None = None) -> None:
    """Do what these messages need now; those whose time it is not are left alone.

    Opens its own units of work: one before anything leaves, one for every wave of answers.
    """
    with unit_of_work(SYSTEM, now=now) as uow:
        errands = _begin(uow, keys)
    for wave in reach_all(errands):
        for outcome in _stored(wave, now):
            adapter_of(outcome.errand.link).clear(outcome.number)


def _stored(wave: Sequence[Outcome], now: datetime | None) -> list[Outcome]:
    """Store a wave; returns those whose answers were taken in, so that no other copy of them is wanted.

    What cannot be stored hinders no other answer: then each is stored by itself, and the failure is raised.
    """
    try:
        with unit_of_work(SYSTEM, now=now) as uow:
            return take_in(uow, wave)
    except Exception:
        if len(wave) == 1:
            raise
        log.exception("a wave of answers could not be stored; each by itself")
    kept, failed = [], None
    for outcome in wave:
        try:
            kept += _stored([outcome], now)
        except Exception as error:  # noqa: BLE001 - raised below, after the others
            failed = error
    if failed is not None:
        raise failed
    return kept


def _begin(uow: UnitOfWork, keys: Sequence[UUID]) -> list[Errand]:
    """Under lock: is it time, is there still an agreement, is the source's breaker closed, is there room?"""
    due = _taken(uow, keys)
    places = list({call.source_id for call in due})
    sources = {s.pk: s for s in find(Source, "r.id = ANY(%s) ORDER BY r.id FOR UPDATE OF r", [places])}
    lately = _sent_lately(uow, places)
    go, ended = [], []
    for call in due:
        source = sources[call.source_id]
        refusal = _refusal(uow, call, source)
        if refusal:
            note(uow, "call_refused", "asset_call", call.pk, result="refused")
            close(uow, call, CallState.REFUSED, refusal)
            ended.append(call)
        elif source.open_until is not None and source.open_until > uow.now:
            _put_off(call, source.open_until)
        elif call.state == CallState.WAITING and lately[source.pk] >= source.per_minute:
            _put_off(call, uow.now + MINUTE)
        else:
            lately[source.pk] += call.state == CallState.WAITING
            if source.open_until is not None:  # the one try that is let through to see whether it is back
                source.open_until = uow.now + LEASE
                source.save(update_fields=["open_until"])
            go.append(call)
    follow(uow, ended)
    return _marked(uow, go, sources)


_DUE = "r.id = ANY(%s) AND r.state = ANY(%s) AND r.next_at <= %s ORDER BY r.id FOR UPDATE OF r"
_LATELY = (
    "SELECT source_id, count(*) FROM enforcement_call WHERE source_id = ANY(%s) AND sent_at > %s GROUP BY 1"
)


def _taken(uow: UnitOfWork, keys: Sequence[UUID]) -> list[Call]:
    """The messages whose time it is, locked in the order in which everybody locks them."""
    due = find(Call, _DUE, [list(keys), list(kinds.OPEN_CALLS), uow.now])
    inquiries = {
        row.pk: row
        for row in find(Inquiry, "r.id = ANY(%s)", [[c.inquiry_id for c in due]], "case", "party", "file")
    }
    for call in due:
        if call.inquiry_id:
            call.inquiry = inquiries[call.inquiry_id]
    return due


def _sent_lately(uow: UnitOfWork, sources: list[UUID]) -> Counter[UUID]:
    """How many messages went to each source in the last minute."""
    with prepared(), connection.cursor() as cursor:
        cursor.execute(_LATELY, [sources, uow.now - MINUTE])
        return Counter(dict(cursor.fetchall()))


def _refusal(uow: UnitOfWork, call: Call, source: Source) -> str:
    """Why a message that has not left may not leave any more."""
    if call.state != CallState.WAITING:
        return ""
    if source.state != SourceState.AGREED or source.valid_until < uow.today:
        return _("协议已停用或过期，没有发出")
    if call.inquiry is not None and call.inquiry.case.state not in OPEN:
        return _("案件已结，没有发出")
    return ""


def _marked(uow: UnitOfWork, go: Sequence[Call], sources: dict[UUID, Source]) -> list[Errand]:
    """Write down what leaves now; from here on nobody sends it again without having asked."""
    packets = packets_of(go)
    errands = [
        Errand(packets[call.pk], sources[call.source_id].link, call.state != CallState.WAITING) for call in go
    ]
    fresh = [call for call in go if call.state == CallState.WAITING]
    for call in fresh:
        note(uow, "call_sent", "asset_call", call.pk, act=call.act, classes=call.classes)
    again: dict[str, Any] = {"tries": F("tries") + 1, "next_at": uow.now + LEASE}
    _write(fresh, state=CallState.SENDING, sent_at=uow.now, **again)
    _write([call for call in go if call.state != CallState.WAITING], **again)
    return errands


def _write(calls: Sequence[Call], **columns: Any) -> None:
    if calls:
        Call.objects.filter(pk__in=[call.pk for call in calls]).update(**columns)


def _put_off(call: Call, moment: datetime) -> None:
    call.next_at = moment
    call.save(update_fields=["next_at"])


def pick_up(now: datetime) -> None:
    """Put every message whose time has come into the queue: late jobs, answers to be fetched, crashes. Those
    of one request are one errand again."""
    due = Call.objects.filter(state__in=kinds.OPEN_CALLS, next_at__lte=now).order_by("next_at", "id")
    rows = due.values_list("pk", "next_at", "inquiry")[:PICKED_MOST]
    groups: dict[UUID, list[tuple[UUID, datetime]]] = defaultdict(list)
    for key, moment, inquiry in rows:
        groups[inquiry or key].append((key, moment))
    for group, found in groups.items():
        defer_calls(None, f"{group}:{found[-1][1].timestamp()}", [key for key, _moment in found])


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
    defer_calls(uow, f"{call.pk}:{read_clock().timestamp()}", [call.pk])
    return call
