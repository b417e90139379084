"""电话催办: two clicks, counted as one 催办, on the timeline; a promise that is not kept comes back."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.matters.actions.urging import call, follow_promises
from fuyuantong.matters.models import Urge
from fuyuantong.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_a_call_counts_as_urging_and_stands_on_the_timeline(city, handed, enter):
    office = enter(city.office)
    path = f"/obligations/{handed.lead.pk}/call/"
    assert path in office.get("/ledger/").content.decode()
    assert path in office.get(f"/matters/{handed.lead.matter_id}/").content.decode()
    sent = {"called": "周科长", "phone": "0990-8888001", "answer": "正在会签", "promised_on": "2027-12-20"}
    assert office.post(path, sent).status_code == 302
    handed.lead.refresh_from_db()
    assert handed.lead.urged == 1
    page = office.get(f"/matters/{handed.lead.matter_id}/").content.decode()
    assert "电话联系周科长：正在会签（答复 2027-12-20 前办结）" in page
    assert (
        "0990-8888001"
        not in enter(city.housing_clerk).get(f"/matters/{handed.lead.matter_id}/").content.decode()
    )
    assert "0990-8888001" in office.get(path).content.decode()
    with pytest.raises(Forbidden):
        make.do(city.housing_clerk, call, handed.lead.pk, called="某人")


def test_a_promise_that_passes_is_told_to_the_caller_once_and_a_later_call_settles_it(city, handed):
    day = datetime(2027, 12, 1, 10, tzinfo=SHANGHAI)
    first = {"called": "周科长", "promised_on": day.date()}
    with pytest.raises(Refusal, match="早于今天"):
        make.do(city.office, call, handed.lead.pk, now=day.replace(day=2), **first)
    make.do(city.office, call, handed.lead.pk, now=day, **first)
    make.do(
        city.office, call, handed.lead.pk, now=day, called="周科长", promised_on=day.date().replace(day=5)
    )
    told = Notice.objects.filter(kind="obligation.promise_passed")
    for when, expected in ((5, 0), (6, 1), (7, 1)):
        make.do(SYSTEM, follow_promises, now=day.replace(day=when))
        assert told.count() == expected
    assert "答复 2027-12-05 前办结，尚未办结" in told.get().title
    assert not Urge.objects.filter(promised_on__isnull=False, followed_on=None).exists()
