"""A unit without an account through a whole quarter: everything it says comes in by its monthly packs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from tests import make

from fuyuantong.audit.models import Entry
from fuyuantong.common.refusals import Refusal
from fuyuantong.matters.actions.replying import accept
from fuyuantong.matters.models import Feedback, Obligation
from fuyuantong.packs import actions
from packs.conftest import TITLES, Table, at, bring, hand_out, said

pytestmark = pytest.mark.django_db
FLOW, TRAINING, OLD = TITLES


def served(city: make.City, month: int, told: dict[str, dict[str, Any]]) -> dict[str, str]:
    """One month: a pack goes out on the 10th, comes back on the 25th filled in, and is adopted."""
    with time_machine.travel(at(f"2026-0{month}-10"), tick=False):
        pack: Any = make.do(
            city.office, actions.make_packs, linkage=city.linkage.code, units=[city.housing.pk],
            title=f"{month}月填报", due_on=date(2026, month, 24),
        )[0]  # type: ignore[index]  # fmt: skip
        table = Table(city, pack)
    for title, values in told.items():
        table.put(title, **values)
    with time_machine.travel(at(f"2026-0{month}-25"), tick=False):
        found = bring(city, pack, table, received_on=date(2026, month, 24))
        make.do(city.office, actions.adopt_return, found.pk, found.digest)
    return said(found)


def test_three_months_of_packs_bring_every_task_to_its_end(city: make.City) -> None:
    tasks = {title: hand_out(city, title, city.housing, due="2026-12-31").pk for title in TITLES}
    first = {title: {"签收日期": "2026-04-12", "进展情况": f"{title}已启动"} for title in TITLES}
    assert set(served(city, 4, first).values()) == {"new"}
    ends = {"进展情况": "已印发施行", "是否办结": "是", "办结日期": "2026-05-20"}
    second = served(city, 5, {FLOW: ends, TRAINING: {"进展情况": "已开两课", "存在问题": "师资不足"}})
    assert second == {FLOW: "changed", TRAINING: "changed", OLD: "same"}
    with time_machine.travel(at("2026-05-28"), tick=False):
        make.do(city.office, accept, tasks[FLOW])
    last = {title: ends | {"办结日期": "2026-06-20"} for title in (TRAINING, OLD)}
    assert served(city, 6, last) == {TRAINING: "changed", OLD: "changed"}, "what is done goes out no more"
    with time_machine.travel(at("2026-06-28"), tick=False):
        for title in (TRAINING, OLD):
            make.do(city.office, accept, tasks[title])
        with pytest.raises(Refusal):
            served(city, 6, {})
    rows = Obligation.objects.filter(pk__in=tasks.values())
    assert {(row.state, row.signed_on) for row in rows} == {("done", date(2026, 4, 12))}
    assert Feedback.objects.filter(obligation__in=rows).count() == 7
    done = Entry.objects.filter(
        object_id__in=tasks.values(), kind__in=["obligation.signed", "obligation.report"]
    )
    assert {entry.acting_for for entry in done} <= {"代录：临江市住房和城乡建设局"}
    assert not done.filter(acting_for="").exists()
