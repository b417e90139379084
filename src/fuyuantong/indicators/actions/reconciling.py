"""Running a reconciliation, explaining a difference, letting its row count, making a matter of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.queries import latest, mechanism_of_version
from fuyuantong.indicators import policy
from fuyuantong.indicators.barring import bar
from fuyuantong.indicators.kinds import DifferenceState, Reconciliation
from fuyuantong.indicators.models import Difference, RuleVersion
from fuyuantong.indicators.queries.differing import difference_for
from fuyuantong.indicators.queries.library import latest_rule
from fuyuantong.indicators.reconciling import differences, told
from fuyuantong.indicators.trail import note
from fuyuantong.matters.actions.opening import Opening, open_matter
from fuyuantong.matters.filling import is_office
from fuyuantong.matters.models import Matter
from fuyuantong.matters.policy import handles
from fuyuantong.matters.queries.starting import starters
from fuyuantong.organs.models import Unit
from fuyuantong.registers.models import Row

NOTE_MOST = 500
PLACE = "{差异}"
_STANDING = (
    DifferenceState.OPEN,
    DifferenceState.EXPLAINED,
    DifferenceState.MATTER,
    DifferenceState.COUNTED,
)


def reconcile(uow: UnitOfWork, code: str) -> int:
    """Hold the two registers against each other now: new differences are listed, those that agree by now are
    closed, a row that differs again is open again. Returns how many are open."""
    if uow.actor != SYSTEM:
        policy.check_freeze(uow.actor)
    row = latest_rule(code)
    found = differences(told(row), uow.today)
    known = Difference.objects.select_for_update().filter(code=code)
    fresh = settle(row, found, {str(one.row_id): one for one in known}, uow.today)
    note(uow, "reconciled", "reconciliation", row.pk, code=code, found=len(found), fresh=fresh)
    return Difference.objects.filter(code=code, state=DifferenceState.OPEN).count()


def settle(row: RuleVersion, found: Mapping[str, str], known: Mapping[str, Difference], today: date) -> int:
    """List what is new, close what agrees by now, open again what differs again; bar and admit the rows.

    `known` are the differences so far among the rows looked at. Returns how many are new.
    """
    for key, one in known.items():
        if key not in found and one.state in _STANDING:
            _move(one, DifferenceState.GONE, closed_on=today)
        elif key in found and one.state == DifferenceState.GONE:
            _move(one, DifferenceState.OPEN, closed_on=None, found_on=today, note="", matter=None)
    fresh = [
        Difference(rule=row, code=row.code, row_id=UUID(key), unit=unit[:120], found_on=today)
        for key, unit in found.items()
        if key not in known
    ]
    Difference.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    if told(row).barring:
        bar([UUID(key) for key in {*found, *known}])
    return len(fresh)


def explain(uow: UnitOfWork, key: UUID, *, text: str, expected: int | None = None) -> Difference:
    """Say why it differs: the unit of the row, or the office."""
    one = _take(uow, key, expected)
    mine = one.row.owner_id == uow.actor.unit and handles(uow.actor)
    if not mine and not policy.may_freeze(uow.actor):
        raise Forbidden(_("差异由这一行所属的单位或者联席会议办公室说明。"))
    if not text.strip():
        raise Refusal("E-REQUIRED", _("请写明差异的原因。"))
    by = f"{uow.actor.unit_name} {uow.actor.name}"[:60]
    _move(one, DifferenceState.EXPLAINED, note=text.strip()[:NOTE_MOST], by_name=by)
    note(uow, "difference_explained", "difference", one.pk, code=one.code)
    return one


def admit(uow: UnitOfWork, key: UUID, *, text: str, expected: int | None = None) -> Difference:
    """Let a row that a rule keeps out count in the figures, with the reason: the office alone."""
    one = _take(uow, key, expected)
    policy.check_freeze(uow.actor)
    if not told(one.rule).barring:
        raise Conflict("E-REC-COUNTED", _("这条规则列出的行本来就计入指标。"))
    if not text.strip():
        raise Refusal("E-REQUIRED", _("请写明计入的理由。"))
    by = f"{uow.actor.unit_name} {uow.actor.name}"[:60]
    _move(one, DifferenceState.COUNTED, note=text.strip()[:NOTE_MOST], by_name=by)
    bar([one.row_id])
    note(uow, "row_admitted", "difference", one.pk, code=one.code)
    return one


def raise_matter(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Matter:
    """Open a matter of the rule's mechanism about the row, for whoever may start such a one."""
    one = _take(uow, key, expected)
    rule = told(one.rule)
    if not rule.mechanism:
        raise Conflict("E-REC-MATTER", _("这条规则没有写明可以立什么事项。"))
    if one.state == DifferenceState.MATTER:
        raise Conflict("E-REC-MATTER", _("这个差异已经立了事项。"))
    if not one.row.linkage:
        raise Conflict("E-REC-MATTER", _("这一行不属于任何联动机制，请先建立该联动机制。"))
    words = sentence(rule, one.row)
    matter = open_matter(
        uow,
        Opening(
            mechanism=rule.mechanism,
            linkage=one.row.linkage,
            title=words[:200],
            units=_parties(uow, rule, one.row),
            values={name: text.replace(PLACE, words) for name, text in rule.values},
            source=rule.name,
        ),
    )
    _move(one, DifferenceState.MATTER, matter=matter.pk)
    note(uow, "difference_raised", "difference", one.pk, code=one.code, matter=str(matter.pk))
    return matter


def _parties(uow: UnitOfWork, rule: Reconciliation, row: Row) -> dict[str, list[UUID]]:
    """The units that the rule names, or the row's, and whoever starts it: an office by being one, any other
    unit as a party."""
    units = {rule.party: _named(row.cells.get(rule.each.unit)) or [row.owner_id]}
    mechanism = mechanism_of_version(latest(rule.mechanism).pk)
    first = next((p.key for p in starters(mechanism, member=True) if p.key != rule.party), None)
    for_offices = any(is_office(party) and party.may_start for party in mechanism.parties)
    if first is not None and not (for_offices and row.linkage in uow.actor.offices):
        units[first] = [uow.actor.unit_key]
    return units


def _named(cell: object) -> list[UUID]:
    """The units of these names that stand now."""
    names = cell if isinstance(cell, list) else [cell]
    found = Unit.objects.filter(name__in=[name for name in names if name], valid_until=None)
    return list(found.order_by("protocol_order", "code").values_list("pk", flat=True))


def sentence(rule: Reconciliation, row: Row) -> str:
    """What the difference is, with the title of the row."""
    return f"{rule.missing}：{row.title}"


def _take(uow: UnitOfWork, key: UUID, expected: int | None) -> Difference:
    difference_for(uow.actor, key)
    one = Difference.objects.select_for_update(of=("self",)).select_related("row", "rule").get(pk=key)
    if expected is not None and expected != one.version:
        raise Conflict("E-VERSION", _("这个差异刚被别人改动。"), hint=_("请刷新后再办理。"))
    if one.state == DifferenceState.GONE:
        raise NotFound
    return one


def _move(one: Difference, state: DifferenceState, **values: object) -> None:
    for name, value in values.items():
        setattr(one, name, value)
    one.state = state
    one.version += 1
    one.save()
