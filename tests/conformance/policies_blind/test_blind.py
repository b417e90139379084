"""The blind documents: labels that hold, and the figures that the parser reaches on them."""

import datetime as dt
from pathlib import Path

import pytest

from conformance.policies import labels
from conformance.policies_blind import documents
from fuyuantong.documents.reading import read_file
from fuyuantong.plans.extraction import parse_text

ROUNDS = ("b", "c", "d", "e", "f", "g", "h")
SECTIONS = {"d": 1, "f": 3}
DOCS = [(doc, items) for prefix in ROUNDS for doc, items in documents.gold(prefix).items()]


@pytest.mark.parametrize(("doc", "items"), DOCS, ids=[doc for doc, _ in DOCS])
def test_every_item_is_found_in_order_by_its_first_words(doc: str, items: list[labels.Item]) -> None:
    offsets = list(labels.anchors(documents.source_text(doc), items))
    assert None not in offsets
    assert offsets == sorted(set(offsets), key=lambda offset: offset or 0)


@pytest.mark.parametrize(("doc", "items"), DOCS, ids=[doc for doc, _ in DOCS])
def test_every_label_is_well_formed(doc: str, items: list[labels.Item]) -> None:
    for item in items:
        deadline = item["deadline"]
        assert deadline["kind"] in {"date", "recurring", "standing", "none"}
        assert (deadline["kind"] == "date") == (deadline["iso"] is not None)
        if deadline["iso"]:
            assert dt.date.fromisoformat(deadline["iso"]).year in range(2023, 2029)
        assert not set(item["lead"]) & set(item["responsible"])
        assert all(
            target["op"] in {"=", ">=", "<=", ">", "<"} and target["unit"] for target in item["targets"]
        )


def test_the_rounds_are_as_large_as_the_readme_says() -> None:
    assert {p: (len(g), sum(map(len, g.values()))) for p in ROUNDS for g in [documents.gold(p)]} == {
        "b": (26, 225),
        "c": (8, 62),
        "d": (12, 130),
        "e": (15, 186),
        "f": (12, 147),
        "g": (11, 126),
        "h": (11, 135),
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("policies_blind")
    documents.build(folder)
    return folder


@pytest.mark.parametrize("prefix", ROUNDS)
def test_the_parser_reaches_the_figures(built: Path, prefix: str) -> None:
    gold = documents.gold(prefix)
    parses = {}
    for doc in gold:
        text = read_file(built / doc).text
        parses[doc] = (text, parse_text(text).to_json()["items"])
    result = labels.score(parses, gold)
    # headings without a duty of their own (总体要求, 工作要求) are sections, not items
    assert result["not_found"] <= SECTIONS.get(prefix, 0)
    assert min(result[measure]["f1"] for measure in ("lead", "responsible", "deadline")) >= 0.97
    assert result["targets"]["f1"] >= 0.9
    assert result["exact"] >= 0.93
