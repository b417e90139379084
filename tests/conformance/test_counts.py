"""README.md says how many golden cases there are: it says so rightly, and there are enough, each with its source."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fuyuantong.common.yaml_text import read_yaml

HERE = Path(__file__).parent
LEAST = {"期限": 150, "检查器": 60, "流程": 60, "可见": 30}


def flows() -> list[tuple[str, dict[str, Any]]]:
    """(code, flow) of every file."""
    told = [read_yaml(path.read_text("utf-8")) for path in sorted((HERE / "flows").glob("*.yaml"))]
    return [(one["机制"], flow) for one in told for flow in one["流程"]]


def clocks() -> list[dict[str, Any]]:
    paths = sorted((HERE / "due").glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line]


def checker() -> list[dict[str, Any]]:
    return list(read_yaml((HERE / "checker" / "negatives.yaml").read_text("utf-8")))


def sights() -> list[tuple[str, str]]:
    """(flow, step) of every step of a flow that says who then finds the matter, or does not."""
    return [
        (flow["情形"], str(step["日期"]))
        for _code, flow in flows()
        for step in flow["步骤"]
        if {"看得见", "看不见"} & step.get("应", {}).keys()
    ]


COUNTED = {
    "期限": lambda: len(clocks()),
    "检查器": lambda: len(checker()),
    "流程": lambda: len(flows()),
    "可见": lambda: len(sights()),
    "台账": lambda: len(list((HERE / "registers").glob("*.yaml"))),
    "案号": lambda: len((HERE / "identifiers" / "case_numbers.jsonl").read_text("utf-8").splitlines()),
    "证件号码": lambda: len((HERE / "identifiers" / "identifiers.jsonl").read_text("utf-8").splitlines()),
}


def table() -> dict[str, int]:
    text = (HERE / "README.md").read_text("utf-8")
    return {name: int(n) for name, n in re.findall(r"^\| (\S+) \| (\d+) \|", text, re.MULTILINE)}


def test_the_table_of_the_readme_counts_rightly() -> None:
    assert table() == {name: count() for name, count in COUNTED.items()}


@pytest.mark.parametrize("kind", LEAST)
def test_there_are_enough_of_each_kind(kind: str) -> None:
    assert COUNTED[kind]() >= LEAST[kind]


def test_every_flow_and_every_mistake_names_its_source_and_every_date_its_reason() -> None:
    assert [flow["情形"] for _code, flow in flows() if not flow.get("来源")] == []
    assert [case["例"] for case in checker() if not case.get("来源")] == []
    vectors = (HERE / "due" / "vectors.jsonl").read_text("utf-8").splitlines()
    assert all(json.loads(line)["reason"] for line in vectors)


@pytest.mark.parametrize("folder", ["flows", "checker", "registers"])
def test_the_cases_are_plain_data(folder: str) -> None:
    """A loader that knows nothing but text, numbers, dates, lists and mappings reads every file."""
    for path in sorted((HERE / folder).glob("*.yaml")):
        assert read_yaml(path.read_text("utf-8")), path.name
