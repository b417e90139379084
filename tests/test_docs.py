"""The documents under test: what they name exists, and what exists is named."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from fuyuantong.config import cli

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ONLY_FOR_TESTS = {
    "FYT_TEST_PG",
    "FYT_TEST_PROCESSES",
    "FYT_TEST_OWNER_URL",
    "FYT_SEEDS",
    "FYT_TEST_FILES",
    "FYT_ROLE",
    "FYT_SOFFICE",
}


def text_of(pages: Iterable[Path] = PAGES) -> str:
    return "\n".join(page.read_text("utf-8") for page in pages)


def test_every_relative_link_leads_somewhere():
    spec = importlib.util.spec_from_file_location("check_docs", ROOT / "scripts" / "check_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert list(module.broken()) == []


def test_every_command_that_the_documents_name_exists():
    named = set(re.findall(r"(?:bin/|`|^\s*|\b)fyt ([a-z]+)", text_of(), re.MULTILINE))
    assert named - set(cli.COMMANDS) - {"backup", "restore"} == set()


def test_every_command_is_named_in_the_documents():
    named = set(re.findall(r"fyt ([a-z]+)", text_of())) | set(
        re.findall(r"`([a-z]+)`", text_of([ROOT / "CHANGELOG.md"]))
    )
    assert set(cli.COMMANDS) - named == set()


def test_every_word_of_make_that_the_documents_name_exists():
    words = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", text_of())) | set(
        re.findall(r"^make ([a-z-]+)", text_of(), re.MULTILINE)
    )
    assert named - words == set()


def test_every_setting_from_the_environment_is_described_for_installers():
    sources = [*(ROOT / "src").rglob("*.py")]
    read = set(re.findall(r"""["'](FYT_[A-Z_]+)["']""", text_of(sources)))
    described = text_of((ROOT / "docs" / "operate").glob("*.md"))
    prefixes = {name for name in read if name.endswith("_")}
    assert {name for name in read - prefixes - ONLY_FOR_TESTS if name not in described} == set()


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_sample_accounts_of_the_readme_are_those_of_the_demonstration(page: str):
    from fuyuantong.config.demo.loading import DATA, PASSWORD

    accounts = {row["登录名"] for row in yaml.safe_load(DATA.read_text("utf-8"))["账号"]}
    said = (ROOT / page).read_text("utf-8")
    assert {name for name in accounts if f"`{name}`" not in said} == set()
    assert f"`{PASSWORD}`" in said


def test_both_readmes_tell_the_same_way():
    steps = ("office", "market", "auditor", "fyt audit verify", "fyt parse", "```mermaid", "LICENSE")
    for page in ("README.md", "README.zh-CN.md"):
        text = (ROOT / page).read_text("utf-8")
        assert [step for step in steps if step not in text] == []


def test_publiccode_has_what_the_standard_asks_for():
    """publiccode.yml standard 0.4: mandatory keys, lengths of the descriptions."""
    body = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    assert body["publiccodeYmlVersion"] == "0.4"
    assert {"name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal"} <= set(
        body
    )
    assert body["legal"]["license"] == "Apache-2.0"
    assert body["maintenance"]["type"] == "community"
    assert body["maintenance"]["contacts"][0]["name"]
    assert set(body["localisation"]["availableLanguages"]) == set(body["description"])
    for said in body["description"].values():
        assert len(said["shortDescription"]) <= 150
        assert 150 <= len(said["longDescription"]) <= 10_000
        assert said["features"]


def test_the_licence_is_whole():
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert "Version 2.0, January 2004" in licence
    assert "9. Accepting Warranty or Additional Liability" in licence
