"""Opening a matter, and doing the acts of its definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from fuyuantong.audit.actions import begin
from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.batches import remember
from fuyuantong.common.grams import grams_of
from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.rows import add, find
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.differing import check_different
from fuyuantong.definitions.kinds import FieldType, Mechanism, Sight, Standing
from fuyuantong.definitions.machine import Snapshot, advance, apply_act, waits_for
from fuyuantong.definitions.queries import latest, mechanism_of_version
from fuyuantong.definitions.values import clean_values
from fuyuantong.matters import policy
from fuyuantong.matters.actions.closing import write_off_rest
from fuyuantong.matters.actions.filing import check_files
from fuyuantong.matters.desk import desk_of, keep, lend
from fuyuantong.matters.desk import unit as unit_of
from fuyuantong.matters.doors import take_matter
from fuyuantong.matters.engine import Applying, has_ended, mechanism_of, snapshot_of
from fuyuantong.matters.events import MatterOpened
from fuyuantong.matters.filling import check_kinds, is_office, party_rule
from fuyuantong.matters.kinds import Capacity, Level, Publicity, Scope
from fuyuantong.matters.models import Matter, Obligation, Party, Reader
from fuyuantong.matters.queries.starting import belongs
from fuyuantong.matters.registering import note_cases
from fuyuantong.matters.telling import tell_units
from fuyuantong.matters.ties import level_of, tie
from fuyuantong.matters.trail import note_matter
from fuyuantong.organs.models import Linkage, Post, Unit


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new matter begins with. `units` maps party keys of the definition to unit ids, `values` fields.

    `collector` marks the 汇总 among several 牵头. `occurred_on` before today makes it a 补录.
    """

    mechanism: str
    linkage: str
    title: str
    units: Mapping[str, Sequence[UUID]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    number: str = ""
    source: str = ""
    occurred_on: date | None = None
    collector: UUID | None = None
    scope: Scope = Scope.PARTIES
    readers: Sequence[UUID] = ()
    publicity: Publicity = Publicity.INTERNAL
    work_secret: bool = False
    plan_item: UUID | None = None


OFFICE_SIGHT = "办公室知悉"
"""Key of the row that gives a linkage's office its sight of a matter to which it is no party."""


SUPERVISORS = "监督单位"
"""Key of the rows that let the linkage's supervisors read what its office may read in full."""


def open_matter(uow: UnitOfWork, opening: Opening) -> Matter:
    """Open a matter in its first stage (登记); the acts of its definition move it on.

    Errors: E-FORBIDDEN when the actor's post may not start this mechanism, E-REQUIRED, E-RULE of the machine.
    """
    version = latest(opening.mechanism)
    mechanism = mechanism_of_version(version.pk)
    known = remember(
        ("linkage to open in", opening.linkage),
        lambda: find(Linkage, "r.code = %s", [opening.linkage], "office_unit"),
    )
    if not known:
        raise NotFound
    linkage = known[0]
    _may_start(uow, mechanism, opening, linkage)
    unit = unit_of(uow.actor.unit_key)
    founding = Founding(version.pk, mechanism, linkage, unit, by_office=linkage.code in uow.actor.offices)
    return found(uow, opening, founding)


@dataclass(frozen=True, slots=True)
class Founding:
    """Under which version, where, and by which unit a matter comes into being.

    `by_office`: in the name of the linkage's office.
    """

    version: UUID
    mechanism: Mechanism
    linkage: Linkage
    unit: Unit
    by_office: bool


def found(uow: UnitOfWork, opening: Opening, founding: Founding) -> Matter:
    """Write a new matter and its ties; whoever calls has asked whether it may come into being.

    Errors: E-REQUIRED, E-RULE, and the codes of `definitions/values.py` for fields that do not fit.
    """
    mechanism, linkage = founding.mechanism, founding.linkage
    if not opening.title.strip():
        raise Refusal("E-REQUIRED", "请填写事项名称。")
    happened = opening.occurred_on or uow.today
    if happened > uow.today:
        raise Refusal("E-RULE", f"发生日期 {happened} 晚于今天。", hint="请填写实际发生的日期。")
    values, errors = clean_values(mechanism.fields, opening.values)
    early = [f.key for f in mechanism.fields if f.type is FieldType.FILE and values.get(f.key)]
    if early:
        raise Refusal("E-RULE", f"“{early[0]}”的文件在登记之后上传。", hint="请先登记事项，再上传并填写。")
    if errors:
        raise Refusal(errors[0].code, f"“{mechanism.name}”：{errors[0].message}", errors=errors)
    matter = Matter(
        definition_id=founding.version,
        mechanism=mechanism.code,
        linkage=linkage.code,
        region=founding.unit.region_id,
        number=opening.number,
        title=opening.title.strip(),
        stage=mechanism.start.key,
        fields=values,
        scope=opening.scope,
        publicity=opening.publicity,
        work_secret=opening.work_secret,
        source=opening.source,
        plan_item=opening.plan_item,
        started_by_unit=founding.unit,
        started_by_post=uow.actor.post if founding.unit.pk == uow.actor.unit else None,
        occurred_on=happened,
        created_at=uow.now,
        backfilled=happened < uow.today,
        grams=grams_of(opening.title, opening.number),
    )
    keep(matter)
    begin(matter_stream(matter.pk))
    add([matter])
    with lend(matter, new=True):
        _tie_all(uow, matter, opening, founding)
        _check_leads_on(matter, snapshot_of(matter), "登记")
    note_matter(
        uow,
        matter,
        "opened",
        happened,
        title_digest=True,
        mechanism=mechanism.code,
        version=mechanism.version,
    )
    note_cases(uow, matter, mechanism, matter.fields)
    uow.publish(MatterOpened(matter.pk, mechanism.code, opening.plan_item))
    return matter


def _may_start(uow: UnitOfWork, mechanism: Mechanism, opening: Opening, linkage: Linkage) -> None:
    """The actor's unit must belong to the linkage and fill a party that may start; an office starts what its
    linkage hands out. A party that 成员外可发起 may be filled by any unit."""
    actor = uow.actor
    starters = [p for p in mechanism.parties if p.may_start]
    as_office = any(is_office(p) for p in starters) and policy.may_open(actor, opening.linkage)
    as_party = any(actor.unit in opening.units.get(p.key, ()) for p in starters)
    if not policy.handles(actor) or not (as_office or as_party):
        names = "、".join(p.key for p in starters) or "联席会议办公室"
        raise Forbidden(f"“{mechanism.name}”由{names}发起。")
    if linkage.valid_until is not None:
        raise Refusal("E-RULE", f"“{linkage.name}”已停用，不能再登记事项。")
    outside = any(p.outsiders_start and actor.unit in opening.units.get(p.key, ()) for p in starters)
    if not (as_office or outside or belongs(actor, linkage)):
        raise Forbidden(
            f"{actor.unit_name}不是“{linkage.name}”的成员单位，不能在其中登记事项。",
            hint="请选择本单位参加的联动机制，或请该机制的办公室登记；成员单位由系统管理员维护。",
        )


def _tie_all(uow: UnitOfWork, matter: Matter, opening: Opening, founding: Founding) -> None:
    mechanism, linkage, by_office = founding.mechanism, founding.linkage, founding.by_office
    units = {key: tuple(map(str, given)) for key, given in opening.units.items() if given}
    for rule in mechanism.parties:
        if by_office and is_office(rule) and rule.may_start and not units.get(rule.key):
            units[rule.key] = (str(linkage.office_unit_id),)
    check_different(mechanism, units)
    for key, filled in units.items():
        rule = party_rule(mechanism, key)
        check_kinds(rule, filled, linkage)
        capacity = Capacity.STARTER if rule.standing is Standing.STARTER else Capacity.PARTY
        seat = by_office and is_office(rule) and filled == (str(linkage.office_unit_id),)
        office = linkage.code if seat else ""
        tie(uow, matter, key, filled, capacity, level=level_of(mechanism, key), office=office)
    if mechanism.office_sees is not Sight.NONE:
        level = Level.FULL if mechanism.office_sees is Sight.FULL else Level.ENVELOPE
        own = (str(linkage.office_unit_id),)
        tie(uow, matter, OFFICE_SIGHT, own, Capacity.SUPERVISOR, level=level, office=linkage.code)
    if mechanism.office_sees is Sight.FULL:
        watching = remember(
            ("supervisors", linkage.pk),
            lambda: tuple(str(pk) for pk in linkage.supervisors.values_list("pk", flat=True)),
        )
        tie(uow, matter, SUPERVISORS, watching, Capacity.OBSERVER)
    if opening.scope == Scope.NAMED:
        posts = {*opening.readers, *([uow.actor.post] if uow.actor.post else [])}
        if Post.objects.filter(pk__in=posts, valid_until=None).count() != len(posts):
            raise Refusal("E-RULE", "知悉范围中有不在任的岗位。", hint="请从在任岗位中选择。")
        Reader.objects.bulk_create([Reader(matter=matter, post_id=post) for post in posts])


def act(
    uow: UnitOfWork,
    matter_id: UUID,
    act_key: str,
    *,
    data: Mapping[str, Any] | None = None,
    occurred_on: date | None = None,
    served: Mapping[str, date] | None = None,
    collector: UUID | None = None,
    expected: int | None = None,
) -> tuple[Matter, list[Obligation]]:
    """Do an act of the matter's definition as the party that the actor's unit fills.

    `served` maps unit ids to the day on which the paper was served (送达回证). Returns the matter and the
    obligations that were sent out. Errors: those of the machine; E-VERSION.
    """
    matter = take_matter(uow, matter_id, expected=expected)
    happened = occurred_on or uow.today
    if happened > uow.today:
        raise Refusal("E-RULE", f"办理日期 {happened} 晚于今天。", hint="请填写实际发生的日期。")
    if has_ended(matter):
        raise Conflict("E-STATE", f"“{matter.title}”已作废或并入他案，不能“{act_key[:20]}”。")
    with lend(matter):
        applying = _perform(uow, matter, act_key, happened, data or {}, served, collector)
    return matter, applying.sent


def _perform(
    uow: UnitOfWork,
    matter: Matter,
    act_key: str,
    happened: date,
    data: Mapping[str, Any],
    served: Mapping[str, date] | None,
    collector: UUID | None,
) -> Applying:
    """The act itself, on a matter that is locked and may still be acted on."""
    snapshot = snapshot_of(matter)
    party = acting_party(uow, matter, act_key)
    unit = str(uow.actor.unit or "")
    outcome = apply_act(snapshot, act_key, party, dict(data), happened, served, unit)
    check_files(matter, snapshot.mechanism.fields, dict(data))
    applying = Applying(
        uow,
        matter,
        collector=str(collector) if collector else "",
        words=_reason(mechanism_of(matter), act_key, data),
    )
    applying.run(outcome)
    _check_leads_on(matter, advance(snapshot, outcome), act_key)
    if data:
        note_cases(uow, matter, applying.mechanism, data)
    rule = mechanism_of(matter).act(act_key)
    if rule is not None and rule.after_write_off:
        write_off_rest(uow, matter)
    note_matter(uow, matter, "acted", happened, act=act_key, party=party, stage=matter.stage)
    tell_units(uow, matter, applying.told, act_key)
    return applying


def _check_leads_on(matter: Matter, snapshot: Snapshot, words: str) -> None:
    """Refuse to bring a matter to where nobody can take the next step."""
    waiting = waits_for(snapshot)
    if not waiting or any(desk_of(matter).parties(key) for key in waiting):
        return
    names = "或".join(waiting)
    raise Refusal(
        "E-RULE",
        f"“{words}”之后由{names}办理，但本事项还没有确定{names}是哪个单位，事项将无人能办。",
        hint=f"请一并填写{names}。",
        errors=[FieldError("E-RULE", f"请填写“{key}”。", pointer=key) for key in waiting],
    )


def _reason(mechanism: Mechanism, act_key: str, data: Mapping[str, Any] | None) -> str:
    """The words that an act demands, said to the units from which it takes back a task."""
    rule = mechanism.act(act_key)
    said = [str((data or {}).get(key, "")).strip() for key in (rule.requires if rule else ())]
    return "；".join(words for words in said if words)[:4000]


def acting_party(uow: UnitOfWork, matter: Matter, act_key: str) -> str:
    """As which party of the definition the actor does an act; the machine refuses a party that may not."""
    mechanism = mechanism_of(matter)
    act_rule = mechanism.act(act_key)
    own = parties_of(uow, matter, mechanism)
    if not policy.handles(uow.actor):
        raise Forbidden("您现在的岗位只能查看，不能办理。")
    allowed = [key for key in own if act_rule is not None and key in act_rule.by]
    if allowed:
        return allowed[0]
    if act_rule is not None and own:
        raise Forbidden(f"“{act_key}”由{'、'.join(act_rule.by)}办理。")
    return own[0] if own else ""


def parties_of(uow: UnitOfWork, matter: Matter, mechanism: Mechanism) -> list[str]:
    """The parties that the actor's unit fills, in order; an office fills a supervising one."""
    rows = (row for row in desk_of(matter).of(Party) if row.unit_id == uow.actor.unit_key)
    keys = {row.key for row in rows if not row.office or row.office in uow.actor.offices}
    return [p.key for p in mechanism.parties if p.key in keys]
