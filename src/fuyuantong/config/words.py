"""Compile the English words (.po → .mo) in plain Python, so that no gettext tools need be installed.

`python -m fuyuantong.config.words` compiles what is older than its source; scripts/setup.sh, `fyt up` and
`fyt migrate` do the same. Entries marked fuzzy or left empty
are skipped, so the Chinese source is shown for them.
"""

from __future__ import annotations

import ast
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
LOCALE = SOURCE / "locale"
MAGIC, HEADER = 0x950412DE, 7 * 4


def _blocks(text: str) -> Iterator[list[str]]:
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        comments = [line for line in lines if line.startswith("#,")]
        entry = [line for line in lines if not line.startswith("#")]
        if entry and not any("fuzzy" in comment for comment in comments):
            yield entry


def _fields(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if not line.startswith('"'):
            name, line = line.split(" ", 1)  # noqa: PLW2901 - the rest of the line is a string like the others
        fields[name] = fields.get(name, "") + str(ast.literal_eval(line))
    return fields


def read(text: str) -> dict[str, str]:
    """Return the catalogue: key as gettext forms it (context, plural) → translation."""
    catalogue: dict[str, str] = {}
    for fields in map(_fields, _blocks(text)):
        key = fields["msgid"]
        if "msgctxt" in fields:
            key = fields["msgctxt"] + "\x04" + key
        if "msgid_plural" in fields:
            key += "\x00" + fields["msgid_plural"]
        said = [value for name, value in sorted(fields.items()) if name.startswith("msgstr")]
        if all(said):
            catalogue[key] = "\x00".join(said)
    return catalogue


def write(catalogue: dict[str, str]) -> bytes:
    """Return the .mo file: two tables of (length, offset) in the order of the keys' bytes, then the texts."""
    pairs = sorted((key.encode(), text.encode()) for key, text in catalogue.items())
    tables, texts, place = [], b"", HEADER + 16 * len(pairs)
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<2I", len(pair[column]), place + len(texts)))
            texts += pair[column] + b"\x00"
    head = struct.pack("<7I", MAGIC, 0, len(pairs), HEADER, HEADER + 8 * len(pairs), 0, 0)
    return head + b"".join(tables) + texts


def catalogues(folder: Path = SOURCE) -> list[Path]:
    """Return the sources of all catalogues: the product's own first, then those of single rooms."""
    found = folder.glob("**/locale/*/LC_MESSAGES/*.po")
    return sorted(found, key=lambda path: (len(path.parts), path))


def compile_words(folder: Path = SOURCE) -> list[Path]:
    """Compile every catalogue that is newer than its compiled form; return the files written.

    Two starts at once both succeed: a file is written aside and renamed. Where the program's folder may not
    be written (an installed package) its catalogues are as they were delivered.
    """
    written = []
    for source in catalogues(folder):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        if not os.access(source.parent, os.W_OK):
            continue
        fresh = target.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(write(read(source.read_text("utf-8"))))
        fresh.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_words():
        sys.stderr.write(f"compiled {path.relative_to(SOURCE)}\n")
