"""What is still to be done before the account of a matter is closed (对账销号)."""

from __future__ import annotations

from fuyuantong.definitions.kinds import Act
from fuyuantong.definitions.machine import allowed_here
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import MatterState, ObligationState
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.matters.models.obligation import OPEN

WAITING = [*OPEN, str(ObligationState.DRAFT)]


def closing_act(matter: Matter) -> Act | None:
    """The act that the definition lets follow by itself when all is 销号, if it may be done in this stage."""
    mechanism = mechanism_of(matter)
    acts = (act for act in mechanism.acts if act.after_write_off)
    return next((act for act in acts if allowed_here(mechanism, act, matter.stage)), None)


def is_unsettled(row: Obligation) -> bool:
    """Whether an obligation stands between its matter and its end: open, or a ledger item not 已销号."""
    return str(row.state) in WAITING or (row.ledger_item and row.state == ObligationState.DONE)


def act_left(matter: Matter) -> Act | None:
    """The closing act that is left although every ledger item is 已销号: helpers are still open."""
    rule = closing_act(matter) if matter.state == MatterState.OPEN else None
    items = matter.obligations.filter(ledger_item=True)
    settled = items.filter(state=ObligationState.WRITTEN_OFF).exists()
    waiting = items.filter(state__in=[*WAITING, str(ObligationState.DONE)]).exists()
    return rule if rule is not None and settled and not waiting else None
