"""Who owes an item: its names resolved into `PlanParty` rows, when it becomes part of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError
from fuyuantong.organs.models import Unit
from fuyuantong.plans.kinds import NameRole
from fuyuantong.plans.models import PlanItem, PlanParty
from fuyuantong.plans.queries.naming import Key, Named, keys_of, resolve

_RANK = {role.value: n for n, role in enumerate(NameRole)}
_SHOWN = 5


def write_parties(region: str, items: Sequence[PlanItem], today: date) -> None:
    """Resolve all names of these items and write who owes them, anew.

    Errors: E-UNITS while a name is open; E-REQUIRED for an item that nobody would owe.
    """
    named = resolve(keys_of(item.names for item in items), region, today)
    open_names = [answer.full for answer in named.values() if not answer.is_settled]
    if open_names:
        words = _("还有 %(n)d 个单位名称没有对应到机构：%(names)s。") % {
            "n": len(open_names),
            "names": "、".join(open_names[:_SHOWN]) + ("……" if len(open_names) > _SHOWN else ""),
        }
        errors = [FieldError("E-UNITS", words, pointer="lead")]
        raise Conflict("E-UNITS", words, hint=_("请在“单位对应”中选择或新建。"), errors=errors)
    rows = [party for item in items for party in parties_of(item, named)]
    PlanParty.objects.filter(item__in=items).delete()
    PlanParty.objects.bulk_create(rows)


def parties_of(item: PlanItem, named: Mapping[Key, Named]) -> list[PlanParty]:
    """One row for each unit in its strongest role; one lead collects: the chosen one, or the first."""
    found: dict[Unit, tuple[str, str]] = {}
    for name in sorted(item.names, key=lambda n: _RANK[n["role"]]):
        for unit in named[name["raw"], name.get("prefix", "")].units:
            found.setdefault(unit, (name["role"], name["raw"]))
    if not found:
        raise Conflict(
            "E-REQUIRED",
            _("“%(title)s”没有可以承办的单位。") % {"title": item.title},
            hint=_("请修改承办单位，或标为“不是任务”。"),
        )
    leads = [unit for unit, (role, _raw) in found.items() if role == NameRole.LEAD]
    chosen = next((unit for unit in leads if found[unit][1] == item.collector), leads[0] if leads else None)
    return [
        PlanParty(item=item, unit=unit, role=role, raw=raw, collects=unit == chosen, order=n)
        for n, (unit, (role, raw)) in enumerate(found.items())
    ]
