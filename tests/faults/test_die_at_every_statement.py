"""P2: an act that dies between any two of its statements leaves the state before it; one that ends, the state after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests import make
from tests.matters.conftest import Handed, at

from faults.dying import Died, dying_after, in_child, killed_after, state, wait_for
from fuyuantong.audit.actions import seal_key_path
from fuyuantong.audit.models import Entry
from fuyuantong.audit.signing import public_bytes, signer
from fuyuantong.audit.verifying import verify
from fuyuantong.matters.actions import dates, ending, life, petitions, replying, talking, urging
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.kinds import PetitionKind
from fuyuantong.matters.models import Obligation

Act = Callable[[], object]


def signed(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-04"))


def submitted(city: make.City, handed: Handed) -> None:
    signed(city, handed)
    make.do(city.housing_clerk, replying.submit, handed.lead.pk, text="已印发流程", now=at("2026-05-20"))
    make.do(city.housing_chief, replying.approve, handed.lead.pk, now=at("2026-05-21"))


def sign(city: make.City, handed: Handed) -> Act:
    return lambda: make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-04"))


def submit(city: make.City, handed: Handed) -> Act:
    signed(city, handed)
    return lambda: make.do(
        city.housing_clerk, replying.submit, handed.lead.pk, text="已印发", now=at("2026-05-20")
    )


def accept(city: make.City, handed: Handed) -> Act:
    submitted(city, handed)
    return lambda: make.do(city.office, replying.accept, handed.lead.pk, now=at("2026-05-25"))


def extend(city: make.City, handed: Handed) -> Act:
    signed(city, handed)
    return lambda: make.do(
        city.office,
        dates.extend,
        handed.lead.pk,
        due_on=date(2026, 9, 30),
        reason="会签未完",
        now=at("2026-04-01"),
    )


def hand_out(city: make.City, handed: Handed) -> Act:
    units = {"牵头单位": [city.market.pk], "配合单位": [city.finance.pk]}
    opening = Opening(
        mechanism="annual-plan-item", linkage=city.linkage.code, title="另一项任务", units=units
    )
    matter = make.do(city.office, open_matter, opening, now=at("2026-03-02"))
    data = {"年度": 2026, "任务内容": "x", "时限类型": "确定日期", "完成时限": "2026-08-31"}
    return lambda: make.do(
        city.office, act, matter.pk, "下达", data=data, collector=city.market.pk, now=at("2026-03-02")
    )


def urge(city: make.City, handed: Handed) -> Act:
    return lambda: make.do(
        city.office, urging.urge_many, [handed.lead.pk], text="请抓紧", now=at("2026-06-01")
    )


def withdraw(city: make.City, handed: Handed) -> Act:
    return lambda: make.do(
        city.office, ending.withdraw_many, [handed.lead.pk], reason="撤回重发", now=at("2026-03-03")
    )


def decide(city: make.City, handed: Handed) -> Act:
    signed(city, handed)
    asked = make.do(
        city.housing_clerk, petitions.petition, handed.lead.pk, PetitionKind.EXTENSION,
        reason="需会签", wanted_due=date(2026, 9, 30), now=at("2026-04-01"),
    )  # fmt: skip
    return lambda: make.do(city.office, petitions.decide, asked.pk, granted=True, now=at("2026-04-02"))


def comment(city: make.City, handed: Handed) -> Act:
    return lambda: make.do(
        city.office, talking.comment, handed.matter.pk, text="请关注进度", now=at("2026-04-02")
    )


def issue_plan(city: make.City, handed: Handed) -> Act:
    """下达 of a whole year's plan: five items, all or none."""
    from django.test import Client

    from fuyuantong.organs.models import Person
    from fuyuantong.plans import actions
    from plans.conftest import adopted, imported, printed

    for code, name in (("990102", "江北区"), ("990121", "青山县")):
        make.unit(f"{name}人民政府", region=make.region(code, name, "county", make.region()))
    client = Client()
    client.force_login(
        Person.objects.get(pk=city.office.person), backend="fuyuantong.organs.backends.Accounts"
    )
    plan = printed(client, adopted(client, imported(client)))
    return lambda: make.do(city.office, actions.issue, plan.pk)


SMALL = [sign, submit, accept, extend, hand_out, urge, withdraw, decide, comment]


@pytest.mark.django_db
@pytest.mark.parametrize("scene", SMALL, ids=lambda scene: scene.__name__)
def test_an_act_happens_whole_or_not_at_all(city: make.City, handed: Handed, scene) -> None:
    work = scene(city, handed)
    die_everywhere(work, every=1)


@pytest.mark.django_db
def test_a_plan_is_handed_out_whole_or_not_at_all(
    city: make.City, handed: Handed, monkeypatch, tmp_path, settings
) -> None:
    import time_machine

    from fuyuantong.documents.reading import read_file

    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("fuyuantong.plans.reading.read_in_child", read_file)
    with time_machine.travel("2026-02-10T10:00:00+08:00"):
        die_everywhere(issue_plan(city, handed), every=11)


def die_everywhere(work: Act, *, every: int) -> None:
    """Die after each (or each `every`-th) statement; then let it end."""
    before, entries, versions = state(), Entry.objects.count(), seen()
    n = 1
    while True:
        try:
            with dying_after(n) as asked:
                work()
        except Died:
            if asked[-1].startswith("RELEASE SAVEPOINT") and state() != before:
                break  # this was the act's own end: what a COMMIT is outside a test
            assert state() == before, f"something was left behind after statement {n}: {asked[-1][:200]}"
            n += every
            continue
        break
    assert n > 5, "the act has statements to die at"
    assert state() != before
    changed = {
        pk: version - versions.get(pk, 0) for pk, version in seen().items() if version != versions.get(pk, 0)
    }
    added = Entry.objects.count() - entries
    assert added >= 1
    for pk, steps in changed.items():
        written = Entry.objects.filter(object_id=pk).count()
        assert written >= steps, "every change of an obligation has its line on the trail"
    assert verify(public_bytes(signer(seal_key_path()))).faults == ()


def seen() -> dict[object, int]:
    return dict(Obligation.objects.values_list("pk", "version"))


@pytest.mark.django_db(transaction=True)
def test_a_killed_process_leaves_nothing_half_done(city: make.City, handed: Handed) -> None:
    """The same with a real kill -9 of a real process with a connection of its own."""
    before, n = state(), 0
    while True:
        n += 1

        def die(n: int = n) -> None:
            with killed_after(n):
                make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-04"))

        ended = wait_for(in_child(die))
        if ended == 0:
            break
        assert ended == -9, f"the process ended with {ended} at statement {n}"
        assert state() == before, f"something was left behind after statement {n}"
    assert n > 5
    assert Obligation.objects.get(pk=handed.lead.pk).state == "working"
    assert Entry.objects.filter(kind="obligation.sign", object_id=handed.lead.pk).count() == 1
    assert verify(public_bytes(signer(seal_key_path()))).good
