"""Limits that no other linter knows: length of modules and templates, and CSS that Chromium 86 can read."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "fuyuantong"
LONGEST_MODULE, LONGEST_TEMPLATE = 400, 200
#: Later than Chromium 86, which domestic browsers still are.
TOO_NEW = re.compile(
    r":has\(|:is\(|:where\(|:not\([^)]*,|color-mix\(|oklch\(|oklab\(|light-dark\(|@container|@layer|@scope|@starting-style"
    r"|\binset\s*:|\baspect-ratio\s*:|\baccent-color\s*:|\bcontainer-type\s*:|\btext-wrap\s*:|\d(?:dvh|svh|lvh|dvw|cqw)\b"
    r"|overflow(?:-[xy])?\s*:\s*clip|(?<![\w-])(?:translate|rotate|scale)\s*:|subgrid|^\s*&",
    re.MULTILINE,
)


def problems() -> Iterator[str]:
    for path in sorted([*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]):
        if "migrations" not in path.parts:
            yield from _too_long(path, LONGEST_MODULE)
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        yield from _too_long(path, LONGEST_TEMPLATE)
    for path in sorted(SOURCE.rglob("static/**/*.css")):
        text = re.sub(
            r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        for found in TOO_NEW.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{path.relative_to(ROOT)}:{line}: {found[0].strip()!r} is newer than Chromium 86"


def _too_long(path: Path, most: int) -> Iterator[str]:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > most:
        yield f"{path.relative_to(ROOT)}: {lines} lines, {most} allowed"


def main() -> int:
    found = list(problems())
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
