"""Official documents: one-page PDFs a second with a warm compiler, and one document of 30 pages.

One JSON line a measure. Every document differs from the one before, so that nothing is answered from a
compiler's memory; the compiler is warmed by one document first. `per_second_of_processor` counts the
processor's time, which other work on the machine does not stretch. `fonts` says which faces were at work:
`pip` are the two packages every installation has. One process, one thread.
"""

import json
import os
import resource
import statistics
import time
from datetime import date

import django

from fuyuantong.documents.official import Document, Layout, Paragraph, faces, print_docx, print_pdf

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuyuantong.config.settings")
os.environ.setdefault("FYT_SECRET_KEY", "only-for-the-bench-where-no-session-is-ever-signed")

WORDS = (
    "临江市人民政府与临江市中级人民法院共同研究，决定建立常态化的联席会议机制，统筹推进行政争议化解等工作。"
)
ROUNDS = 200


def letter(n: int, lines: int = 3) -> Document:
    """A letter of one page; `n` makes it different."""
    return Document(
        layout=Layout.LETTER,
        title=f"关于商请函告第{n}号事项办理情况的函",
        issuers=("临江市府院联席会议办公室",),
        number=f"临府院联函〔2026〕{n}号",
        addressees=("临江市住房和城乡建设局",),
        body=tuple(Paragraph(f"{WORDS}第{n}号第{k}段。") for k in range(lines)),
        issued_on=date(2026, 3, 5),
        copies=("市人民政府办公室",),
    )


def long(n: int) -> Document:
    """About 30 pages of text: 22 lines a page, three lines a paragraph."""
    body = tuple(Paragraph(f"{WORDS}{WORDS[:20]}第{n}号第{k}段。") for k in range(224))
    return Document(Layout.FILE, f"第{n}号总结", ("临江市司法局",), number=f"临司发〔2026〕{n}号", body=body)


def times(work, count: int) -> list[float]:
    made = []
    for n in range(1, count + 1):
        start = time.perf_counter()
        work(n)
        made.append(time.perf_counter() - start)
    return sorted(made)


def say(measure: str, **more: object) -> None:
    print(json.dumps({"bench": "papers", "measure": measure, **more}, ensure_ascii=False), flush=True)


def main() -> None:
    django.setup()
    for fonts in ("machine", "pip"):
        if fonts == "pip":
            faces.SYSTEM = ()
        start = time.perf_counter()
        first = print_pdf(letter(0))
        cold = time.perf_counter() - start
        begun = time.process_time()
        taken = times(lambda n: print_pdf(letter(n)), ROUNDS)
        used = time.process_time() - begun
        say(
            "one page", fonts=fonts, pages=first.pages, per_second=round(ROUNDS / sum(taken), 1),
            want_at_least=40, median_ms=round(1000 * statistics.median(taken), 1),
            p90_ms=round(1000 * taken[int(ROUNDS * 0.9)], 1), cold_ms=round(1000 * cold),
            per_second_of_processor=round(ROUNDS / used, 1), kilobytes=len(first.content) // 1024,
        )  # fmt: skip
        pages = print_pdf(long(0)).pages
        taken = times(lambda n: print_pdf(long(n)), 5)
        say("long", fonts=fonts, pages=pages, seconds=round(statistics.median(taken), 2), want_at_most=2)
    taken = times(lambda n: print_docx(letter(n)), 40)
    say(
        "one page, docx",
        per_second=round(40 / sum(taken), 1),
        median_ms=round(1000 * statistics.median(taken), 1),
    )
    say("memory", peak_megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main()
