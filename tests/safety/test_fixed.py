"""Questions written once answer as the ORM does, for every viewer; what has no fixed shape is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make

from fuyuantong.audit.models import Entry
from fuyuantong.common.fixed import Fixed, FixedFor, written
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.matters.queries import asked
from fuyuantong.organs.models import Tenure, Unit
from safety.scene import Scene

pytestmark = pytest.mark.django_db


def test_the_statement_is_written_once_and_its_values_change(city: make.City) -> None:
    written = []

    def shape(code: str, day: date):
        written.append(code)
        return Unit.objects.filter(code=code, valid_from__isnull=True).exclude(valid_until__lt=day)

    ask = Fixed(shape, str, date)
    day = date(2026, 6, 1)
    for unit in (city.housing, city.market):
        assert [row.pk for row in ask(unit.code, day)] == [row.pk for row in shape(unit.code, day)]
    assert ask("no such unit", day) == []
    assert len(written) == 4  # two for the shape, two of the ORM beside it


def test_rows_of_links_come_along(city: make.City) -> None:
    seats = Fixed(
        lambda key: Tenure.objects.filter(person=key).select_related("post__unit", "post__serves"), UUID
    )
    found = seats(city.market_clerk.person)
    with CaptureQueriesContext(connection) as more:
        assert [(seat.post.unit.pk, seat.post.serves) for seat in found] == [(city.market.pk, None)]
    assert len(more) == 0


def test_a_value_in_another_dress_is_refused() -> None:
    inside = Fixed(lambda key: Entry.objects.filter(data__signer=str(key)), UUID)
    with pytest.raises(TypeError, match="no fixed shape"):
        inside(uuid4())
    bent = Fixed(lambda word: Unit.objects.filter(name__contains=word), str)
    with pytest.raises(TypeError, match="no fixed shape"):
        bent("局")


def test_the_members_of_a_set_may_stand_in_any_order() -> None:
    def shape(*codes: str):
        return Unit.objects.filter(code__in=sorted(codes))

    _compiler, _statement, places = written(shape, ["a", "b"], ["d", "c"])
    assert [at for at, _same in places] == [0, 1]
    with pytest.raises(TypeError, match="no fixed shape"):
        written(lambda *codes: Unit.objects.filter(code=codes[0], name=min(codes)), ["a", "b"], ["d", "c"])


def test_every_viewer_is_answered_as_by_the_rule_itself(city: make.City, tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    scene = Scene(city)
    viewers = [city.office, city.housing_clerk, *scene.outsiders.values(), *scene.readers.values()]
    viewers += [
        replace(city.office, offices=frozenset({"elsewhere", *city.office.offices})),
        replace(city.office, unit=None),
    ]
    for viewer in viewers:
        for matter in (scene.matter, scene.letter, scene.lost.matter):
            rule = Matter.objects.visible_to(viewer).filter(pk=matter.pk)
            assert asked.matter(viewer, matter.pk) == list(rule), viewer
            tasks = Obligation.objects.visible_to(viewer).filter(matter=matter)
            assert {row.pk for row in asked.obligations(viewer, matter.pk)} == {row.pk for row in tasks}, (
                viewer
            )


def test_another_right_is_another_shape() -> None:
    shapes = FixedFor(
        lambda viewer, key: Unit.objects.filter(pk=key) if "leader" in viewer.roles else Unit.objects.none(),
        UUID,
    )
    unit = make.unit("U77", "甲局")
    clerk = make.actor(unit, roles=("clerk",))
    assert shapes(clerk, unit.pk) == []
    assert shapes(replace(clerk, roles=frozenset({"leader"})), unit.pk) == [unit]
    assert shapes(clerk, unit.pk) == []
