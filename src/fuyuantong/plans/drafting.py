"""From a parsed document to the drafts that a person reviews: pure, no rows.

What the paper does not say is offered, never assumed: every field carries a confidence with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fuyuantong.organs.synonyms import GROUP_BEGINS, GROUP_ENDS
from fuyuantong.plans.extraction import Document, Item
from fuyuantong.plans.extraction.model import Deadline, Unit
from fuyuantong.plans.kinds import Confidence, DeadlineKind, Every, NameRole

TITLE_LENGTH, SHORTEST_TITLE = 60, 4
_PLACE = re.compile(r"^(省|市(?!场)|州|盟|县|区|旗)(?=.)")  # 市场监管局 begins with no place
_BARE = re.compile(
    r"^(?:政府办|法院|检察院|人民法院|人民检察院|中级人民法院|中院|纪委|监委|人大|政协|[\u4e00-\u9fff]{2,12}(?:局|委|办|办公室|部|会|院|中心))(?:[(（].*[)）])?$"
)
_OWN_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,14}?(?:省|市|州|盟|县|区|旗)(?=[\u4e00-\u9fff])")
_LED = re.compile(r"^由?[^，,。；;：:]{2,60}?牵头[，,：:]?")
_CLAUSE = re.compile(r"[。；;！!]")
_EVERY = {e.value for e in Every}
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")


@dataclass(frozen=True, slots=True)
class Draft:
    """What one item begins its review with; the names are those of `models.PlanItem`."""

    no: str
    path: list[str]
    parent: int | None
    title: str
    text: str
    start: int
    end: int
    spans: dict[str, Any]
    names: list[dict[str, str]]
    deadline_raw: str
    deadline_kind: DeadlineKind
    due_on: date | None
    every: str
    review_on: date | None
    report_every: str
    offered: bool
    targets: list[dict[str, Any]]
    found: dict[str, Any]
    confidence: dict[str, dict[str, str]]
    is_task: bool = True
    collector: str = field(default="")


def year_of(document: Document, today: date) -> int:
    """The year that the plan is for: of its title, else of its date, else the present one."""
    for words in (document.title, document.notice or ""):
        if match := _YEAR.search(words):
            return int(match[1])
    return int(document.issued_on[:4]) if document.issued_on else today.year


def drafts_of(document: Document, year: int, today: date) -> list[Draft]:
    """All items of the document in order. Items that name no unit and no date are marked as no task,
    where the document has others that do."""
    drafts = [_draft(item, year, today) for item in document.items]
    if any(_says_something(item) for item in document.items):
        return [
            _not_a_task(draft) if not _says_something(item) else draft
            for item, draft in zip(document.items, drafts, strict=True)
        ]
    return drafts


def _says_something(item: Item) -> bool:
    return bool(item.lead or item.responsible or item.partners or item.deadlines or item.targets)


def _not_a_task(draft: Draft) -> Draft:
    values = {name: getattr(draft, name) for name in Draft.__slots__}
    reason = _("没有单位、时限和目标，多为总体要求或说明")
    return Draft(**(values | {"is_task": False, "confidence": {"units": _low(reason)}}))


def _draft(item: Item, year: int, today: date) -> Draft:
    names, why_units = _names(item)
    when = _when(item, year, today)
    data = item.to_json()
    return Draft(
        no=item.no[:40],
        path=list(item.path),
        parent=item.parent_index,
        title=title_of(item.title, item.text),
        text=item.text[:20_000],
        start=item.span[0],
        end=item.span[1],
        spans=data["spans"],
        names=names,
        targets=data["targets"],
        found={"deadlines": data["deadlines"], "periods": data["periods"]},
        confidence={"units": why_units, "deadline": when.pop("why")},
        **when,
    )


def title_of(title: str, text: str) -> str:
    """The name of a task: the title, unless it only says who leads; then what is to be done."""
    words = title.strip()
    if led := _LED.match(words):
        words = words[led.end() :].strip("，, ")
    if len(words) < SHORTEST_TITLE:
        rest = _LED.sub("", text.strip(), count=1)
        words = _CLAUSE.split(rest, maxsplit=1)[0].strip("，, ") or title.strip() or text.strip()
    return words if len(words) <= TITLE_LENGTH else words[: TITLE_LENGTH - 1] + "…"


def _names(item: Item) -> tuple[list[dict[str, str]], dict[str, str]]:
    """All names with role and inherited place, in the order of the text; a name keeps its strongest role."""
    assisting = set(item.assisting)
    listed = [(unit, NameRole.LEAD) for unit in item.lead]
    listed += [
        (unit, NameRole.PARTNER if unit.name in assisting else NameRole.RESPONSIBLE)
        for unit in item.responsible
    ]
    listed += [(unit, NameRole.PARTNER) for unit in item.partners]
    leads = {unit.name for unit in item.lead}
    names: list[dict[str, str]] = []
    seen: set[tuple[str, str]] = set()
    for unit, role, prefix in _inherited(listed):
        if (unit.name, prefix) in seen or (role is not NameRole.LEAD and unit.name in leads):
            continue
        seen.add((unit.name, prefix))
        names.append({"role": role.value, "raw": unit.name[:120], "prefix": prefix})
    return names, _why_units(item)


def _inherited(listed: Sequence[tuple[Unit, NameRole]]) -> Iterator[tuple[Unit, NameRole, str]]:
    """Give elided names the place word of the name before them in the text (州公安局、司法局 → 州)."""
    inherits: dict[int, str] = {}
    prefix = ""
    for n in sorted(range(len(listed)), key=lambda n: listed[n][0].span):
        name = listed[n][0].name
        if match := _PLACE.match(name):
            prefix = match[1]
        elif prefix and is_bare(name):
            inherits[n] = prefix
    for n, (unit, role) in enumerate(listed):
        yield unit, role, inherits.get(n, "")


def is_bare(name: str) -> bool:
    """A name whose place was left out: an organ's ending, no place of its own, not a group."""
    if name.startswith(GROUP_BEGINS) or name.endswith(GROUP_ENDS) or _PLACE.match(name):
        return False
    return bool(_BARE.match(name)) and not _OWN_PLACE.match(name)


