"""The labels agree with the documents they label, whatever the parser does."""

import datetime as dt
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from . import build_formats, labels

GOLD = labels.gold()
ITEMS = [(doc, item) for doc, items in GOLD.items() for item in items]
KINDS = {"date", "recurring", "standing", "none"}


@pytest.mark.parametrize("doc", GOLD)
def test_every_item_is_found_in_order_by_its_first_words(doc: str) -> None:
    offsets = list(labels.anchors(build_formats.source_text(doc), GOLD[doc]))
    assert None not in offsets
    assert offsets == sorted(offsets, key=lambda offset: offset or 0)
    assert len(set(offsets)) == len(offsets)


@pytest.mark.parametrize(
    ("doc", "item"), ITEMS, ids=lambda value: value if isinstance(value, str) else value["no"]
)
def test_every_label_is_written_in_its_item(doc: str, item: labels.Item) -> None:
    text = build_formats.source_text(doc)
    items = GOLD[doc]
    offsets = [offset or 0 for offset in labels.anchors(text, items)]
    here = next(i for i, other in enumerate(items) if other is item)
    end = offsets[here + 1] if here + 1 < len(items) else len(text)
    own = labels.squeeze(text[offsets[here] : end])[0]
    phrases = [
        *item["lead"],
        *item["responsible"],
        *item.get("optional_units", []),
        *item.get("time_phrases", []),
    ]
    phrases += [target["raw"] for target in item["targets"]]
    phrases += [item["deadline"]["raw"]] if item["deadline"]["raw"] else []
    assert [phrase for phrase in phrases if labels.squeeze(phrase)[0] not in own] == []


@pytest.mark.parametrize(
    ("doc", "item"), ITEMS, ids=lambda value: value if isinstance(value, str) else value["no"]
)
def test_every_label_is_well_formed(doc: str, item: labels.Item) -> None:
    deadline = item["deadline"]
    assert deadline["kind"] in KINDS
    assert (deadline["kind"] == "date") == (deadline["iso"] is not None)
    assert (deadline["kind"] == "none") == (deadline["raw"] is None)
    if deadline["iso"]:
        assert dt.date.fromisoformat(deadline["iso"]).year == 2026
    assert not set(item["lead"]) & set(item["responsible"])
    assert len(set(item["responsible"])) == len(item["responsible"])
    for target in item["targets"]:
        assert target["op"] in {"=", ">=", "<="}
        assert target["unit"]


def test_the_held_out_documents_are_labelled_and_about_a_third() -> None:
    hidden = labels.heldout()
    assert hidden <= set(GOLD)
    assert 0.25 <= len(hidden) / len(GOLD) <= 0.4


def _perfect(doc: str) -> tuple[str, list[labels.Item]]:
    text = build_formats.source_text(doc)
    starts = [offset or 0 for offset in labels.anchors(text, GOLD[doc])]
    ends = [*starts[1:], len(text)]
    return text, [item | {"span": span} for item, *span in zip(GOLD[doc], starts, ends, strict=True)]


def test_a_parse_equal_to_the_labels_scores_one() -> None:
    result = labels.score({doc: _perfect(doc) for doc in GOLD}, GOLD)
    assert [result[measure]["f1"] for measure in labels.MEASURES] == [1.0] * 4
    assert (result["exact"], result["not_found"], result["misses"]) == (1.0, 0, [])


def test_an_empty_parse_finds_nothing() -> None:
    result = labels.score({}, GOLD)
    assert [result[measure]["recall"] for measure in labels.MEASURES] == [0.0] * 4
    assert result["not_found"] == result["items"] == len(ITEMS)


def test_an_invented_unit_costs_precision_and_an_optional_one_does_not() -> None:
    doc = "p13_autonomous_county.txt"
    text, parsed = _perfect(doc)
    parsed[0]["responsible"] = ["有关部门"]
    assert labels.score({doc: (text, parsed)}, {doc: GOLD[doc]})["responsible"]["precision"] == 1.0
    parsed[0]["responsible"] = ["某某局"]
    assert labels.score({doc: (text, parsed)}, {doc: GOLD[doc]})["responsible"]["precision"] < 1.0


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.name: path for path in build_formats.build(tmp_path_factory.mktemp("policies"))}


def test_every_labelled_document_is_built(built: dict[str, Path]) -> None:
    assert set(built) == set(GOLD)


def test_two_documents_are_gb18030_and_not_utf8(built: dict[str, Path]) -> None:
    for name in build_formats.GB18030:
        raw = built[name].read_bytes()
        assert raw.decode("gb18030") == build_formats.source_text(name)
        with pytest.raises(UnicodeDecodeError):
            raw.decode("utf-8")


def test_first_words_survive_in_the_printed_document(built: dict[str, Path]) -> None:
    for name in (name for name in built if name.endswith(".pdf")):
        pages = pypdfium2.PdfDocument(built[name])
        text = "\n".join(page.get_textpage().get_text_range() for page in pages)
        assert None not in list(labels.anchors(text, GOLD[name]))


def test_automatic_numbers_are_not_in_the_text(built: dict[str, Path]) -> None:
    paragraphs = docx.Document(str(built["p28_docx_auto_numbers.docx"])).paragraphs
    numbered = [p.text for p in paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None]
    assert len(numbered) == len(GOLD["p28_docx_auto_numbers.docx"]) + 3
    assert not [text for text in numbered if text[0].isdigit() or text.startswith("#")]


def test_the_workbook_holds_real_dates_and_merged_cells(built: dict[str, Path]) -> None:
    plain = openpyxl.load_workbook(built["p30_sheet_plain.xlsx"]).active
    merged = openpyxl.load_workbook(built["p31_sheet_merged.xlsx"]).active
    assert plain is not None and merged is not None
    assert (
        sum(isinstance(cell, dt.datetime) for row in plain.iter_rows(values_only=True) for cell in row) == 3
    )
    assert len(merged.merged_cells.ranges) == 4
