"""`fyt simulate`: the same seed gives the same year, through the real actions, and never into real work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests import make

from fuyuantong.audit.verifying import verify
from fuyuantong.config.simulation import Wish, play
from fuyuantong.config.simulation.scripts import scripts_of, shifted
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.shelf import mechanism_file, read_text
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.organs.models import Unit

CODES = ("annual-plan-item", "assigned-item", "administrative-dispute-resolution", "judicial-recommendation")


@pytest.fixture
def town(db):
    for code in CODES:
        make.mechanism(code)
    city = make.City()
    for kind in ("party", "congress", "supervision", "central", "mass", "enterprise"):
        make.unit(f"临江市模拟{kind}单位", kind=kind)
    city.linkage.members.set(Unit.objects.all())
    return city


def wish(town, **more) -> Wish:
    plain = {"year": 2026, "seed": 7, "matters": 12, "until": date(2026, 12, 31)}
    return Wish(linkage=town.linkage.code, mechanisms=CODES, **(plain | more))


def whole() -> list[tuple[str, str, str]]:
    return sorted(Matter.objects.values_list("number", "title", "stage"))


def test_matters_go_their_way_and_the_trail_verifies(town):
    played = play(wish(town))
    assert (played.matters, Matter.objects.count()) == (12, 12)
    assert played.stopped == {}, "a scenario that holds on the machine must hold in the engine"
    assert played.acts > 40
    assert Obligation.objects.filter(state__in=["done", "written_off"]).exists()
    assert verify(b"").good
    assert all("模拟" in title for _number, title, _stage in whole())


def test_the_parts_of_a_year_are_the_year(town):
    for part in range(3):
        play(wish(town, part=part, parts=3))
    apart = whole()
    assert [number for number, _title, _stage in apart] == [f"模拟2026-{n:06d}" for n in range(1, 13)]
    play(wish(town))
    assert whole() == sorted([*apart, *apart]), "played as one, it is the same year once more"


def test_another_seed_is_another_year(town):
    play(wish(town))
    first = whole()
    play(wish(town, seed=8))
    assert whole() != sorted([*first, *first])


def test_nothing_happens_after_the_last_day(town):
    play(wish(town, until=date(2026, 6, 30)))
    assert Matter.objects.exclude(created_at__date__lte=date(2026, 6, 30)).count() == 0
    assert Matter.objects.count() < 12


def test_a_script_leaves_out_what_is_refused_and_counts_days_from_its_first_step():
    mechanism = read(read_text(mechanism_file("administrative-dispute-resolution")))
    script = next(s for s in scripts_of(mechanism) if s.name.startswith("诉前化解成功"))
    assert [(move.after, move.word) for move in script.moves][:3] == [(0, "移送"), (1, "交办"), (4, "签收")]
    assert script.names == {"市监局": ("涉诉行政机关",)}


def test_dates_move_together_wherever_they_stand():
    told = {"日": date(2026, 1, 30), "列": [{"止": date(2026, 2, 1)}], "文": "2026-01-30"}
    assert shifted(told, 2) == {"日": date(2026, 2, 1), "列": [{"止": date(2026, 2, 3)}], "文": "2026-01-30"}


HARDER = (
    "normative-deliverable", "judicial-confirmation", "non-litigation-enforcement", "reverse-linkage",
)  # fmt: skip


def test_scenarios_with_extensions_late_parties_and_least_terms_go_to_their_end(town):
    """A party named by the act it does, 延期 of the matter's own clock, an act that waits for a full term."""
    for code in (*HARDER, "procuratorial-suggestion"):
        make.mechanism(code)
    town.linkage.members.add(make.unit("临江市城南区人民法院", kind="court"))
    played = play(replace(wish(town, matters=20, until=date(2027, 12, 31)), mechanisms=HARDER))
    assert set(played.stopped) == set(), sorted(played.stopped)
    assert played.matters == 20
    assert {code for code, n in played.by_mechanism.items() if n} == set(HARDER)