def _why_units(item: Item) -> dict[str, str]:
    if item.lead:
        return _high(_("原文写明牵头单位"))
    if item.responsible:
        return _middle(_("原文未写牵头，只列责任单位"))
    if item.partners:
        return _low(_("只在叙述中提到单位"))
    return _low(_("原文没有写承办单位"))


def _when(item: Item, year: int, today: date) -> dict[str, Any]:
    """The deadline as offered for review."""
    given = item.deadline
    values: dict[str, Any] = {
        "deadline_raw": (given.raw or "")[:120],
        "deadline_kind": DeadlineKind.DATE,
        "due_on": date.fromisoformat(given.iso) if given.iso else None,
        "every": "",
        "review_on": None,
        "report_every": next((p.every for p in item.periods if p.every in _EVERY), ""),
        "offered": False,
    }
    end_of_year = date(max(year, 1), 12, 31)
    if given.kind == "recurring":
        values |= {
            "deadline_kind": DeadlineKind.RECURRING,
            "every": given.every if given.every in _EVERY else Every.QUARTER.value,
            "why": _high(_("原文写明定期办理")) if given.every in _EVERY else _middle(_("频次请核对")),
        }
    elif given.kind == "standing":
        review = max(end_of_year, date(today.year, 12, 31))
        values |= {"deadline_kind": DeadlineKind.STANDING, "review_on": review}
        values["why"] = _high(_("原文写明长期坚持；复核日为建议"))
    elif values["due_on"] is None:
        values |= {"due_on": end_of_year, "offered": True}
        values["report_every"] = values["report_every"] or Every.QUARTER.value
        values["why"] = _low(_("原文没有完成时限，建议年底完成、按季报送进展"))
    else:
        values["why"] = _why_date(given, item.deadlines)
    return values


def _why_date(given: Deadline, every: Sequence[Deadline]) -> dict[str, str]:
    days = {d.iso for d in every if d.iso}
    if len(days) > 1:
        return _middle(_("原文有 %(n)d 个时间点，请核对或拆分") % {"n": len(days)})
    raw = given.raw or ""
    if "日" not in raw and "号" not in raw:
        return _middle(_("原文为“%(raw)s”，按最后一日计") % {"raw": raw})
    if not _YEAR.search(raw):
        return _middle(_("原文未写年份，按计划年度计"))
    return _high(_("原文写明日期"))


def proposals(item: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How an item with several duties could be split: one part for each date and each frequency found.

    `item` is `PlanItem.found`; each part has `raw`, `kind`, `due_on` (ISO or empty) and `every`.
    """
    parts: list[dict[str, Any]] = []
    for deadline in item.get("deadlines", []):
        if deadline["kind"] == "date" and deadline["iso"] not in {p["due_on"] for p in parts}:
            parts.append(_part(deadline["raw"], DeadlineKind.DATE, due_on=deadline["iso"] or ""))
        elif deadline["kind"] == "recurring":
            parts.append(_part(deadline["raw"], DeadlineKind.RECURRING, every=deadline["every"] or ""))
        elif deadline["kind"] == "standing":
            parts.append(_part(deadline["raw"], DeadlineKind.STANDING))
    known = {p["every"] for p in parts}
    for period in item.get("periods", []):
        if period["every"] in _EVERY - known:
            known.add(period["every"])
            parts.append(_part(period["raw"], DeadlineKind.RECURRING, every=period["every"]))
    return parts


def _part(raw: str | None, kind: DeadlineKind, *, due_on: str = "", every: str = "") -> dict[str, Any]:
    return {"raw": raw or "", "kind": kind.value, "due_on": due_on, "every": every}


def _high(reason: str) -> dict[str, str]:
    return {"level": Confidence.HIGH.value, "reason": reason}


def _middle(reason: str) -> dict[str, str]:
    return {"level": Confidence.MIDDLE.value, "reason": reason}


def _low(reason: str) -> dict[str, str]:
    return {"level": Confidence.LOW.value, "reason": reason}
