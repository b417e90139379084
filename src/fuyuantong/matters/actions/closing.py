"""Closing the account of a matter (对账销号): its tasks are written off one by one, and then it is too."""

from __future__ import annotations

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.machine import apply_act
from fuyuantong.matters.desk import desk_of
from fuyuantong.matters.engine import Applying, snapshot_of
from fuyuantong.matters.kinds import MatterState, ObligationState
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.matters.queries.closing import closing_act, is_unsettled
from fuyuantong.matters.trail import note_matter, note_obligation

USUAL_WORDS = "各项任务已逐一对账销号"
"""The opinion where whoever wrote off the last task gave none."""


def close_account(uow: UnitOfWork, matter: Matter, remark: str) -> None:
    """After 销号 of a task: when it was the last, do the act that closes the (locked) matter.

    The act's demanded texts are the opinion given with the 销号. Where a task or a helper is still open
    nothing follows; the page then says which act is left.
    """
    rule = closing_act(matter)
    if rule is None or matter.state != MatterState.OPEN:
        return
    if any(is_unsettled(row) for row in desk_of(matter).of(Obligation)):
        return
    words = remark or USUAL_WORDS
    data = {key: words for key in rule.requires if not matter.fields.get(key)}
    outcome = apply_act(snapshot_of(matter), rule.key, rule.by[0], data, uow.today)
    Applying(uow, matter).run(outcome)
    note_matter(uow, matter, "acted", act=rule.key, party=rule.by[0], stage=matter.stage, follows="write_off")


def write_off_rest(uow: UnitOfWork, matter: Matter) -> None:
    """The closing act done by hand writes off what was 已办结 and not yet 已销号: one account, one state."""
    done = Obligation.objects.filter(matter=matter, ledger_item=True, state=ObligationState.DONE)
    for row in done.select_for_update(of=("self",)).select_related("owner").order_by("pk"):
        before, row.state = row.state, ObligationState.WRITTEN_OFF
        row.version += 1
        row.save(update_fields=["state", "version"])
        note_obligation(uow, row, "write_off", before=before, after=str(row.state), with_matter=True)
