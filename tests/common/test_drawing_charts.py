"""Charts are safe, carry links and their numbers, and follow the theme."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from fuyuantong.common import charts
from fuyuantong.common.charts import Point, Series, drawing

SERIES = [Series("办结", "ok"), Series("超期", "over")]
POINTS = [
    Point("江北区", "办结", 4, "/ledger/?a=1&b=2"),
    Point("江北区", "超期", 1, "/ledger/?late=1"),
    Point("青山县", "办结", 2),
]

KNOWN = {
    "title",
    "figure",
    "svg",
    "g",
    "path",
    "rect",
    "line",
    "text",
    "a",
    "details",
    "summary",
    "div",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def test_every_mark_links_to_the_rows_behind_it():
    svg = charts.stacked_bar("各县办结", POINTS, SERIES)
    assert 'href="/ledger/?a=1&amp;b=2"' in svg
    assert '<a href="/ledger/?late=1" aria-label="江北区 超期 1">' in svg
    assert "<title>江北区 超期 1</title>" in svg


def test_page_colours_are_variables_and_document_colours_are_plain():
    page = charts.stacked_bar("x", POINTS, SERIES)
    document = charts.stacked_bar("x", POINTS, SERIES, palette="plain")
    assert "var(--c-over)" in page
    assert "var(" not in document
    assert "#d3393f" in document


def test_the_figure_is_a_named_group_with_its_numbers_as_a_table():
    figure = charts.line("近六个月", POINTS, SERIES)
    assert '<svg role="group" aria-label="近六个月"' in figure
    assert figure.count("role=") == 2, "the group and the table's box; no roles inside the drawing"
    assert '<th scope="row">江北区</th><td class="right">4</td><td class="right">1</td>' in figure
    assert '<th scope="row">青山县</th><td class="right">2</td><td class="right">—</td>' in figure


def test_nothing_in_a_drawing_needs_an_inline_style_or_leaves_the_host():
    for figure in (
        charts.stacked_bar("x", POINTS, SERIES),
        charts.line("x", POINTS, SERIES),
        charts.donut("x", POINTS[:2], SERIES, caption="总数"),
        charts.ranking("x", POINTS[:1]),
    ):
        assert " style=" not in figure
        assert "http" not in figure.replace("http://www.w3.org/2000/svg", "")


def test_the_ring_shows_the_sum_and_shares():
    figure = charts.donut("状态", POINTS[:2], SERIES, caption="任务总数")
    assert ">5<" in figure
    assert "办结 4（80%）" in figure


def test_a_chart_of_nothing_is_drawn_without_failing():
    for figure in (
        charts.stacked_bar("空", [], SERIES),
        charts.donut("空", [], SERIES),
        charts.ranking("空", []),
    ):
        assert "<svg" in figure


def test_organs_keep_the_order_they_were_given_in():
    figure = charts.ranking("x", [Point("丙", "n", 1), Point("甲", "n", 9), Point("乙", "n", 5)])
    drawing = figure.split("<details")[0]
    assert drawing.index(">丙<") < drawing.index(">甲<") < drawing.index(">乙<")


def test_equal_numbers_are_drawn_once():
    drawing._draw.cache_clear()
    charts.stacked_bar("甲", POINTS, SERIES)
    charts.stacked_bar("乙", POINTS, SERIES)
    assert drawing._draw.cache_info().misses == 1


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(
        ['"><script>alert(1)</script>', "a' onload='x", "<svg/onload=1>", "&lt;", "javascript:x", "]]>"]
    )
)
def test_hostile_names_stay_text(name):
    figure = charts.stacked_bar(name, [Point(name, "办结", 1, "/x")], SERIES)
    tree = html.fromstring(figure)
    assert {e.tag for e in tree.iter()} <= KNOWN
    assert [k for e in tree.iter() for k in e.attrib if k.startswith("on")] == []
    assert tree.xpath("string(.//caption)") == name


def test_a_link_that_is_a_script_is_not_drawn():
    figure = charts.stacked_bar("x", [Point("a", "办结", 1, "javascript:alert(1)")], SERIES)
    assert "javascript:" not in figure


@given(
    st.sampled_from(["//evil.example/", "https://evil.example/", "/\\evil.example", "data:text/html,x", ""])
)
@settings(max_examples=5, deadline=None)
def test_a_mark_without_a_link_into_this_host_is_no_link(address):
    assert "<a " not in charts.stacked_bar("x", [Point("a", "办结", 1, address)], SERIES)
