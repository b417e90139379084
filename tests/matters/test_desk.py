"""The desk of a matter answers as the database does; in a batch its rows stay at hand and remain right."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from tests import make
from tests.matters.conftest import Handed

from fuyuantong.common.actors import Actor
from fuyuantong.common.batches import batch
from fuyuantong.common.refusals import Refusal
from fuyuantong.matters.actions import life
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.desk import Desk, kept_desk
from fuyuantong.matters.kinds import Capacity, Level, Scope
from fuyuantong.matters.models import Clock, Matter, Obligation, Party, Reader

pytestmark = pytest.mark.django_db


def test_the_desk_shows_to_whom_the_database_shows(city: make.City, handed: Handed) -> None:
    """Every level, with and without an office, both scopes, several capacities: the two say the same."""
    chance, matter = Random(1), handed.matter  # noqa: S311 - repeatable
    viewers = _viewers(city)
    owed = list(Obligation.objects.filter(matter=matter))
    for level, office, scope in product(Level, ("", city.linkage.code), Scope):
        Party.objects.filter(matter=matter).delete()
        Reader.objects.filter(matter=matter).delete()
        for unit in (city.justice, city.housing, city.finance, city.market):
            row = Party(matter=matter, unit=unit, key=unit.code[:40], capacity=Capacity.PARTY, level=level)
            row.office, row.since = office if chance.random() < 0.5 else "", matter.created_at
            row.save()
        Matter.objects.filter(pk=matter.pk).update(scope=scope)
        matter.refresh_from_db()
        Reader.objects.create(matter=matter, post_id=city.finance_clerk.post)
        for viewer in viewers:
            desk = Desk(matter)
            assert desk.shows(viewer) == Matter.objects.visible_to(viewer).filter(pk=matter.pk).exists()
            seen = set(Obligation.objects.visible_to(viewer).values_list("pk", flat=True))
            assert {row.pk for row in owed if desk.shows_own(viewer, row)} == seen


def test_to_whom_a_task_was_withdrawn_the_desk_shows_it_no_more(city: make.City, handed: Handed) -> None:
    row = Obligation.objects.filter(matter=handed.matter, owner=city.housing).get()
    Party.objects.filter(matter=handed.matter, unit=city.housing).update(level=Level.OWN)
    for state, seen in (("pending", True), ("withdrawn", False)):
        Obligation.objects.filter(pk=row.pk).update(state=state)
        row.refresh_from_db()
        assert Desk(handed.matter).shows_own(city.housing_clerk, row) is seen
        assert Obligation.objects.visible_to(city.housing_clerk).filter(pk=row.pk).exists() is seen


def _viewers(city: make.City) -> list[Actor]:
    own = [city.office, city.justice_clerk, city.housing_clerk, city.finance_clerk, city.watcher]
    return [*own, city.market_clerk, city.judge, city.auditor, replace(city.office, unit=None)]


def _opening(city: make.City) -> Opening:
    units = {"牵头单位": [city.housing.pk]}
    return Opening(mechanism="annual-plan-item", linkage=city.linkage.code, title="制定流程", units=units)


DATA = {"年度": 2026, "任务内容": "制定流程并印发", "时限类型": "确定日期", "完成时限": "2099-06-30"}


def _handed_out(city: make.City) -> tuple[Matter, Obligation]:
    matter = make.do(city.office, open_matter, _opening(city))
    _, sent = make.do(city.office, act, matter.pk, "下达", data=DATA, collector=city.housing.pk)
    return matter, sent[0]


def test_rows_of_a_batch_are_written_with_their_last_state(city: make.City) -> None:
    with batch():
        matter, task = _handed_out(city)
        make.do(city.housing_clerk, life.sign, task.pk)
        desk = kept_desk(matter.pk)
        assert desk is not None and desk.kept
    written = Obligation.objects.get(pk=task.pk)
    assert (written.state, written.version) == ("working", task.version)
    for model in (Party, Clock, Obligation):
        names = [f.attname for f in model._meta.concrete_fields]
        lying = {row.pk: [getattr(row, name) for name in names] for row in desk.of(model)}
        stored = {r.pk: [getattr(r, name) for name in names] for r in model.objects.filter(matter=matter)}
        assert lying == stored, model


def test_what_was_refused_in_a_batch_leaves_the_desk_as_it_was(city: make.City) -> None:
    with batch():
        matter, task = _handed_out(city)
        with pytest.raises(Refusal):
            make.do(city.housing_clerk, _sign_and_break, task.pk)
        desk = kept_desk(matter.pk)
        assert desk is not None
        lying = desk.obligation(task.pk)
        assert lying is not None and (lying.state, lying.version) == ("pending", 1)
        make.do(city.housing_clerk, life.sign, task.pk)
    assert Obligation.objects.get(pk=task.pk).state == "working"


def _sign_and_break(uow, obligation) -> None:  # noqa: ANN001
    life.sign(uow, obligation)
    raise Refusal("E-RULE", "到此为止。")


def test_the_desk_notices_rows_that_were_written_in_another_way(city: make.City) -> None:
    with batch():
        matter, task = _handed_out(city)
        Obligation.objects.filter(pk=task.pk).update(ordinal="九")
        desk = kept_desk(matter.pk)
        assert desk is not None
        assert [row.ordinal for row in desk.owed()] == ["九"]
        other = Obligation.objects.get(pk=task.pk)
        other.milestone = True
        other.save_changed()
        assert [row.milestone for row in desk.owed()] == [True]
