"""What hangs on a matter, as far as one viewer may see it: lines of the trail, words, files, fields.

Whether a matter and its obligations exist for a viewer say the models (`visible_to`). Addressees beside each
other (`Level.OWN`) see the letter, what the sender says of it, and their own part.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from fuyuantong.audit.models import Entry
from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.actors import Actor
from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.matters.kinds import Level
from fuyuantong.matters.models import Matter, Obligation, Party
from fuyuantong.matters.queries import asked

TEXTS = ("comment", "remark", "file")
"""Names under which a line of the trail points at words or files in rows of their own."""


UNSIGNED = (
    "matter.draft_wanted", "matter.letter_edited", "matter.letter_submitted", "matter.letter_sent_back",
    "matter.letter_dropped",
)  # fmt: skip
"""Lines about letters that have not been signed: they concern the unit that drafts them."""


def sees_all(viewer: Actor, matter: Matter) -> bool:
    """Whether the viewer sees everybody's part of a matter."""
    return bool(asked.in_full(viewer, matter.pk))


def entries_for(viewer: Actor, matter: Matter, *, whole: bool | None = None) -> QuerySet[Entry]:
    """The lines of the matter's chain that the viewer may read."""
    own_letters = Q(unit=viewer.unit_key) | Q(data__signer=str(viewer.unit_key))
    rows = Entry.objects.filter(stream=matter_stream(matter.pk))
    rows = rows.exclude(Q(kind__in=UNSIGNED) & ~own_letters)
    if sees_all(viewer, matter) if whole is None else whole:
        return rows
    own = list(Obligation.objects.visible_to(viewer).filter(matter=matter).values_list("pk", flat=True))
    speaking = Party.objects.filter(matter=matter, level=Level.FULL).values_list("unit_id", flat=True)
    said = Q(unit=None) | Q(unit__in=[*speaking, viewer.unit_key])
    of_own = ~Q(data__has_key="obligation") | Q(data__obligation__in=[str(pk) for pk in own])
    own_lines = Q(object_type="obligation", object_id__in=own)
    return rows.filter(own_lines | (~Q(object_type="obligation") & said & of_own))


def hidden_texts(viewer: Actor, matter: Matter) -> set[str]:
    """Ids of comments, remarks and files of this matter that belong to other addressees."""
    seen = entries_for(viewer, matter, whole=False)
    hidden = Entry.objects.filter(stream=matter_stream(matter.pk)).exclude(pk__in=seen.values("pk"))
    told = hidden.values_list("data", flat=True)
    return {str(data[name]) for data in told for name in TEXTS if data.get(name)}


def parties_for(parties: Collection[Party], viewer: Actor) -> list[Party]:
    """To addressees beside each other: without those from whom it was taken back or who gave it back."""
    gone = {Level.ENVELOPE, Level.RECALLED}
    return [p for p in parties if p.unit_id == viewer.unit_key or p.key != "承办" or p.level not in gone]


def fields_for(
    viewer: Actor, matter: Matter, mechanism: Mechanism, parties: Collection[Party], *, whole: bool
) -> dict[str, Any]:
    """The matter's fields. Where several are addressed, none reads what the sender says of the answers."""
    own = {p.key for p in parties if p.level == Level.OWN and p.unit_id == viewer.unit_key}
    beside = any(p.level == Level.OWN and p.unit_id != viewer.unit_key for p in parties)
    if whole or not beside:
        return dict(matter.fields)
    told = told_fields(mechanism, own)
    return {key: value for key, value in matter.fields.items() if key in told}


def told_fields(mechanism: Mechanism, parties: Collection[str]) -> set[str]:
    """Fields of the letter itself: what is filled in until it is sent to these parties, or by sending."""
    tasks = {task.key for task in mechanism.tasks if task.owner in parties}
    order = {stage.key: stage.order for stage in mechanism.stages}
    sending = [act for act in mechanism.acts if tasks & set(act.sends)]
    first = min((order[source] for act in sending for source in act.sources), default=0)
    later: set[str] = set()
    told: set[str] = set()
    for act in mechanism.acts:
        before = not act.sources or min(order[source] for source in act.sources) <= first
        (told if before or act in sending else later).update(act.requires, act.accepts)
    return {field.key for field in mechanism.fields} - (later - told)
