"""An office's own Word template: places filled from a list of words, versions, and who may see to it."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.documents.papers import letterhead_docx, paper
from tests.matters.conftest import city, enter  # noqa: F401 - the cast

from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.documents.actions.letterheads import add_letterhead, retire_letterhead
from fuyuantong.documents.letterheads import KEYS, fill, keys_in
from fuyuantong.documents.official import Layout, paragraphs
from fuyuantong.documents.queries.letterheads import letterhead_for, letterheads_of


@pytest.fixture
def keeper(city):  # noqa: F811
    return make.actor(city.justice, roles=("office",))


def add(actor, *lines, name="函头", genre=""):
    file = SimpleUploadedFile("版头.docx", letterhead_docx(*lines))
    return make.do(actor, add_letterhead, file, name=name, genre=genre)


def texts(content: bytes) -> list[str]:
    word = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return [p.text for p in word.paragraphs] + cells + [word.sections[0].footer.paragraphs[0].text]


def test_every_place_is_filled_and_the_text_takes_the_format_of_its_paragraph():
    document = paper(Layout.LETTER, body=paragraphs("第一段。\n第二段。"))
    told = texts(fill(letterhead_docx(), document))
    assert told[1:] == [
        "临司发〔2026〕12号", "关于印发府院联动工作要点的通知", "各县（区）司法局：", "第一段。", "第二段。", "临江市司法局",
        "2026年3月5日", "抄送：市委办公室，市中级人民法院", "临司发〔2026〕12号",
    ]  # fmt: skip


def test_a_place_that_word_cut_into_runs_is_filled_all_the_same():
    word = docx.Document()
    line = word.add_paragraph()
    for part in ("文号{", "{文", "号}}"):
        line.add_run(part)
    word.add_paragraph("{{正文}}")
    out = io.BytesIO()
    word.save(out)
    made = docx.Document(io.BytesIO(fill(out.getvalue(), paper())))
    assert made.paragraphs[0].text == "文号临司发〔2026〕12号"


def test_words_with_braces_in_them_are_never_filled_again():
    told = texts(fill(letterhead_docx(), paper(title="{{文号}}", body=paragraphs("{{署名}}"))))
    assert "{{文号}}" in told
    assert "{{署名}}" in told


def test_places_are_found_in_order_and_once():
    assert keys_in("{{文号}} {{ 标题 }} {{文号}} {{}}") == ["文号", "标题"]
    assert len(set(KEYS)) == len(KEYS)


@pytest.mark.django_db
def test_the_newest_version_of_a_kind_is_in_force_until_it_is_put_out_of_use(city, keeper):  # noqa: F811
    add(keeper)
    second = add(keeper, name="新函头")
    own = add(keeper, name="通知头", genre="通知")
    assert letterhead_for(city.justice.pk, "函").pk == second.pk
    assert letterhead_for(city.justice.pk, "通知").pk == own.pk
    make.do(keeper, retire_letterhead, own.pk)
    assert letterhead_for(city.justice.pk, "通知").pk == second.pk
    assert [row.number for row in letterheads_of(keeper)] == [2, 1, 1]
    assert letterhead_for(city.housing.pk, "函") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lines", "said"), [(("{{标题}}",), "没有“{{正文}}”"), (("{{正文}}", "{{领导}}"), "领导")]
)
def test_a_template_without_its_text_or_with_an_unknown_place_is_refused(keeper, lines, said):
    with pytest.raises(Refusal, match=said):
        add(keeper, *lines)


@pytest.mark.django_db
def test_it_is_the_units_own_affair(city, keeper):  # noqa: F811
    row = add(keeper)
    with pytest.raises(Forbidden):
        add(make.actor(city.justice, roles=("clerk",)))
    stranger = make.actor(city.housing, roles=("leader",))
    with pytest.raises(NotFound):
        make.do(stranger, retire_letterhead, row.pk)
    assert letterheads_of(stranger) == []


@pytest.mark.django_db
def test_the_page_takes_one_in_shows_it_and_puts_it_out_of_use(keeper, enter):  # noqa: F811
    browser = enter(keeper)
    told = {"name": "函头", "file": SimpleUploadedFile("版头.docx", letterhead_docx())}
    assert browser.post("/letterheads/", told).status_code == 302
    page = browser.get("/letterheads/").content.decode()
    assert "函头" in page
    row = letterheads_of(keeper)[0]
    assert "临某函〔2026〕1号" in texts(browser.get(f"/letterheads/{row.pk}/preview/").content)
    assert browser.post(f"/letterheads/{row.pk}/retire/").status_code == 302
    assert "已停用" in browser.get("/letterheads/").content.decode()
