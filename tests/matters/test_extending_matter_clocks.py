"""延长期限 of a clock of the matter itself: by whom its rule names, as often and as long as it says."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.matters.conftest import at

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.definitions.examining import examine
from fuyuantong.definitions.shelf import mechanism_file, read_text
from fuyuantong.matters.actions import dates
from fuyuantong.matters.actions.filing import add_file
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Clock, ClockMove, Matter

TEXT = read_text(mechanism_file("judicial-confirmation"))
EXTENDED = "      - [2026-02-25, 延期, 受理法院, {期限: 确认审查期限, 延长: 10 日}]\n"


@pytest.fixture
def under_review(city: make.City, tmp_path, settings) -> tuple[Matter, Clock]:
    """A confirmation under review since 2026-02-12: fifteen days, to 2026-02-27."""
    settings.MEDIA_ROOT = tmp_path
    make.mechanism("judicial-confirmation")
    city.mediators = make.unit("临江市调解协会", kind="mass")
    opening = Opening(
        mechanism="judicial-confirmation", linkage=city.linkage.code, title="确认一件调解协议",
        units={"受理法院": [city.court.pk], "调解组织": [city.mediators.pk]},
    )  # fmt: skip
    matter = make.do(city.judge, open_matter, opening, now=at("2026-02-09"))
    upload = SimpleUploadedFile("调解协议.txt", "调解协议（虚构）".encode())
    paper = str(make.do(city.judge, add_file, matter.pk, upload, now=at("2026-02-10")).pk)
    steps = (
        (
            "登记协议",
            {"协议来源": "人民调解", "当事人": ["张某"], "调解协议": [paper], "协议生效日": "2026-01-30"},
        ),
        ("提交申请", {"共同申请书": [paper], "双方自愿": True}),
        ("受理", {"案号": "（2026）虚0102诉前调确3号"}),
    )
    for word, data in steps:
        make.do(city.judge, act, matter.pk, word, data=data, now=at("2026-02-12"))
    return Matter.objects.get(pk=matter.pk), Clock.objects.get(matter=matter, key="确认审查期限")


def extend(actor, matter: Matter, clock: Clock, due: date, **more):
    words = {"due_on": due, "reason": "案情复杂"}
    return make.do(
        actor, dates.extend_matter_clock, matter.pk, clock.pk, **words, now=at("2026-02-25"), **more
    )


def test_the_court_extends_its_own_term_once_and_the_proof_says_so(city, under_review) -> None:
    matter, clock = under_review
    assert clock.due_on == date(2026, 2, 27)
    extend(city.judge, matter, clock, date(2026, 3, 9))
    clock.refresh_from_db()
    assert (clock.due_on, clock.extensions) == (date(2026, 3, 9), 1)
    assert clock.proof[-1]["rule"] == "经批准延长至 2026-03-09"
    assert "法释〔2011〕5号" in clock.proof[-1]["article"]
    moved = ClockMove.objects.get(clock=clock)
    assert (moved.due_before, moved.due_after, moved.reason) == (
        date(2026, 2, 27),
        date(2026, 3, 9),
        "案情复杂",
    )
    assert set(clock.reminders.values_list("version", flat=True)) == {clock.version}
    with pytest.raises(Refusal, match="最多延期 1 次"):
        extend(city.judge, matter, clock, date(2026, 3, 16))


def test_no_longer_than_the_rule_says_where_the_last_day_rolls_on_from_a_rest_day(city, under_review) -> None:
    matter, clock = under_review
    with pytest.raises(Refusal, match=r"最多延长 10 日，即不晚于 2026-03-09"):
        extend(city.judge, matter, clock, date(2026, 3, 10))
    with pytest.raises(Refusal, match="应晚于原期限"):
        extend(city.judge, matter, clock, date(2026, 2, 27))
    assert not ClockMove.objects.exists()
    Clock.objects.filter(pk=clock.pk).update(due_on=date(2026, 2, 25))
    extend(city.judge, matter, clock, date(2026, 3, 9))  # ten days end on Saturday the 7th


def test_nobody_else_extends_it_and_no_clock_that_stopped_or_belongs_to_a_task(city, under_review) -> None:
    matter, clock = under_review
    mediator = make.actor(city.mediators)
    with pytest.raises(Forbidden, match="由受理法院决定延长"):
        extend(mediator, matter, clock, date(2026, 3, 9))
    with pytest.raises(NotFound):
        extend(city.housing_clerk, matter, clock, date(2026, 3, 9))
    with pytest.raises(Conflict) as stale:
        extend(city.judge, matter, clock, date(2026, 3, 9), expected=matter.version - 1)
    assert stale.value.code == "E-VERSION"
    stopped = Clock.objects.get(matter=matter, key="受理审查期限")
    with pytest.raises(Refusal):
        extend(city.judge, matter, stopped, date(2026, 3, 9))
    Clock.objects.filter(pk=clock.pk).update(state="stopped")
    with pytest.raises(Conflict, match="已停止"):
        extend(city.judge, matter, clock, date(2026, 3, 9))


def test_the_page_offers_it_to_the_court_only(city, under_review, enter) -> None:
    matter, clock = under_review
    page = f"/matters/{matter.pk}/clocks/{clock.pk}/extend/"
    court = enter(city.judge)
    assert page in court.get(f"/matters/{matter.pk}/").content.decode()
    mediator = enter(make.actor(city.mediators))
    assert page not in mediator.get(f"/matters/{matter.pk}/").content.decode()
    late = court.post(page, {"due_on": "2027-01-04", "reason": "复杂"})
    assert late.status_code == 422
    assert "最多延长 10 日" in late.content.decode()
    assert court.post(page, {"due_on": "2026-03-09", "reason": "复杂"}).status_code == 302
    assert page not in court.get(f"/matters/{matter.pk}/").content.decode()


def test_the_api_extends_it(city, under_review) -> None:
    from django.test import Client

    matter, clock = under_review
    head = {"HTTP_AUTHORIZATION": f"Bearer {make.token(city.judge)}", "content_type": "application/json"}
    answer = Client().post(
        f"/api/v1/matters/{matter.pk}/clocks/{clock.pk}/extend",
        {"due_on": "2026-03-09", "reason": "复杂"},
        HTTP_IF_MATCH=f'"{matter.version}"',
        **head,
    )
    assert answer.status_code == 200
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 9)


def test_a_scenario_may_extend_the_clock_of_the_matter_by_whoever_approves_it() -> None:
    mark = "      - [2026-02-26, 裁定确认,"
    later = EXTENDED + "      - 期限: {确认审查期限: 2026-03-09}\n"
    sound = TEXT.replace(mark, later + mark) if EXTENDED not in TEXT else TEXT
    assert examine(sound)[1] == []
    assert "由受理法院决定延长" in str(examine(sound.replace("延期, 受理法院", "延期, 调解组织"))[1][0])
