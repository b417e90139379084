"""One rule of sight: who is tied to a matter sees it, everywhere; nobody else sees it anywhere."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make
from tests.matters.conftest import Handed, at

from fuyuantong.common.refusals import NotFound
from fuyuantong.matters.actions import talking
from fuyuantong.matters.actions.opening import Opening, open_matter
from fuyuantong.matters.kinds import Scope
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.matters.queries import Filters, get_matter, ledger, matter_view, worklist_counts
from fuyuantong.organs.models import Person, Tenure
from fuyuantong.organs.queries import actor_for

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("office", True), ("housing_clerk", True), ("housing_chief", True), ("finance_clerk", True), ("watcher", True),
        ("justice_clerk", False), ("market_clerk", False), ("judge", False), ("prosecutor", False), ("auditor", False),
    ],
)  # fmt: skip
def test_who_sees_a_plan_item(city: make.City, handed: Handed, who: str, sees: bool) -> None:
    """The 司法局's other clerks do not see what its office sees: the office is a post, not the bureau."""
    viewer = getattr(city, who)
    assert Matter.objects.visible_to(viewer).exists() is sees
    assert Obligation.objects.visible_to(viewer).exists() is sees
    assert ledger(viewer, Filters(), TODAY).exists() is sees
    assert ledger(viewer, Filters(words="对接流程"), TODAY).exists() is sees
    if not sees:
        assert not any(worklist_counts(viewer, TODAY).values())
        with pytest.raises(NotFound):
            get_matter(viewer, handed.matter.pk)


def test_the_office_sees_only_the_envelope_of_a_letter(city: make.City) -> None:
    opening = Opening(
        mechanism="judicial-recommendation",
        linkage=city.linkage.code,
        title="司法建议",
        units={"发出单位": [city.court.pk]},
    )
    matter = make.do(city.judge, open_matter, opening)
    assert not Matter.objects.visible_to(city.office).filter(pk=matter.pk).exists()
    assert Matter.objects.envelopes_for(city.office).filter(pk=matter.pk).exists()
    assert not Matter.objects.envelopes_for(city.market_clerk).exists()
    with pytest.raises(NotFound):
        matter_view(city.office, matter.pk, TODAY)


def test_named_posts_only(city: make.City, handed: Handed) -> None:
    make.do(
        city.office,
        talking.set_scope,
        handed.matter.pk,
        scope=Scope.NAMED,
        posts=[city.housing_clerk.post],
        now=at("2026-03-03"),
    )
    assert Matter.objects.visible_to(city.housing_clerk).exists()
    assert Matter.objects.visible_to(city.office).exists()
    for other in (city.housing_chief, city.finance_clerk):
        assert not Matter.objects.visible_to(other).exists()
        assert not ledger(other, Filters(), TODAY).exists()


def test_a_copy_shows_the_matter_and_obliges_nobody(city: make.City, handed: Handed) -> None:
    make.do(city.office, talking.copy_to, handed.matter.pk, units=[city.market.pk], now=at("2026-03-03"))
    assert Matter.objects.visible_to(city.market_clerk).exists()
    assert not Obligation.objects.filter(owner=city.market).exists()
    assert worklist_counts(city.market_clerk, TODAY)["copied"] == Obligation.objects.count()


def test_a_changed_post_changes_the_sight_with_the_next_request(city: make.City, handed: Handed) -> None:
    person = Person.objects.get(pk=city.housing_clerk.person)
    Tenure.objects.filter(person=person).update(until_on=date(2021, 1, 1))
    seat = make.post(city.market)
    Tenure.objects.create(post=seat, person=person, since_on=date(2021, 1, 1))
    assert not Matter.objects.visible_to(actor_for(person, seat.pk)).exists()


def test_a_link_is_shown_only_where_both_sides_are_seen(city: make.City, handed: Handed) -> None:
    opening = Opening(mechanism="assigned-item", linkage=city.linkage.code, title="另一件")
    other = make.do(city.office, open_matter, opening, now=at("2026-03-03"))
    make.do(city.office, talking.link, handed.matter.pk, other=other.pk, now=at("2026-03-03"))
    assert matter_view(city.office, handed.matter.pk, TODAY).links
    assert not matter_view(city.housing_clerk, handed.matter.pk, TODAY).links


def test_supervisors_of_the_linkage_read_what_the_office_reads_in_full(city: make.City) -> None:
    """市政府 and 纪委监委 watch the plan; of a letter, of which the office has only the envelope, they see nothing."""
    from tests.matters.conftest import hand_out
    from tests.matters.test_dates import served_letter

    mayor = make.actor(make.unit("临江市人民政府"), roles=("leader",))
    city.linkage.supervisors.add(mayor.unit)
    matter, _ = hand_out(city)
    letter = served_letter(city)
    seen = set(Matter.objects.visible_to(mayor).values_list("pk", flat=True))
    assert seen == {matter.pk}
    assert letter.matter_id not in seen
