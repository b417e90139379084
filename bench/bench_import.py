"""A paper from the upload to its stored items, against the in-process parse of the same file.

End to end: receive, hash, keep the file, read it in the capped child process, parse, store text and items,
trail. The small paper (shorter than real ones) pays for the child and the disk, the large one hardly notices
them, the usual one is as long as a city's 要点 or 办法 is: some 8,000 characters. All three are told.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import ground as base

GOAL = 3.0
ROUNDS = {"small": 9, "usual": 9, "large": 3}
TIMES = {"usual": 10, "large": 60}


def main() -> None:
    with base.ground(durable=True), tempfile.TemporaryDirectory(prefix="fyt-bench-files-") as folder:
        from django.conf import settings

        settings.MEDIA_ROOT = Path(folder) / "media"
        cast = base.city()
        for name, path in papers(Path(folder)).items():
            measure(name, path, cast.office)


def papers(folder: Path) -> dict[str, Path]:
    """The sample paper as it is, and papers with several times its tasks."""
    from fuyuantong import library

    small = next((Path(next(iter(library.__path__))) / "demo").glob("*.txt"))
    head, _, body = small.read_text("utf-8").partition("一、")
    made = {"small": small}
    for name, times in TIMES.items():
        made[name] = folder / f"{name}.txt"
        made[name].write_text(head + "\n".join("一、" + body for _ in range(times)), "utf-8")
    return made


def measure(name: str, path: Path, office) -> None:
    from fuyuantong.documents.reading import read_file
    from fuyuantong.plans.extraction import parse_text
    from fuyuantong.plans.models import PlanItem

    def parse() -> None:
        parse_text(read_file(path).text)

    content = path.read_bytes()
    take_in(content, office)
    ours, bare = base.side_by_side(lambda: take_in(content, office), parse, ROUNDS[name])
    ratio = ours / bare
    base.tell(
        "import", ratio=ratio, goal=f"≤ {GOAL:g} × in-process parse", ok=ratio <= GOAL, paper=name,
        characters=len(path.read_text("utf-8")),
        items=PlanItem.objects.filter(source__size=len(content)).count() // (ROUNDS[name] + 1),
        ms=round(ours * 1000, 1), parse_ms=round(bare * 1000, 1),
    )  # fmt: skip


def take_in(content: bytes, office) -> None:
    """What the upload page does, and for big papers what its job does afterwards."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from fuyuantong.common.uow import unit_of_work
    from fuyuantong.plans.actions.importing import read_import, start_import
    from fuyuantong.plans.kinds import ImportState

    with unit_of_work(office) as uow:
        paper = start_import(uow, SimpleUploadedFile("要点.txt", content), again=True)
    if paper.state == ImportState.READING:
        with unit_of_work(office) as uow:
            read_import(uow, paper.pk)


if __name__ == "__main__":
    main()
