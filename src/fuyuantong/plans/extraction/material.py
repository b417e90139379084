"""From what belongs to one item (claims and running text) to the item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from fuyuantong.plans.extraction import background
from fuyuantong.plans.extraction.annotations import Context, assigned, charged, prose_units
from fuyuantong.plans.extraction.clauses import Claim
from fuyuantong.plans.extraction.flow import Flow
from fuyuantong.plans.extraction.model import Deadline, Item, Period, Span, Target, Unit
from fuyuantong.plans.extraction.quantities import targets
from fuyuantong.plans.extraction.temporal import periods, prose
from fuyuantong.plans.extraction.units import Lexicon

_TITLE = 45
_STOP, _PAUSE = re.compile(r"[。\n]"), re.compile(r"[,;:，；：]")
_COUNTS = re.compile(r"[\d〇零一二两三四五六七八九十百每年季月]")
_TELLS = re.compile(r"牵头|会同|负责|承担|落实|实施|办理")
_EDGES = " :,;、：，；。"
_FIRST = re.compile(
    r"(?:列|排|居|位|名|署)?(?:列|次|名|位|于|在)*(?:第一|首)(?:位|个|名|列|家)?(?:的|者|单位|部门|责任单位|,|为)*[^。;\n]{0,8}?(?:为|是|系|即|即为)?(?:本项|该项|此项|总)?(?:任务|工作)?(?:的)?"
    r"牵头(?:责任|负责)?(?:单位|部门)"
    r"|牵头(?:责任)?(?:单位|部门)(?:列|排|居|位列|名列)(?:在)?(?:第一|首)(?:位|名)?"
)


def first_leads(text: str) -> int | None:
    """From where the document's own rule makes the first unit of a list the lead (列第一位者为牵头单位).

    A rule that says 下同 holds from its place on, any other for the whole document; None without one.
    """
    m = _FIRST.search(text)
    if m is None:
        return None
    return m.start() if "下同" in text[m.end() : m.end() + 6] else 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the whole document."""

    context: Context
    first_leads: int | None


@dataclass(slots=True)
class Material:
    """Claims, stretches of running text (flow, start, end, lexicon) and figures by themselves of one item."""

    claims: list[Claim] = field(default_factory=list)
    prose: list[tuple[Flow, int, int, Lexicon]] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def annotated(self) -> bool:
        """Whether an annotation names units or a deadline."""
        return any(not c.empty() for c in self.claims)


def make_item(
    material: Material, rules: Rules, *, no: str, path: tuple[str, ...], title: str, text: str, span: Span
) -> Item:
    """The item that the material says."""
    told = any(_TELLS.search(f.text, i, j) for f, i, j, _ in material.prose)
    if told and not any(c.lead or c.responsible or c.assist for c in material.claims):
        material.claims += [c for f, i, j, _ in material.prose for c in assigned(f, i, j, rules.context)]
    ruled = rules.first_leads is not None and span[1] > rules.first_leads
    named = _units(material, ruled=ruled) if told or material.claims else ((), (), (), ())
    lead, responsible, assisting, partners = named
    counted = background.duties([s[:3] for s in material.prose])
    main, every = _deadlines(material, counted, rules)
    found_targets = list(material.targets)
    found_periods: list[Period] = []
    for flow, i, j in counted:
        if _COUNTS.search(flow.text, i, j):
            found_targets += targets(flow, i, j, rules.context.year)
            found_periods += periods(flow, i, j)
    return Item(
        no=no,
        path=path,
        title=title,
        text=text,
        span=span,
        lead=lead,
        responsible=responsible,
        assisting=assisting,
        partners=partners,
        deadline=main,
        deadlines=every,
        periods=tuple(found_periods),
        targets=tuple(found_targets),
    )


def once(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """The units, each name once, at its first place."""
    seen: dict[str, Unit] = {}
    for u in units:
        seen.setdefault(u.name, u)
    return tuple(seen.values())


def _units(
    material: Material, *, ruled: bool
) -> tuple[tuple[Unit, ...], tuple[Unit, ...], tuple[str, ...], tuple[Unit, ...]]:
    lead = [u for c in material.claims for u in c.lead]
    assist = [u for c in material.claims for u in c.assist]
    responsible = [u for c in material.claims for u in c.responsible] + assist
    in_prose: list[Unit] = []
    partners: list[Unit] = []
    for flow, i, j, lexicon in material.prose:
        named, helpers = prose_units(flow, i, j, lexicon, joint=not lead and not responsible)
        in_prose += named
        partners += helpers
    if not lead and ruled and material.claims:
        lead = [c.responsible[0] for c in material.claims if c.responsible]
        responsible = [u for u in responsible if u.name not in {x.name for x in lead}]
    if lead:
        partners = in_prose + partners
    else:
        lead = in_prose
    if not lead and not responsible:
        responsible = [u for flow, i, j, _ in material.prose for u in charged(flow, i, j)]
    taken = {u.name for u in lead} | {u.name for u in responsible}
    partners = [u for u in partners if u.name not in taken]
    return once(lead), once(responsible), tuple(dict.fromkeys(u.name for u in assist)), once(partners)


def _deadlines(
    material: Material, told: Sequence[background.Stretch], rules: Rules
) -> tuple[Deadline, tuple[Deadline, ...]]:
    stated = [d for c in material.claims for d in c.deadlines]
    running = [
        d
        for flow, i, j in told
        if _COUNTS.search(flow.text, i, j)
        for d in prose(flow, i, j, rules.context.year)
    ]
    pool = [d for d in stated if d.kind != "none"] or running
    dated = [d for d in pool if d.kind == "date"]
    main = max(dated, key=lambda d: d.iso or "") if dated else (pool[0] if pool else Deadline())
    if main.kind == "none" and stated:
        main = stated[0]
    unique = {(d.raw, d.kind, d.iso): d for d in [*stated, *running] if d.kind != "none"}
    return main, tuple(unique.values())


def cut_title(text: str) -> str:
    """The title of an item from its first paragraph: its first sentence, or its first clause."""
    first = _STOP.split(text.strip(), maxsplit=1)[0]
    if len(first) <= _TITLE:
        return first.strip(_EDGES)
    clause = _PAUSE.split(first, maxsplit=1)[0]
    return (clause if len(clause) <= _TITLE else clause[:40]).strip(_EDGES)


def subtract(i: int, j: int, holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of i..j outside the holes (in order of place)."""
    parts, p = [], i
    for a, b in holes:
        if a > p:
            parts.append((p, min(a, j)))
        p = max(p, b)
    if p < j:
        parts.append((p, j))
    return [(a, b) for a, b in parts if a < b]


def with_parent(item: Item, parent: Item, index: int) -> Item:
    """The item as a sub-item of the one at `index`."""
    return replace(item, parent=parent.no, parent_index=index)
