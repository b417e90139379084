"""异于: parties that must be different units, so that nobody checks his own work."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.definitions.kinds import Mechanism


def clashes(mechanism: Mechanism, parties: Mapping[str, Collection[object]]) -> list[tuple[str, str]]:
    """Pairs of parties (the one that says 异于, the other) that a unit fills both although it may not."""
    return [
        (party.key, other)
        for party in mechanism.parties
        for other in party.differs
        if set(parties.get(party.key, ())) & set(parties.get(other, ()))
    ]


def check_different(
    mechanism: Mechanism, parties: Mapping[str, Collection[object]], named: Collection[str] | None = None
) -> None:
    """Refuse (E-RULE) a unit on both sides; `named`: only pairs of which the act names one."""
    for one, other in clashes(mechanism, parties):
        if named is None or {one, other} & set(named):
            error = FieldError("E-RULE", f"“{one}”和“{other}”不得是同一单位。", pointer=one)
            raise Refusal("E-RULE", error.message, hint="请另行确定其中一方。", errors=[error])
