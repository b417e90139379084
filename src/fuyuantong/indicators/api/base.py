"""The room's router and receipts."""

from __future__ import annotations

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room
from fuyuantong.indicators import policy
from fuyuantong.indicators.models import Difference, IndicatorVersion, Snapshot

room = Room("indicators", read="indicators:read", write="indicators:write")


def of_version(row: IndicatorVersion) -> Receipt:
    return Receipt(id=row.pk, kind="indicator", state="published", version=row.version)


def of_snapshot(row: Snapshot) -> Receipt:
    return Receipt(id=row.pk, kind="snapshot", state=row.state, version=row.revision)


def of_difference(row: Difference) -> Receipt:
    return Receipt(id=row.pk, kind="difference", state=row.state, version=row.version, matter=row.matter)


def may_publish(actor: Actor, _receipt: Receipt) -> None:
    policy.check_publish(actor)


def may_freeze(actor: Actor, _receipt: Receipt) -> None:
    policy.check_freeze(actor)
