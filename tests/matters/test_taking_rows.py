"""Rows by key (common/rows.py): read as the ORM reads them, written only where they changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from fuyuantong.common.rows import add, take
from fuyuantong.matters.models import Obligation, Remark

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(handed) -> Obligation:
    handed.lead.targets = [{"name": "回复率", "value": 90}]
    handed.lead.save()
    return handed.lead


def statements(work) -> list[str]:
    asked: list[str] = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return asked


def test_a_taken_row_equals_the_one_of_the_orm_in_every_column(owed):
    row = take(Obligation, "r.id = %s", [owed.pk], "matter", "owner", "creditor")
    other = Obligation.objects.select_related("matter", "owner", "creditor").get(pk=owed.pk)
    for one, two in ((row, other), (row.matter, other.matter), (row.owner, other.owner)):
        for field in two._meta.concrete_fields:
            assert getattr(one, field.attname) == getattr(two, field.attname), field.attname
    assert row.targets == [{"name": "回复率", "value": 90}]
    assert statements(lambda: (row.matter.title, row.owner.name, row.creditor.name)) == []


def test_no_row_no_answer(owed):
    assert take(Obligation, "r.id = %s", [owed.matter_id], "owner") is None


def test_a_taken_row_is_locked(owed):
    assert "FOR UPDATE OF r" in statements(lambda: take(Obligation, "r.id = %s", [owed.pk], "owner"))[0]


def test_only_what_changed_is_written(owed):
    row = take(Obligation, "r.id = %s", [owed.pk], "owner")
    row.urged, row.signed_at = 3, datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    asked = statements(row.save_changed)
    assert asked == ['UPDATE "matters_obligation" SET "signed_at" = %s, "urged" = %s WHERE "id" = %s']
    again = Obligation.objects.get(pk=owed.pk)
    assert (again.urged, again.signed_at) == (3, row.signed_at)
    assert statements(row.save_changed) == [], "what was written is not written again"


def test_a_list_changed_in_place_is_noticed(owed):
    row = take(Obligation, "r.id = %s", [owed.pk])
    row.targets[0]["value"] = 95
    row.grams.append("新词")
    row.save_changed()
    again = Obligation.objects.get(pk=owed.pk)
    assert again.targets[0]["value"] == 95
    assert again.grams[-1] == "新词"


def test_a_row_that_came_another_way_is_written_whole(owed):
    row = Obligation.objects.get(pk=owed.pk)
    row.urged = 2
    row.save_changed()
    assert Obligation.objects.get(pk=owed.pk).urged == 2


def test_rows_are_added_as_the_orm_adds_them(owed):
    rows = [
        Remark(matter=owed.matter, verb="sign", text=f"第{n}条'%s\"", at=datetime(2026, 3, 2, tzinfo=UTC),
               by_name="甲", by_unit_name="乙局")
        for n in range(3)
    ]  # fmt: skip
    asked = statements(lambda: add(rows))
    assert len(asked) == 1
    assert set(Remark.objects.values_list("pk", "text")) == {(r.pk, r.text) for r in rows}
    assert all(not r._state.adding for r in rows)


def test_the_database_s_refusals_stay_those_of_django(owed):
    at = datetime(2026, 3, 2, tzinfo=UTC)
    remark = Remark(matter=owed.matter, verb="v", text="x", at=at, by_name="", by_unit_name="")
    add([remark])
    with pytest.raises(IntegrityError), transaction.atomic():
        add([remark])
