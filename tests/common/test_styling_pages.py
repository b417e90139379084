"""Our own CSS and script keep to the floor: Chromium 86, no inline style or script, 200 lines of script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fuyuantong

SOURCE = Path(fuyuantong.__path__[0])
SHEETS = sorted(SOURCE.glob("*/static/**/*.css"))
SCRIPTS = sorted(SOURCE.glob("*/static/**/*.js"))
PAGES = sorted(SOURCE.glob("*/templates/**/*.html"))
# feature → what it looks like; each came after Chromium 86 and would silently lose colours or layout there
LATER = {
    "color-mix": r"color-mix\(", "oklch/lab": r"\b(?:ok)?l(?:ch|ab)\(", ":has": r":has\(", ":is/:where": r":(?:is|where)\(",
    "container query": r"@container|container-type", "layer": r"@layer", "nesting": r"[{;]\s*&|^\s+&",
    "inset": r"(?<![-\w])inset\s*:", "aspect-ratio": r"(?<!-)aspect-ratio\s*:", "new units": r"\d(?:dvh|svh|lvh|cqw|cqi)\b",
    "logical shorthand": r"(?:margin|padding)-(?:inline|block)\s*:", "accent-color": r"accent-color", "subgrid": r"subgrid",
    "light-dark": r"light-dark\(", "range syntax": r"@media[^{]*[<>]=?", "text-wrap": r"text-wrap",
}  # fmt: skip


def bare(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda p: p.name)
def test_no_css_newer_than_chromium_86(sheet):
    text = bare(sheet.read_text())
    found = [name for name, pattern in LATER.items() if re.search(pattern, text, re.MULTILINE)]
    assert found == []
    depth = 0
    for match in re.finditer(r"@media[^{]*\{|\{|\}", text):
        depth += -1 if match[0] == "}" else 1
        assert depth <= 2, "rules are not nested"
    assert depth == 0


def test_the_patterns_would_catch_what_they_are_for():
    samples = {"color-mix": "a{color:color-mix(in srgb, red, blue)}", ":has": "a:has(b){}", "nesting": "a{ &:hover{} }",
               "range syntax": "@media (width >= 600px){}", "inset": "a{ inset: 0 }"}  # fmt: skip
    assert [n for n, css in samples.items() if not re.search(LATER[n], css, re.MULTILINE)] == []


def test_every_variable_used_is_defined():
    text = "".join(bare(sheet.read_text()) for sheet in SHEETS)
    used, known = set(re.findall(r"var\((--[\w-]+)", text)), set(re.findall(r"(--[\w-]+)\s*:", text))
    assert used - known == set()


def test_dark_and_print_reset_the_same_colours():
    tokens, paper = (
        (SOURCE / "common/static/common" / name).read_text() for name in ("tokens.css", "print.css")
    )
    dark = set(re.findall(r"(--[\w-]+)\s*:", tokens.split('[data-theme="dark"] {')[1].split("}")[0]))
    printed = set(re.findall(r"(--[\w-]+)\s*:", paper))
    frame_only = {
        n
        for n in dark
        if n.startswith(
            ("--top", "--focus", "--rule", "--gold", "--brand-dark", "--green", "--amber", "--grey")
        )
    }
    assert dark - printed - frame_only == set()


def test_the_system_s_dark_is_the_chosen_dark():
    tokens = (SOURCE / "common/static/common/tokens.css").read_text()
    chosen, followed = (
        tokens.split(f'[data-theme="{name}"] {{')[1].split("}")[0].split() for name in ("dark", "auto")
    )
    assert chosen == followed


def test_our_script_stays_under_200_lines_and_asks_for_no_eval():
    text = "".join(script.read_text() for script in SCRIPTS)
    assert len(text.splitlines()) <= 200
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: "/".join(p.parts[-2:]))
def test_no_page_carries_inline_style_script_or_foreign_address(page):
    text = page.read_text()
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", text)
    assert len(text.splitlines()) <= 200
