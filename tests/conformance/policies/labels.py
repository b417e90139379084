"""Read the labels and compare a parse with them; used by tests and, in `tests/conformance`, as a command.

`python -m policies.labels [--heldout | --open] [--misses] COMMAND [ARG …]` builds the documents in a temporary directory,
runs `COMMAND --text FILE` for the text that offsets count in and `COMMAND --json FILE`, and prints precision,
recall and F1 of leads, responsible units, deadlines and targets, and the share of items right in all four.
"""

import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from . import build_formats

HERE = Path(__file__).parent
Item = dict[str, Any]
MEASURES = ("lead", "responsible", "deadline", "targets")


def gold() -> dict[str, list[Item]]:
    """Labelled items by document, in document order."""
    items: dict[str, list[Item]] = defaultdict(list)
    for line in (HERE / "gold.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        items[item["doc"]].append(item)
    return dict(items)


def heldout() -> set[str]:
    """Names of the documents that nobody looks at while working on the parser; the others are open."""
    return set((HERE / "heldout.txt").read_text("utf-8").split())


def squeeze(text: str) -> tuple[str, list[int]]:
    """The text without whitespace, and where each kept character stood."""
    kept = [(character, at) for at, character in enumerate(text) if not character.isspace()]
    return "".join(character for character, _ in kept), [at for _, at in kept]


def anchors(text: str, items: Iterable[Item]) -> Iterator[int | None]:
    """Offset in `text` of each item's first words, searched in order; None where they are not found."""
    flat, where = squeeze(text)
    at = 0
    for item in items:
        words = squeeze(item["title_or_first_words"])[0]
        found = flat.find(words, at)
        if found >= 0:
            at = found + 1
        yield where[found] if found >= 0 else None


def narrowest(parsed: list[Item], offset: int | None) -> Item:
    """The parsed item with the shortest span over the offset; an empty one where there is none."""
    over = [item for item in parsed if offset is not None and item["span"][0] <= offset < item["span"][1]]
    return min(over, key=lambda item: item["span"][1] - item["span"][0], default={})


def unit_key(unit: str) -> str:
    return re.sub(r"[\s()（）]", "", unit)


def _deadline(item: Item) -> list[tuple[str, str | None]]:
    deadline = item.get("deadline") or {"kind": "none"}
    iso = deadline.get("iso") if deadline["kind"] == "date" else None
    return [] if deadline["kind"] == "none" else [(deadline["kind"], iso)]


def _targets(item: Item) -> list[tuple[float, str]]:
    return [
        (float(target["value"]), unicodedata.normalize("NFKC", target.get("unit") or ""))
        for target in item.get("targets", [])
        if target.get("value") is not None
    ]


def compare(item: Item, got: Item) -> dict[str, tuple[Counter[Any], Counter[Any]]]:
    """For each measure what is missing from the parse and what it has too much; `hit` is the rest."""
    optional = {unit_key(unit) for unit in item.get("optional_units", []) + item.get("optional_leads", [])}
    lead = [unit_key(unit) for unit in item["lead"]]
    pairs: dict[str, tuple[list[Any], list[Any]]] = {
        "lead": (lead, [unit_key(unit) for unit in got.get("lead", [])]),
        # a lead that the text repeats among the responsible units may be given in either list
        "responsible": (
            [unit for unit in map(unit_key, item["responsible"]) if unit not in lead],
            [unit for unit in map(unit_key, got.get("responsible", [])) if unit not in lead],
        ),
        "deadline": (_deadline(item), _deadline(got)),
        "targets": (_targets(item), _targets(got)),
    }
    if item["deadline"]["kind"] == "none" and item.get("time_phrases"):
        pairs["deadline"] = ([], [])
    return {
        measure: (
            Counter(want) - Counter(have),
            Counter({key: n for key, n in (Counter(have) - Counter(want)).items() if key not in optional}),
        )
        for measure, (want, have) in pairs.items()
    }


def wanted(item: Item, measure: str) -> int:
    """How many labels the item has for a measure."""
    if measure == "deadline":
        return len(_deadline(item))
    if measure == "responsible":
        return len([unit for unit in item["responsible"] if unit not in item["lead"]])
    return len(item[measure])


def score(parses: dict[str, tuple[str, list[Item]]], labels: dict[str, list[Item]]) -> dict[str, Any]:
    """Scores over `labels`; `parses` gives for each document its text and its parsed items."""
    tally: dict[str, Counter[str]] = {measure: Counter() for measure in MEASURES}
    exact = total = lost = 0
    misses = []
    for doc, items in labels.items():
        text, parsed = parses.get(doc, ("", []))
        for item, offset in zip(items, anchors(text, items), strict=True):
            got = narrowest(parsed, offset)
            found = compare(item, got)
            total += 1
            lost += not got
            wrong = {m: (list(a.elements()), list(b.elements())) for m, (a, b) in found.items() if a or b}
            exact += not wrong
            if wrong:
                misses.append({"doc": doc, "no": item["no"], "missing_extra": wrong})
            for measure, (missing, extra) in found.items():
                tally[measure]["fn"] += missing.total()
                tally[measure]["fp"] += extra.total()
                tally[measure]["tp"] += wanted(item, measure) - missing.total()
    result: dict[str, Any] = {measure: _rates(counts) for measure, counts in tally.items()}
    return result | {
        "items": total,
        "not_found": lost,
        "exact": round(exact / max(total, 1), 4),
        "misses": misses,
    }


def _rates(counts: Counter[str]) -> dict[str, float]:
    tp, fp, fn = counts["tp"], counts["fp"], counts["fn"]
    precision = tp / (tp + fp) if tp + fp else 1.0
    recall = tp / (tp + fn) if tp + fn else 1.0
    both = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both, 4) if both else 0.0,
        "n": tp + fn,
    }


def main(arguments: list[str]) -> None:
    """Run the command on the documents and print the scores, last line JSON."""
    flags = {word for word in arguments if word in ("--heldout", "--open", "--misses")}
    command = [word for word in arguments if word not in flags]
    if not command:
        sys.exit(__doc__)
    hidden = heldout()
    labels = {
        doc: items
        for doc, items in gold().items()
        if not ("--heldout" in flags and doc not in hidden) and not ("--open" in flags and doc in hidden)
    }
    parses = {}
    with tempfile.TemporaryDirectory() as folder:
        build_formats.build(Path(folder))
        for doc in labels:
            place = str(Path(folder) / doc)
            text, parsed = (
                subprocess.run([*command, option, place], capture_output=True, text=True, check=False).stdout
                for option in ("--text", "--json")
            )
            parses[doc] = (text, (json.loads(parsed) if parsed.strip() else {}).get("items", []))
    result = score(parses, labels)
    misses = result.pop("misses")
    lines = [json.dumps(miss, ensure_ascii=False) for miss in misses if "--misses" in flags]
    lines += [f"{measure:12} {figures}" for measure, figures in result.items()]
    sys.stdout.write("\n".join([*lines, json.dumps(result, ensure_ascii=False)]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
