"""An official document as PDF, measured on the page against GB/T 9704-2012 (docs: 7 and 9 of the standard)."""

from __future__ import annotations

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.papers import DAY, MM, WORDS, full_page, paper, read_pdf, rules, table, with_annex

from fuyuantong.documents.official import (
    Cell,
    Document,
    Grid,
    Items,
    Layout,
    Paragraph,
    Tear,
    Urgency,
    faces,
    paragraphs,
    print_pdf,
)
from fuyuantong.documents.official.titles import title_lines

LEFT, RIGHT, TOP, FOOT = 28, 184, 37, 262
CHARACTER, LINE = 156 / 28, 225 / 22


@pytest.fixture(params=["machine", "pip"])
def fonts(request, monkeypatch):
    """Once with whatever this machine has, once with the two packages that pip installs."""
    if request.param == "pip":
        monkeypatch.setattr(faces, "SYSTEM", ())
    return request.param


def find(lines, text):
    return next(line for line in lines if text in line.text)


def ink(content: bytes, page: int, *, red: bool) -> tuple[float, float]:
    """Upper and lower edge (mm) of what is printed in red or black on a page."""
    image = pypdfium2.PdfDocument(content)[page].render(scale=4).to_pil().convert("RGB")
    wide, high = image.size
    data = image.load()
    rows = [
        y for y in range(high)
        if any((p[0] > 180 and p[1] < 90) if red else (sum(p) < 200) for p in (data[x, y] for x in range(0, wide, 2)))
    ]  # fmt: skip
    return rows[0] / 4 * MM, rows[-1] / 4 * MM


def test_a_page_holds_22_lines_of_28_characters_in_a_type_area_of_156_by_225(fonts):
    lines = read_pdf(print_pdf(full_page()).content)[1][:-1]
    assert [len(line.text) for line in lines] == [28] * 22
    assert {line.first.size for line in lines} == {16.0}
    assert all(abs(line.first.left - LEFT) < 0.1 and abs(line.last.right - RIGHT) < 0.2 for line in lines)
    assert lines[0].first.top == pytest.approx(TOP, abs=0.1)
    assert lines[-1].first.bottom <= FOOT
    steps = {round(b.first.top - a.first.top, 2) for a, b in zip(lines, lines[1:], strict=False)}
    assert steps == {round(LINE, 2)}


def test_a_paragraph_is_indented_by_two_characters_and_set_to_both_margins():
    lines = read_pdf(print_pdf(paper(body=paragraphs("府" * 100))).content)[0]
    first = find(lines, "府" * 20)
    assert first.first.left == pytest.approx(LEFT + 2 * CHARACTER, abs=0.1)
    assert (len(first.text), first.last.right) == (26, pytest.approx(RIGHT, abs=0.2))


