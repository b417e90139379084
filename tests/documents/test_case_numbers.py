"""Court case numbers: grammar, normal form, and the bad part marked."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.common.refusals import Refusal
from fuyuantong.documents import case_codes as case_codes_module
from fuyuantong.documents import case_number_command
from fuyuantong.documents.case_codes import case_codes
from fuyuantong.documents.case_numbers import find_case_numbers, parse_case_number

TABLE = Path(__file__).parent.parent / "conformance" / "identifiers" / "case_numbers.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
CODES = case_codes()
courts = st.one_of(
    st.just("最高法"),
    st.builds(
        str.__add__,
        st.sampled_from(sorted(CODES.provinces)),
        st.from_regex(r"([0-9]{2}){0,2}", fullmatch=True),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_table_comes_out(row):
    if "bad" in row:
        with pytest.raises(Refusal) as error:
            parse_case_number(row["text"])
        assert error.value.code == "E-CASE-NO"
        assert error.value.errors[0].pointer.startswith(row["part"])
        assert row["bad"] in error.value.message.replace(" ", "").partition("【")[2].partition("】")[0]
        return
    number = parse_case_number(row["text"])
    assert (number.normal, list(number.key)) == (row["normal"], row["key"])
    assert number.legacy is row.get("legacy", False)
    assert number.original == row["text"]


@given(
    st.integers(1949, 2099),
    courts,
    st.sampled_from(["", "知"]),
    st.sampled_from(sorted(CODES.types)),
    st.integers(1, 99_999_999),
)
def test_every_number_of_the_grammar_is_read_back(year, court, special, type_code, n):
    text = f"（{year}）{court}{special}{type_code}{n}号"
    number = parse_case_number(text)
    assert number.normal == text
    assert number.key == (year, court, special, type_code, str(n))
    assert not number.legacy
    assert parse_case_number(number.normal).key == number.key


@given(st.text(alphabet="（）()〔〕2016新28行初民终知字第号之一 x", max_size=30))
def test_any_text_is_read_to_a_stable_normal_form_or_refused(text):
    try:
        number = parse_case_number(text)
    except Refusal as refusal:
        assert refusal.code == "E-CASE-NO"
        assert "【" in refusal.message
    else:
        assert parse_case_number(number.normal).normal == number.normal


def test_all_types_of_the_standard_are_known_and_sorted_longest_first():
    assert len(CODES.types) == 129 + 3  # the standard's list and the later pre-filing codes
    assert CODES.types["行审"] == "行政"
    lengths = [len(code) for code in CODES.types_longest_first]
    assert lengths == sorted(lengths, reverse=True)


def test_level_and_region_follow_from_the_court():
    assert [(n.level, n.region_hint) for n in map(parse_case_number, [
        "（2026）最高法行申1号", "（2026）新行终1号", "（2026）新28行终1号", "（2026）新2801行初1号", "（2026）兵0101行初1号", "（2014）宝民初字第1号",
    ])] == [("最高", ""), ("高级", "65"), ("中级", "6528"), ("基层", "652801"), ("基层", ""), ("", "")]  # fmt: skip


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(Refusal) as error:
        parse_case_number("（2026）新2801行初15号" + " " * 200 + "x")
    assert error.value.code == "E-CASE-NO"


def test_numbers_are_found_in_running_text_with_their_place():
    text = "本院（2026）新2801行初15号行政判决、(2014)宝民初字第 123 号及〔2026〕3号文件，另见（2026）新2801行初初1号、（2026）新2801行初0号。"
    found = [(text[a:b], number.normal) for a, b, number in find_case_numbers(text)]
    assert found == [
        ("（2026）新2801行初15号", "（2026）新2801行初15号"),
        ("(2014)宝民初字第 123 号", "（2014）宝民初字第123号"),
    ]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "bait", ["（2026", "（2026）新", "（2026）" + "民" * 20, "（2026）新2801行初1", "（" * 10]
)
def test_finding_comes_to_an_end_on_long_bait(bait):
    """Quadratic growth would take many minutes here."""
    assert list(find_case_numbers(bait * (300_000 // len(bait)))) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("  {京:", "  无\n其他: {京:", "高院代字"), ("代字: 行初 行终", "代字: 行初 行初", "代字“行初”重复")],
)
def test_a_wrong_table_of_codes_is_refused_with_its_line(tmp_path, monkeypatch, old, new, words):
    text = case_codes_module.FILE.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "case_types.yaml").write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(case_codes_module, "FILE", tmp_path / "case_types.yaml")
    with pytest.raises(Refusal, match=words) as error:
        case_codes.__wrapped__()
    assert error.value.code == "E-LIBRARY"


def test_the_command_answers_in_json_and_refuses_on_standard_error(capsys):
    assert case_number_command.main(["(2026)新2801行初15号", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["case_number"] == "（2026）新2801行初15号"
    assert (answer["year"], answer["court"], answer["type"], answer["serial"]) == (
        2026,
        "新2801",
        "行初",
        "15",
    )
    assert case_number_command.main(["(2026)新2801行初15号"]) == 0
    assert capsys.readouterr().out == "（2026）新2801行初15号\n"
    assert case_number_command.main(["（2026）新2801行初初1号", "--json"]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith("E-CASE-NO: ")
    assert "【行初初】" in out.err
    for argv in ([], ["a", "b"], ["--what"]):
        assert case_number_command.main(argv) == 2
    assert case_number_command.main(["--help"]) == 0
