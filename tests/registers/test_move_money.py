"""Funds: whatever is asked in whatever order, no account falls below nothing and the books balance."""

from __future__ import annotations

from decimal import Decimal
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make

from fuyuantong.common.refusals import Refusal
from fuyuantong.registers import actions
from fuyuantong.registers.actions.funds import Movement
from fuyuantong.registers.kinds import Account, FundStep
from fuyuantong.registers.models import Balance, Claim, FundLine, Row
from registers.conftest import city_with_registers

STEPS = [step for step in FundStep if step is not FundStep.APPROVE]
moves = st.lists(
    st.tuples(st.sampled_from([*STEPS, "apply", "approve"]), st.integers(1, 40)), min_size=1, max_size=25
)


@pytest.fixture
def city(db: None) -> make.City:
    """Of each test's own: one of them is about two transactions at once."""
    return city_with_registers()


def budget(city: make.City) -> Row:
    row: Row = make.do(city.finance_clerk, actions.enter_row, "trial-fund", {"年度": 2026, "科目": "援助"})  # type: ignore[assignment]
    return row


def try_to(city: make.City, work: object, *args: object, **keys: object) -> object:
    """One act in a savepoint of its own; a refusal is an answer too."""
    from fuyuantong.common.now import read_clock
    from fuyuantong.common.uow import UnitOfWork

    try:
        with transaction.atomic():
            return work(UnitOfWork(actor=city.finance_clerk, now=read_clock()), *args, **keys)  # type: ignore[operator]
    except Refusal:
        return None


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=moves)
def test_no_account_falls_below_nothing_and_the_sum_is_nothing(city, asked):
    row, claims = None, []
    undo = transaction.savepoint()
    try:
        row = try_to(city, actions.enter_row, "trial-fund", {"年度": 2026, "科目": "援助"})
        for what, amount in asked:
            claim = claims[-1] if claims else None
            if what == "apply":
                made = try_to(city, actions.apply_for, row.pk, Decimal(amount), "用途")
                claims += [made.pk] if made else []
            elif what == "approve":
                if claim:
                    try_to(city, actions.decide, claim, amount=Decimal(amount))
            else:
                try_to(city, actions.move, row.pk, Movement(what, Decimal(amount), claim=claim))
        held = dict(Balance.objects.filter(row=row).values_list("account", "amount"))
        assert sum(held.values()) == 0
        assert all(amount >= 0 for account, amount in held.items() if account != Account.SOURCE)
        for account, amount in held.items():
            lines = FundLine.objects.filter(row=row)
            moved = sum(line.amount for line in lines if line.credit == account)
            moved -= sum(line.amount for line in lines if line.debit == account)
            assert amount == moved
        for found in Claim.objects.filter(row=row):
            assert found.recovered + found.settled <= found.paid <= found.approved <= found.asked
    finally:
        transaction.savepoint_rollback(undo)


@pytest.mark.django_db
def test_the_database_itself_refuses_an_overdrawn_account(city):
    row = budget(city)
    line = {
        "row": row, "step": "pay", "debit": "committed", "credit": "paid", "amount": Decimal(1), "on": row.entered_at,
        "at": row.entered_at, "by_name": "甲", "by_unit_name": "乙",
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        FundLine.objects.create(**line)
    assert not FundLine.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_once_cannot_overdraw(city):
    row = budget(city)
    make.do(city.finance_clerk, actions.move, row.pk, Movement(FundStep.BUDGET, Decimal(100)))
    claims = []
    for _ in range(2):
        claim = make.do(city.finance_clerk, actions.apply_for, row.pk, Decimal(80), "用途")
        claims.append(claim.pk)
    answers: list[str] = []

    def approve(key: object) -> None:
        try:
            make.do(city.finance_clerk, actions.decide, key, amount=Decimal(80))
            answers.append("ok")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=approve, args=[key]) for key in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["E-FUND-SHORT", "ok"]
    assert Balance.objects.get(row=row, account="available").amount == 20


@pytest.mark.django_db
def test_who_does_not_keep_the_fund_moves_nothing(city, call):
    row = budget(city)
    caller = call(city.housing_clerk)
    body = {"step": "budget", "amount": "10"}
    assert caller.send(f"/register-rows/{row.pk}/fund/lines", body).status_code == 403
    claim = caller.send(f"/register-rows/{row.pk}/fund/claims", {"amount": "10", "purpose": "用途"})
    assert claim.status_code == 201
    decided = caller.send(f"/fund-claims/{claim.json()['id']}/decide", {"amount": "10"})
    assert decided.status_code == 403
