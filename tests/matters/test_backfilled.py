"""补录: what is entered after the fact is marked, reminds nobody in retrospect, and is shown apart in every figure."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests import make
from tests.matters.conftest import at

from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Matter, Obligation, Reminder
from fuyuantong.matters.queries import tally
from fuyuantong.matters.queries.ledger import Filters, Lamp, lamp_of, ledger
from fuyuantong.matters.queries.rates import letter_rates
from fuyuantong.matters.queries.worklists import worklist_counts
from fuyuantong.notices.models import Notice
from fuyuantong.workbench.queries import board

TODAY = date(2026, 8, 3)


def _entered_later(city: make.City) -> list[Obligation]:
    """Handed out in March, due in June, written down on 3 August."""
    opening = Opening(
        mechanism="annual-plan-item", linkage=city.linkage.code, title="旧事项", occurred_on=date(2026, 3, 2),
        units={"牵头单位": [city.housing.pk], "配合单位": [city.finance.pk]},
    )  # fmt: skip
    matter: Any = make.do(city.office, open_matter, opening, now=at("2026-08-03"))
    data = {"年度": 2026, "任务内容": "旧事项", "时限类型": "确定日期", "完成时限": "2026-06-30"}
    told: Any = make.do(
        city.office, act, matter.pk, "下达", data=data, collector=city.housing.pk,
        occurred_on=date(2026, 3, 2), now=at("2026-08-03"),
    )  # fmt: skip
    assert Matter.objects.get(pk=matter.pk).backfilled
    return list(told[1])


def test_what_is_entered_after_the_fact_is_late_nowhere_and_shown_apart(city: make.City) -> None:
    rows = _entered_later(city)
    lead = Obligation.objects.select_related("owner").get(pk=next(r.pk for r in rows if r.duty == "lead"))
    assert (lead.backfilled, lead.issued_on, lead.created_at.date()) == (True, date(2026, 3, 2), TODAY)
    assert not Reminder.objects.filter(clock__obligation=lead, fire_at__lte=at("2026-08-03")).exists()
    assert not Notice.objects.filter(title__contains="催办").exists()
    assert lamp_of(lead, TODAY) == Lamp.HISTORY
    keys = {row.pk for row in rows}
    for lamp in (Lamp.OVERDUE, Lamp.LATE, Lamp.NONE):
        assert not ledger(city.office, Filters(lamp=lamp), TODAY).filter(pk__in=keys).exists(), lamp
    assert {row.pk for row in ledger(city.office, Filters(lamp=Lamp.HISTORY), TODAY)} == keys
    assert worklist_counts(city.housing_clerk, TODAY)["overdue"] == 0
    found = board(city.office, TODAY, TODAY.replace(day=1))
    assert (found.lamps[Lamp.OVERDUE], found.lamps[Lamp.HISTORY], found.on_time.whole) == (0, len(keys), 0)
    Obligation.objects.filter(pk__in=keys).update(state="done", finished_on=date(2026, 7, 15))
    found = board(city.office, TODAY, TODAY.replace(day=1))
    assert (found.lamps[Lamp.LATE], found.lamps[Lamp.HISTORY], found.lamps[Lamp.DONE]) == (0, len(keys), 0)
    assert {row.pk for row in ledger(city.office, Filters(lamp=Lamp.HISTORY), TODAY)} == keys


def test_the_lamps_share_all_rows_out_among_them(city: make.City) -> None:
    _entered_later(city)
    counted = tally.tally(city.office, ("linkage",), tally.lamps_on(TODAY) | {"all": tally.KEPT})
    for line in counted.values():
        assert sum(line[lamp] for lamp in Lamp.values) == line["all"]


def test_a_letter_entered_after_the_fact_is_in_no_rate_of_replies_in_time(city: make.City) -> None:
    opening = Opening(
        mechanism="judicial-recommendation", linkage=city.linkage.code, title="旧建议",
        units={"发出单位": [city.court.pk], "被建议单位": [city.housing.pk]},
    )  # fmt: skip
    matter: Any = make.do(city.judge, open_matter, opening)
    Obligation.objects.filter(matter=matter.pk).delete()
    row = Obligation.objects.create(
        matter_id=matter.pk, linkage=city.linkage.code, mechanism="judicial-recommendation", region=make.CITY,
        task="书面回复", duty="responsible", owner=city.housing, creditor=city.court, title="旧建议",
        state="pending", issued_on=date(2026, 1, 5), due_on=date(2026, 3, 5), created_at=at("2026-08-03"),
    )  # fmt: skip
    in_time = letter_rates(city.judge, "judicial-recommendation", 2026, TODAY).rates[0]
    assert (in_time.hits, in_time.total, in_time.beside) == (0, 1, "")
    Obligation.objects.filter(pk=row.pk).update(backfilled=True)
    in_time = letter_rates(city.judge, "judicial-recommendation", 2026, TODAY).rates[0]
    assert (in_time.hits, in_time.total) == (0, 0)
    assert "补录 1" in in_time.beside