def test_the_red_mark_stands_35_mm_below_the_type_area_and_fits_it(fonts):
    made = print_pdf(paper(issuers=("临江市人民政府办公室",)))
    top, _foot = ink(made.content, 0, red=True)
    mark = find(read_pdf(made.content)[0], "文件")
    assert top == pytest.approx(TOP + 35, abs=0.3)
    assert (mark.first.left + mark.last.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    long = find(
        read_pdf(print_pdf(paper(issuers=("临江市全面依法治市委员会执法协调小组办公室",))).content)[0], "文件"
    )
    assert (long.first.left, long.last.right) >= (LEFT - 0.2, 0)
    assert long.last.right <= RIGHT + 0.5


def test_the_number_stands_two_lines_below_the_mark_and_4_mm_above_the_rule():
    made = print_pdf(paper())
    number = find(read_pdf(made.content)[0], "临司发")
    rule = rules(made.content, 0)[0]
    assert rule[2] - number.first.bottom == pytest.approx(4, abs=0.3)
    assert (rule[0], rule[1]) == (pytest.approx(LEFT, abs=0.1), pytest.approx(RIGHT, abs=0.1))
    assert (number.first.left + number.last.right) / 2 == pytest.approx(106, abs=0.5)
    mark_foot = next(line for line in read_pdf(made.content)[0] if "文件" in line.text).first
    assert 2 * LINE < number.first.top - (mark_foot.top + 0.6 * mark_foot.size * MM) < 3.2 * LINE
    title = find(read_pdf(made.content)[0], "通知")
    assert title.first.top - rule[2] == pytest.approx(2 * LINE, abs=0.5)
    assert title.first.size == 22


def test_a_paper_that_goes_up_has_its_number_left_and_its_signer_right():
    lines = read_pdf(print_pdf(paper(signers=("甲某",), urgency=Urgency.URGENT)).content)[0]
    row = find(lines, "签发人：甲某")
    assert row.text.startswith("临司发")
    assert row.first.left == pytest.approx(LEFT + CHARACTER, abs=0.2)
    assert row.last.right == pytest.approx(RIGHT - CHARACTER, abs=0.4)
    assert find(lines, "加急").first.top == pytest.approx(TOP, abs=0.2)


def test_organs_that_write_together_stand_above_each_other_and_sign_beside_each_other():
    made = print_pdf(paper(issuers=("临江市司法局", "临江市中级人民法院")))
    lines = read_pdf(made.content)[0]
    assert sum("临江市" in line.text and line.first.colour[0] > 0.5 for line in lines) == 2
    both = [
        line.text
        for page in read_pdf(made.content)
        for line in page
        if "司法局临江市中级人民法院" in line.text
    ]
    assert len(both) == 1


def test_the_date_ends_four_characters_in_with_the_name_in_the_middle_over_it():
    lines = read_pdf(print_pdf(paper()).content)[0]
    day = find(lines, "2026年3月5日")
    name = [line for line in lines if line.text == "临江市司法局"][-1]
    assert RIGHT - day.last.right == pytest.approx(4 * CHARACTER, abs=0.3)
    middle = (day.first.left + day.last.right) / 2
    assert (name.first.left + name.last.right) / 2 == pytest.approx(middle, abs=0.4)


def test_without_a_seal_the_name_ends_two_characters_in_and_the_day_begins_two_later():
    lines = read_pdf(print_pdf(paper(sealed=False, issuers=("临江市府院联席会议办公室",))).content)[0]
    day = find(lines, "2026年3月5日")
    name = [line for line in lines if line.text == "临江市府院联席会议办公室"][-1]
    assert RIGHT - name.last.right == pytest.approx(2 * CHARACTER, abs=0.3)
    assert day.first.left - name.first.left == pytest.approx(2 * CHARACTER, abs=0.3)


def test_a_date_is_written_without_leading_zeros_and_left_open_before_the_signature():
    assert "2026年3月5日" in "".join(line.text for line in read_pdf(print_pdf(paper()).content)[0])
    opened = read_pdf(print_pdf(paper(issued_on=None)).content)[0]
    assert any("年" in line.text and "2026" not in line.text and "日" in line.text for line in opened)


@pytest.mark.parametrize("lines_of_body", [1, 9, 14, 20, 26, 36, 44])
def test_the_colophon_closes_the_last_page_which_is_even(lines_of_body):
    made = print_pdf(paper(body=tuple(Paragraph("府" * 20) for _ in range(lines_of_body))))
    pages = read_pdf(made.content)
    assert len(pages) == made.pages
    assert made.pages % 2 == 0
    drawn = rules(made.content, made.pages - 1)
    assert drawn[-1][2] == pytest.approx(FOOT, abs=0.2)
    assert [round(one[3], 2) for one in drawn] == [0.35, 0.25, 0.35]
    copies, printer = find(pages[-1], "抄送："), find(pages[-1], "印发")
    assert copies.text == "抄送：市委办公室，市中级人民法院。"
    assert (copies.first.size, printer.first.size) == (pytest.approx(14), pytest.approx(14))
    assert printer.text.endswith("2026年3月6日印发")
    assert RIGHT - printer.last.right == pytest.approx(14 * MM, abs=0.5)
    assert copies.first.left - LEFT == pytest.approx(14 * MM, abs=0.5)


def test_pages_are_numbered_right_on_odd_and_left_on_even_ones_7_mm_below():
    pages = read_pdf(print_pdf(paper(body=tuple(Paragraph("府" * 20) for _ in range(30)))).content)
    for n, lines in enumerate(pages, 1):
        number = find(lines, f"— {n} —")
        middle = (number.first.top + number.first.bottom) / 2
        assert middle == pytest.approx(FOOT + 7, abs=0.3)
        assert number.first.size == pytest.approx(14)
        if n % 2:
            assert RIGHT - number.last.right == pytest.approx(14 * MM, abs=0.4)
        else:
            assert number.first.left - LEFT == pytest.approx(14 * MM, abs=0.4)


def test_an_empty_page_before_the_colophon_and_its_own_page_carry_no_number():
    """The body fills page 2 to its end, so that 版记 has to go to page 4."""
    for count in range(18, 32):
        made = print_pdf(paper(body=tuple(Paragraph("府" * 20) for _ in range(count))))
        pages = read_pdf(made.content)
        if made.pages == 4 and not "".join(line.text for line in pages[2]):
            assert not any("— 4 —" in line.text for line in pages[3])
            assert any("— 2 —" in line.text for line in pages[1])
            return
    pytest.fail("no length of the body leads to an empty page")


def test_a_letter_has_its_name_30_mm_down_two_rules_of_170_mm_and_no_number_on_page_1():
    made = print_pdf(paper(Layout.LETTER, body=paragraphs(WORDS * 12)))
    pages = read_pdf(made.content)
    top, _ = ink(made.content, 0, red=True)
    assert top == pytest.approx(30, abs=0.3)
    drawn = rules(made.content, 0)
    assert len(drawn) == 4
    assert all(round(one[1] - one[0]) == 170 and round(one[0]) == 20 for one in drawn)
    upper, lower = drawn[:2], drawn[2:]
    assert upper[0][3] > upper[1][3]
    assert lower[0][3] < lower[1][3]
    assert lower[1][2] == pytest.approx(277, abs=1)
    number = find(pages[0], "临司发")
    assert number.last.right == pytest.approx(RIGHT, abs=0.3)
    assert 0 < number.first.top - upper[1][2] < 16 * MM
    assert not any("— 1 —" in line.text for line in pages[0])
    assert any("— 2 —" in line.text for line in pages[1])
    assert not any("印发" in line.text and "2026" in line.text for line in pages[-1])


def test_minutes_name_issuer_and_day_over_the_rule_and_bear_no_signature():
    made = print_pdf(paper(Layout.MINUTES))
    lines = read_pdf(made.content)[0]
    row = find(lines, "2026年3月5日")
    assert row.text.startswith("临江市司法局")
    assert ink(made.content, 0, red=True)[0] == pytest.approx(TOP + 35, abs=0.3)
    assert sum("临江市司法局" in line.text for line in lines) == 1
    label = find(lines, "出席：")
    assert label.text == "出席：甲某某、乙某某"
    assert label.first.font != label.last.font


def test_an_instrument_is_black_with_its_number_flush_right_and_may_have_a_cover():
    made = print_pdf(paper(Layout.INSTRUMENT, genre="检察建议书"))
    lines = read_pdf(made.content)[0]
    assert (lines[0].text, lines[1].text) == ("临江市司法局", "检察建议书")
    assert find(lines, "临司发").last.right == pytest.approx(RIGHT, abs=0.3)
    assert all(line.first.colour in {(0.0,), (0,)} for line in lines)
    covered = print_pdf(paper(Layout.INSTRUMENT, cover="司法建议书"))
    assert covered.pages == 2
    front = read_pdf(covered.content)[0]
    assert [line.first.size for line in front] == [30, 36]
    assert front[0].first.top == pytest.approx(150, abs=3)
    assert any("— 1 —" in line.text for line in read_pdf(covered.content)[1])


def test_headings_are_set_in_their_faces_and_text_in_its_own(fonts):
    body = "一、总体要求\n（一）建立机制。按季召开会议。\n1.征集议题\n正文"
    lines = read_pdf(print_pdf(paper(body=paragraphs(body))).content)[0]
    one, two, text = find(lines, "一、总体"), find(lines, "（一）"), find(lines, "正文")
    assert "Sans" in one.first.font or "Hei" in one.first.font
    assert find(lines, "1.征集").first.font == text.first.font != one.first.font
    assert two.last.font == text.last.font


def test_a_long_table_repeats_its_head_on_every_page_and_loses_no_row():
    made = print_pdf(with_annex(60))
    pages = read_pdf(made.content)
    starts = [n for n, lines in enumerate(pages) if any(WORDS[:8] in line.text for line in lines) and n > 0]
    assert len(starts) >= 3
    assert all(any("牵头单位" in line.text for line in pages[n]) for n in starts)
    text = "".join(line.text for lines in pages for line in lines)
    assert text.count("市司法局") >= 60
    assert pages[starts[0]][0].text == "附件1"
    listed = next(lines for lines in pages if any("附件：1." in line.text for line in lines))
    assert find(listed, "2.联络员名单").first.left == pytest.approx(
        find(listed, "1.任务").glyphs[3].left, abs=0.5
    )


def test_rare_characters_of_names_are_complete(fonts):
    names = "𠮷某、䶮某、㛃某、𫖮某、镕某、喆某、堃某、昇某、玥某、㎡"
    made = print_pdf(paper(Layout.MINUTES, body=paragraphs(names), attendance=()))
    assert made.missing == ()
    assert b"pdfaid:part>2" in made.content
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.content))
    assert all(name in text for name in names)


