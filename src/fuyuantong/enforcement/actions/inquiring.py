"""A request about one party: authority is checked, another person confirms where needed, messages fan out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuyuantong.common.jobs import defer_once
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound
from fuyuantong.common.rows import add
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import receive_upload
from fuyuantong.enforcement import kinds, policy
from fuyuantong.enforcement.actions.cases import OPEN, wrong
from fuyuantong.enforcement.doors import take
from fuyuantong.enforcement.kinds import InquiryState, SourceState
from fuyuantong.enforcement.models import Asset, Call, Case, Inquiry, Party, Pursuit, Source
from fuyuantong.enforcement.models.cases import PERSON
from fuyuantong.enforcement.trail import note
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About

JOB = "enforcement.call"
PEOPLE_ONLY = gettext_lazy("须由办案人员本人提出和审核，接口密钥不能代办。")
PAPERS = frozenset({"pdf", "ofd", "docx", "png", "jpg", "jpeg"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: classes of property of one party, on one legal document (`paper` names it)."""

    party: UUID
    classes: Sequence[str]
    paper: str


def inquire(uow: UnitOfWork, case: UUID, wanted: Wanted, file: UploadedFile[Any]) -> Inquiry:
    """Ask about one party of an open case. Always about one: there is no request in bulk.

    Whatever is asked about a natural person, and classes that the library marks, wait for another person of
    the court. Classes for which no source has an agreement are named in `missing`; where that is all of
    them, the attempt is kept as refused. E-INQUIRY-TWICE: the same is being asked; E-INQUIRY-MANY: one
    person asked too often today.
    """
    asker = one_by_one(uow)
    row = take(uow, Case, case, policy.may_handle, OPEN, words=policy.COURTS_ONLY)
    party = Party.objects.filter(pk=wanted.party, case=row).first()
    if party is None:
        raise NotFound
    known = kinds.asset_classes()
    if not wanted.classes or any(code not in known for code in wanted.classes):
        raise wrong("E-ASSET-CLASS", _("请从财产类别中选择。"), "classes")
    if not wanted.paper.strip():
        raise wrong("E-REQUIRED", _("请写明法律文书的名称和文号。"), "paper")
    _not_twice(party, wanted.classes)
    stored = receive_upload(uow, file, allow=PAPERS)
    reached = _sources(uow, row, wanted.classes)
    covered = {code for source in reached for code in source.classes}
    missing = [code for code in known if code in wanted.classes and code not in covered]
    second = party.kind == PERSON or any(known[code].second for code in wanted.classes)
    state = InquiryState.SECOND if second else InquiryState.RUNNING
    inquiry = Inquiry.objects.create(
        case=row,
        party=party,
        classes=[code for code in known if code in wanted.classes],
        missing=missing,
        paper=wanted.paper.strip(),
        file=stored,
        state=state if reached else InquiryState.REFUSED,
        by_person=asker,
        by_name=uow.actor.name,
        at=uow.now,
    )
    told: dict[str, Any] = {"case": str(row.pk), "classes": inquiry.classes, "digest": stored.sha256}
    if not reached:
        inquiry.why = _("所查类别都没有有效的协议")
        inquiry.save(update_fields=["why"])
        note(uow, "inquiry_refused", "asset_inquiry", inquiry.pk, result="refused", **told)
        return inquiry
    note(uow, "inquired", "asset_inquiry", inquiry.pk, **told)
    if not second:
        _fan_out(uow, inquiry)
    return inquiry


def one_by_one(uow: UnitOfWork) -> UUID:
    """Who asks: a person, one request at a time; no system's token, and no loop through many people."""
    if uow.actor.person is None:
        raise Forbidden(str(PEOPLE_ONLY))
    asked = Q(by_person=uow.actor.person, at__gte=datetime.combine(uow.today, time.min, SHANGHAI))
    if Inquiry.objects.filter(asked).count() + Pursuit.objects.filter(asked).count() >= kinds.asks_a_day():
        raise Conflict(
            "E-INQUIRY-MANY",
            _("今天提出的查询和查找已达 %s 次，不作批量查询。") % kinds.asks_a_day(),
            hint=_("请明日再办，或由其他承办人按案件提出。"),
        )
    return uow.actor.person


def _not_twice(party: Party, classes: Sequence[str]) -> None:
    open_ones = Inquiry.objects.filter(party=party, state__in=[InquiryState.SECOND, InquiryState.RUNNING])
    if any(set(one.classes) & set(classes) for one in open_ones):
        raise Conflict("E-INQUIRY-TWICE", _("对同一被执行人的同类财产正在查询，请等待反馈。"))


