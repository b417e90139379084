"""The leave of two people of a court for a simulated search (`enforcement`): without it nobody is sought."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from fuyuantong.common.ids import new_id
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement.kinds import PursuitState, Target
from fuyuantong.enforcement.models import Case, Party, Pursuit
from fuyuantong.enforcement.trail import note


def give_leave(uow: UnitOfWork, matter: UUID) -> None:
    """An open case of the actor's court with an agreed search for this matter; the second time nothing."""
    if Pursuit.objects.filter(matter_id=matter).exists():
        return
    actor = uow.actor
    case = Case.objects.create(
        court_id=actor.unit_key, case_no=f"（{uow.today.year}）模拟执{matter.int % 10**12}号",
        claim=Decimal(1), filed_on=uow.today, officer=actor.name[:60], at=uow.now,
    )  # fmt: skip
    party = Party.objects.create(case=case, kind="P", name="模拟被执行人", number="模拟")
    pursuit = Pursuit.objects.create(
        case=case, party=party, matter_id=matter, target=Target.PERSON, state=PursuitState.AGREED,
        by_person=actor.person or new_id(), by_name=actor.name[:60], second_name="模拟审核人", at=uow.now,
    )  # fmt: skip
    note(uow, "pursuit_agreed", "pursuit", pursuit.pk)
