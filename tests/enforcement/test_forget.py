"""What nobody needs any more goes by itself; who asked what stays, and what still runs keeps what it needs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from tests import make

from enforcement import scene
from enforcement.conftest import ask, run
from fuyuantong.audit.models import Entry
from fuyuantong.common.now import SHANGHAI
from fuyuantong.enforcement import actions, duties, kinds
from fuyuantong.enforcement.actions import NewService
from fuyuantong.enforcement.models import Alert, Asset, Call, Party, Service

pytestmark = pytest.mark.django_db


def forget(day: str) -> None:
    duties.forget(datetime.fromisoformat(f"{day}T03:00").replace(tzinfo=SHANGHAI))


def test_an_answer_goes_ninety_days_after_the_case_and_its_trail_stays(
    city, partner, source, case, enter
) -> None:
    inquiry = ask(city, case)
    (call,) = run()
    digest = call.digest
    assert call.reply.text
    make.do(
        city.judge,
        actions.serve,
        case.pk,
        NewService(case.parties.get().pk, "given", "post", "通知书", "虚构路"),
    )
    make.do(city.judge, actions.end_service, Service.objects.get().pk, served=True, text="本人签收")
    make.do(city.judge, actions.close_case, case.pk, why="履行完毕")  # on 20 March
    page = f"/enforcement/inquiries/{inquiry.pk}/"
    assert "2026-06-18" in enter(city.judge).get(page).content.decode()
    forget("2026-06-18")
    assert Asset.objects.count() == 1
    forget("2026-06-19")
    forget("2026-06-20")
    call.refresh_from_db()
    assert not Asset.objects.exists()
    assert (hasattr(call, "reply"), call.digest, call.brought, call.by_name) == (
        False,
        digest,
        1,
        city.judge.name,
    )
    line = Entry.objects.get(kind="enforcement.answer_erased")
    assert (line.data["classes"], line.data["inquiry"], line.person_name) == (
        ["house"],
        str(inquiry.pk),
        "系统",
    )
    told = enter(city.judge).get(page).content.decode()
    assert "已按保存期限删除" in told
    assert kinds.keeping_basis() in told
    assert Party.objects.get().number == scene.NUMBER
    forget("2027-03-21")
    assert Party.objects.get().number == ""
    assert Service.objects.get().address == ""
    assert (
        Entry.objects.filter(kind__in=["enforcement.number_erased", "enforcement.address_erased"]).count()
        == 2
    )
    assert "已删除" in enter(city.judge).get(f"/enforcement/cases/{case.pk}/").content.decode()
    assert "（）" not in enter(city.judge).get(page).content.decode()


def test_a_standing_measure_and_a_complaint_keep_what_they_need(city, partner, source, case) -> None:
    ask(city, case)
    (call,) = run()
    taken = scene.measure(city, case, asset=Asset.objects.get().pk, value=Decimal(10))
    make.do(city.judge, actions.close_case, case.pk, why="终结本次执行")
    forget("2027-12-01")
    assert Asset.objects.get().reference
    assert Party.objects.get().number
    Alert.objects.update(state="justified")
    make.do(city.prosecutor, actions.complain, taken.pk, text="超出标的额（虚构）")
    make.do(city.judge, actions.release_measure, taken.pk, why="已履行")
    forget("2027-12-01")
    assert Asset.objects.get().reference
    Alert.objects.update(state="corrected")
    forget("2027-12-01")
    (asset,) = Asset.objects.all()
    assert (asset.reference, asset.title, asset.value) == ("", "", None)
    taken.refresh_from_db()
    assert (taken.title, taken.state, Call.objects.get().brought) == ("厂房一处", "released", 1)


def test_an_answer_has_a_term_of_its_own_while_the_case_runs_on(city, partner, source, case) -> None:
    ask(city, case)
    run()
    forget("2027-03-20")
    assert Asset.objects.exists()
    forget("2027-03-21")
    assert not Asset.objects.exists()
    assert Party.objects.get().number
