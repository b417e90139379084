"""Who acts, and who looks: one person at one post of one unit.

A person with several posts acts as one of them at a time; rights are those of that post only,
never the union. `organs` builds these from its rows on every request, so a right that is taken
away is gone with the next request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Actor:
    """One person at one post.

    `roles` are the codes of `organs.kinds.Role` held by the post; `offices` are the codes of the
    linkage mechanisms (联动机制) whose office (联席会议办公室) the post serves. `acting_for` is set when
    the act is recorded for somebody else (代录, 代签收). `unit_kind` is the code of `organs.kinds.UnitKind`.
    """

    person: UUID | None
    post: UUID | None
    unit: UUID | None
    region: str
    name: str
    unit_name: str
    post_name: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    offices: frozenset[str] = field(default_factory=frozenset)
    acting_for: str = ""
    unit_kind: str = ""
    ip: str = ""

    def has(self, role: str) -> bool:
        return role in self.roles

    @property
    def unit_key(self) -> UUID:
        """The unit's id for queries; an actor without a unit matches no row."""
        return self.unit or NOBODY

    @property
    def post_key(self) -> UUID:
        return self.post or NOBODY


SYSTEM = Actor(person=None, post=None, unit=None, region="", name="系统", unit_name="系统")
"""The system itself: reminders, seals, imports at installation. It holds no role and sees by code only."""
