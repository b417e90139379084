"""The inventory: every mechanism, register, rate, report, meeting, exchange that the source documents name.

`library/inventory.tsv` has one row each: id, name, archetypes, clauses of the source documents, and the page
where it is worked when that is not a mechanism's own. What a row takes to count as working stands in
`PROOFS`, explained in docs/build/coverage.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fuyuantong.common.yaml_text import read_yaml

LIBRARY = Path(__file__).resolve().parent.parent / "library"
RESULTS = Path(__file__).resolve().parents[3] / "build" / "inventory-results.json"
"""Written by the test run (tests/inventory_results.py) in a checkout; an installed package has none."""

DEFINITIONS = ("mechanisms", "registers", "indicators", "reports", "meetings", "reconciliations")
ROWS_KEY, CODE_KEY = "清单", "代码"
EVERYTHING = "all"
"""The archetype of the platform itself: it works when every other row does."""

PROOFS: Mapping[str, tuple[str, ...]] = {
    "MAT": ("walk", "page"),
    "LET": ("walk", "page"),
    "PLN": ("walk", "page"),
    "APR": ("walk", "page"),
    "MTG": ("walk", "page"),
    "REG": ("import", "query", "correct", "export"),
    "IND": ("figure", "drill"),
    "RPT": ("issue", "page"),
    "EXC": ("receive", "query"),
    "SCR": ("hit", "release"),
    "ACT": ("record", "figure"),
    "FND": ("book", "page"),
    "ORG": ("act",),
    "DEF": ("rule",),
    "ENT": ("page",),
    "AUD": ("trail",),
}
PROOF_WORDS: Mapping[str, str] = {
    "walk": "按手写的日期逐步走通",
    "page": "经页面或接口办理",
    "import": "导入",
    "query": "查询",
    "correct": "更正",
    "export": "导出",
    "figure": "对手写的行算出手写的数",
    "drill": "由数下钻到行",
    "issue": "编制并签发一期",
    "receive": "收到数据并登记",
    "hit": "命中并复核",
    "release": "解除或更正",
    "record": "登记一次活动",
    "book": "记一笔资金并核销",
    "act": "代表该机构办理",
    "rule": "规则起作用",
    "trail": "留下可核验的记录",
}
GROUPS: Mapping[str, str] = {
    "G": "治理机构与保障",
    "M": "会议",
    "P": "计划任务",
    "D": "决策与规范性文件",
    "L": "行政诉讼与实质化解",
    "T": "多元解纷与诉源治理",
    "B": "营商环境与金融知产",
    "K": "破产与困境企业",
    "E": "执行",
    "C": "信用与送达",
    "J": "检察监督",
    "Y": "未成年人与社区矫正",
    "N": "环境文物安全社会治理",
    "A": "培训宣传交流",
    "X": "平台与入口",
}
"""The inventory's groups, by the letter that a row's id begins with."""

_WITHOUT_DEFINITION = frozenset({"ORG", "DEF", "ENT", "AUD"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the inventory; `archetypes` are codes, the primary one first."""

    id: str
    name: str
    archetypes: tuple[str, ...]
    sources: str
    page: str


@dataclass(frozen=True, slots=True)
class Proven:
    """One test that a row names: what it proves and how it last ended (passed, failed, skipped)."""

    test: str
    proof: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Results:
    """What the last test run saw, and of which commit; `dirty` when the tree differed from it."""

    commit: str | None
    dirty: bool
    proven: Mapping[str, Sequence[Proven]]


def rows(path: Path = LIBRARY / "inventory.tsv") -> list[Row]:
    """Return the inventory in its own order."""
    lines = path.read_text("utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return [
        Row(key, name, tuple(codes.split("/")), sources, page) for key, name, codes, sources, page in cells
    ]


def definitions(library: Path = LIBRARY) -> dict[str, list[str]]:
    """Return row → codes of the definitions of the library that say (清单) they cover it."""
    found: dict[str, list[str]] = {}
    for path in (p for folder in DEFINITIONS for p in sorted((library / folder).glob("*.yaml"))):
        body = read_yaml(path.read_text("utf-8"))
        for row in body.get(ROWS_KEY) or ():
            found.setdefault(str(row), []).append(str(body[CODE_KEY]))
    for told in [*_lists(library), *_tables(library)]:
        for row in told.get(ROWS_KEY) or ():
            found.setdefault(str(row), []).append(str(told[CODE_KEY]))
    return found


