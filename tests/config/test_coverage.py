"""`fyt coverage`: every row of the inventory, what proves it, and what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve
from tests.inventory_results import Collector

from fuyuantong.config import cli
from fuyuantong.definitions import inventory
from fuyuantong.definitions.inventory import Proven, Results, Row, coverage

LETTER = Row("L18", "司法建议", ("LET",), "S0-3", "")
BOTH = [Proven("t::walks", "walk", "passed"), Proven("t::opens", "page", "passed")]


def answer(row: Row, codes: list[str], *proven: Proven) -> dict:
    return next(coverage([row], {row.id: codes}, Results("c0ffee", False, {row.id: proven})))


def test_the_inventory_has_every_row_once_with_known_archetypes():
    found = inventory.rows()
    assert len(found) == 251 == len({row.id for row in found})
    assert {code for row in found for code in row.archetypes} - {"all"} == set(inventory.PROOFS)
    assert all(row.name and row.sources for row in found)


def test_every_proof_has_words_and_every_word_is_asked_of_some_archetype():
    assert {p for proofs in inventory.PROOFS.values() for p in proofs} == set(inventory.PROOF_WORDS)


def test_the_library_covers_the_rows_that_its_files_name():
    assert inventory.definitions()["L18"] == ["judicial-recommendation"]
    assert inventory.definitions()["Y03"] == ["employment-bans"]  # a list to compare with
    assert answer(Row("Y03", "入职查询", ("SCR",), "S3", ""), ["employment-bans"])["page"] == "/screening/"
    assert set(inventory.definitions()) <= {row.id for row in inventory.rows()}


def test_a_row_works_with_a_definition_and_every_proof():
    assert answer(LETTER, ["letter"], *BOTH) == {
        "id": "L18",
        "name": "司法建议",
        "archetypes": ["LET"],
        "definitions": ["letter"],
        "page": "/matters/new/letter/",
        "tests": ["t::walks", "t::opens"],
        "works": True,
        "missing": [],
        "commit": "c0ffee",
    }


def test_a_row_without_a_definition_does_not_work():
    assert answer(LETTER, [], *BOTH)["missing"] == ["库中没有写明覆盖本行的定义"]


def test_a_row_that_is_walked_but_never_opened_in_a_page_does_not_work():
    assert answer(LETTER, ["letter"], BOTH[0])["missing"] == ["没有测试证明：经页面或接口办理（page）"]


@pytest.mark.parametrize("outcome", ["failed", "skipped"])
def test_a_test_that_did_not_pass_proves_nothing(outcome: str):
    said = answer(LETTER, ["letter"], BOTH[0], Proven("t::opens", "page", outcome))
    assert not said["works"]
    assert said["missing"][0] == "测试没有通过：t::opens"


def test_each_archetype_of_a_row_asks_for_its_own_proofs():
    said = answer(Row("L07", "负责人出庭应诉", ("MAT", "IND"), "S0-2", ""), ["appearance"], *BOTH)
    assert [text[-7:-1] for text in said["missing"]] == ["figure", "（drill"]


def test_without_a_test_run_nothing_works():
    said = next(coverage([LETTER], {"L18": ["letter"]}, Results(None, False, {"L18": BOTH})))
    assert said["missing"] == ["没有测试结果，请先执行 make test"]


def test_the_platform_itself_works_only_when_every_other_row_does():
    whole = Row("X01", "平台", ("all",), "S2 22", "")
    results = Results("c0ffee", False, {"L18": BOTH})
    assert [a["works"] for a in coverage([LETTER, whole], {"L18": ["letter"]}, results)] == [True, True]
    assert [a["works"] for a in coverage([LETTER, whole], {}, results)] == [False, False]


def test_every_page_that_is_named_opens():
    for said in coverage(inventory.rows(), inventory.definitions(), Results(None, False, {})):
        if said["page"]:
            try:
                resolve(said["page"])
            except Resolver404:
                pytest.fail(f"{said['id']}: {said['page']}")


def test_the_command_prints_one_json_document_a_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    report(tmp_path / "r.json", "c0ffee", "t::walks", [["L18", "walk"]])
    assert cli.main(["coverage", "--json", "--results", str(tmp_path / "r.json")]) == 0
    said = capsys.readouterr()
    answers = {a["id"]: a for a in map(json.loads, said.out.splitlines())}
    assert len(answers) == 251
    assert answers["L18"]["tests"] == ["t::walks"]
    assert "测试结果出自提交 c0ffee" in said.err


def test_the_command_says_when_no_tests_have_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["coverage", "--results", str(tmp_path / "none.json")]) == 0
    said = capsys.readouterr()
    assert "没有测试结果" in said.err
    assert "完成 0 行" in said.err


def report(path: Path, commit: str, test: str, proves: list[list[str]], outcome: str = "passed") -> None:
    collector = Collector(path, commit, dirty=False)
    for phase in ("passed", outcome, "passed"):
        collector.pytest_runtest_logreport(
            pytest.TestReport(
                test, ("", None, ""), {}, phase, None, "call", user_properties=[("inventory", proves)]
            )
        )
    collector.pytest_sessionfinish()


def test_results_of_one_commit_are_added_up_and_another_commit_begins_anew(tmp_path: Path):
    path = tmp_path / "r.json"
    report(path, "one", "t::a", [["L18", "walk"]])
    report(path, "one", "t::b", [["L18", "page"]])
    assert [p.test for p in inventory.read_results(path).proven["L18"]] == ["t::a", "t::b"]
    report(path, "two", "t::b", [["L18", "page"]])
    assert [p.test for p in inventory.read_results(path).proven["L18"]] == ["t::b"]


def test_a_test_that_failed_in_any_phase_is_kept_as_failed(tmp_path: Path):
    report(tmp_path / "r.json", "one", "t::a", [["L18", "walk"]], "failed")
    assert inventory.read_results(tmp_path / "r.json").proven["L18"] == [Proven("t::a", "walk", "failed")]
