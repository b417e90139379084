"""A department asks, people review, a person objects, the court corrects, the same question passes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.screening.conftest import LIST, LISTED, propose
from tests.screening.test_list_files import GOOD, HEAD

from fuyuantong.audit.models import Entry
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.documents.models import StoredFile
from fuyuantong.notices.models import Notice
from fuyuantong.screening import actions, duties, progress, queries
from fuyuantong.screening.actions import Question, jobs
from fuyuantong.screening.kinds import listings
from fuyuantong.screening.models import Check, Hit, Item, Job, ListVersion, Objection, Record, RecordKey

pytestmark = pytest.mark.django_db
SAME = Question(reference="施许〔2026〕1号", name="甄有信", number="11010519491231002X")
MASKED = Question(reference="施许〔2026〕2号", name="甄有信", number="1101051949****002X")


def ask(city: make.City, item: Item, question: Question = SAME, **more: object) -> Check:
    (check,) = make.do(city.housing_clerk, actions.ask, item.pk, [question], **more)
    return check


@pytest.mark.inventory("C02", proof="hit")
def test_an_equal_valid_number_is_blocked_with_basis_case_and_measure(city, item, record) -> None:
    check = ask(city, item)
    assert (check.decision, check.list_version) == ("block", 1)
    told = queries.told_of(Hit.objects.select_related("record__unit", "asked__item").get())
    assert told.case_no == "（2026）临01执1号"
    assert [m.code for m in told.measures] == ["M02"]
    assert told.basis.startswith("法释〔2013〕17号")
    assert told.expires_on == date(2028, 3, 1)
    assert told.conduct == ["有履行能力而拒不履行生效法律文书确定义务"]
    assert "15 日" in told.objection
    assert told.pairs[1][1:] == ("110105********002X", "110105********002X")


def test_a_namesake_and_a_stranger_pass(city, item, record) -> None:
    assert ask(city, item, SAME._replace(number="110105194912310046")).decision == "pass"
    assert ask(city, item, SAME._replace(number="")).decision == "pass"


def test_a_review_becomes_a_block_only_by_two_people_and_is_remembered(city, item, record) -> None:
    assert ask(city, item, MASKED).decision == "review"
    hit = Hit.objects.get()
    make.do(city.housing_clerk, actions.review, hit.pk, same=True)
    with pytest.raises(Conflict) as refused:
        make.do(city.housing_clerk, actions.review, hit.pk, same=True)
    assert refused.value.code == "E-SECOND-PERSON"
    assert Check.objects.get().decision == "review"
    make.do(city.housing_chief, actions.review, hit.pk, same=True)
    assert Check.objects.get().decision == "block"
    assert ask(city, item, MASKED._replace(reference="施许〔2026〕9号")).decision == "block"


def test_one_person_releases_and_the_pair_is_not_asked_about_again(city, item, record) -> None:
    ask(city, item, MASKED)
    make.do(city.housing_clerk, actions.review, Hit.objects.get().pk, same=False)
    assert Check.objects.get().decision == "pass"
    later = ask(city, item, MASKED._replace(reference="施许〔2026〕9号"))
    assert (later.decision, later.hits.get().state) == ("pass", "released")


@pytest.mark.inventory("C03", proof="hit")
@pytest.mark.inventory("C03", proof="release")
def test_a_restricted_consumer_is_held_only_after_a_review_and_let_go_when_the_restriction_ends(
    city, today
) -> None:
    restricted = "restricted-consumers"
    item = propose(city, restricted)
    make.do(city.judge, actions.decide_item, item.pk, agreed=True)
    make.do(city.judge, actions.publish, restricted, [LISTED])
    assert ask(city, item, MASKED).decision == "review"
    hit = Hit.objects.get()
    for reviewer in (city.housing_clerk, city.housing_chief):
        make.do(reviewer, actions.review, hit.pk, same=True)
    assert Check.objects.get().decision == "block"
    make.do(city.judge, actions.withdraw, hit.record_id, state="repaired", why="已履行完毕（虚构）")
    assert ask(city, item, MASKED).decision == "pass"
    assert Hit.objects.get().state == "withdrawn"


@pytest.mark.inventory("C02", proof="release")
def test_an_objection_that_holds_is_corrected_and_the_same_check_passes(city, item, record) -> None:
    ask(city, item)
    hit = Hit.objects.get()
    told = {"applicant": "甄有信", "text": "债务已全部履行（虚构）"}
    objection = make.do(city.housing_clerk, actions.object_to, hit.pk, **told)
    assert objection.due_on == date(2026, 4, 7)  # the 15th day, 4 April, is 清明, and so are the 5th and 6th
    make.do(city.judge, actions.decide_objection, objection.pk, upheld=True, answer="已履行完毕")
    objection.refresh_from_db()
    assert (objection.state, objection.correct_by) == ("upheld", date(2026, 3, 25))
    make.do(city.judge, actions.withdraw, record.pk, "deleted", why="履行完毕")
    objection.refresh_from_db()
    assert objection.state == "corrected"
    assert Notice.objects.filter(kind="screening.withdrawn", unit=city.housing).count() == 1
    assert Hit.objects.get().state == "withdrawn"
    later = ask(city, item)
    assert (later.decision, later.list_version) == ("pass", 2)


def test_a_record_is_over_by_itself_before_and_after_the_duty_runs(city, item, record) -> None:
    ask(city, item)
    day = datetime(2028, 3, 2, 9, tzinfo=SHANGHAI)
    Item.objects.update(valid_until=date(2030, 1, 1))
    assert ask(city, item, now=day).decision == "pass"
    assert ask(city, item, now=day - timedelta(days=1)).decision == "block"
    duties.expire(day)
    assert Record.objects.get().state == "expired"
    assert not RecordKey.objects.exists()
    assert ListVersion.objects.filter(listing=LIST).count() == 2


def test_words_of_askers_are_forgotten_after_half_a_year(city, item, record) -> None:
    ask(city, item)
    duties.forget(datetime(2026, 9, 15, tzinfo=SHANGHAI))
    assert Hit.objects.get().row != {}
    duties.forget(datetime(2026, 10, 1, tzinfo=SHANGHAI))
    assert (Hit.objects.get().row, Check.objects.get().shown) == ({}, "")


def test_without_agreement_nothing_is_answered_and_the_attempt_is_on_the_trail(city, record) -> None:
    item = propose(city)
    check = ask(city, item)
    assert (check.decision, check.hits.count()) == ("refused", 0)
    assert Entry.objects.filter(kind="screening.check_refused").count() == 1


def test_over_the_cap_and_after_the_end_nothing_is_answered(city, item, record) -> None:
    Item.objects.update(daily_cap=1)
    assert ask(city, item).decision == "block"
    assert "上限" in ask(city, item).why
    Item.objects.update(daily_cap=9, valid_until=date(2026, 3, 19))
    assert ask(city, item).decision == "refused"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "110105201001010014", "birth_year": None}, "E-LIST-MINOR"),
        ({"number": "", "birth_year": 2008}, "E-LIST-MINOR"),
        ({"number": "", "birth_year": None}, "E-LIST-ROW"),
        ({"sealed": True}, "E-LIST-SEALED"),
        ({"name": " "}, "E-LIST-ROW"),
        ({"expires_on": date(2026, 1, 1)}, "E-LIST-ROW"),
    ],
)
def test_minors_and_sealed_records_never_enter_a_list(city, change, code) -> None:
    with pytest.raises(Refusal) as refused:
        make.do(
            city.judge,
            actions.publish,
            LIST,
            [LISTED, replace(LISTED, case_no="（2026）临01执2号", **change)],
        )
    assert (refused.value.code, refused.value.errors[0].row) == (code, 2)
    assert not Record.objects.exists()


@pytest.mark.inventory("C01", proof="receive")
def test_a_delivery_on_an_older_version_or_twice_is_refused_and_the_list_stays(city, record) -> None:
    with pytest.raises(Refusal) as refused:
        make.do(city.judge, actions.publish, LIST, [replace(LISTED, case_no="2")], after=0)
    assert refused.value.code == "E-LIST-OLD"
    with pytest.raises(Refusal) as refused:
        make.do(city.judge, actions.publish, LIST, [LISTED])
    assert refused.value.code == "E-LIST-DOUBLE"
    assert Record.objects.count() == 1
    taken_in = ListVersion.objects.get()
    assert (taken_in.number, taken_in.came, taken_in.unit_id) == (1, 1, city.court.pk)
    assert listings()[LIST].basis.startswith("法释〔2013〕17号")


def test_only_measures_of_the_list_and_only_its_publishers(city, record) -> None:
    with pytest.raises(Refusal) as refused:
        propose(city, measures=["限制乘坐飞机"])
    assert refused.value.code == "E-MEASURE"
    with pytest.raises(Refusal):
        propose(city, measures=["M06"])
    for work in (
        lambda: make.do(city.housing_clerk, actions.publish, LIST, [LISTED]),
        lambda: make.do(city.housing_clerk, actions.decide_item, propose(city).pk, agreed=True),
    ):
        with pytest.raises(Forbidden):
            work()
    with pytest.raises(NotFound):
        make.do(city.housing_clerk, actions.withdraw, record.pk, "deleted", why="不归我")


@pytest.mark.inventory("Y03", proof="hit")
def test_an_entry_check_says_no_more_than_there_is_one_and_two_people_confirm(city, today) -> None:
    banned = replace(LISTED, duty="", conduct=())
    make.do(city.prosecutor, actions.publish, "employment-bans", [banned])
    item = propose(city, "employment-bans")
    make.do(city.prosecutor, actions.decide_item, item.pk, agreed=True)
    assert ask(city, item).decision == "review"  # never a block by itself
    hit = Hit.objects.get()
    told = queries.told_of(hit)
    assert (told.case_no, told.duty, told.conduct) == ("", "", [])
    for who in (city.housing_clerk, city.housing_chief):
        make.do(who, actions.review, hit.pk, same=True)
    assert Hit.objects.get().state == "confirmed"


@pytest.mark.inventory("Y03", proof="release")
def test_an_entry_check_of_another_person_is_released(city, today) -> None:
    make.do(city.prosecutor, actions.publish, "employment-bans", [LISTED])
    item = propose(city, "employment-bans")
    make.do(city.prosecutor, actions.decide_item, item.pk, agreed=True)
    ask(city, item)
    make.do(city.housing_clerk, actions.review, Hit.objects.get().pk, same=False)
    assert Check.objects.get().decision == "pass"


CSV = """row_id,kind,name,id_no,birth,sex,province
r1,P,甄有信,11010519491231002X,,,11
r2,P,甄有信,1101051949****002X,,,11
r3,P,郑守诺,110105194912310046,,,11
"""


def test_a_whole_file_answers_like_single_questions_and_fills_the_queue(city, item, record) -> None:
    upload = SimpleUploadedFile("本月办件.csv", CSV.encode("gb18030"))
    job = make.do(city.housing_clerk, actions.start_job, item.pk, upload)
    make.do(city.housing_clerk, actions.run_job, job.pk)
    job = Job.objects.get()
    assert (job.state, job.rows, job.counts) == ("done", 3, {"block": 1, "review": 1, "pass": 1})
    assert job.file is None  # full of numbers: gone when compared
    assert not StoredFile.objects.exists()
    assert list(Check.objects.order_by("reference").values_list("reference", "decision")) == [
        ("r1", "block"), ("r2", "review"),
    ]  # fmt: skip
    single = ask(city, item)
    assert single.hits.get().reasons == Hit.objects.get(asked__reference="r1").reasons


def test_a_bad_file_is_said_to_be_bad_with_its_row_and_nothing_is_kept(city, item, record) -> None:
    upload = SimpleUploadedFile("办件.csv", CSV.replace("r2", "r1").encode())
    job = make.do(city.housing_clerk, actions.start_job, item.pk, upload)
    make.do(city.housing_clerk, actions.run_job, job.pk)
    job = Job.objects.get()
    assert job.state == "failed"
    assert "第 3 行：编号 r1 与第 2 行重复" in job.error
    assert not Check.objects.exists()


def test_a_running_comparison_says_how_far_it_is(
    city, item, record, enter, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    upload = SimpleUploadedFile("本月办件.csv", CSV.encode())
    job = make.do(city.housing_clerk, actions.start_job, item.pk, upload)
    page = f"/screening/jobs/{job.pk}/"
    client = enter(city.housing_clerk)
    assert "<progress" not in client.get(page).content.decode()
    seen: list[int] = []
    monkeypatch.setattr(jobs, "CHUNK_ROWS", 1)
    told = progress.tell

    def tell(key: UUID, percent: int) -> None:
        told(key, percent)
        seen.append(percent)
        if percent == 36:
            assert 'value="36"' in client.get(page).content.decode()

    monkeypatch.setattr(progress, "tell", tell)
    with django_capture_on_commit_callbacks(execute=True):
        make.do(city.housing_clerk, actions.run_job, job.pk)
        assert progress.told(job.pk) == 90  # until what was found stands
    assert seen == [0, 10, 36, 63, 90]
    assert progress.told(job.pk) is None
    assert Job.objects.get().state == "done"


def test_nobody_else_and_no_administrator_sees_records_checks_hits_and_objections(city, item, record) -> None:
    ask(city, item)
    make.do(city.housing_clerk, actions.object_to, Hit.objects.get().pk, applicant="甄有信", text="不是我")
    secadmin = make.actor(city.court, roles=("secadmin",))
    for model, owner in ((Record, city.judge), (Check, city.housing_clerk), (Hit, city.housing_clerk)):
        assert model.objects.visible_to(owner).count() == 1
        for other in (city.office, city.market_clerk, city.auditor, secadmin):
            assert not model.objects.visible_to(other).exists()
    assert not Check.objects.visible_to(city.judge).exists()
    assert Objection.objects.visible_to(city.judge).count() == 1
    assert not Objection.objects.visible_to(city.office).exists()


def test_the_pages_lead_from_the_list_to_the_correction(city, enter) -> None:
    """The same way through the pages: what is pressed, what is read."""
    court, counter, chief = enter(city.judge), enter(city.housing_clerk), enter(city.housing_chief)

    def press(client, path, **data):
        answer = client.post(path, data, follow=True)
        assert answer.status_code == 200, answer.content.decode()[-900:]
        return answer.redirect_chain[-1][0], answer.content.decode()

    told = {"kind": "P", "name": "甄有信", "number": "11010519491231002X", "case_no": "（2026）临01执1号",
            "published_on": "2026-03-02", "province": "11", "conduct": ["1"], "performed": "全部未履行"}  # fmt: skip
    press(court, f"/screening/lists/{LIST}/", **told)
    late = SimpleUploadedFile("a.csv", (HEAD + GOOD).encode())  # the page was opened before that
    answer = court.post(f"/screening/lists/{LIST}/file/", {"file": late, "after": "0"})
    assert (answer.status_code, "现为第 1 版" in answer.content.decode()) == (409, True)
    item, _ = press(
        counter, f"/screening/items/new/{LIST}/", title="施工许可", purpose="审批", publisher=city.court.pk,
        measures=["M02"], valid_until="2026-12-31", daily_cap=9,
    )  # fmt: skip
    assert "比对一个对象" not in counter.get(item).content.decode()
    press(court, f"{item}agree/", version=1)
    check, page = press(
        counter, f"{item}ask/", reference="施许1号", name="甄有信", number="11010519491231002X"
    )
    assert "应当拦截" in page
    assert "全部未履行" in page
    assert "11010519491231002X" not in page
    hit = re.search(r"/screening/hits/[0-9a-f-]+/", page)[0]
    press(counter, f"{hit}feedback/", version=1, text="暂停办理并告知（虚构）")
    objection, _ = press(counter, f"{hit}object/", version=2, applicant="甄有信", text="已履行")
    _, page = press(court, f"{objection}uphold/", version=1, text="属实")
    record = re.search(r"/screening/records/[0-9a-f-]+/", page)[0]
    press(court, record, version=1, state="deleted", text="履行完毕")
    _, page = press(counter, f"{item}ask/", reference="施许1号", name="甄有信", number="11010519491231002X")
    assert "没有匹配到在列的记录" in page
    assert "甄*信" in chief.get(check).content.decode()
    for path in ("/screening/", item, check, hit, objection):
        assert enter(city.market_clerk).get(path).status_code == (200 if path == "/screening/" else 404)
    job, page = press(counter, f"{item}file/", file=SimpleUploadedFile("a.csv", CSV.encode()))
    assert "正在比对" in page
    make.do(city.housing_clerk, actions.run_job, job.strip("/").rpartition("/")[2])
    assert "共 3 行" in counter.get(job).content.decode()


def test_an_objection_on_paper_to_the_publisher_walks_the_same_way(city, item, record, enter) -> None:
    ask(city, item)
    page = enter(city.judge)
    at = f"/screening/records/{record.pk}/"
    assert "当事人提出异议" in page.get(at).content.decode()
    form = {"version": "1", "applicant": "甄有信", "text": "已履行", "idempotency_key": "objection-0001"}
    sent = page.post(f"{at}object/", form)
    objection = Objection.objects.get()
    assert (sent.status_code, objection.hit, objection.due_on) == (302, None, date(2026, 4, 7))
    with pytest.raises(Conflict):
        make.do(city.judge, actions.object_to_record, record.pk, applicant="甄有信", text="再次")
    with pytest.raises(NotFound):
        make.do(city.housing_clerk, actions.object_to_record, record.pk, applicant="甲", text="乙")
    assert "查看命中" not in page.get(f"/screening/objections/{objection.pk}/").content.decode()
    make.do(city.judge, actions.decide_objection, objection.pk, upheld=False, answer="未履行")
    assert "向上一级人民法院申请复议" in page.get(f"/screening/objections/{objection.pk}/").content.decode()
    again = make.do(city.judge, actions.object_to_record, record.pk, applicant="甄有信", text="补交凭证")
    make.do(city.judge, actions.decide_objection, again.pk, upheld=True, answer="查明已履行")
    make.do(city.judge, actions.withdraw, record.pk, "deleted", why="履行完毕")
    assert Objection.objects.get(pk=again.pk).state == "corrected"
    assert ask(city, item).decision == "pass"