def test_a_character_that_no_font_has_is_named_and_the_paper_is_printed_all_the_same(fonts):
    made = print_pdf(paper(body=paragraphs("甲\U000f1234乙")))
    assert made.missing == ("\U000f1234",)
    assert made.pages == 2
    assert print_pdf(paper()).missing == ()


def test_the_file_is_a_tagged_archive_pdf_with_its_title_and_says_its_faces(fonts):
    made = print_pdf(paper())
    assert b"pdfaid:part>2" in made.content
    assert b"pdfaid:conformance>B" in made.content
    assert b"/StructTreeRoot" in made.content
    assert made.fonts
    assert {one.role for one in made.faces} == {"标题", "正文", "楷体", "黑体", "页码"}
    assert all(not one.exact for one in made.faces) or fonts == "machine"
    assert pypdfium2.PdfDocument(made.content).get_metadata_dict()["Title"] == paper().title


def test_fonts_of_the_agency_come_first(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(faces, "SYSTEM", ())
    before = faces.folders()
    settings.FYT_FONTS = str(tmp_path)
    assert faces.folders() == (str(tmp_path), *before)


def test_texts_are_never_read_as_markup():
    bold = "#set page(width: 1cm) *甲* _乙_ $x$ #panic() \\ [丙] @丁 <戊>"
    made = print_pdf(paper(title=bold, body=paragraphs(bold), copies=(bold,), issuers=("甲局",)))
    text = "".join(line.text for lines in read_pdf(made.content) for line in lines).replace(" ", "")
    assert text.count("#panic()") == 3


def test_the_same_document_gives_the_same_bytes():
    assert print_pdf(paper()).content == print_pdf(paper()).content


def test_a_watermark_stands_on_every_page_and_a_draft_says_so():
    marked = paper(watermark=("模拟数据", "甲某 2026-03-05 10:00"), draft=True)
    for lines in read_pdf(print_pdf(marked).content):
        text = "".join(line.text for line in lines)
        assert "（拟稿，未签发）" in text
    for page in pypdfium2.PdfDocument(print_pdf(marked).content):
        text = page.get_textpage().get_text_range()
        assert text.count("模拟数据") >= 6
    assert "拟稿" not in "".join(
        line.text for lines in read_pdf(print_pdf(paper()).content) for line in lines
    )


def test_a_form_has_its_boxes_filled_and_its_slip_to_tear_off():
    grid = Grid((1, 2, 1, 2), (
        (Cell("议题", label=True), Cell("关于物业纠纷的议题", span=3)),
        (Cell("主要负责人签字", label=True), Cell("", foot="年  月  日"), Cell("时间", label=True), Cell("3月")),
        (Cell("审批意见", label=True), Cell("", span=3, lines=6, foot="签字：")),
    ))  # fmt: skip
    made = print_pdf(
        Document(
            Layout.SHEET,
            "议题申请表",
            ("临江市司法局",),
            signed=False,
            body=(grid, Tear("回执"), Items(("收到",))),
        )
    )
    text = [line.text for line in read_pdf(made.content)[0]]
    assert made.pages == 1
    assert {"议题申请表", "回执", "1.收到"} <= set(text)
    assert any("签字：" in line for line in text)
    assert not any("— 1 —" in line for line in text)


def test_a_table_with_a_short_row_keeps_its_columns():
    short = table(1)
    short = type(short)(short.head, (("1",), ("2", "二", "三", "四")), short.widths)
    lines = read_pdf(print_pdf(paper(body=(short,))).content)
    text = [line.text for page in lines for line in page]
    assert "2二三" in text
    assert not any("四" in line for line in text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="临江市的、和《》“”关于通知2026年工作情况报告（）", min_size=1, max_size=90))
