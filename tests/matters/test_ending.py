"""撤回 only before signing; 终止交办, 并案, 作废 after; 回头看 and 重新交办."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make
from tests.matters.conftest import Handed, at, hand_out

from fuyuantong.common.refusals import Conflict, Refusal
from fuyuantong.matters.actions import ending, handing, life, replying
from fuyuantong.matters.models import Matter, Obligation

pytestmark = pytest.mark.django_db


def fresh(row: Obligation) -> Obligation:
    return Obligation.objects.get(pk=row.pk)


def test_withdrawing_takes_the_parts_along(city: make.City, handed: Handed) -> None:
    make.do(city.office, ending.withdraw_many, [handed.lead.pk], reason="内容有误", now=at("2026-03-03"))
    assert fresh(handed.lead).state == fresh(handed.part).state == "withdrawn"


def test_what_was_signed_for_cannot_be_withdrawn(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-03"))
    with pytest.raises(Conflict, match="不能撤回"):
        make.do(city.office, ending.withdraw_many, [handed.lead.pk], reason="内容有误", now=at("2026-03-04"))
    make.do(city.office, ending.terminate_many, [handed.lead.pk], reason="上级统一部署", now=at("2026-03-04"))
    assert fresh(handed.lead).state == "terminated"


def test_an_end_needs_a_reason(city: make.City, handed: Handed) -> None:
    with pytest.raises(Refusal, match="请填写理由"):
        make.do(city.office, ending.withdraw_many, [handed.lead.pk], reason="  ", now=at("2026-03-03"))


def test_merging_ends_the_one_and_leaves_the_other(city: make.City, handed: Handed) -> None:
    other, _ = hand_out(city)
    make.do(
        city.office, ending.merge, handed.matter.pk, into=other.pk, reason="重复交办", now=at("2026-03-05")
    )
    assert fresh(handed.lead).state == "merged"
    assert Matter.objects.get(pk=handed.matter.pk).state == "closed"
    assert Matter.objects.get(pk=other.pk).state == "open"


def test_voiding_a_matter_voids_what_is_owed_in_it(city: make.City, handed: Handed) -> None:
    make.do(city.office, ending.void_matter, handed.matter.pk, reason="误发", now=at("2026-03-05"))
    assert set(Obligation.objects.values_list("state", flat=True)) == {"void"}


def test_looking_back_and_handing_out_again(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-03"))
    make.do(city.housing_clerk, replying.submit, handed.lead.pk, text="办结", now=at("2026-03-10"))
    make.do(city.housing_chief, replying.approve, handed.lead.pk, now=at("2026-03-11"))
    make.do(city.office, replying.accept, handed.lead.pk, now=at("2026-03-12"))
    make.do(
        city.office,
        handing.look_back,
        handed.lead.pk,
        finding="制度未执行",
        sound=False,
        now=at("2026-09-01"),
    )
    new = make.do(
        city.office,
        handing.again,
        handed.lead.pk,
        reason="回头看发现问题",
        due_on=date(2026, 12, 31),
        now=at("2026-09-02"),
    )
    assert (fresh(handed.lead).state, new.state, new.due_on) == ("done", "pending", date(2026, 12, 31))
