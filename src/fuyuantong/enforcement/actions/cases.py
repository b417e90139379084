"""Cases: opened on the court's own numbers; parties, payments, notices before measures and listing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.case_numbers import parse_case_number
from fuyuantong.enforcement import policy
from fuyuantong.enforcement.actions.alerting import watch_case
from fuyuantong.enforcement.doors import take
from fuyuantong.enforcement.kinds import STANDING, CaseState
from fuyuantong.enforcement.models import Case, Party, Seat
from fuyuantong.enforcement.trail import note
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About
from fuyuantong.organs.identifiers import credit_code, resident_number
from fuyuantong.organs.kinds import UnitKind
from fuyuantong.organs.models import Unit

ENFORCEMENT = "执行"
OPEN = {CaseState.OPEN}


@dataclass(frozen=True, slots=True)
class NewParty:
    """One against whom the case runs; `unit` is the code of a unit of the directory, for public bodies."""

    kind: str
    name: str
    number: str
    public: bool = False
    unit: str = ""


def wrong(code: str, words: str, pointer: str) -> Refusal:
    return Refusal(code, words, errors=[FieldError(code, words, pointer=pointer)])


def open_case(uow: UnitOfWork, *, case_no: str, claim: Decimal, filed_on: date, party: NewParty) -> Case:
    """Open a case of enforcement of the actor's own court.

    E-CASE-NO: no number of enforcement; E-CASE-COURT: another court's; E-CASE-TWICE: it is there already.
    """
    if not policy.may_open(uow.actor) or uow.actor.unit is None:
        raise Forbidden(str(policy.COURTS_ONLY))
    told = parse_case_number(case_no)
    if told.category != ENFORCEMENT:
        raise wrong("E-CASE-NO", _("这不是执行案件的案号（类型代字应为执、执恢、执保等）。"), "case_no")
    _bind(uow, told.court)
    if filed_on > uow.today:
        raise wrong("E-DATE", _("立案日期在今天之后。"), "filed_on")
    if Case.objects.filter(case_no=told.normal).exists():
        raise wrong("E-CASE-TWICE", _("这个案号已经登记。"), "case_no")
    case = Case.objects.create(
        court_id=uow.actor.unit,
        case_no=told.normal,
        claim=claim,
        filed_on=filed_on,
        officer=uow.actor.name,
        at=uow.now,
    )
    note(uow, "case_opened", "enforcement_case", case.pk)
    _add(uow, case, party)
    return case


def _bind(uow: UnitOfWork, court_code: str) -> None:
    """A court's numbers bear one 法院代字: its first case binds it, no other court can use it afterwards."""
    known = Seat.objects.select_for_update().filter(unit_id=uow.actor.unit_key).first()
    if known is None and not Seat.objects.filter(court_code=court_code).exists():
        Seat.objects.create(unit_id=uow.actor.unit_key, court_code=court_code)
        note(uow, "court_bound", "unit", uow.actor.unit_key, court_code=court_code)
    elif known is None or known.court_code != court_code:
        raise wrong("E-CASE-COURT", _("案号中的法院代字不是本院的，只能登记本院的案件。"), "case_no")


def bind_seat(uow: UnitOfWork, unit: UUID, court_code: str) -> Seat:
    """The system administrator says which 法院代字 a court's case numbers bear.

    E-COURT-CODE: no 法院代字. E-COURT-CODE-TAKEN: another court's. Cases keep the numbers that they have.
    """
    if not policy.may_bind(uow.actor):
        raise Forbidden(str(policy.BINDERS_ONLY))
    court = Unit.objects.filter(pk=unit, kind=UnitKind.COURT).first()
    if court is None:
        raise NotFound
    code = court_code.strip()
    try:
        holds = parse_case_number(f"（{uow.today.year}）{code}执1号").court == code
    except Refusal:
        holds = False
    if not holds:
        raise wrong("E-COURT-CODE", _("这不是法院代字，例如：新2801。"), "court_code")
    if Seat.objects.filter(court_code=code).exclude(unit=court).exists():
        raise wrong("E-COURT-CODE-TAKEN", _("这个法院代字已属于另一法院。"), "court_code")
    seat = Seat.objects.select_for_update().filter(unit=court).first() or Seat(unit=court)
    before, seat.court_code = seat.court_code, code
    seat.save()
    note(uow, "court_bound", "unit", court.pk, court_code=code, before=before)
    return seat


