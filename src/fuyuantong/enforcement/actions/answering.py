"""What came back from sources: states, breakers, assets; then whatever waited for the last of the answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.jobs import Later
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.rows import add, change_all, find
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement import kinds
from fuyuantong.enforcement.actions.controlling import carried_out
from fuyuantong.enforcement.actions.inquiring import finished
from fuyuantong.enforcement.adapters import Answer, Garbage, Outcome, Unknowable, pace_of
from fuyuantong.enforcement.kinds import Act, CallState
from fuyuantong.enforcement.models import Asset, Call, Inquiry, Measure, Reply, Source
from fuyuantong.enforcement.trail import note
from fuyuantong.notices.channels.calling import NotTaken, Unheard

POLL = timedelta(minutes=5)
BREAKS_AT = 5
BROKEN_FOR = timedelta(minutes=5)
_STATES = {
    "found": CallState.FOUND,
    "none": CallState.NONE,
    "refused": CallState.REFUSED,
    "done": CallState.DONE,
}
_OPEN = "r.id = ANY(%s) AND r.state = ANY(%s) ORDER BY r.id FOR UPDATE OF r"
_COLUMNS = ("state", "tries", "next_at", "reason", "receipt", "answered_at", "digest", "size", "version")


def take_in(uow: UnitOfWork, wave: Sequence[Outcome]) -> list[Outcome]:
    """Store what came; returns the outcomes whose answers were taken in.

    What a person has settled meanwhile stays as it was settled.
    """
    keys = [UUID(outcome.number) for outcome in wave]
    calls = {c.number: c for c in find(Call, _OPEN, [keys, list(kinds.OPEN_CALLS)], "source")}
    heard = [(calls[outcome.number], outcome) for outcome in wave if outcome.number in calls]
    _count(uow, heard)
    kept = [outcome for call, outcome in heard if _settled(uow, call, outcome)]
    change_all(list(calls.values()), *_COLUMNS)
    add([Reply(call=calls[o.number], text=o.content.decode()) for o in kept])
    add(
        [
            asset
            for outcome in kept
            if outcome.answer
            for asset in _assets(calls[outcome.number], outcome.answer)
        ]
    )
    follow(uow, [call for call in calls.values() if call.state not in kinds.OPEN_CALLS])
    return kept


def _count(uow: UnitOfWork, heard: Sequence[tuple[Call, Outcome]]) -> None:
    """Five failures in a row open a source's breaker; one success closes it.

    Sources of which there is nothing to write are not locked.
    """
    touched = {
        call.source_id
        for call, outcome in heard
        if outcome.fault is not None or call.source.failures or call.source.open_until is not None
    }
    if not touched:
        return
    rows = Source.objects.select_for_update().filter(pk__in=touched).order_by("pk")
    sources = {source.pk: source for source in rows}
    for call, outcome in heard:
        source = sources.get(call.source_id)
        if source is None:
            continue
        if isinstance(outcome.fault, NotTaken | Garbage):
            source.failures += 1
            if source.failures >= BREAKS_AT or source.open_until is not None:
                source.open_until = uow.now + BROKEN_FOR
                note(uow, "source_broken", "asset_source", source.pk, failures=source.failures)
        elif outcome.fault is None:
            source.failures, source.open_until = 0, None
    change_all(list(sources.values()), "failures", "open_until")


def _settled(uow: UnitOfWork, call: Call, outcome: Outcome) -> bool:
    """Give the row its new state; whether an answer was taken in."""
    if outcome.fault is not None:
        _failed(uow, call, outcome.fault, uncertain=outcome.errand.uncertain)
        return False
    if outcome.answer is None or outcome.answer.result == "pending":
        call.state, call.tries, call.next_at = CallState.ASKED, 0, uow.now + POLL
        return False
    return _answered(uow, call, outcome.answer, outcome.content)


def _failed(uow: UnitOfWork, call: Call, fault: Exception, *, uncertain: bool) -> None:
    """What is certain not to have left waits again; what is uncertain stays so until the source has said."""
    if isinstance(fault, Garbage):
        _ended(uow, call, CallState.FAILED, fault.why)
    elif isinstance(fault, Unknowable):
        _ended(uow, call, CallState.UNCLEAR, _("发出后中断，对方无法按编号核对，请与协助单位核实"))
    elif isinstance(fault, Refusal):
        _ended(uow, call, CallState.UNCLEAR if uncertain else CallState.FAILED, str(fault))
    else:
        if not isinstance(fault, Unheard) and not uncertain:  # an Unheard is a NotTaken that may have arrived
            call.state = CallState.WAITING
        first, most = pace_of(call.source.link)
        if call.tries < most:
            wait = timedelta(seconds=first * 2 ** (call.tries - 1))
            call.next_at = uow.now + (timedelta(seconds=fault.seconds) if isinstance(fault, Later) else wait)
        elif call.state == CallState.SENDING:
            _ended(uow, call, CallState.UNCLEAR, _("多次没有回音，是否收到不能确定，请与协助单位核实"))
        else:
            _ended(uow, call, CallState.FAILED, _("多次联系未成功"))


def _answered(uow: UnitOfWork, call: Call, answer: Answer, content: bytes) -> bool:
    wanted = {"found", "none", "refused"} if call.act == Act.QUERY else {"done", "refused"}
    if answer.result not in wanted:
        _ended(uow, call, CallState.FAILED, _("反馈与请求的事项不符，未采用"))
        return False
    call.state, call.reason, call.receipt = _STATES[answer.result], answer.reason, answer.receipt
    call.answered_at, call.size, call.version = uow.now, len(content), call.version + 1
    call.digest = hashlib.sha256(content).hexdigest()
    note(
        uow, "call_answered", "asset_call", call.pk, state=str(call.state), digest=call.digest, late=call.late
    )
    return True


def _assets(call: Call, answer: Answer) -> list[Asset]:
    """What was found, of the classes that were asked about only."""
    asked = (item for item in answer.items if item.klass in call.classes)
    return [Asset(call=call, place=place, **item.model_dump()) for place, item in enumerate(asked)]


def _ended(uow: UnitOfWork, call: Call, state: str, reason: str) -> None:
    call.state, call.reason, call.version = state, reason[:300], call.version + 1
    result = "ok" if call.answered else "failed"
    note(uow, "call_ended", "asset_call", call.pk, result=result, state=str(state))


def close(uow: UnitOfWork, call: Call, state: str, reason: str) -> None:
    """End a message without an answer; `follow` is due afterwards."""
    _ended(uow, call, state, reason)
    change_all([call], "state", "reason", "version")


def follow(uow: UnitOfWork, ended: Iterable[Call]) -> None:
    """Do what waited for these: a request of which this was the last answer, a measure with its receipt."""
    ended = list(ended)
    inquiries = {call.inquiry_id for call in ended if call.inquiry_id}
    if inquiries:
        rows = Inquiry.objects.select_for_update(of=("self",)).select_related("case")
        for inquiry in rows.filter(pk__in=inquiries).order_by("pk"):
            finished(uow, inquiry)
    for call in ended:
        if call.measure_id:
            row = Measure.objects.select_for_update(of=("self",)).select_related("case", "party")
            carried_out(uow, row.get(pk=call.measure_id), call)
