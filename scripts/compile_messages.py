"""Turn every .po of the source tree into .mo, without gettext's programs; only what has changed."""

from __future__ import annotations

import ast
import re
import struct
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "fuyuantong"
_LINE = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*(".*")$')


def read(po: Path) -> dict[str, str]:
    """Return key → text as the .mo format keys them: context EOT id NUL plural; no fuzzy or empty texts."""
    messages: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", po.read_text(encoding="utf-8")):
        entry: dict[str, str] = {}
        current = ""
        for line in block.splitlines():
            found = _LINE.match(line.strip())
            if found:
                current = found.group(1) or current
                entry[current] = entry.get(current, "") + ast.literal_eval(found.group(2))
        fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines())
        texts = [entry[name] for name in sorted(entry) if name.startswith("msgstr")]
        if "msgid" not in entry or not all(texts) or (fuzzy and entry["msgid"]):
            continue
        key = entry["msgid"] + ("\0" + entry["msgid_plural"] if "msgid_plural" in entry else "")
        messages[f"{entry['msgctxt']}\4{key}" if "msgctxt" in entry else key] = "\0".join(texts)
    return messages


def pack(messages: dict[str, str]) -> bytes:
    """Return the .mo file (format of GNU gettext, revision 0, without a hash table)."""
    pairs = sorted((key.encode(), text.encode()) for key, text in messages.items())
    keys, texts = b"", b""
    places: list[tuple[int, int, int, int]] = []
    for key, text in pairs:
        places.append((len(key), len(keys), len(text), len(texts)))
        keys += key + b"\0"
        texts += text + b"\0"
    start = 28 + 16 * len(pairs)
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    table = b"".join(struct.pack("<2I", size, start + at) for size, at, _, _ in places)
    table += b"".join(struct.pack("<2I", size, start + len(keys) + at) for _, _, size, at in places)
    return head + table + keys + texts


def main() -> None:
    for po in SOURCE.glob("**/locale/*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            mo.write_bytes(pack(read(po)))


if __name__ == "__main__":
    main()