def add_party(uow: UnitOfWork, key: UUID, party: NewParty, *, expected: int | None = None) -> Case:
    """Another party of an open case (added by a ruling)."""
    case = take(uow, Case, key, policy.may_handle, OPEN, expected=expected, words=policy.COURTS_ONLY)
    _add(uow, case, party)
    case.save()
    return case


def _add(uow: UnitOfWork, case: Case, told: NewParty) -> None:
    """The number must hold: a slip would ask about a stranger."""
    read = resident_number(told.number, today=uow.today) if told.kind == "P" else credit_code(told.number)
    unit = Unit.objects.filter(code=told.unit).first() if told.unit else None
    if told.unit and unit is None:
        raise wrong("E-UNIT", _("没有这个机构代码。"), "unit")
    if any(party.number == read.value for party in case.parties.all()):
        raise wrong("E-PARTY-TWICE", _("这个当事人已在案中。"), "number")
    party = Party.objects.create(
        case=case,
        kind=told.kind,
        name=told.name.strip(),
        number=read.value,
        public=told.public or unit is not None,
        unit=unit,
    )
    note(uow, "party_added", "enforcement_case", case.pk, party=str(party.pk))


def notice_case(
    uow: UnitOfWork, key: UUID, *, on: date, unit: UUID | None = None, expected: int | None = None
) -> Case:
    """Enter the day on which the government or the body was told before measures; telling is no asking.

    `unit` of this directory is told here as well; the letter itself walks the mechanism
    `public-body-enforcement-notice` or `housing-delivery-measure-check`.
    """
    case = take(uow, Case, key, policy.may_handle, OPEN, expected=expected, words=policy.COURTS_ONLY)
    if on > uow.today:
        raise wrong("E-DATE", _("通报日期在今天之后。"), "on")
    case.noticed_on = on
    case.save()
    note(uow, "case_noticed", "enforcement_case", case.pk, on=on.isoformat())
    if unit is not None:
        _tell(uow, case, unit, _("%(court)s对执行案件作事前通报：%(case)s"))
    watch_case(uow, case)
    return case


def warn_before_listing(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Case:
    """A public body is told before it may be listed as dishonest; it then plans the payment in its budget.

    E-PARTY-PUBLIC: no party of the case is a public body of the directory.
    """
    case = take(uow, Case, key, policy.may_handle, OPEN, expected=expected, words=policy.COURTS_ONLY)
    bodies = [party.unit_id for party in case.parties.filter(public=True) if party.unit_id]
    if not bodies:
        raise Refusal("E-PARTY-PUBLIC", _("本案当事人中没有机构目录里的行政机关或事业单位。"))
    case.listing_warned_on = uow.today
    case.save()
    note(uow, "listing_warned", "enforcement_case", case.pk)
    for body in bodies:
        _tell(uow, case, body, _("%(court)s在列入失信名单前预警：%(case)s，请制定履行计划、列入预算"))
    return case


def _tell(uow: UnitOfWork, case: Case, unit: UUID, words: str) -> None:
    tell(
        uow,
        to_units=[unit],
        kind="enforcement.case",
        url=reverse("enforcement:debts"),
        title=words % {"court": uow.actor.unit_name, "case": case.case_no},
        subject=About("enforcement_case", case.pk),
        merge=f"enforcement:{case.pk}:{uow.today}",
    )


def pay_case(uow: UnitOfWork, key: UUID, *, paid: Decimal, expected: int | None = None) -> Case:
    """Enter how much has been paid in all; measures are compared with what is still owed."""
    case = take(uow, Case, key, policy.may_handle, OPEN, expected=expected, words=policy.COURTS_ONLY)
    if paid < 0:
        raise wrong("E-RANGE", _("已履行金额不能为负数。"), "paid")
    case.paid = paid
    case.save()
    note(uow, "case_paid", "enforcement_case", case.pk)
    watch_case(uow, case)
    return case


def close_case(uow: UnitOfWork, key: UUID, *, why: str, expected: int | None = None) -> Case:
    """Close the case: nothing more is asked in it; measures that still stand raise an alert."""
    case = take(uow, Case, key, policy.may_handle, OPEN, expected=expected, words=policy.COURTS_ONLY)
    case.state, case.closed_on, case.closed_why = CaseState.CLOSED, uow.today, why.strip()
    case.save()
    standing = case.measures.filter(state__in=STANDING).count()
    note(uow, "case_closed", "enforcement_case", case.pk, standing=standing)
    watch_case(uow, case)
    return case
