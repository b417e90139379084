"""docs/glossary.md is complete: no identifier of the field's terms without its Chinese and its English."""

from __future__ import annotations

import enum
import importlib
import importlib.util
import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.urls import get_resolver
from django.utils import translation

from fuyuantong.definitions.vocabulary import sections
from fuyuantong.matters.moves import MOVES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"
_ROW = re.compile(r"^\| (?P<chinese>[^|]+) \| `(?P<name>[^`|]+)` \| (?P<english>[^|]+) \|$", re.MULTILINE)
_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def entries() -> dict[tuple[str, str], str]:
    """(identifier, Chinese) → English."""
    return {
        (r["name"], r["chinese"].strip()): r["english"].strip()
        for r in _ROW.finditer(PAGE.read_text("utf-8"))
    }


def names() -> set[str]:
    return {name for name, _ in entries()}


def rooms() -> list[str]:
    return [config.name for config in apps.get_app_configs() if config.name.startswith("fuyuantong.")]


def enums() -> Iterator[tuple[str, type[enum.Enum]]]:
    for room in rooms():
        if importlib.util.find_spec(f"{room}.kinds") is None:
            continue
        module = importlib.import_module(f"{room}.kinds")
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, enum.Enum) and kind.__module__.startswith(module.__name__):
                yield f"{room.split('.')[1]}.{name}", kind


def missing(wanted: Iterable[str]) -> list[str]:
    return sorted(set(wanted) - names())


def test_every_model_is_in_the_glossary():
    assert not missing(
        f"{model.__module__.split('.')[1]}.{model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith("fuyuantong.")
    )


def test_every_member_of_every_closed_list_of_words_is_in_the_glossary():
    assert not missing(f"{name}.{member.name}" for name, kind in enums() for member in kind)


def test_the_words_on_the_screen_are_the_words_of_the_glossary():
    """Who renames a state on the screen renames it here."""
    with translation.override("zh-hans"):
        shown = {(f"{n}.{m.name}", str(m.label)) for n, kind in enums() for m in kind if hasattr(m, "label")}
    assert not shown - set(entries())


def test_every_verb_of_an_obligation_is_in_the_glossary_in_its_words():
    said = {name: chinese for name, chinese in entries() if name.startswith("MOVES.")}
    assert not {verb for verb, m in MOVES.items() if not said.get(f"MOVES.{verb}", "").startswith(m.words)}


def keys() -> Iterator[tuple[str, str]]:
    for title, section in sections.SECTIONS.items():
        yield section.cls.__name__, title
        yield from (
            (f"{section.cls.__name__}.{key.attr}", f"{title}·{word}") for word, key in section.keys.items()
        )
    yield from (
        (f"ExpectationKind.{kind.name}", f"推演·{word}") for word, kind in sections.EXPECTATIONS.items()
    )
    yield from ((f"Basis.{attr}", f"依据·{word}") for word, attr in sections.BASIS_KEYS.items())
    yield from ((f"Extension.{attr}", f"可延·{word}") for word, attr in sections.EXTENSION_KEYS.items())
    yield "SCENARIO_NAME", f"推演·{sections.SCENARIO_NAME}"
    yield "SCENARIO_STEPS", f"推演·{sections.SCENARIO_STEPS}"


def test_every_key_that_a_definition_may_use_is_in_the_glossary():
    assert not set(keys()) - set(entries())


def first_parts(patterns: Iterable[Any]) -> Iterator[str]:
    for pattern in patterns:
        text = str(pattern.pattern)
        if not text and hasattr(pattern, "url_patterns"):
            yield from first_parts(pattern.url_patterns)
        elif text:
            yield text.split("/", maxsplit=1)[0]


def test_every_address_is_in_the_glossary():
    assert not missing(f"/{part}/" for part in first_parts(get_resolver().url_patterns))


def test_every_line_has_chinese_and_english():
    assert len(entries()) > 400
    assert all(_HAN.search(chinese) for name, chinese in entries())
    assert all(english and not _HAN.search(english) for english in entries().values())


def test_no_line_is_left_over_from_a_member_that_is_gone():
    closed = {name for name, _ in enums()}
    members = {f"{name}.{member.name}" for name, kind in enums() for member in kind}
    listed = {name for name in names() if name.rpartition(".")[0] in closed}
    assert not listed - members
