"""Build the blind documents and read their labels; measures and writers are those of `policies`.

A document is `NAME.txt` beside this file or `sources/NAME.FORMAT.txt`, as described in `policies.build_formats`.
"""

import json
from collections import defaultdict
from pathlib import Path

from conformance.policies import build_formats
from conformance.policies.labels import Item

HERE = Path(__file__).parent


def gold(prefix: str) -> dict[str, list[Item]]:
    """Labelled items by document of one round, in the order of the README: `b`, `c`, `d`, `e`, `f`, `g`, `h`."""
    items: dict[str, list[Item]] = defaultdict(list)
    for line in (HERE / "gold.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        if item["doc"].startswith(prefix):
            items[item["doc"]].append(item)
    return dict(items)


def source_text(document: str) -> str:
    """The UTF-8 text from which a document is made."""
    plain = HERE / document
    return (plain if plain.exists() else HERE / "sources" / f"{document}.txt").read_text("utf-8")


def build(target: Path) -> list[Path]:
    """Write every document into `target` and return the files, sorted by name."""
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for source in HERE.glob("[b-h]*.txt"):
        (target / source.name).write_text(source.read_text("utf-8"), "utf-8")
        made.append(target / source.name)
    for source in (HERE / "sources").glob("[b-h]*.txt"):
        place = target / source.stem
        build_formats.WRITERS[place.suffix[1:]](source.read_text("utf-8"), place)
        made.append(place)
    return sorted(made)