def another_person(uow: UnitOfWork, first: UUID) -> None:
    """The one who agrees is a person, and not the one who asked, whatever posts either holds."""
    if uow.actor.person is None:
        raise Forbidden(str(PEOPLE_ONLY))
    if uow.actor.person == first:
        raise Conflict("E-SECOND-PERSON", _("须由提出请求以外的另一人审核。"))


def _sources(uow: UnitOfWork, case: Case, classes: Sequence[str]) -> list[Source]:
    """Every source with a valid agreement of this court for at least one of the classes."""
    rows = Source.objects.filter(
        court_id=case.court_id, state=SourceState.AGREED, valid_until__gte=uow.today
    ).order_by("at", "id")
    return [source for source in rows if set(source.classes) & set(classes)]


def confirm_inquiry(
    uow: UnitOfWork, key: UUID, *, agreed: bool, remark: str = "", expected: int | None = None
) -> Inquiry:
    """The second person of the court lets the request go, or not. E-SECOND-PERSON: it is the same person."""
    inquiry = take(
        uow,
        Inquiry,
        key,
        policy.may_confirm,
        {InquiryState.SECOND},
        expected=expected,
        words=policy.COURTS_ONLY,
    )
    another_person(uow, inquiry.by_person)
    if inquiry.case.state not in OPEN:
        raise Conflict("E-STATE", _("案件已结，不能再查询。"))
    if not agreed and not remark.strip():
        raise wrong("E-REQUIRED", _("请写明不同意的理由。"), "text")
    inquiry.state = InquiryState.RUNNING if agreed else InquiryState.WITHHELD
    inquiry.second_name, inquiry.why = uow.actor.name, remark.strip()[:300]
    inquiry.save()
    note(uow, "inquiry_confirmed" if agreed else "inquiry_withheld", "asset_inquiry", inquiry.pk)
    if agreed:
        _fan_out(uow, inquiry)
    return inquiry


def _fan_out(uow: UnitOfWork, inquiry: Inquiry) -> None:
    """One message to each source; they leave together as one errand, and none waits for another."""
    calls = [
        Call(
            source=source,
            inquiry=inquiry,
            classes=[c for c in inquiry.classes if c in source.classes],
            next_at=uow.now,
            due_at=uow.now + timedelta(hours=source.sla_hours),
            by_name=inquiry.by_name,
            at=uow.now,
        )
        for source in _sources(uow, inquiry.case, inquiry.classes)
    ]
    add(calls)
    defer_calls(uow, f"{inquiry.pk}:0", [call.pk for call in calls])


def defer_calls(uow: UnitOfWork | None, key: str, calls: Sequence[UUID]) -> None:
    """Queue one errand with these messages; it is the system's, whoever asked."""
    defer_once(uow, JOB, key, by_system=True, calls=[str(call) for call in calls])


def read_inquiry(uow: UnitOfWork, key: UUID, *, purpose: str) -> list[Asset]:
    """The things found, in plain, for a stated purpose; the reading itself goes on the trail."""
    inquiry = Inquiry.objects.visible_to(uow.actor).filter(pk=key).select_related("case").first()
    if inquiry is None:
        raise NotFound
    if not policy.may_confirm(uow.actor, inquiry):
        raise Forbidden(str(policy.COURTS_ONLY))
    if not purpose.strip():
        raise wrong("E-REQUIRED", _("请写明查看用途。"), "purpose")
    uow.purpose = purpose.strip()[:200]
    rows = Asset.objects.filter(call__inquiry=inquiry).select_related("call__source__unit")
    found = list(rows.order_by("call__at", "place"))
    note(uow, "inquiry_read", "asset_inquiry", key, rows=len(found))
    return found


def finished(uow: UnitOfWork, inquiry: Inquiry) -> None:
    """When no message is open any more the court is told, with those that did not answer."""
    states = set(inquiry.calls.values_list("state", flat=True))
    if inquiry.state != InquiryState.RUNNING or states & set(kinds.OPEN_CALLS):
        return
    inquiry.state, inquiry.done_at, inquiry.version = InquiryState.DONE, uow.now, inquiry.version + 1
    inquiry.save()
    silent = inquiry.calls.exclude(state__in=kinds.ANSWERED) if states - set(kinds.ANSWERED) else []
    absent = [str(call.source.unit) for call in silent]
    words = _("查控已反馈齐：%(case)s") if not absent else _("查控结束，%(absent)s未反馈：%(case)s")
    tell(
        uow,
        to_units=[inquiry.case.court_id],
        kind="enforcement.inquiry",
        title=words % {"case": inquiry.case.case_no, "absent": "、".join(absent)},
        url=reverse("enforcement:inquiry", args=[inquiry.pk]),
        subject=About("asset_inquiry", inquiry.pk),
    )
    note(uow, "inquiry_done", "asset_inquiry", inquiry.pk, absent=len(absent))
