"""docs/build/api.md under test: its requests are sent in their order, its answers are what comes back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.test import Client
from tests import make

from api.scene import operations
from fuyuantong.organs.kinds import API_SCOPES

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "build" / "api.md"
BLOCK = re.compile(r"```http\n(.*?)```", re.DOTALL)


def blocks() -> list[tuple[str, dict[str, str], str]]:
    """(first line, headers, body) of every block."""
    found = []
    for text in BLOCK.findall(GUIDE.read_text("utf-8")):
        head, _gap, body = text.partition("\n\n")
        first, *lines = head.strip().splitlines()
        found.append((first, dict(line.split(": ", 1) for line in lines), body.strip()))
    return found


def filled(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda found: known[found[1]], text)


def compare(wanted: Any, given: Any, known: dict[str, str], where: str) -> None:
    """Everything the guide says stands in the answer; a `$name` that is new takes what is there."""
    if isinstance(wanted, dict):
        for name, value in wanted.items():
            assert name in given, f"{where}: {name}"
            compare(value, given[name], known, f"{where}.{name}")
    elif isinstance(wanted, list):
        assert len(given) >= len(wanted), where
        for n, (one, other) in enumerate(zip(wanted, given, strict=False)):
            compare(one, other, known, f"{where}[{n}]")
    elif isinstance(wanted, str) and wanted.startswith("$") and wanted[1:] not in known:
        known[wanted[1:]] = given
    else:
        assert given == (filled(wanted, known) if isinstance(wanted, str) else wanted), where


def test_the_guide_is_true(city):
    known = {
        "KEY": make.token(city.office),
        "HOUSING_KEY": make.token(city.housing_clerk),
        "HOUSING": str(city.housing.pk),
    }
    told = blocks()
    assert len(told) > 20
    assert len(told) % 2 == 0
    client = Client()
    for (request, headers, body), (status, expected, answer) in zip(told[::2], told[1::2], strict=True):
        method, path = filled(request, known).split(" ")
        sent = {name: filled(value, known) for name, value in headers.items()}
        kind = sent.pop("Content-Type", "application/octet-stream")
        given = client.generic(method, path, filled(body, known).encode(), content_type=kind, headers=sent)
        assert given.status_code == int(status.split(" ")[0]), f"{request}: {given.content.decode()}"
        for name, value in expected.items():
            assert given.headers[name] == value, request
        compare(json.loads(answer), json.loads(given.content), known, request)


def test_the_guide_names_every_scope_and_only_operations_that_exist():
    text = GUIDE.read_text("utf-8")
    assert [scope for scope in API_SCOPES if f"`{scope}`" not in text] == []
    paths = {path for _method, path, _told in operations().values()}
    named = set(re.findall(r"`(/(?:matters|obligations|imports)[\w/{}-]*)`", text))
    known = {re.sub(r"{\w+}", "{id}", path) for path in paths}
    assert named - known == set()
