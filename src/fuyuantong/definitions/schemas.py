"""What the API says of mechanisms."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fuyuantong.common.api import Input, Output, Page, Short, choice, line
from fuyuantong.definitions.actions import body_of
from fuyuantong.definitions.kinds import Archetype
from fuyuantong.definitions.models import DefinitionVersion
from fuyuantong.definitions.queries import MechanismPage, Review, mechanism_of


class MechanismOut(Output):
    id: UUID
    code: str
    version: int
    name: str
    archetype: str
    group: str
    rows: list[str]
    state: str
    published_at: datetime | None


class MechanismFull(MechanismOut):
    """A version with everything that its file says (`body`), the file itself, and its other versions."""

    digest: str
    source: str
    body: dict[str, Any]
    versions: list[MechanismOut]


class MechanismQuery(Page):
    search: Short = ""
    archetype: choice([kind.value for kind in Archetype], empty=True) = ""


class Source(Input):
    """The YAML text of a mechanism."""

    source: line(200_000)


class Finding(Output):
    line: int
    code: str
    message: str
    hint: str


class Checked(Output):
    sound: bool
    problems: list[Finding]


def mechanism_out(row: DefinitionVersion) -> MechanismOut:
    return MechanismOut(**_line(row))


def _line(row: DefinitionVersion) -> dict[str, Any]:
    names = ("code", "version", "name", "archetype", "group", "state", "published_at")
    return {"id": row.pk, "rows": list(row.rows)} | {name: getattr(row, name) for name in names}


def mechanism_full(page: MechanismPage) -> MechanismFull:
    return MechanismFull(
        **_line(page.row),
        digest=page.row.digest,
        source=page.row.source,
        body=body_of(mechanism_of(page.row)),
        versions=[mechanism_out(row) for row in page.versions],
    )


def checked(found: Review) -> Checked:
    problems = [Finding(line=p.line, code=p.code, message=p.sentence, hint=p.hint) for p in found.problems]
    return Checked(sound=found.sound, problems=problems)
