"""What goes when its purpose is over: answers with their assets, numbers of parties, addresses.

The terms are rows of `library/enforcement/keeping.yaml`. Level-triggered and by itself; each row in a unit of
work of its own. What stays is the request (who asked, about which classes, on which document), the digest of
the answer, how many things it brought, and a line on the trail that says when the rest went.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import SHANGHAI, day_of
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.enforcement import kinds
from fuyuantong.enforcement.adapters import adapter_of
from fuyuantong.enforcement.kinds import Act, PursuitState, ServiceState
from fuyuantong.enforcement.models import Alert, Call, Measure, Party, Pursuit, Referral, Reply, Service
from fuyuantong.enforcement.trail import note
from fuyuantong.matters.kinds import MatterState

AT_ONCE = 500


def forget_spent(now: datetime) -> None:
    """Erase everything whose term is over and that nothing still running needs."""
    today = day_of(now)
    works: list[
        tuple[QuerySet[Call] | QuerySet[Party] | QuerySet[Service], Callable[[UnitOfWork, UUID], None]]
    ] = [
        (spent_answers(today), _erase_answer),
        (spent_numbers(today), _erase_number),
        (spent_places(today), _erase_place),
    ]
    for rows, erase in works:
        for key in list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            with unit_of_work(SYSTEM, now=now) as uow:
                erase(uow, key)


def _closed_before(term: str, today: date, path: str) -> Q:
    return Q(**{f"{path}closed_on__lt": today - timedelta(days=kinds.keepings()[term].after_closing)})


def _running(case: str) -> Exists:
    """An alert or complaint of the case that nobody has decided yet."""
    return Exists(Alert.objects.filter(measure__case=OuterRef(case), state__in=kinds.OPEN_ALERTS))


def _linked(case: str) -> Exists:
    """A matter opened from the case (拒执线索, 送拘, 网格) that is not over."""
    return Exists(Referral.objects.filter(case=OuterRef(case), matter__state=MatterState.OPEN))


def _sought(case: str) -> Exists:
    rows = Pursuit.objects.filter(case=OuterRef(case), matter__state=MatterState.OPEN)
    return Exists(rows.exclude(state=PursuitState.WITHHELD))


def spent_answers(today: date) -> QuerySet[Call]:
    """Answers over their term that no standing measure and no open alert or complaint needs."""
    term = kinds.keepings()["answers"]
    over = _closed_before("answers", today, "inquiry__case__") | _closed_before(
        "answers", today, "measure__case__"
    )
    if term.after_answer is not None:
        since = datetime.combine(today - timedelta(days=term.after_answer), time.min, SHANGHAI)
        over |= Q(act=Act.QUERY, answered_at__lt=since)
    standing = Measure.objects.filter(state__in=kinds.STANDING)
    needed = (
        Exists(standing.filter(asset__call=OuterRef("pk")))
        | Exists(standing.filter(pk=OuterRef("measure")))
        | Exists(standing.filter(asset=None, party=OuterRef("inquiry__party")))
    )
    rows = Call.objects.filter(over, state__in=kinds.ANSWERED, erased_at=None)
    for case in ("inquiry__case", "measure__case"):
        rows = rows.exclude(_running(case)).exclude(_linked(case))
    return rows.exclude(needed)


def spent_numbers(today: date) -> QuerySet[Party]:
    """Parties of cases that were closed long ago, when nothing of the case still runs."""
    standing = Measure.objects.filter(case=OuterRef("case"), state__in=kinds.STANDING)
    waiting = Q(state__in=[*kinds.OPEN_CALLS, "unclear"])
    calls = Call.objects.filter(waiting).filter(
        Q(inquiry__case=OuterRef("case")) | Q(measure__case=OuterRef("case"))
    )
    rows = Party.objects.filter(_closed_before("numbers", today, "case__"), erased_at=None)
    return (
        rows.exclude(Exists(standing))
        .exclude(Exists(calls))
        .exclude(_running("case"))
        .exclude(_sought("case"))
        .exclude(_linked("case"))
    )


def spent_places(today: date) -> QuerySet[Service]:
    """Addresses to which something was sent, with its result, in cases that were closed long ago."""
    rows = Service.objects.filter(_closed_before("places", today, "case__"), erased_at=None)
    return rows.exclude(state=ServiceState.SENT).exclude(_running("case"))


def _erase_answer(uow: UnitOfWork, key: UUID) -> None:
    """The bytes, the assets, and what a file exchange still holds. An asset that a measure came from stays
    as an empty row: the measure has its own words."""
    rows = Call.objects.select_for_update(of=("self",)).select_related("source", "inquiry")
    call = rows.filter(pk__in=spent_answers(uow.today).filter(pk=key).values("pk")).first()
    if call is None:
        return
    call.found, call.erased_at, call.version = call.assets.count(), uow.now, call.version + 1
    call.save()
    Reply.objects.filter(call=call).delete()
    call.assets.filter(measures=None).delete()
    call.assets.update(title="", reference="", value=None)
    _clear(call)
    told: dict[str, Any] = {"classes": call.classes, "digest": call.digest, "found": call.found}
    note(uow, "answer_erased", "asset_call", key, inquiry=str(call.inquiry_id or ""), **told)


def _clear(call: Call) -> None:
    try:
        adapter_of(call.source.link).clear(call.number)
    except Refusal:
        return  # the connection is no longer in the installation's file: nothing of ours is there


def _erase_number(uow: UnitOfWork, key: UUID) -> None:
    party = (
        Party.objects.select_for_update(of=("self",)).filter(pk__in=spent_numbers(uow.today), pk=key).first()
    )
    if party is not None:
        party.number, party.erased_at = "", uow.now
        party.save(update_fields=["number", "erased_at"])
        note(uow, "number_erased", "enforcement_case", party.case_id, party=str(key))


def _erase_place(uow: UnitOfWork, key: UUID) -> None:
    row = (
        Service.objects.select_for_update(of=("self",)).filter(pk__in=spent_places(uow.today), pk=key).first()
    )
    if row is not None:
        row.place, row.erased_at, row.version = {}, uow.now, row.version + 1
        row.save(update_fields=["place", "erased_at", "version"])
        note(uow, "address_erased", "service", key)
