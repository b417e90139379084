"""What is still to be done before the account of a matter is closed (对账销号)."""

from __future__ import annotations

from django.db.models import Q

from fuyuantong.definitions.kinds import Act
from fuyuantong.definitions.machine import allowed_here
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import MatterState, ObligationState
from fuyuantong.matters.models import Matter
from fuyuantong.matters.models.obligation import OPEN, ObligationQuerySet


def closing_act(matter: Matter) -> Act | None:
    """The act that the definition lets follow by itself when all is 销号, if it may be done in this stage."""
    mechanism = mechanism_of(matter)
    acts = (act for act in mechanism.acts if act.after_write_off)
    return next((act for act in acts if allowed_here(mechanism, act, matter.stage)), None)


def unsettled(matter: Matter) -> ObligationQuerySet:
    """Obligations of a matter that stand between it and its end: open ones, and ledger items not 已销号."""
    done = Q(ledger_item=True, state=ObligationState.DONE)
    rows: ObligationQuerySet = matter.obligations.all()
    return rows.filter(Q(state__in=[*OPEN, str(ObligationState.DRAFT)]) | done)


def act_left(matter: Matter) -> Act | None:
    """The closing act that is left although every ledger item is 已销号: helpers are still open."""
    rule = closing_act(matter) if matter.state == MatterState.OPEN else None
    items = matter.obligations.filter(ledger_item=True)
    settled = items.filter(state=ObligationState.WRITTEN_OFF).exists()
    waiting = items.filter(state__in=[*OPEN, str(ObligationState.DRAFT), str(ObligationState.DONE)]).exists()
    return rule if rule is not None and settled and not waiting else None
