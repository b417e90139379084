"""Items as a person reviews them: names and what they stand for, the deadline in words, confidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuyuantong.plans.drafting import proposals
from fuyuantong.plans.guarding import COURT, COURT_WORD, Caution
from fuyuantong.plans.kinds import Confidence, DamageState, DeadlineKind, Every, ItemState, NameRole
from fuyuantong.plans.models import Damage, PlanItem
from fuyuantong.plans.queries.naming import Key, Named

_SETTLED = {ItemState.CONFIRMED}
_DROPPED = {ItemState.NOT_A_TASK, ItemState.SPLIT, ItemState.MERGED}


@dataclass(frozen=True, slots=True)
class NameFace:
    """One name on a card: the word shown, the paper's own where it differs, and what is open about it."""

    shown: str
    raw: str
    state: str
    note: str = ""

    @property
    def is_open(self) -> bool:
        return self.state not in {"unit", "group", "nobody"}


@dataclass(frozen=True, slots=True)
class Card:
    item: PlanItem
    roles: Sequence[tuple[str, Sequence[NameFace]]]
    deadline: str
    reports: str
    level: str
    reasons: Sequence[tuple[str, str, str]]
    damages: Sequence[Damage] = ()
    duties: Sequence[dict[str, Any]] = ()
    collector: str = ""
    past: bool = False
    cautions: Sequence[Caution] = ()
    tone: str = field(default="")

    @property
    def key(self) -> str:
        return f"i-{self.item.pk}"

    @property
    def is_todo(self) -> bool:
        return self.item.state == ItemState.TO_REVIEW

    @property
    def css(self) -> str:
        """The class of the card by the state of its item."""
        if self.item.state in _SETTLED:
            return "is-settled"
        return "is-dropped" if self.item.state in _DROPPED else ""

    @property
    def is_dropped(self) -> bool:
        return self.item.state in _DROPPED

    @property
    def several_leads(self) -> list[str]:
        leads = self.item.named(NameRole.LEAD)
        return leads if len(leads) > 1 else []

    @property
    def is_sure(self) -> bool:
        """What 全部确认 takes: undecided, undamaged, high confidence in every field, every name known, no
        target that somebody must answer for."""
        return (
            self.is_todo
            and not self.damages
            and not self.cautions
            and self.level == Confidence.HIGH
            and bool(self.item.names)
        )


def cards_of(items: Sequence[PlanItem], named: Mapping[Key, Named], today: date) -> list[Card]:
    """Cards of the items in their order (one query for the damaged passages)."""
    damages: dict[UUID | None, list[Damage]] = defaultdict(list)
    for row in Damage.objects.filter(item__in=items, state=DamageState.OPEN):
        damages[row.item_id].append(row)
    return [_card(item, named, damages[item.pk], today) for item in items]


def _card(item: PlanItem, named: Mapping[Key, Named], damages: Sequence[Damage], today: date) -> Card:
    roles = []
    unknown = 0
    for role in NameRole:
        faces = [_face(name, named) for name in item.names if name["role"] == role.value]
        unknown += sum(face.is_open for face in faces)
        if faces:
            roles.append((str(role.label), faces))
    reasons = [
        (str(_WORDS[name]), str(Confidence(part["level"]).label), part["reason"])
        for name, part in item.confidence.items()
        if name in _WORDS
    ]
    level = item.level
    if unknown:
        level = Confidence.LOW
        words = _("%(n)d 个名称没有对应到机构") % {"n": unknown}
        reasons.append((_("对应"), str(Confidence.LOW.label), words))
    leads = item.named(NameRole.LEAD)
    duties = proposals(item.found)
    return Card(
        item=item,
        roles=roles,
        deadline=deadline_words(item),
        reports=str(Every(item.report_every).label) if item.report_every else "",
        level=level,
        reasons=reasons,
        damages=damages,
        duties=duties if len(duties) > 1 else (),
        collector=(item.collector or leads[0]) if len(leads) > 1 else "",
        past=item.is_past(today),
        cautions=() if item.state in _DROPPED else item.cautions(_resolved(item, named)),
    )


def _resolved(item: PlanItem, named: Mapping[Key, Named]) -> list[str]:
    """What the names in charge stand for, so that a court is known by whatever name it goes."""
    answers = [
        named.get((name["raw"], name.get("prefix", "")))
        for name in item.names
        if name["role"] in {NameRole.LEAD, NameRole.RESPONSIBLE}
    ]
    units = [unit for answer in answers if answer is not None for unit in answer.units]
    return [COURT_WORD if unit.kind == COURT else unit.name for unit in units]


_WORDS = {"units": gettext_lazy("单位"), "deadline": gettext_lazy("时限")}


def _face(name: Mapping[str, str], named: Mapping[Key, Named]) -> NameFace:
    answer = named.get((name["raw"], name.get("prefix", "")))
    if answer is None:
        return NameFace(name["raw"], name["raw"], "unknown")
    note = ""
    if answer.state == "unit" and answer.words != answer.raw:
        note = _("原文为“%(raw)s”") % {"raw": answer.raw}
    elif answer.state == "group":
        note = _("共 %(n)d 个单位：%(names)s") % {
            "n": len(answer.units),
            "names": "、".join(str(unit) for unit in answer.units),
        }
    elif answer.state == "nobody":
        note = _("不是承办单位")
    return NameFace(answer.words, answer.raw, answer.state, note)


def deadline_words(item: PlanItem) -> str:
    """The deadline as a card and a table print it."""
    if item.deadline_kind == DeadlineKind.RECURRING:
        return _("%(every)s办理") % {"every": Every(item.every).label} if item.every else _("定期办理")
    if item.deadline_kind == DeadlineKind.STANDING:
        return _("长期坚持，%(on)s复核") % {"on": _day(item.review_on)}
    return _day(item.due_on)


def _day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else _("（未定）")
