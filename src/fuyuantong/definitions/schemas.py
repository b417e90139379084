"""What the API says of mechanisms."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from fuyuantong.common.api import Input, Number, Output, Page, Short, choice, line, plain
from fuyuantong.definitions.actions import body_of
from fuyuantong.definitions.comparison import Change
from fuyuantong.definitions.kinds import Archetype
from fuyuantong.definitions.models import DefinitionVersion, Profile
from fuyuantong.definitions.profiles import Difference
from fuyuantong.definitions.queries import MechanismPage, ProfilePage, ProfileReview, Review, mechanism_of


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
    archetype: Annotated[str, choice([kind.value for kind in Archetype], empty=True)] = ""


class Source(Input):
    """The YAML text of a mechanism."""

    source: Annotated[str, line(200_000)]


class Finding(Output):
    line: int
    code: str
    message: str
    hint: str


class Checked(Output):
    sound: bool
    problems: list[Finding]


class ChangesQuery(BaseModel):
    """The two versions to lay side by side."""

    old: Number
    new: Number


class ChangeOut(Output):
    """A line that was added or removed, one that stayed beside it, or a gap between."""

    kind: str
    text: str
    old: int | None
    new: int | None


class Changes(Output):
    lines: list[ChangeOut]


def change_out(one: Change) -> ChangeOut:
    return plain(ChangeOut, one)


def mechanism_out(row: DefinitionVersion) -> MechanismOut:
    return plain(MechanismOut, row)


def mechanism_full(page: MechanismPage) -> MechanismFull:
    return plain(
        MechanismFull,
        page.row,
        body=body_of(mechanism_of(page.row)),
        versions=[mechanism_out(row) for row in page.versions],
    )


class ProfileOut(Output):
    """A regional profile (地区方案); `loaded_at`: when it was kept, or last taken into use."""

    id: UUID
    code: str
    version: int
    name: str
    region: str
    simulated: bool
    in_use: bool
    loaded_at: datetime


class ProfileFull(ProfileOut):
    """A version with everything that its file says (`body`) and the file itself."""

    source: str
    body: dict[str, Any]
    versions: list[ProfileOut]


class DifferenceOut(Output):
    """What two profiles lay down of one thing; empty where one of them says nothing."""

    part: str
    key: str
    left: str
    right: str
    same: bool


class Differences(Output):
    rows: list[DifferenceOut]


def profile_out(row: Profile) -> ProfileOut:
    return plain(ProfileOut, row)


def profile_full(page: ProfilePage) -> ProfileFull:
    return plain(ProfileFull, page.row, versions=[profile_out(row) for row in page.versions])


def difference_out(row: Difference) -> DifferenceOut:
    return plain(DifferenceOut, row)


def checked(found: Review | ProfileReview) -> Checked:
    problems = [Finding(line=p.line, code=p.code, message=p.sentence, hint=p.hint) for p in found.problems]
    return Checked(sound=found.sound, problems=problems)