def test_a_title_keeps_every_character_and_no_line_is_too_long(title):
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(0 < len(line) <= 20 for line in lines)


def test_a_title_is_broken_between_words():
    bulletin = title_lines("关于2026年第3季度行政机关负责人出庭应诉情况的通报")
    assert bulletin == ("关于2026年第3季度行政机关", "负责人出庭应诉情况的通报")
    lines = title_lines("临江市人民政府办公室关于印发《临江市府院联动工作要点》的通知")
    assert len(lines) == 2
    assert not any("《" in line and "》" not in line for line in lines)
    quoted = title_lines("关于商请函告“建成行政争议实质性化解中心并实体运行”办理情况的函")
    assert not any(line[0] in "”》" or line[-1] in "“《" for line in quoted)
    assert title_lines("第一行\n第二行") == ("第一行", "第二行")


def test_plain_text_becomes_blocks_with_their_levels():
    blocks = paragraphs("一、总体要求\n（二）办法。后文\n1.2倍的增长\n\n正文")
    assert [(b.level, b.lead) for b in blocks] == [(1, ""), (2, "（二）办法。"), (0, ""), (0, "")]


def test_the_day_of_signing_is_the_day_of_the_file():
    assert (
        pypdfium2.PdfDocument(print_pdf(paper()).content)
        .get_metadata_dict()["CreationDate"]
        .startswith(f"D:{DAY:%Y%m%d}")
    )
