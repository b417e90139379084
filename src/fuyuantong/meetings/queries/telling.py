"""Items of a meeting as its record tells them."""

from __future__ import annotations

from fuyuantong.meetings.composing import Told
from fuyuantong.meetings.kinds import ItemKind, PartyRole
from fuyuantong.meetings.models import AgendaItem, Meeting, Resolution


def told_items(row: Meeting) -> list[Told]:
    """All items in order, with what was decided (a fixed number of queries)."""
    items = (
        AgendaItem.objects.filter(meeting=row)
        .select_related("topic__unit")
        .prefetch_related("resolutions__parties__unit")
    )
    return [
        Told(
            title=item.title,
            reporter=str(item.topic.unit) if item.topic else "",
            is_minutes=item.kind == ItemKind.MINUTES,
            outcome=item.outcome,
            text=item.text,
            dissent=item.dissent,
            resolutions=[
                (one.text, named(one, PartyRole.LEAD), named(one, PartyRole.PARTNER), one.due_on)
                for one in item.resolutions.all()
            ],
        )
        for item in items
    ]


def named(row: Resolution, role: PartyRole) -> list[str]:
    """Units in this role; the one that collects is first."""
    own = [party for party in row.parties.all() if party.role == role]
    return [str(party.unit) for party in sorted(own, key=lambda p: (not p.collects, p.order))]
