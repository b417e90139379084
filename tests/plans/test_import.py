"""来文: taking a paper in. Private to the uploader's post until it is adopted; nothing is kept of a bad file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fuyuantong.common.jobs import registry
from fuyuantong.documents.models import StoredFile
from fuyuantong.matters.models import Matter
from fuyuantong.organs.models import UnitAlias, UnitGroup
from fuyuantong.plans.actions import importing
from fuyuantong.plans.models import Damage, Import, ImportText, Plan, PlanItem, UnitChoice
from make import actor
from plans.conftest import DAMAGED, PAPER, adopted, imported, upload

SEEDS = Path(os.environ.get("FYT_SEEDS") or Path(__file__).resolve().parents[2].parent / "shared" / "seeds")


def test_the_paper_is_read_with_its_head_and_items(office, capped_child):
    paper = imported(office)
    assert (paper.title, paper.number) == ("2026年临江市府院联动工作要点", "临府院办发〔2026〕3号")
    assert (paper.state, paper.year, str(paper.issued_on)) == ("ready", 2026, "2026-01-15")
    assert [i.no for i in PlanItem.objects.filter(source=paper)] == ["1", "2", "3", "4", "5"]
    assert ImportText.objects.get(source=paper).text.startswith("临江市府院联动")


def test_an_upload_makes_no_plan_no_task_and_no_name(office):
    imported(office)
    for model in (Plan, Matter, UnitChoice, UnitGroup, UnitAlias):
        assert not model.objects.exists(), model


def test_a_paper_under_review_is_seen_by_the_uploaders_post_alone(office, city, enter):
    paper = imported(office)
    colleague = enter(actor(city.justice, roles=("office",), serves=city.linkage))
    assert colleague.get(f"/imports/{paper.pk}/").status_code == 404
    assert paper.title not in colleague.get("/imports/").content.decode()
    assert enter(city.judge).get(f"/imports/{paper.pk}/").status_code == 404
    assert office.get(f"/imports/{paper.pk}/").status_code == 200


def test_an_adopted_paper_is_the_offices(office, city, enter):
    paper = imported(office)
    adopted(office, paper)
    colleague = enter(actor(city.justice, roles=("office",), serves=city.linkage))
    assert colleague.get(f"/imports/{paper.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["judge", "finance_clerk", "watcher", "justice_clerk", "auditor"])
def test_only_the_office_imports(city, enter, who):
    client = enter(getattr(city, who))
    assert client.get("/imports/").status_code == 403
    assert upload(client).status_code == 403
    assert not Import.objects.exists()


def test_the_office_of_another_linkage_does_not_see_the_paper(office, city, enter):
    import make

    paper = imported(office)
    other = make.linkage(city.procuratorate, kind="procuratorate")
    stranger = enter(actor(city.procuratorate, roles=("office",), serves=other))
    adopted(office, paper)
    assert stranger.get(f"/imports/{paper.pk}/").status_code == 404
    assert stranger.get("/imports/").status_code == 200


def test_the_same_file_twice_says_when_and_by_whom(office, city):
    imported(office)
    answer = upload(office, name="改了名字.txt")
    words = answer.content.decode()
    assert answer.status_code == 409
    for part in ("已由", city.office.name, "2026-02-10", "临府院办发〔2026〕3号", "仍要再次导入"):
        assert part in words
    assert Import.objects.count() == 1


def test_the_same_file_may_be_imported_again_on_purpose(office):
    imported(office)
    assert upload(office, again="on").status_code == 303
    assert Import.objects.count() == 2


def test_a_dropped_paper_leaves_no_text_and_may_come_again(office):
    paper = imported(office, DAMAGED)
    assert office.post(f"/imports/{paper.pk}/drop/", {"version": paper.version}).status_code == 303
    assert not ImportText.objects.exists()
    assert not PlanItem.objects.exists()
    assert not Damage.objects.exists()
    assert upload(office, DAMAGED).status_code == 303


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("空.txt", b"", 400, "0 字节"),
        ("假.docx", b"%PDF-1.4 nothing", 415, "不符"),
        ("坏.pdf", b"%PDF-1.7\n%garbage", 422, "损坏"),
        ("画.exe", b"MZ", 415, "不接收"),
        ("密.txt", "机密★1年\n关于某事的通知\n1.做某事。".encode(), 422, "涉密"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_kept(
    office, capped_child, name, content, status, words
):
    answer = upload(office, content, name)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "本次未保存任何数据" in answer.content.decode()
    assert not Import.objects.exists()
    assert not StoredFile.objects.filter(state="released").exists()


def test_a_form_without_a_file_says_so(office):
    assert office.post("/imports/", {}).status_code in (400, 422)
    assert not Import.objects.exists()


def test_old_characters_are_read(office):
    assert imported(office, PAPER.encode("gb18030")).title == "2026年临江市府院联动工作要点"


@pytest.fixture
def big(monkeypatch):
    """Every file counts as big: it is left to the worker."""
    monkeypatch.setattr(importing, "INLINE_BYTES", 10)


def test_a_big_paper_is_read_by_a_job(office, city, big):
    paper = imported(office)
    assert paper.state == "reading"
    page = office.get(f"/imports/{paper.pk}/").content.decode()
    assert "正在读取" in page
    assert 'hx-trigger="every 2s"' in page
    import make

    make.do(city.office, registry.spec_of("plans.read").handler, source=str(paper.pk))
    assert Import.objects.get(pk=paper.pk).state == "ready"
    answer = office.get(f"/imports/{paper.pk}/", headers={"HX-Request": "true", "HX-Trigger": "progress"})
    assert answer.headers["HX-Refresh"] == "true"


def test_without_a_worker_the_person_reads_it_at_once(office, big):
    paper = imported(office)
    assert office.post(f"/imports/{paper.pk}/read/", {}).status_code == 303
    assert Import.objects.get(pk=paper.pk).state == "ready"
    assert PlanItem.objects.count() == 5


def test_a_big_paper_that_cannot_be_read_fails_with_the_sentence(office, big, monkeypatch):
    from fuyuantong.documents.reading.kinds import FileRefused

    paper = imported(office)

    def dies(_file):
        raise FileRefused("E-FILE-UNREADABLE")

    monkeypatch.setattr(importing, "read_stored", dies)
    office.post(f"/imports/{paper.pk}/read/", {})
    page = office.get(f"/imports/{paper.pk}/").content.decode()
    assert "读取过程异常中止" in page
    assert not PlanItem.objects.exists()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="真实文件目录 shared/seeds 不在本机，跳过")
@pytest.mark.parametrize("n", ["000", "001", "002", "003", "004"])
def test_real_papers_can_be_reviewed(office, n):
    file = next(SEEDS.glob(f"{n}_*.txt"))
    paper = imported(office, file.read_bytes(), file.name)
    page = office.get(f"/imports/{paper.pk}/")
    assert page.status_code == 200
    assert (
        page.content.decode().count('<article class="extract')
        == PlanItem.objects.filter(source=paper).count()
    )
    assert office.get(f"/imports/{paper.pk}/names/").status_code == 200


def test_an_upload_is_read_once_in_the_capped_process(office, monkeypatch, capped_child):
    from fuyuantong.documents import checking
    from fuyuantong.plans import reading

    read: list[Path] = []

    def counted(path, **kwargs):
        read.append(path)
        return reader(path, **kwargs)

    reader = checking.read_in_child
    monkeypatch.setattr(checking, "read_in_child", counted)
    monkeypatch.setattr(reading, "read_in_child", counted)
    imported(office)
    assert len(read) == 1


def test_more_drafts_than_one_statement_takes_are_kept_in_order(office, monkeypatch):
    monkeypatch.setattr(importing, "FEW", 2)
    assert [i.no for i in PlanItem.objects.filter(source=imported(office))] == ["1", "2", "3", "4", "5"]
