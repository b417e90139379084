"""Money: budget → application → approval → payment → recovery or settlement, as lines between accounts.

The balances are moved by the database's trigger and held by its constraints; what is checked here first is
only so that people get a sentence. Two payments at once wait for each other at the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.case_numbers import parse_case_number
from fuyuantong.registers import policy
from fuyuantong.registers.kinds import Account, ClaimState, FundStep, Register, RegisterKind, RowState
from fuyuantong.registers.models import Balance, Claim, FundLine, Row
from fuyuantong.registers.queries.library import kind_of, register_of
from fuyuantong.registers.trail import note_row

MOST = Decimal(10) ** 14
_A = Account
MOVES: Mapping[FundStep, tuple[Account, Account]] = {
    FundStep.BUDGET: (_A.SOURCE, _A.AVAILABLE),
    FundStep.CUT: (_A.AVAILABLE, _A.SOURCE),
    FundStep.APPROVE: (_A.AVAILABLE, _A.COMMITTED),
    FundStep.RELEASE: (_A.COMMITTED, _A.AVAILABLE),
    FundStep.PAY: (_A.COMMITTED, _A.PAID),
    FundStep.RECOVER: (_A.PAID, _A.AVAILABLE),
    FundStep.SETTLE: (_A.PAID, _A.SETTLED),
}
"""Step → (taken from, put to). What is recovered of money that does not revolve goes back to its source."""
OF_CLAIMS = frozenset({FundStep.RELEASE, FundStep.PAY, FundStep.RECOVER, FundStep.SETTLE})


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement as asked for; `amount` in 元 with at most two decimals."""

    step: FundStep
    amount: Decimal
    on: date | None = None
    claim: UUID | None = None
    voucher: str = ""
    note: str = ""


def move(uow: UnitOfWork, key: UUID, asked: Movement) -> FundLine:
    """Move money of one budget row. 批准 is done by `decide`.

    Errors: E-FUND-SHORT when the account does not hold so much; E-NUM-…; E-RULE; E-FORBIDDEN.
    """
    row, register = _taken(uow, key)
    policy.check_change(uow.actor, register, row, kind_of(uow.actor))
    claim = _claim(row, asked.claim) if asked.step in OF_CLAIMS else None
    if asked.step is FundStep.APPROVE:
        raise Refusal("E-RULE", _("批准请在申请上办理。"))
    line = _line(uow, register, row, asked, claim)
    if claim is not None:
        _close(claim)
    return line


def apply_for(uow: UnitOfWork, key: UUID, amount: Decimal, purpose: str, case_number: str = "") -> Claim:
    """Apply for money out of a budget row that one sees; nothing is moved yet."""
    row, _register = _taken(uow, key)
    policy.check(uow.actor, "fund.apply")
    if not purpose.strip():
        raise _wrong("purpose", "E-REQUIRED", _("请写明用途。"))
    number = parse_case_number(case_number).normal if case_number.strip() else ""
    claim = Claim.objects.create(
        row=row, asked=_amount(amount), purpose=purpose.strip()[:300], case_number=number,
        by_unit_id=uow.actor.unit_key, by_name=uow.actor.name, at=uow.now,
    )  # fmt: skip
    note_row(uow, row, "fund_applied", claim=str(claim.pk), amount=str(claim.asked))
    return claim


def decide(uow: UnitOfWork, key: UUID, *, amount: Decimal | None, note: str = "") -> Claim:
    """Approve an application for an amount up to what was asked, or refuse it (`amount` None)."""
    found = Claim.objects.filter(pk=key).first()
    if found is None:
        raise NotFound
    row, register = _taken(uow, found.row_id)
    policy.check_change(uow.actor, register, row, kind_of(uow.actor))
    claim = _claim(row, key)
    if claim.state != ClaimState.APPLIED:
        raise Conflict("E-STATE", _("这份申请现为“%s”，不能再审批。") % claim.get_state_display())
    if amount is None:
        Claim.objects.filter(pk=key).update(state=ClaimState.REFUSED)
        note_row(uow, row, "fund_refused", claim=str(key))
    else:
        if _amount(amount) > claim.asked:
            raise _wrong("amount", "E-RULE", _("批准金额不能多于申请的 %s 元。") % f"{claim.asked:,}")
        _line(uow, register, row, Movement(FundStep.APPROVE, amount, note=note), claim)
        Claim.objects.filter(pk=key).update(state=ClaimState.APPROVED)
    claim.refresh_from_db()
    return claim


