"""One request, many sources: authority is checked, each answer is told, nothing is sent twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from tests import make

from enforcement import scene
from enforcement.conftest import HOUR, ask, run
from fuyuantong.audit.models import Entry
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.enforcement import actions, kinds, queries
from fuyuantong.enforcement.actions import NewParty, Wanted
from fuyuantong.enforcement.adapters import Garbage, read_answer
from fuyuantong.enforcement.models import Asset, Call, Inquiry, Reply, Source
from fuyuantong.notices.models import Notice


@pytest.mark.django_db
@pytest.mark.inventory("E01", proof="query")
@pytest.mark.inventory("E02", proof="query")
@pytest.mark.inventory("E02", proof="receive")
def test_a_dead_source_is_named_and_hinders_no_other(city, partner, source, case) -> None:
    scene.source(city, ("vehicle",), unit=city.market.pk, link="dead", title="车辆登记")
    inquiry = ask(city, case, "house", "vehicle", "equity")
    assert inquiry.missing == ["equity"]
    found, dead = run()
    assert (found.state, dead.state, len(partner.log[-1])) == ("found", "waiting", 32)
    assert [a.klass for a in Asset.objects.all()] == ["house"]
    for _try in range(5):
        dead = run(after=_try * HOUR + HOUR)[1]
    assert (dead.state, dead.tries) == ("failed", 6)
    inquiry.refresh_from_db()
    assert inquiry.state == "done"
    assert "市市场监管局未反馈" in Notice.objects.get(kind="enforcement.inquiry").title
    verbs = list(
        Entry.objects.filter(kind__startswith="enforcement.").order_by("pk").values_list("kind", flat=True)
    )
    for verb in ("inquired", "call_sent", "call_answered", "call_ended", "source_broken", "inquiry_done"):
        assert f"enforcement.{verb}" in verbs
    assert Source.objects.get(link="dead").open_until is not None
    told = make.do(city.judge, actions.read_inquiry, inquiry.pk, purpose="核对财产")
    assert told[0].value == Decimal(120_000)
    assert Entry.objects.filter(kind="enforcement.inquiry_read").count() == 1


@pytest.mark.django_db
def test_an_uncertain_message_is_asked_about_and_sent_only_when_it_never_came(
    city, partner, source, case
) -> None:
    ask(city, case)
    Call.objects.update(state="sending")  # killed between the mark and the wire
    (call,) = run(after=HOUR)
    assert (call.state, partner.log.count(call.number)) == ("found", 1)


@pytest.mark.django_db
def test_no_answer_in_time_is_asked_about_by_number(city, partner, source, case) -> None:
    ask(city, case)
    partner.become("slow")
    (call,) = run()
    assert call.state == "sending"
    partner.become("pending")
    assert run(after=HOUR)[0].state == "asked"
    partner.become("none")
    (call,) = run(after=30 * HOUR)
    assert (call.state, call.late, partner.log.count(call.number)) == ("none", True, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["garbage", "extra", "other", "flood"])
def test_what_a_source_may_not_answer_is_thrown_away(city, partner, source, case, mode) -> None:
    ask(city, case)
    partner.become(mode)
    for hour in range(7):
        (call,) = run(after=hour * HOUR)
    assert call.state == "failed"
    assert not Reply.objects.exists()
    assert not Asset.objects.exists()
    assert partner.log.count(call.number) == 1


@pytest.mark.django_db
def test_repeats_count_once_and_a_fault_after_taking_is_asked_about(city, partner, source, case) -> None:
    ask(city, case)
    partner.become("fail")
    assert run()[0].state == "sending"
    partner.become("repeat")
    (call,) = run(after=HOUR)
    assert (call.state, call.assets.count(), partner.log.count(call.number)) == ("found", 1, 1)


@pytest.mark.django_db
def test_the_breaker_opens_after_five_failures_and_lets_one_try_through_later(
    city, partner, source, case
) -> None:
    Source.objects.update(link="dead", failures=4)
    ask(city, case)
    assert run()[0].tries == 1
    assert run(after=timedelta(minutes=2))[0].tries == 1
    Source.objects.update(link="housing")
    assert run(after=HOUR)[0].state == "found"
    again = Source.objects.get()
    assert (again.failures, again.open_until) == (0, None)


@pytest.mark.django_db
def test_the_agreed_pace_is_kept_and_an_ended_agreement_stops_what_waits(city, partner, source, case) -> None:
    Source.objects.update(per_minute=1)
    ask(city, case)
    ask(city, scene.case(city, "（2026）新2801执13号"))
    assert [c.state for c in run()] == ["found", "waiting"]
    make.do(city.housing_clerk, actions.end_source, source.pk)
    assert run(after=HOUR)[1].state == "refused"
    assert Entry.objects.filter(kind="enforcement.call_refused").count() == 1


@pytest.mark.django_db
def test_files_leave_once_and_come_back_with_their_digest(city, partner, case, tmp_path) -> None:
    import hashlib

    scene.source(city, ("provident",), link="files")
    ask(city, case, "provident")
    (call,) = run()
    assert call.state == "asked"
    sent = json.loads((tmp_path / "out" / f"{call.number}.json").read_bytes())
    assert (sent["case_no"], sent["subject"]["number"]) == (case.case_no, scene.NUMBER)
    (tmp_path / "out" / f"{call.number}.json").unlink()  # the carrier took it
    Call.objects.update(state="sending")
    assert run(after=HOUR)[0].state == "asked"
    assert not (tmp_path / "out" / f"{call.number}.json").exists()
    answer = json.dumps({"number": call.number, "result": "none"}).encode()
    (tmp_path / "in" / f"{call.number}.json").write_bytes(answer)
    (tmp_path / "in" / f"{call.number}.sha256").write_text(hashlib.sha256(answer).hexdigest())
    (call,) = run(after=2 * HOUR)
    assert (call.state, call.digest) == ("none", hashlib.sha256(answer).hexdigest())


@pytest.mark.django_db
def test_a_person_settles_what_nobody_can_tell(city, partner, source, case) -> None:
    inquiry = ask(city, case)
    Call.objects.update(state="unclear")
    Inquiry.objects.update(state="done")
    (call,) = Call.objects.all()
    make.do(city.judge, actions.settle_call, call.pk, arrived=False, text="电话核实：未收到")
    assert run()[0].state == "found"
    inquiry.refresh_from_db()
    assert inquiry.state == "done"


@pytest.mark.django_db
def test_sensitive_classes_wait_for_another_person(city, partner, source, case) -> None:
    inquiry = ask(city, case, "deposit")
    assert (inquiry.state, Call.objects.count()) == ("second", 0)
    with pytest.raises(Conflict) as refused:
        make.do(city.judge, actions.confirm_inquiry, inquiry.pk, agreed=True)
    assert refused.value.code == "E-SECOND-PERSON"
    other = make.actor(city.court)
    make.do(other, actions.confirm_inquiry, inquiry.pk, agreed=True)
    assert Call.objects.count() == 1


@pytest.mark.django_db
def test_nothing_about_a_person_is_asked_by_one_alone_in_two_posts_by_a_token_or_in_a_loop(
    city, partner, source, monkeypatch
) -> None:
    of = scene.case(city, party=NewParty(kind="P", name="甄有信", number="11010519491231002X"))
    inquiry = ask(city, of, "house")  # a class that needs no second person for a company
    assert (inquiry.state, Call.objects.count()) == ("second", 0)
    elsewhere = replace(city.judge, post=make.actor(city.court).post)
    token = replace(city.judge, person=None)
    for actor, code in ((elsewhere, "E-SECOND-PERSON"), (token, "E-FORBIDDEN")):
        with pytest.raises(Refusal) as refused:
            make.do(actor, actions.confirm_inquiry, inquiry.pk, agreed=True)
        assert refused.value.code == code
    with pytest.raises(Refusal) as twice:
        ask(city, of, "house", "deposit")
    assert twice.value.code == "E-INQUIRY-TWICE"
    monkeypatch.setattr(kinds, "asks_a_day", lambda: 1)
    with pytest.raises(Refusal) as many:
        ask(city, of, "deposit")
    assert many.value.code == "E-INQUIRY-MANY"


@pytest.mark.django_db
def test_what_waits_does_not_leave_any_more_when_the_case_is_closed(city, partner, source, case) -> None:
    ask(city, case)
    make.do(city.judge, actions.close_case, case.pk, why="履行完毕")
    assert ([c.state for c in run()], partner.log.count(Call.objects.get().number)) == (["refused"], 0)


@pytest.mark.django_db
def test_without_an_agreement_nothing_leaves_and_the_attempt_is_kept(city, partner, case) -> None:
    inquiry = ask(city, case)
    assert (inquiry.state, inquiry.missing, Call.objects.count()) == ("refused", ["house"], 0)
    assert Entry.objects.get(kind="enforcement.inquiry_refused").result == "refused"


@pytest.mark.django_db
def test_authority_is_checked_before_anything_is_asked(city, partner, source, case) -> None:
    wanted = Wanted(case.parties.get().pk, ["house"], "通知书")
    with pytest.raises(NotFound):
        make.do(city.housing_clerk, actions.inquire, case.pk, wanted, scene.paper())
    reader = make.actor(city.court, roles=("readonly",))
    with pytest.raises(Forbidden):
        make.do(reader, actions.inquire, case.pk, wanted, scene.paper())
    with pytest.raises(Refusal) as refused:
        make.do(city.judge, actions.inquire, case.pk, wanted, None)
    assert refused.value.code == "E-FILE-NONE"
    make.do(city.judge, actions.close_case, case.pk, why="履行完毕")
    with pytest.raises(Conflict):
        make.do(city.judge, actions.inquire, case.pk, wanted, scene.paper())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("（2026）新2802执1号", "E-CASE-COURT"),
        ("（2026）新2801民初1号", "E-CASE-NO"),
        ("（2026）新2801执11号", "E-CASE-TWICE"),
    ],
)
def test_only_new_cases_of_enforcement_of_the_own_court_are_opened(city, case, number, code) -> None:
    with pytest.raises(Refusal) as refused:
        scene.case(city, number)
    assert refused.value.code == code


@pytest.mark.django_db
def test_another_court_cannot_use_this_courts_numbers(city, case) -> None:
    other = make.actor(make.unit("临江市江北区人民法院", kind="court"))
    told = {"claim": Decimal(1), "filed_on": date(2026, 1, 5)}
    party = NewParty(kind="O", name="临江市虚构建材有限公司", number=scene.NUMBER)
    with pytest.raises(Refusal) as refused:
        make.do(other, actions.open_case, case_no="（2026）新2801执12号", party=party, **told)
    assert refused.value.code == "E-CASE-COURT"


@pytest.mark.django_db
@pytest.mark.inventory("E02", proof="page")
def test_the_matrix_names_the_classes_without_a_source(city, partner, source, enter) -> None:
    columns, rows = queries.coverage_of(city.judge)
    assert columns == [source]
    assert {row.asset.code for row in rows if not row.gap} == {"house", "deposit"}
    page = enter(city.judge).get("/enforcement/sources/").content.decode()
    assert "没有来源的财产类别：车辆、股权" in page


@pytest.mark.django_db
def test_each_sees_its_own_part(city, partner, source, case) -> None:
    inquiry = ask(city, case)
    assert list(queries.calls_of(city.housing_clerk, source)) == list(inquiry.calls.all())
    for viewer in (city.housing_clerk, city.prosecutor, city.office, city.auditor):
        with pytest.raises(NotFound):
            queries.inquiry_of(viewer, inquiry.pk)
    assert not Call.objects.visible_to(city.market_clerk).exists()


@pytest.mark.django_db
def test_the_court_is_told_once_when_the_agreed_time_is_over(city, partner, source, case) -> None:
    ask(city, case)
    for _time in range(2):
        actions.tell_late(read_clock() + 25 * HOUR)
    assert Notice.objects.filter(kind="enforcement.late", unit=city.court).count() == 1


def test_no_answer_can_bring_calls_or_positions() -> None:
    fields = set(kinds.asset_classes()) | set(Asset._meta.get_fields())  # noqa: SLF001 - what could be kept
    assert not [f for f in fields if "location" in str(f) or "call_record" in str(f)]
    with pytest.raises(Garbage):
        read_answer("1", b'{"number":"1","result":"none","location":"x"}')
    with pytest.raises(Garbage):
        read_answer("1", b'{"number":"1","result":"refused","reason":"\\u0000"}')
    with pytest.raises(Garbage):
        read_answer(
            "1", b'{"number":"1","result":"found","items":[{"klass":"telecom","title":"x","position":"y"}]}'
        )


@pytest.mark.django_db
def test_numbers_and_accounts_lie_sealed_in_the_database(city, partner, source, case) -> None:
    inquiry = ask(city, case)
    run()
    party, asset = case.parties.get(), inquiry.calls.get().assets.first()
    assert party.number == scene.NUMBER
    assert asset.reference
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM enforcement_party UNION ALL SELECT reference FROM enforcement_asset"
            " UNION ALL SELECT text FROM enforcement_reply"
        )
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert scene.NUMBER not in kept
    assert asset.reference not in kept
    assert asset.reference in Reply.objects.get().text


@pytest.mark.django_db
def test_a_party_stands_in_a_case_once(city, case) -> None:
    party = NewParty(kind="O", name="临江市虚构建材有限公司", number=scene.NUMBER)
    with pytest.raises(Refusal) as refused:
        make.do(city.judge, actions.add_party, case.pk, party)
    assert refused.value.code == "E-PARTY-TWICE"
