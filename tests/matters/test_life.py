"""From 下达 to 销号: the common life of an obligation."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make
from tests.matters.conftest import Handed, at

from fuyuantong.audit.models import Entry
from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.matters.actions import life, replying
from fuyuantong.matters.models import Clock, Feedback, Matter, Obligation, Remark

pytestmark = pytest.mark.django_db


def fresh(row: Obligation) -> Obligation:
    return Obligation.objects.get(pk=row.pk)


def test_handing_out_gives_every_unit_its_own_account(city: make.City, handed: Handed) -> None:
    assert handed.matter.stage == "推进中"
    assert (handed.lead.owner, handed.lead.creditor, handed.lead.by_office) == (
        city.housing,
        city.justice,
        True,
    )
    assert (handed.part.owner, handed.part.creditor, handed.part.by_office) == (
        city.finance,
        city.housing,
        False,
    )
    assert handed.part.parent == handed.lead
    assert handed.lead.collects
    assert fresh(handed.lead).due_on == fresh(handed.part).due_on == date(2026, 6, 30)


def test_each_clock_carries_its_proof(handed: Handed) -> None:
    clocks = {c.key: c for c in Clock.objects.filter(obligation=handed.lead)}
    assert clocks["签收时限"].due_on == date(2026, 3, 5)
    assert [step["article"] for step in clocks["签收时限"].proof]
    assert clocks["完成期限"].main
    assert clocks["完成期限"].proof[0]["article"] == "文件载明"


def test_signing_stops_the_clock_of_signing_and_not_the_clock_of_the_work(
    city: make.City, handed: Handed
) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-04"))
    row = fresh(handed.lead)
    assert (row.state, row.signed_on) == ("working", date(2026, 3, 4))
    states = dict(Clock.objects.filter(obligation=row).values_list("key", "state"))
    assert states == {"签收时限": "stopped", "完成期限": "running"}


def test_the_whole_way_to_written_off(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-04"))
    make.do(city.housing_clerk, replying.submit, handed.lead.pk, text="已印发流程", now=at("2026-05-20"))
    assert fresh(handed.lead).state == "reviewing"
    make.do(city.housing_chief, replying.approve, handed.lead.pk, now=at("2026-05-21"))
    assert fresh(handed.lead).state == "verifying"
    make.do(city.office, replying.accept, handed.lead.pk, now=at("2026-05-25"))
    row = fresh(handed.lead)
    assert (row.state, row.finished_on) == ("done", date(2026, 5, 20)), "finished when the unit finished it"
    assert Matter.objects.get(pk=handed.matter.pk).stage == "已办结"
    make.do(city.office, life.write_off_many, [row.pk], now=at("2026-05-26"))
    assert fresh(row).state == "written_off"
    kinds = list(Entry.objects.filter(object_id=row.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["obligation.issued", "obligation.sign", "obligation.submit", "obligation.approve", "obligation.accept", "obligation.write_off"]  # fmt: skip


def test_a_unit_without_another_reviewer_reports_straight_to_the_creditor(
    city: make.City, handed: Handed
) -> None:
    make.do(city.finance_clerk, life.sign, handed.part.pk, now=at("2026-03-04"))
    make.do(city.finance_clerk, replying.submit, handed.part.pk, text="已提供测算", now=at("2026-03-10"))
    assert fresh(handed.part).state == "verifying"
    make.do(city.housing_clerk, replying.accept, handed.part.pk, now=at("2026-03-11"))
    assert fresh(handed.part).state == "done"


def test_sent_back_work_goes_on_and_its_clock_has_run_all_the_time(city: make.City, handed: Handed) -> None:
    make.do(city.finance_clerk, life.sign, handed.part.pk, now=at("2026-03-04"))
    make.do(city.finance_clerk, replying.submit, handed.part.pk, text="初稿", now=at("2026-03-10"))
    make.do(city.housing_clerk, replying.send_back, handed.part.pk, reason="请补充依据", now=at("2026-03-11"))
    row = fresh(handed.part)
    assert (row.state, row.due_on) == ("working", date(2026, 6, 30))
    assert Feedback.objects.get(obligation=row).state == "sent_back"
    assert Remark.objects.get(obligation=row, verb="send_back").text == "请补充依据"
    assert "请补充依据" not in str(
        list(Entry.objects.filter(object_id=row.pk).values_list("data", flat=True))
    )


def test_a_finding_that_material_is_missing_holds_the_clocks_until_it_is_supplied(
    city: make.City, handed: Handed
) -> None:
    make.do(city.housing_clerk, life.ask_correction, handed.lead.pk, reason="缺附件", now=at("2026-03-03"))
    assert fresh(handed.lead).state == "correcting"
    make.do(city.office, life.supply, handed.lead.pk, text="补附件", now=at("2026-03-13"))
    row = fresh(handed.lead)
    assert row.state == "pending"
    assert row.due_on == date(2026, 7, 10), "ten days stood still"


@pytest.mark.parametrize(
    ("who", "refused"),
    [("finance_clerk", Forbidden), ("market_clerk", NotFound), ("auditor", NotFound), ("judge", NotFound), ("watcher", Forbidden)],
)  # fmt: skip
def test_who_may_not_sign_is_told_so_or_sees_nothing(
    city: make.City, handed: Handed, who: str, refused: type
) -> None:
    with pytest.raises(refused):
        make.do(getattr(city, who), life.sign, handed.lead.pk)
    assert fresh(handed.lead).state == "pending"


def test_signing_twice_is_refused_with_what_can_be_done_now(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-04"))
    with pytest.raises(Conflict, match="不能签收") as refusal:
        make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-04"))
    assert refusal.value.code == "E-STATE"
    assert "反馈办理结果" in refusal.value.hint


def test_a_stale_page_is_told_so(city: make.City, handed: Handed) -> None:
    seen = fresh(handed.lead).version
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-04"))
    with pytest.raises(Conflict) as refusal:
        make.do(
            city.housing_clerk, replying.submit, handed.lead.pk, text="x", expected=seen, now=at("2026-03-05")
        )
    assert refusal.value.code == "E-VERSION"


def test_signing_many_is_all_or_nothing(city: make.City, handed: Handed) -> None:
    with pytest.raises(Forbidden):
        make.do(city.housing_clerk, life.sign_many, [handed.lead.pk, handed.part.pk], now=at("2026-03-04"))
    assert fresh(handed.lead).state == "pending"


def test_a_signing_entered_later_keeps_both_dates(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, occurred_on=date(2026, 3, 4), now=at("2026-03-20"))
    row = fresh(handed.lead)
    assert (row.signed_on, row.signed_at.date()) == (date(2026, 3, 4), date(2026, 3, 20))
    entry = Entry.objects.get(object_id=row.pk, kind="obligation.sign")
    assert entry.data["backfilled"] is True


def test_nothing_happens_in_the_future(city: make.City, handed: Handed) -> None:
    with pytest.raises(Refusal, match="晚于今天"):
        make.do(
            city.housing_clerk, life.sign, handed.lead.pk, occurred_on=date(2026, 3, 9), now=at("2026-03-04")
        )


def test_the_timeline_is_one_sound_chain(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-04"))
    rows = Entry.objects.filter(stream=matter_stream(handed.matter.pk)).order_by("seq")
    assert [r.seq for r in rows] == list(range(1, len(rows) + 1))