def _taken(uow: UnitOfWork, key: UUID) -> tuple[Row, Register]:
    """The budget row, locked: whoever moves its money waits here."""
    if not Row.objects.visible_to(uow.actor, kind_of(uow.actor)).filter(pk=key).exists():
        raise NotFound
    row = Row.objects.select_for_update().get(pk=key)
    register = register_of(row.book_id)
    if register.kind is not RegisterKind.FUND:
        raise NotFound
    if row.state != RowState.CURRENT:
        raise Conflict("E-STATE", _("这笔预算已废止。"))
    return row, register


def _claim(row: Row, key: UUID | None) -> Claim:
    claim = Claim.objects.filter(pk=key, row=row).first() if key else None
    if claim is None:
        raise NotFound
    return claim


def _line(uow: UnitOfWork, register: Register, row: Row, asked: Movement, claim: Claim | None) -> FundLine:
    amount, day = _amount(asked.amount), asked.on or uow.today
    if day > uow.today:
        raise _wrong("on", "E-RULE", _("日期 %s 晚于今天。") % day)
    debit, credit = MOVES[asked.step]
    if asked.step is FundStep.RECOVER and not register.revolving:
        credit = Account.SOURCE
    _enough(row, debit, amount, claim, asked.step)
    try:
        with transaction.atomic():
            line = FundLine.objects.create(
                row=row, claim=claim, step=asked.step, debit=debit, credit=credit, amount=amount, on=day,
                voucher=asked.voucher[:120], note=asked.note[:300], at=uow.now, by_name=uow.actor.name,
                by_unit_name=uow.actor.unit_name,
            )  # fmt: skip
    except IntegrityError as error:
        raise _short(debit, Decimal(0)) from error
    note_row(uow, row, "fund_moved", step=str(asked.step), amount=str(amount), line=str(line.pk))
    return line


def _enough(row: Row, debit: Account, amount: Decimal, claim: Claim | None, step: FundStep) -> None:
    held = Balance.objects.filter(row=row, account=debit).values_list("amount", flat=True).first()
    if debit is not Account.SOURCE and (held or Decimal(0)) < amount:
        raise _short(debit, held or Decimal(0))
    if claim is not None and step in OF_CLAIMS:
        open_amount = claim.paid - claim.recovered - claim.settled
        left = claim.approved - claim.paid if debit is Account.COMMITTED else open_amount
        if left < amount:
            raise _short(debit, left)


def _short(account: Account, held: Decimal) -> Refusal:
    return _wrong("amount", "E-FUND-SHORT", _("“%(name)s”只有 %(held)s 元，不够这一笔。") % {
        "name": account.label, "held": f"{held:,.2f}",
    })  # fmt: skip


def _amount(amount: Decimal) -> Decimal:
    if not amount.is_finite() or amount <= 0 or amount >= MOST:
        raise _wrong("amount", "E-NUM-RANGE", _("金额应大于 0，单位为元。"))
    if amount != amount.quantize(Decimal("0.01")):
        raise _wrong("amount", "E-NUM-PRECISION", _("金额最多两位小数。"))
    return amount.quantize(Decimal("0.01"))


def _wrong(field: str, code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, errors=[FieldError(code, sentence, pointer=field)])


def _close(claim: Claim) -> None:
    """已结清: everything approved was paid, and everything paid came back or was settled."""
    claim.refresh_from_db()
    if claim.paid == claim.approved and claim.paid == claim.recovered + claim.settled:
        Claim.objects.filter(pk=claim.pk).update(state=ClaimState.CLOSED)
