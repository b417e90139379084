"""An official document as .docx: the properties that make 22 lines of 28 characters, and its layout where
LibreOffice is on the machine."""

from __future__ import annotations

import io
import os
import shutil
import subprocess

import docx
import pytest
from docx.oxml.ns import qn
from tests.documents.papers import WORDS, full_page, paper, read_pdf, with_annex

from fuyuantong.documents.official import Document, Layout, print_docx
from fuyuantong.documents.reading import read_file

MM = 36000


def opened(document: Document):
    return docx.Document(io.BytesIO(print_docx(document)))


def xml(document: Document) -> str:
    return opened(document).element.xml


def test_the_page_and_the_line_are_those_of_the_standard():
    word = opened(paper())
    section = word.sections[0]
    sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    assert [round(one / MM) for one in [*sizes, section.left_margin, section.right_margin]] == [
        210,
        297,
        37,
        35,
        28,
        26,
    ]
    assert section._sectPr.find(qn("w:docGrid")) is None
    text = next(p for p in word.paragraphs if p.text.startswith("临江市人民政府"))
    form = text.paragraph_format
    assert (form.line_spacing.pt, form.first_line_indent.pt) == (28.95, 31.5)
    run = text.runs[0]
    assert run.font.size.pt == 16
    assert run._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert run._element.rPr.find(qn("w:spacing")).get(qn("w:val")) == "-5"
    assert 28 * (16 - 0.25) <= 156 / 25.4 * 72
    assert 22 * 28.95 <= 225 / 25.4 * 72


def test_the_names_of_the_faces_are_those_of_the_office(settings):
    settings.FYT_DOCX_FONTS = "gbk"
    assert "方正仿宋_GBK" in xml(paper())
    assert "仿宋_GB2312" not in xml(paper())


def test_heads_number_title_signature_and_colophon_are_there():
    word = opened(paper(signers=("甲某",), note="此件公开发布"))
    lines = [p.text for p in word.paragraphs]
    assert "临江市司法局文件" in lines
    assert "\t临司发〔2026〕12号\t签发人：甲某" in lines
    assert {"关于印发府院联动工作要点的通知", "2026年3月5日", "（此件公开发布）"} <= set(lines)
    shape = "".join(t.text or "" for t in word.element.iter(qn("w:t")))
    assert "抄送：市委办公室，市中级人民法院。" in shape
    assert "临江市司法局办公室2026年3月6日印发" in shape


def test_pages_are_numbered_by_a_field_right_on_odd_and_left_on_even_pages():
    section = opened(paper()).sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert "PAGE" in odd._element.xml
    assert (str(odd.alignment), str(even.alignment)) == ("RIGHT (2)", "LEFT (0)")
    assert not opened(paper(Layout.SHEET)).sections[0].footer.paragraphs[0].text


def test_a_table_repeats_its_head_and_never_splits_a_row():
    rows = opened(with_annex(3)).tables[0].rows
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in list(rows)[1:])
    assert len(rows) == 4


def test_a_watermark_and_the_word_of_a_draft_stand_in_the_headers():
    section = opened(paper(draft=True, watermark=("模拟数据",))).sections[0]
    for header in (section.header, section.even_page_header):
        assert 'string="模拟数据"' in header._element.xml
        assert "（拟稿，未签发）" in header._element.xml


@pytest.mark.parametrize("layout", list(Layout))
def test_what_is_written_can_be_read_again(layout, tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(print_docx(paper(layout, genre="" if layout is Layout.INSTRUMENT else "通知")))
    text = read_file(path).text
    assert WORDS in text
    assert "关于印发府院联动工作要点的通知" in text


def test_control_characters_do_not_break_the_file():
    assert "甲乙" in "".join(p.text for p in opened(paper(title="甲\x00\x0b乙")).paragraphs)


def office() -> str | None:
    return os.environ.get("FYT_SOFFICE") or shutil.which("soffice")


@pytest.mark.skipif(office() is None, reason="LibreOffice 不在本机，docx 的版面只按属性检查")
def test_libreoffice_lays_it_out_like_the_standard(tmp_path):
    for name, document in (("full", full_page()), ("file", paper())):
        (tmp_path / f"{name}.docx").write_bytes(print_docx(document))
    order = [
        office(),
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "pdf",
    ]
    files = [str(tmp_path / f"{name}.docx") for name in ("full", "file")]
    for _ in range(2):  # it makes its profile and leaves the first time
        subprocess.run(
            [*order, "--outdir", str(tmp_path), *files], check=False, capture_output=True, timeout=120
        )
    page = read_pdf((tmp_path / "full.pdf").read_bytes())[1]
    assert [len(line.text) for line in page[:-1]] == [28] * 22
    pages = read_pdf((tmp_path / "file.pdf").read_bytes())
    assert len(pages) == 2
    assert pages[1][-2].first.bottom == pytest.approx(260, abs=3)
    mark = pages[0][0]
    assert mark.text == "临江市司法局文件"
    assert 70 < mark.first.top < 77
