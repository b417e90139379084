"""What we take from others is declared, pinned, and explained."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Imported by us, brought by a declared package (docs/build/dependencies.md says which).
FELLOWS = {"asgiref", "attrs", "qrcode", "fido2", "pydantic-core", "annotated-types"}


#: Imported only where somebody has installed it: the engine of the extra `spark`, and what the benchmark stands beside.
WHERE_THERE = {"pyspark", "splink"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(d for e in extras for d in project["optional-dependencies"][e])]
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in lines}


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return {normal(k): v for k, v in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)}


def test_the_page_lists_exactly_what_is_declared_with_the_locked_versions() -> None:
    page = (ROOT / "docs" / "build" / "dependencies.md").read_text(encoding="utf-8")
    rows = {normal(n): v for n, v in re.findall(r"^\| ([\w.-]+) \| (\d\S*) \|", page, re.MULTILINE)}
    assert rows == {name: locked("run.txt")[name] for name in declared()}


@pytest.mark.parametrize(
    ("folder", "extras"), [("src", []), ("tests", ["test"]), ("bench", ["test"]), ("scripts", [])]
)
def test_every_import_is_of_something_declared(folder: str, extras: list[str]) -> None:
    """A module that nothing installed brings counts as undeclared too."""
    owners = metadata.packages_distributions()
    imported: dict[str, Path] = {}
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            imported |= {name.partition(".")[0]: path for name in names}
    ours = {
        "",
        "fuyuantong",
        "tests",
        "bench",
        *(p.stem for f in ("tests", folder) for p in (ROOT / f).glob("*")),
    }
    outside = {n: p for n, p in imported.items() if n not in {*sys.stdlib_module_names, *ours, *WHERE_THERE}}
    allowed = declared(*extras) | FELLOWS
    missing = {n: str(p) for n, p in outside.items() if not {normal(d) for d in owners.get(n, [])} & allowed}
    assert missing == {}


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_the_locks_name_no_address_and_hash_everything(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links", text)
    assert text.count("==") == len(re.findall(r"==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", text))


def test_the_product_and_the_tests_run_on_the_same_versions() -> None:
    product, tests = locked("run.txt"), locked("dev.txt")
    assert {name: tests.get(name) for name in product} == product
