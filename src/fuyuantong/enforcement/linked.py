"""The matters that belong to a case: opened from it, or naming its number; their steps in hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Min

from fuyuantong.audit.models import Entry
from fuyuantong.common.actors import Actor
from fuyuantong.definitions.models import DefinitionVersion
from fuyuantong.definitions.queries import latest, mechanism_of_version
from fuyuantong.enforcement import kinds
from fuyuantong.enforcement.kinds import Linking
from fuyuantong.enforcement.models import Case, Pursuit, Referral
from fuyuantong.matters.filling import fits_kind
from fuyuantong.matters.kinds import ClockState
from fuyuantong.matters.models import Clock, Matter
from fuyuantong.organs.models import Unit
from fuyuantong.registers.models import CaseMention

MOST, POLICE = 50, "公安"


@dataclass(frozen=True, slots=True)
class Step:
    """From one stage to the next; `hours` between the two moments at which they were recorded."""

    source: str
    target: str
    hours: float


@dataclass(frozen=True, slots=True)
class LinkedMatter:
    """`due_on` is the nearest term that runs; `referral` is there when it was opened from the case's page."""

    matter: Matter
    word: str
    referral: Referral | None
    steps: Sequence[Step]
    due_on: date | None
    overdue: bool


def linked_matters(viewer: Actor, case: Case, today: date) -> list[LinkedMatter]:
    """Newest first, only those whose content the viewer sees; searches have a list of their own."""
    referrals = {
        row.matter_id: row
        for row in Referral.objects.visible_to(viewer).filter(case=case).select_related("party")
    }
    named = CaseMention.objects.filter(case_number=case.case_no, matter__isnull=False).values("matter")
    rows = Matter.objects.visible_to(viewer).filter(pk__in=named) | Matter.objects.visible_to(viewer).filter(
        pk__in=list(referrals)
    )
    searches = Pursuit.objects.filter(case=case).values("matter")
    found = list(rows.exclude(pk__in=searches).order_by("-created_at", "-id")[:MOST])
    keys = [matter.pk for matter in found]
    names = dict(
        DefinitionVersion.objects.filter(pk__in={m.definition_id for m in found}).values_list("pk", "name")
    )
    due = dict(
        Clock.objects.filter(matter__in=keys, state=ClockState.RUNNING)
        .order_by()
        .values("matter")
        .annotate(first=Min("due_on"))
        .values_list("matter", "first")
    )
    steps = _steps({m.pk: m.created_at for m in found})
    return [
        LinkedMatter(
            m, names[m.definition_id], referrals.get(m.pk), steps[m.pk], due.get(m.pk),
            overdue=m.pk in due and due[m.pk] < today,
        )
        for m in found
    ]  # fmt: skip


def _steps(begun: dict[UUID, datetime]) -> dict[UUID, list[Step]]:
    rows = Entry.objects.filter(object_id__in=list(begun), kind="matter.stage_changed").order_by("at", "seq")
    last, found = dict(begun), defaultdict(list)
    for key, at, data in rows.values_list("object_id", "at", "data"):
        if key is None:
            continue
        hours = round((at - last[key]).total_seconds() / 3600, 1)
        found[key].append(Step(str(data["source"]), str(data["target"]), hours))
        last[key] = at
    return found


def offered(case: Case) -> list[Linking]:
    """What can be opened from the case: its mechanism is published, and somebody of the case fits."""
    codes = {rule.mechanism for rule in kinds.linkings().values()}
    there = set(
        DefinitionVersion.objects.filter(code__in=codes, state="published").values_list("code", flat=True)
    )
    parties = list(case.parties.all())
    return [
        rule
        for rule in kinds.linkings().values()
        if rule.mechanism in there and any(rule.fits(p.kind, public=p.public) for p in parties)
    ]


def units_for(rule: Linking, units: Sequence[Unit]) -> dict[str, list[Unit]]:
    """By party of the mechanism, the units of a kind that fits it; for 公安机关 those that are the police."""
    mechanism = mechanism_of_version(latest(rule.mechanism).pk)
    fitting = {key: [u for u in units if fits_kind(mechanism.party(key), u)] for key in rule.units}
    return {key: police_of(found) if POLICE in key else found for key, found in fitting.items()}


def police_of(units: Sequence[Unit]) -> list[Unit]:
    """Units with 公安 in their name; all of them where the directory names none so."""
    return [unit for unit in units if POLICE in unit.name] or list(units)


def choices_of(rule: Linking) -> Sequence[str]:
    """The options of the mechanism's own field."""
    return mechanism_of_version(latest(rule.mechanism).pk).field(rule.choice).options
