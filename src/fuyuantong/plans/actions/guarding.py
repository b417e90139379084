"""The gate for targets that nobody may be set without a second look (practice: 减案不是给法院的指标)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.plans.guarding import COURT, COURT_WORD
from fuyuantong.plans.kinds import NameRole
from fuyuantong.plans.models import PlanItem


def owners_of(row: PlanItem) -> list[str]:
    """Names of the units in charge as resolved at adoption; none before it."""
    in_charge = row.parties.filter(role__in=[NameRole.LEAD, NameRole.RESPONSIBLE]).select_related("unit")
    return [COURT_WORD if party.unit.kind == COURT else party.unit.name for party in in_charge]


def check_targets(rows: Iterable[PlanItem]) -> None:
    """Refuse to go on with an item whose target nobody has corrected or answered for (E-GUARD)."""
    asked = [(row, one) for row in rows for one in row.cautions(owners_of(row))]
    if not asked:
        return
    errors = [
        FieldError(
            "E-GUARD",
            _("“%(title)s”中的“%(text)s”须由人复核：%(reason)s")
            % {"title": row.title, "text": one.text, "reason": one.reason},
            pointer="items",
        )
        for row, one in asked
    ]
    raise Refusal(
        "E-GUARD",
        errors[0].message,
        hint=_("%(advice)s确需保留的，请在这一项写明理由后确认。") % {"advice": asked[0][1].advice},
        errors=errors,
    )
