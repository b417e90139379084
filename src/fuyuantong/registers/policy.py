"""Who may do what in this room: keeping the registers' files, entering rows, moving money."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.organs.kinds import Role
from fuyuantong.registers.kinds import Entry, Register
from fuyuantong.registers.models import Row

HANDLING = frozenset({Role.CLERK, Role.LIAISON, Role.REVIEWER, Role.OFFICE, Role.LEADER})
"""Roles that do business for their unit; 只读监督 and the three administrators do not."""

MAY: Mapping[str, frozenset[Role]] = {
    "register.publish": frozenset({Role.DEFINER, Role.OFFICE}),
    "register.load": frozenset({Role.DEFINER, Role.SYSADMIN}),
    "row.enter": HANDLING,
    "row.correct": HANDLING,
    "row.advance": HANDLING,
    "row.void": HANDLING,
    "row.seal": HANDLING,
    "row.reveal": HANDLING,
    "grant.ask": HANDLING,
    "grant.decide": HANDLING,
    "data.ask": HANDLING,
    "fund.apply": HANDLING,
    "fund.move": HANDLING,
}


def is_system(actor: Actor) -> bool:
    return actor.person is None and actor.post is None and actor.unit is None


def may(actor: Actor, verb: str) -> bool:
    """Whether the actor's post has a role for the verb; the system itself has."""
    return is_system(actor) or any(actor.has(role) for role in MAY[verb])


def check(actor: Actor, verb: str) -> None:
    if not may(actor, verb):
        raise Forbidden(_("您现在的岗位不能办理台账的这一事项。"))


def keeps_all(actor: Actor, register: Register) -> bool:
    """Whether the actor enters rows for any unit: the office, where the register says so."""
    return is_system(actor) or (Entry.OFFICE in register.entry and bool(actor.offices))


def may_enter(actor: Actor, register: Register, kind: str) -> bool:
    """`kind` is the kind of the actor's unit."""
    if not may(actor, "row.enter"):
        return False
    own = Entry.EACH in register.entry or kind in {str(entry) for entry in register.entry}
    return keeps_all(actor, register) or (own and actor.unit is not None)


def check_enter(actor: Actor, register: Register, kind: str) -> None:
    if not may_enter(actor, register, kind):
        raise Forbidden(
            _("“%(name)s”由%(keeper)s管理，您现在的岗位不能录入。")
            % {"name": register.name, "keeper": register.keeper}
        )


def may_change(actor: Actor, register: Register, row: Row, kind: str) -> bool:
    """Correct, advance, void, move money: who may enter, for their own rows or for all."""
    of_office = is_system(actor) or (keeps_all(actor, register) and row.linkage in actor.offices)
    return may_enter(actor, register, kind) and (of_office or row.owner_id == actor.unit)


def check_change(actor: Actor, register: Register, row: Row, kind: str) -> None:
    if not may_change(actor, register, row, kind):
        raise Forbidden(_("这一行属于%(unit)s，您现在的岗位不能改动。") % {"unit": row.owner})


def check_seal(actor: Actor, row: Row) -> None:
    """Sealing is the own unit's: nobody else may even know of the row afterwards."""
    if not may(actor, "row.seal") or row.owner_id != actor.unit:
        raise Forbidden(_("封存由这一行所属的单位办理。"))
