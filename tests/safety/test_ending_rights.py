"""A matter ends by those who handed it out, and what has ended stays ended."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from tests import make
from tests.matters.conftest import Handed, at, hand_out

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Conflict, Forbidden, Refusal
from fuyuantong.matters.actions import ending, handing, life, petitions, replying
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.kinds import PetitionKind, Scope
from fuyuantong.matters.models import Matter, Obligation, Petition
from fuyuantong.matters.queries.detail import matter_view
from fuyuantong.matters.queries.worklists import worklist

pytestmark = pytest.mark.django_db


def fresh(row: Obligation) -> Obligation:
    return Obligation.objects.get(pk=row.pk)


def finish(city: make.City, row: Obligation) -> None:
    make.do(city.housing_clerk, life.sign, row.pk, now=at("2026-03-03"))
    make.do(city.housing_clerk, replying.submit, row.pk, text="办结", now=at("2026-03-10"))
    make.do(city.housing_chief, replying.approve, row.pk, now=at("2026-03-11"))
    make.do(city.office, replying.accept, row.pk, now=at("2026-03-12"))


def registered(city: make.City, title: str = "登记未派出") -> Matter:
    opening = Opening(
        mechanism="judicial-recommendation",
        linkage=city.linkage.code,
        title=title,
        units={"发出单位": [city.court.pk]},
    )
    made: Matter = make.do(city.judge, open_matter, opening, now=at("2026-03-02"))  # type: ignore[assignment]
    return made


def reader_of(city: make.City) -> Actor:
    return make.actor(city.court, roles=("readonly",))


def test_who_only_reads_voids_nothing(city: make.City) -> None:
    matter = registered(city)
    with pytest.raises(Forbidden):
        make.do(reader_of(city), ending.void_matter, matter.pk, reason="看看")
    assert Matter.objects.get(pk=matter.pk).state == "open"


def test_who_only_reads_merges_nothing(city: make.City) -> None:
    matter, other = registered(city), registered(city, "另一件")
    with pytest.raises(Forbidden):
        make.do(reader_of(city), ending.merge, matter.pk, into=other.pk, reason="看看")
    assert Matter.objects.get(pk=matter.pk).state == "open"


def test_an_owing_unit_merges_nothing_even_when_all_is_done(city: make.City) -> None:
    (one, _), (two, _) = hand_out(city, partners=[city.housing.pk]), hand_out(city)
    Obligation.objects.filter(matter=one).update(state="done")
    with pytest.raises(Forbidden):
        make.do(city.housing_clerk, ending.merge, one.pk, into=two.pk, reason="并了吧")
    assert Matter.objects.get(pk=one.pk).state == "open"


@pytest.mark.parametrize("how", ["void", "merge"])
def test_no_act_of_its_definition_is_done_in_a_matter_that_has_ended(
    city: make.City, handed: Handed, how: str
) -> None:
    if how == "void":
        make.do(city.office, ending.void_matter, handed.matter.pk, reason="误发", now=at("2026-03-03"))
    else:
        other, _ = hand_out(city)
        make.do(
            city.office, ending.merge, handed.matter.pk, into=other.pk, reason="重复", now=at("2026-03-03")
        )
    rows = Obligation.objects.filter(matter=handed.matter).count()
    with pytest.raises(Conflict):
        make.do(
            city.office, act, handed.matter.pk, "增派", data={"牵头单位": [str(city.market.pk)]},
            now=at("2026-03-04"),
        )  # fmt: skip
    assert Obligation.objects.filter(matter=handed.matter).count() == rows
    assert not matter_view(city.office, handed.matter.pk, date(2026, 3, 4)).acts


@pytest.mark.parametrize("verb", ["again", "write_off", "look_back"])
def test_nothing_comes_of_a_void_matter(city: make.City, handed: Handed, verb: str) -> None:
    finish(city, handed.lead)
    make.do(city.office, ending.void_matter, handed.matter.pk, reason="误发", now=at("2026-03-13"))
    before = Obligation.objects.count()
    with pytest.raises(Conflict):
        if verb == "again":
            make.do(
                city.office, handing.again, handed.lead.pk, reason="再办", due_on=date(2026, 12, 1),
                now=at("2026-03-14"),
            )  # fmt: skip
        elif verb == "write_off":
            make.do(city.office, life.write_off_many, [handed.lead.pk], now=at("2026-03-14"))
        else:
            make.do(city.office, handing.look_back, handed.lead.pk, finding="好", sound=True)
    assert (Obligation.objects.count(), fresh(handed.lead).state) == (before, "done")


def test_drafts_end_with_their_matter(city: make.City, handed: Handed) -> None:
    Obligation.objects.filter(pk=handed.lead.pk).update(state="draft")
    make.do(city.office, ending.void_matter, handed.matter.pk, reason="误发", now=at("2026-03-03"))
    assert fresh(handed.lead).state == fresh(handed.part).state == "void"


def asked(city: make.City, row: Obligation, who: Actor, kind: PetitionKind, **more: object) -> Petition:
    made: Petition = make.do(
        who, petitions.petition, row.pk, kind, reason="理由", now=at("2026-03-03"), **more
    )  # type: ignore[assignment]
    return made


def test_what_a_part_asks_is_decided_by_its_lead_and_not_over_its_head(
    city: make.City, handed: Handed
) -> None:
    """Two tiers: a 配合 unit reports to the 牵头; its requests are the 牵头's to decide."""
    petition = asked(city, handed.part, city.finance_clerk, PetitionKind.RETURN)
    with pytest.raises(Forbidden):
        make.do(city.office, petitions.decide, petition.pk, granted=True, now=at("2026-03-04"))
    make.do(city.housing_clerk, petitions.decide, petition.pk, granted=True, now=at("2026-03-04"))
    assert fresh(handed.part).state == "returned"


