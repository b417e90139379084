"""立卷: a matter's file has a directory with the pages of everything in it, and is taken out on the trail."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.matters.conftest import Handed, at

from fuyuantong.audit.models import Entry
from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.documents.official import Document, Layout, Paragraph, print_pdf
from fuyuantong.matters.actions.binding import take_file, take_year
from fuyuantong.matters.actions.filing import add_file
from fuyuantong.matters.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def bound(city: make.City, handed: Handed, settings, tmp_path) -> Handed:
    """A matter with a scan of two pages and a note that is no PDF."""
    settings.MEDIA_ROOT = tmp_path
    page = Document(Layout.SHEET, "会议照片", ("甲",), body=tuple([Paragraph("一页纸")] * 40), signed=False)
    scan = SimpleUploadedFile("扫描件.pdf", print_pdf(page).content)
    note = SimpleUploadedFile("便条.txt", "请抓紧".encode())
    for file in (scan, note):
        make.do(city.office, add_file, handed.matter.pk, file, now=at("2026-03-05"))
    return handed


def rows_of(paper: bytes) -> list[list[str]]:
    table = docx.Document(io.BytesIO(paper)).tables[0]
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_directory_names_every_paper_with_its_pages(city: make.City, bound: Handed) -> None:
    packed = make.do(city.office, take_file, bound.matter.pk, "zip")
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        names = [name.split("/")[1] for name in found.namelist()]
        rows = rows_of(found.read(found.namelist()[0]))
    assert names == [
        "00 卷内目录.docx",
        f"01 事项办理情况表：{bound.matter.title}.pdf",
        "02 扫描件.pdf",
        "03 便条.txt",
    ]
    assert rows[0] == ["序号", "题名", "页次", "备注"]
    assert [row[1:] for row in rows[1:]] == [
        [f"事项办理情况表：{bound.matter.title}", "1—2", ""],
        ["材料：扫描件.pdf", "3—4", ""],
        ["材料：便条.txt", "", "原件另附"],
    ]


def test_one_pdf_carries_the_page_numbers_of_the_directory(city: make.City, bound: Handed) -> None:
    whole = pypdfium2.PdfDocument(make.do(city.office, take_file, bound.matter.pk, "pdf"))
    assert len(whole) == 5, "the directory, two pages of summary, two of the scan"
    corners = []
    for page in whole:
        width, height = page.get_size()
        text: Any = page.get_textpage()
        corners.append(
            text.get_text_bounded(left=width - 60, bottom=height - 45, right=width, top=height).strip()
        )
    assert corners == ["", "1", "2", "3", "4"]
    assert "办理过程" in whole[1].get_textpage().get_text_bounded()


def test_taking_it_out_is_recorded_and_only_for_who_sees_all(city: make.City, bound: Handed) -> None:
    make.do(city.office, take_file, bound.matter.pk, "pdf")
    entry = Entry.objects.get(kind="matter.bound")
    assert (entry.unit, entry.data["format"]) == (city.justice.pk, "pdf")
    with pytest.raises(Forbidden):
        make.do(city.watcher, take_file, bound.matter.pk, "pdf")


def test_a_year_is_bound_by_its_office_from_what_has_ended(city: make.City, bound: Handed) -> None:
    with pytest.raises(Refusal, match="没有办结的事项"):
        make.do(city.office, take_year, 2026, "zip")
    Matter.objects.filter(pk=bound.matter.pk).update(state="closed", closed_at=at("2026-12-18"))
    packed = make.do(city.office, take_year, 2026, "zip")
    folders = {name.split("/")[0] for name in zipfile.ZipFile(io.BytesIO(packed)).namelist()}
    assert folders == {f"20261218 {bound.matter.title}"}
    assert Entry.objects.filter(kind="matter.bound", data__year=2026).count() == 1
    with pytest.raises(Forbidden):
        make.do(city.housing_clerk, take_year, 2026, "zip")
