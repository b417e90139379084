"""Units are merged, divided, renamed: everything open goes over in one act, no date moves, old names stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests import make
from tests.make import do

from fuyuantong.audit.models import Entry
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.handovers import actions, composing, queries
from fuyuantong.handovers.holdings import Holding, holdings, register_holding
from fuyuantong.handovers.kinds import Between, HandoverState, Held
from fuyuantong.handovers.models import Handover, Slip
from fuyuantong.matters.actions.life import sign
from fuyuantong.matters.actions.replying import accept, report, submit
from fuyuantong.matters.models import Clock, Obligation, Party
from fuyuantong.notices.models import Notice
from fuyuantong.organs.actions import retire_unit
from fuyuantong.organs.models import ApiToken, Unit
from fuyuantong.organs.queries import actor_for_token, resolve_unit
from fuyuantong.rounds.models import Sheet

from .conftest import Reform, moved

ON = date(2026, 7, 1)


def _draft(reform: Reform, **more: Any) -> Handover:
    city = reform.city
    told = {
        "nature": "merge", "title": "住房和市场监管机构整合", "on": ON, "basis": "临编〔2026〕7号",
        "givers": [city.housing, city.market], "takers": [reform.merged],
    }  # fmt: skip
    return do(reform.sysadmin, actions.draft_handover, **(told | more))  # type: ignore[return-value]


@pytest.fixture
def merged(reform: Reform) -> Handover:
    return do(reform.secadmin, actions.carry_out, _draft(reform).pk)  # type: ignore[return-value]


def test_a_merger_takes_all_open_work_with_its_dates_and_leaves_old_names_behind(reform: Reform) -> None:
    city, new = reform.city, reform.merged
    clocks = dict(Clock.objects.values_list("pk", "due_on"))
    before = dict(Entry.objects.values_list("pk", "unit_name"))
    row = _draft(reform)
    do(reform.secadmin, actions.carry_out, row.pk)
    lead, part = (Obligation.objects.get(pk=one.pk) for one in (reform.lead, reform.part))
    assert (lead.owner, part.owner, part.creditor) == (new, new, new)
    assert (lead.state, lead.due_on) == ("working", reform.lead.due_on)
    assert dict(Clock.objects.values_list("pk", "due_on")) == clocks
    after = dict(Entry.objects.values_list("pk", "unit_name"))
    assert {key: after[key] for key in before} == before
    housing = Unit.objects.get(pk=city.housing.pk)
    assert (housing.name, housing.valid_until, housing.successor) == ("临江市住房和城乡建设局", ON, new)
    assert [unit.pk for unit in queries.after(housing)] == [new.pk]
    assert set(city.linkage.members.values_list("pk", flat=True)) >= {new.pk}
    assert not city.linkage.members.filter(pk__in=[city.housing.pk, city.market.pk]).exists()
    assert resolve_unit("市住建局", make.CITY).unit.pk == new.pk
    sheets = Sheet.objects.filter(round__title="半年进展")
    assert set(sheets.values_list("unit_id", flat=True)) == {new.pk}
    clerk = moved(city.housing_clerk)
    assert clerk.unit == new.pk, "the post went over with its holder and its roles"
    do(clerk, report, lead.pk, text="新单位接着办")


def test_keys_stop_and_messages_follow(reform: Reform, merged: Handover) -> None:
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    with pytest.raises(Refusal):
        actor_for_token(reform.token, "127.0.0.1")
    gone = [reform.city.housing.pk, reform.city.market.pk]
    assert set(Notice.objects.filter(unit_id__in=gone).values_list("kind", flat=True)) <= {"handover.done"}
    assert Notice.objects.filter(unit=reform.merged, kind="handover.done").exists()


def test_the_heir_reads_finished_accounts_under_the_old_name(reform: Reform) -> None:
    city = reform.city
    do(city.market_clerk, sign, reform.part.pk)
    do(city.market_clerk, submit, reform.part.pk, text="已办结")
    row: Any = do(city.housing_clerk, accept, reform.part.pk)
    do(reform.secadmin, actions.carry_out, _draft(reform).pk)
    row.refresh_from_db()
    assert (row.state, row.owner) == ("done", city.market)
    clerk = moved(city.market_clerk)
    assert Obligation.objects.visible_to(clerk).filter(pk=row.pk).exists()
    Party.objects.filter(unit=reform.merged).update(level="own")
    assert Obligation.objects.visible_to(clerk).filter(pk=row.pk).exists(), "as heir it is its own"
    Party.objects.filter(unit=reform.merged).update(heir_of=None)
    assert not Obligation.objects.visible_to(clerk).filter(pk=row.pk).exists()


def test_nothing_moves_before_its_day_nor_by_its_author_nor_after_another_look(reform: Reform) -> None:
    early = _draft(reform, on=date(2026, 7, 2))
    with pytest.raises(Conflict, match="未到"):
        do(reform.secadmin, actions.carry_out, early.pk)
    row = _draft(reform)
    with pytest.raises(Forbidden):
        do(reform.sysadmin, actions.carry_out, row.pk)
    with pytest.raises(Conflict, match="清单有变化"):
        do(reform.secadmin, actions.carry_out, row.pk, seen="0" * 16)
    assert Obligation.objects.get(pk=reform.lead.pk).owner == reform.city.housing


def test_if_one_thing_fails_nothing_has_moved(reform: Reform, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_args: object) -> None:
        raise Refusal("E-TEST", "断了")

    last = Holding("broken", "坏了", Between.UNITS, 99, lambda seat: [Held(seat.unit, "x")], break_off)
    from fuyuantong.handovers import holdings as module

    monkeypatch.setattr(module, "_known", dict(module._known))
    register_holding(last)
    assert holdings(Between.UNITS)[-1] is last
    row = _draft(reform)
    with pytest.raises(Refusal, match="断了"):
        do(reform.secadmin, actions.carry_out, row.pk)
    row.refresh_from_db()
    assert row.state == HandoverState.DRAFT
    assert not Slip.objects.exists()
    assert Obligation.objects.get(pk=reform.lead.pk).owner == reform.city.housing
    assert Unit.objects.get(pk=reform.city.housing.pk).valid_until is None
    assert not Entry.objects.filter(kind="handover.carried_out").exists()


def test_the_preview_is_what_the_slip_says_and_administrators_only_count(reform: Reform) -> None:
    city = reform.city
    row = _draft(reform)
    counted = queries.found(reform.secadmin, row.pk).preview
    assert counted is not None
    assert not counted.titles
    assert not any(group.rows for group in counted.groups)
    named = queries.found(city.housing_chief, row.pk).preview
    assert named is not None
    assert reform.lead.title in {thing.held.title for group in named.groups for thing in group.rows}
    with pytest.raises(NotFound):
        queries.found(city.prosecutor, row.pk)
    do(reform.secadmin, actions.carry_out, row.pk, seen=counted.fingerprint)
    slips = queries.found(moved(city.housing_chief), row.pk).slips
    assert sum(sum(one.slip.counts.values()) for one in slips) == counted.moving
    from_housing = next(one for one in slips if one.slip.giver.unit == city.housing)
    assert reform.lead.title in {line.title for _label, lines in from_housing.lines for line in lines}
    paper = composing.document_of(from_housing)
    assert "工作交接单" in paper.title
    assert not any(one.lines for one in queries.found(reform.secadmin, row.pk).slips)


def test_a_division_gives_each_thing_where_its_unit_says(reform: Reform) -> None:
    city = reform.city
    row = _draft(
        reform,
        nature="split",
        title="住建局分设",
        givers=[city.housing],
        takers=[reform.merged, city.finance],
        ends=True,
    )
    thing = f"duties:{reform.lead.pk}"
    with pytest.raises(Forbidden):
        do(reform.sysadmin, actions.choose, row.pk, {thing: str(city.finance.pk)})
    with pytest.raises(Refusal, match="接收单位无效"):
        do(city.housing_chief, actions.choose, row.pk, {thing: str(city.court.pk)})
    do(city.housing_chief, actions.choose, row.pk, {thing: str(city.finance.pk)})
    do(reform.secadmin, actions.carry_out, row.pk)
    lead = Obligation.objects.get(pk=reform.lead.pk)
    assert lead.owner == city.finance
    assert Obligation.objects.visible_to(city.finance_clerk).filter(pk=lead.pk).exists()
    assert moved(city.housing_clerk).unit == reform.merged.pk
    assert Slip.objects.filter(handover=row).count() == 2


def test_a_transfer_of_duties_moves_only_what_was_chosen(reform: Reform) -> None:
    city = reform.city
    row = _draft(reform, nature="duties", title="职责划转", givers=[city.housing], takers=[city.finance])
    do(city.housing_chief, actions.choose, row.pk, {f"duties:{reform.lead.pk}": str(city.finance.pk)})
    do(reform.secadmin, actions.carry_out, row.pk)
    assert Obligation.objects.get(pk=reform.lead.pk).owner == city.finance
    assert Unit.objects.get(pk=city.housing.pk).valid_until is None
    assert moved(city.housing_clerk).unit == city.housing.pk
    assert Sheet.objects.filter(unit=city.housing).exists()


def test_a_renamed_unit_keeps_its_old_name_on_what_it_signed_before(reform: Reform) -> None:
    city = reform.city
    row = _draft(
        reform, nature="rename", title="住建局更名", givers=[city.housing], takers=[], new_name="临江市住房保障局",
        new_short="市住房局",
    )  # fmt: skip
    do(reform.sysadmin, actions.carry_out, row.pk)
    housing = Unit.objects.get(pk=city.housing.pk)
    assert (str(housing), housing.name_on(date(2026, 6, 30))) == ("市住房局", "临江市住房和城乡建设局")
    assert housing.name_on(ON) == housing.name_on(None) == "临江市住房保障局"
    assert resolve_unit("市住建局", make.CITY).unit.pk == housing.pk


def test_a_unit_with_work_is_not_simply_retired(reform: Reform) -> None:
    with pytest.raises(Refusal, match="未了的工作"):
        do(reform.sysadmin, retire_unit, reform.city.housing.pk, on=ON)
    do(reform.sysadmin, retire_unit, make.unit("临江市空转局").pk, on=ON)


def test_signatures_are_recorded_once_with_their_scan(reform: Reform, merged: Handover) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    slip = merged.slips.order_by("giver__order")[0]
    clerk = moved(reform.city.housing_clerk)
    names = {"given_by": "赵甲", "taken_by": "钱乙", "watched_by": "孙丙"}
    with pytest.raises(Refusal, match="签字日期"):
        do(clerk, actions.record_signatures, slip.pk, signed_on=date(2026, 6, 1), **names)
    scan = SimpleUploadedFile("交接单.txt", "签字".encode())
    do(clerk, actions.record_signatures, slip.pk, signed_on=ON, file=scan, **names)
    slip.refresh_from_db()
    assert (slip.given_by, slip.signed_on, slip.file.name) == ("赵甲", ON, "交接单.txt")
    with pytest.raises(Conflict):
        do(clerk, actions.record_signatures, slip.pk, signed_on=ON, **names)
