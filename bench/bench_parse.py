"""`fyt parse`: characters a second for each format, and what the capped child costs beside it.

One JSON line a format: characters a second of reading and parsing in this process, of the grammar alone,
and for a document of a usual length the ratio of the whole import path (child process, then grammar) to
the in-process work on the same file, all measured in this run.  `doubling` is the time for twice the text
over the time for the text: 2 is linear.  The shapes are texts made to be slow, in processor time.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from conformance.policies import build_formats
from fuyuantong.documents.reading import read_file, read_in_child
from fuyuantong.plans.extraction import parse_text

SAMPLES = {
    "txt": "p01_linkage_points.txt",
    "docx": "p26_docx_own_lines.docx",
    "xlsx": "p30_sheet_plain.xlsx",
    "html": "p32_page_paragraphs.html",
    "pdf": "p34_printed.pdf",
}


def best(work: Callable[[], object], rounds: int = 7) -> float:
    """The shortest of several times, in seconds: the one least disturbed."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


# texts made to be slow: bare heads, nesting, and runs of one thing
SHAPES = {
    "heads": "序号\n任务\n牵头单位\n完成时间\n",
    "heads-in-tabs": "序号\t任务\t牵头单位\t完成时间\n",
    "nested-numbers": "一、甲\n(一)乙\n1.丙\n(1)丁\n①戊\n1)己\n",
    "numbers-in-line": "1.2.3.4.5.6.7.8.9.",
    "brackets": "（）",
    "open-brackets": "（",
    "brackets-of-units": "（市司法局）",
    "labels": "牵头单位：",
    "labels-blank": "责任单位 ",
    "labels-and-units": "责任单位：市司法局；",
    "digits": "1",
    "digits-and-measures": "办理3件，",
    "measures": "3件、",
    "rates": "率达到9%，",
    "numerals": "一二三四五六",
    "units": "市司法局、",
    "units-in-one": "市司法局",
    "dates": "2026年12月31日前",
    "frequencies": "每季度",
    "open-cells": '1\t"\n',
    "tabs": "\t",
    "lines": "甲\n",
}
SHAPE_CHARACTERS = 40_000


def spent(work: Callable[[], object], rounds: int = 3) -> float:
    """The least processor time of this process for the work, in seconds: other processes do not count."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def shape(name: str, piece: str) -> dict[str, object]:
    """What a text that repeats one piece costs, and twice the text."""
    text = "1.推进工作。" + piece * (
        SHAPE_CHARACTERS // len(piece)
    )  # so that it stands in an item and is read
    once, twice = spent(lambda: parse_text(text)), spent(lambda: parse_text(f"{text}\n{text}"))
    return {
        "bench": "parse",
        "shape": name,
        "characters_per_cpu_second": round(len(text) / once),
        "doubling": round(twice / once, 2),
    }


def both(path: Path) -> None:
    parse_text(read_file(path).text)


def measure(name: str, path: Path) -> dict[str, object]:
    """The figures of one format."""
    text = read_file(path).text
    whole = best(lambda: both(path))
    grammar = best(lambda: parse_text(text))
    child = best(lambda: parse_text(read_in_child(path).text), 5)
    return {
        "bench": "parse",
        "format": name,
        "characters": len(text),
        "characters_per_second": round(len(text) / whole),
        "grammar_characters_per_second": round(len(text) / grammar),
        "in_process_ms": round(whole * 1000, 2),
        "with_child_ms": round(child * 1000, 2),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        build_formats.build(Path(folder))
        for name, file in SAMPLES.items():
            print(json.dumps(measure(name, Path(folder) / file), ensure_ascii=False), flush=True)
        base = read_file(Path(folder) / SAMPLES["txt"]).text
        long = Path(folder) / "long.txt"
        long.write_text("\n".join([base] * 60), "utf-8")
        text = read_file(long).text
        once, twice = best(lambda: parse_text(text), 3), best(lambda: parse_text(text + "\n" + text), 3)
        inside = best(lambda: both(long), 3)
        across = best(lambda: parse_text(read_in_child(long).text), 3)
        print(
            json.dumps(
                {
                    "bench": "parse",
                    "format": "txt-long",
                    "characters": len(text),
                    "characters_per_second": round(len(text) / inside),
                    "doubling": round(twice / once, 2),
                    "import_over_in_process": round(across / inside, 2),
                }
            ),
            flush=True,
        )
        for name, piece in SHAPES.items():
            print(json.dumps(shape(name, piece)), flush=True)


if __name__ == "__main__":
    main()