@cache
def _lists(library: Path) -> list[dict[str, Any]]:
    """The lists that are compared with stand in one file."""
    path = library / "screening" / "lists.yaml"
    return read_yaml(path.read_text("utf-8")) if path.exists() else []


@cache
def _tables(library: Path) -> list[dict[str, Any]]:
    """Classes of property and rules for measures: tables that the room of enforcement reads."""
    folder = library / "enforcement"
    told = [read_yaml(path.read_text("utf-8")) for path in sorted(folder.glob("*.yaml"))]
    return [one for one in told if CODE_KEY in one]


def read_results(path: Path = RESULTS) -> Results:
    """Return the stored results; none at all when no test run has written any."""
    if not path.exists():
        return Results(None, False, {})
    stored = json.loads(path.read_text("utf-8"))
    proven: dict[str, list[Proven]] = {}
    for test, seen in sorted(stored["tests"].items()):
        for row, proof in seen["proves"]:
            proven.setdefault(row, []).append(Proven(test, proof, seen["outcome"]))
    return Results(stored["commit"], stored["dirty"], proven)


def coverage(
    inventory: Iterable[Row], covered: Mapping[str, Sequence[str]], results: Results
) -> Iterator[dict[str, Any]]:
    """Yield for every row what the command prints: id, definitions, page, tests, works, missing, commit."""
    answers = [_answer(row, covered.get(row.id, ()), results) for row in inventory]
    broken = [a["id"] for a in answers if not a["works"] and EVERYTHING not in a["archetypes"]]
    for answer in answers:
        if EVERYTHING in answer["archetypes"]:
            answer["works"] = not broken
            answer["missing"] = [f"还有 {len(broken)} 行没有完成"] if broken else []
        yield answer


def _answer(row: Row, codes: Sequence[str], results: Results) -> dict[str, Any]:
    proven = results.proven.get(row.id, ())
    missing = [] if EVERYTHING in row.archetypes else list(_missing(row, codes, proven))
    if results.commit is None:
        missing.append("没有测试结果，请先执行 make test")
    return {
        "id": row.id,
        "name": row.name,
        "archetypes": list(row.archetypes),
        "definitions": list(codes),
        "page": row.page or (_page(codes[0]) if codes else None),
        "tests": [p.test for p in proven],
        "works": not missing,
        "missing": missing,
        "commit": results.commit,
    }


PAGES = (
    ("registers", "/registers"),
    ("meetings", "/meeting-kinds"),
    ("indicators", "/indicators"),
    ("reports", "/reports/products"),
    ("reconciliations", "/reconciliations"),
)
"""Folders of the library whose definitions are worked on pages of their own."""


def _page(code: str) -> str:
    """Where a definition is worked: a register has a list, a kind of meeting, an indicator or a periodic
    product its page, a list to compare with the page of comparisons, a mechanism a form."""
    for folder, page in PAGES:
        if (LIBRARY / folder / f"{code}.yaml").exists():
            return f"{page}/{code}/"
    if any(listing[CODE_KEY] == code for listing in _lists(LIBRARY)):
        return "/screening/"
    if any(table[CODE_KEY] == code for table in _tables(LIBRARY)):
        return "/enforcement/"
    return f"/matters/new/{code}/"


def _missing(row: Row, codes: Sequence[str], proven: Sequence[Proven]) -> Iterator[str]:
    if not codes and not set(row.archetypes) <= _WITHOUT_DEFINITION:
        yield "库中没有写明覆盖本行的定义"
    yield from (f"测试没有通过：{p.test}" for p in proven if p.outcome != "passed")
    held = {p.proof for p in proven if p.outcome == "passed"}
    for proof in dict.fromkeys(proof for code in row.archetypes for proof in PROOFS[code]):
        if proof not in held:
            yield f"没有测试证明：{PROOF_WORDS[proof]}（{proof}）"