def test_what_was_asked_before_the_reply_is_not_granted_after_it(city: make.City, handed: Handed) -> None:
    """The table lets nobody return what already waits to be checked."""
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-03"))
    petition = asked(city, handed.lead, city.housing_clerk, PetitionKind.RETURN)
    make.do(city.housing_clerk, replying.submit, handed.lead.pk, text="办结", now=at("2026-03-04"))
    with pytest.raises(Conflict):
        make.do(city.office, petitions.decide, petition.pk, granted=True, now=at("2026-03-05"))
    assert fresh(handed.lead).state == "reviewing"
    assert Petition.objects.get(pk=petition.pk).state == "open"


def test_what_was_asked_ends_with_what_it_was_asked_about(city: make.City, handed: Handed) -> None:
    """A request that nobody can decide any more must not wait in 待办 for ever."""
    petition = asked(
        city, handed.lead, city.housing_clerk, PetitionKind.EXTENSION, wanted_due=date(2026, 8, 1)
    )
    part = asked(city, handed.part, city.finance_clerk, PetitionKind.RETURN)
    make.do(city.office, ending.withdraw_many, [handed.lead.pk], reason="内容有误", now=at("2026-03-04"))
    assert set(Petition.objects.filter(pk__in=[petition.pk, part.pk]).values_list("state", flat=True)) == {
        "dropped"
    }
    assert not worklist(city.office, "todo", date(2026, 3, 5)).filter(pk=handed.lead.pk).exists()


def test_a_request_decided_meanwhile_is_not_dropped_from_an_old_reading(
    city: make.City, handed: Handed, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = asked(
        city, handed.lead, city.housing_clerk, PetitionKind.EXTENSION, wanted_due=date(2026, 8, 1)
    )
    real = petitions.take_obligation

    def slow(*args: object, **keys: object) -> Obligation:
        """Somebody decides while we wait for the lock."""
        row = real(*args, **keys)  # type: ignore[arg-type]
        Petition.objects.filter(pk=petition.pk).update(state="granted", decided_by="市司法局")
        return row

    monkeypatch.setattr(petitions, "take_obligation", slow)
    with pytest.raises(Conflict):
        make.do(city.housing_clerk, petitions.drop, petition.pk, now=at("2026-03-04"))


def test_a_unit_that_does_not_exist_cannot_be_asked_for(city: make.City, handed: Handed) -> None:
    with pytest.raises(Refusal, match="在用的机构"):
        asked(city, handed.lead, city.housing_clerk, PetitionKind.REASSIGN, wanted_unit=uuid4())


def test_readers_that_do_not_exist_are_refused_and_not_a_broken_page(city: make.City) -> None:
    opening = Opening(
        mechanism="assigned-item",
        linkage=city.linkage.code,
        title="限知",
        scope=Scope.NAMED,
        readers=[uuid4()],
    )
    with pytest.raises(Refusal, match="岗位"):
        make.do(city.office, open_matter, opening)
