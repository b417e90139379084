"""What the room did in a month becomes rows of registers, from which its figures are made."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests import make
from tests.screening.test_ask import SAME, ask

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import SHANGHAI
from fuyuantong.registers.actions import publish as publish_register
from fuyuantong.registers.models import Row
from fuyuantong.registers.shelf import REGISTERS
from fuyuantong.screening import actions, duties
from fuyuantong.screening.actions.counting import DELIVERIES, MONTHS
from fuyuantong.screening.models import Hit

pytestmark = pytest.mark.django_db


def test_the_days_work_of_the_room_becomes_rows_that_figures_are_made_of(city, item, record) -> None:
    for code in (MONTHS, DELIVERIES):
        make.do(SYSTEM, publish_register, (REGISTERS / f"{code}.yaml").read_text("utf-8"))
    ask(city, item)
    ask(city, item, SAME._replace(number="110105194912310046", reference="施许〔2026〕2号"))
    duties.count(datetime(2026, 3, 20, tzinfo=SHANGHAI))
    row = Row.objects.get(book_id=MONTHS)
    assert (row.owner_id, row.cells["业务事项"], row.cells["月份"]) == (
        item.unit_id,
        item.title,
        "2026-03-01",
    )
    counted = ("比对数", "命中数", "确认数", "误报数", "已处置数")
    assert [int(row.cells[name]) for name in counted] == [2, 1, 1, 0, 0]
    delivery = Row.objects.get(book_id=DELIVERIES).cells  # published on the 2nd, taken in on the 20th
    assert (int(delivery["条数"]), int(delivery["时延天数合计"])) == (1, 18)
    make.do(city.housing_clerk, actions.feed_back, Hit.objects.get().pk, text="未予许可")
    duties.count(datetime(2026, 3, 21, tzinfo=SHANGHAI))
    row.refresh_from_db()
    assert (int(row.cells["已处置数"]), Row.objects.count()) == (1, 2)
