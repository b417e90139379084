"""文号: next to each other without a gap whoever signs at once, registered ones apart, voided ones for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests import make
from tests.matters.conftest import at, city  # noqa: F401 - the cast

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents import actions
from fuyuantong.documents.kinds import NumberState
from fuyuantong.documents.models import PaperNumber
from fuyuantong.documents.queries.numbers import numbers, series_of

YEAR = 2026


@pytest.fixture
def keeper(city):  # noqa: F811
    return make.actor(city.justice, roles=("reviewer",))


def take(actor, *, subject: UUID | None = None, genre="函", year=YEAR, now="2026-03-05"):
    return make.do(
        actor, actions.take_number, unit=actor.unit, genre=genre, year=year, subject_type="letter",
        subject_id=subject or uuid4(), title="关于商请的函", now=at(now),
    )  # fmt: skip


def rule(keeper, prefix="临司函", genre="函", **more):
    return make.do(keeper, actions.set_rule, genre=genre, prefix=prefix, **more)


@pytest.mark.django_db
def test_without_a_rule_nothing_is_numbered_here(keeper):
    assert take(keeper) is None
    assert not PaperNumber.objects.exists()


@pytest.mark.django_db
def test_numbers_follow_each_other_by_prefix_and_year(keeper):
    rule(keeper)
    rule(keeper, "临司发", "")
    given = [
        take(keeper).text,
        take(keeper).text,
        take(keeper, genre="通知").text,
        take(keeper, year=2027).text,
    ]
    assert given == ["临司函〔2026〕1号", "临司函〔2026〕2号", "临司发〔2026〕1号", "临司函〔2027〕1号"]


@pytest.mark.django_db
def test_a_paper_keeps_the_number_it_has(keeper):
    rule(keeper)
    paper = uuid4()
    assert take(keeper, subject=paper).text == take(keeper, subject=paper).text
    assert take(keeper).ordinal == 2


@pytest.mark.django_db
def test_a_stopped_rule_numbers_nothing_and_begins_again_where_it_stood(keeper):
    rule(keeper)
    take(keeper)
    rule(keeper, active=False)
    assert take(keeper) is None
    rule(keeper)
    assert take(keeper).ordinal == 2


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "临司2026", "临司〔", "第临司", "甲" * 21, "临 司"])
def test_a_prefix_that_would_make_a_wrong_number_is_refused(keeper, prefix):
    with pytest.raises(Refusal, match="机关代字"):
        rule(keeper, prefix)


@pytest.mark.django_db
def test_a_voided_number_stays_in_the_book_and_is_never_given_again(keeper):
    rule(keeper)
    first = take(keeper)
    voided = make.do(keeper, actions.void_number, first.pk, reason="重复编号", now=at("2026-03-06"))
    assert (voided.state, voided.reason) == (NumberState.VOIDED, "重复编号")
    assert take(keeper, subject=first.subject_id).ordinal == 2
    assert {row.text for row in numbers(keeper, year=YEAR)} == {"临司函〔2026〕1号", "临司函〔2026〕2号"}
    told = series_of(keeper, YEAR)[0]
    assert (told.last, told.voided, told.whole) == (2, 1, True)
    with pytest.raises(Conflict):
        make.do(keeper, actions.void_number, first.pk, reason="再一次")


@pytest.mark.django_db
def test_only_keepers_of_the_unit_void_and_rule_and_others_see_nothing(city, keeper):  # noqa: F811
    rule(keeper)
    row = take(keeper)
    clerk = make.actor(city.justice, roles=("clerk",))
    with pytest.raises(Forbidden):
        make.do(clerk, actions.void_number, row.pk, reason="不该")
    with pytest.raises(Forbidden):
        rule(clerk)
    stranger = make.actor(city.housing, roles=("leader",))
    with pytest.raises(NotFound):
        make.do(stranger, actions.void_number, row.pk, reason="不该")
    assert not numbers(stranger).exists()
    assert not numbers(make.actor(city.justice, roles=("auditor",))).exists(), (
        "of one's unit, but no business"
    )
    assert numbers(clerk).count() == 1


def register(actor, text, subject):
    return make.do(
        actor, actions.register_external, unit=actor.unit, genre="函", text=text, year=YEAR,
        subject_type="letter", subject_id=subject, title="函", now=at("2026-03-05"),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_registered_number_may_be_corrected_and_one_of_our_own_may_not(keeper):
    paper = uuid4()
    register(keeper, "临司函〔2026〕7号", paper)
    assert register(keeper, "临司函〔2026〕8号", paper).text == "临司函〔2026〕8号"
    assert PaperNumber.objects.get().state == NumberState.EXTERNAL
    rule(keeper)
    own = take(keeper)
    with pytest.raises(Conflict, match="已由本系统编号"):
        register(keeper, "别的〔2026〕1号", own.subject_id)


@pytest.mark.django_db
def test_an_act_that_is_undone_gives_its_number_back(keeper):
    rule(keeper)
    take(keeper)

    def undone():
        with unit_of_work(keeper, now=at("2026-03-05")) as uow:
            actions.take_number(
                uow,
                unit=keeper.unit,
                genre="函",
                year=YEAR,
                subject_type="letter",
                subject_id=uuid4(),
                title="函",
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        _nested(undone)
    assert take(keeper).ordinal == 2


def _nested(work):
    """A unit of work begins a transaction of its own; inside a test it is a savepoint."""
    from django.db import transaction

    with transaction.atomic():
        work()


@pytest.mark.django_db(transaction=True)
def test_signatures_at_the_same_moment_leave_no_gap_and_no_double(django_db_blocker):
    unit = make.unit("临江市司法局")
    keeper = make.actor(unit, roles=("leader",))
    rule(keeper)
    start = threading.Barrier(8)

    def sign(n: int) -> None:
        try:
            start.wait(timeout=30)
            for k in range(5):
                with unit_of_work(keeper) as uow:
                    actions.take_number(
                        uow, unit=keeper.unit, genre="函", year=YEAR, subject_type="letter", subject_id=uuid4(),
                        title=f"{n}-{k}",
                    )  # fmt: skip
                    if (n + k) % 4 == 0:
                        raise KeyError  # noqa: TRY301 - this one is undone
        except KeyError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(sign, range(8)))
    given = sorted(PaperNumber.objects.values_list("ordinal", flat=True))
    assert given == list(range(1, len(given) + 1))
    assert len(given) >= 8
    assert series_of(keeper, YEAR)[0].whole
