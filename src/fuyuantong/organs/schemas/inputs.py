"""What the API takes to change the directory: the fields of the forms, with ids and codes for choices.

A body of a change holds only what shall become another; `values()` are the arguments of the action.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from fuyuantong.common.api import Day, Input, Key, choice, keys, line
from fuyuantong.common.api.inputs import fault
from fuyuantong.organs import queries
from fuyuantong.organs.kinds import API_SCOPES, Clearance, Level, LinkageKind, Role, UnitKind

ORDER_MOST = 999_999
MEMBERS_MOST = 500
SCOPES_MOST = NETWORKS_MOST = ROLES_MOST = 20
_FOUND: Mapping[str, Callable[[Any, str], Any]] = {
    "region": queries.chosen_region,
    "parent": queries.chosen_unit,
    "body": queries.chosen_unit,
    "successor": queries.chosen_unit,
    "office_unit": queries.chosen_unit,
    "members": queries.chosen_units,
    "serves": queries.chosen_linkage,
    "post": queries.chosen_post,
}

Name = Annotated[str, line(120)]
Code = Annotated[str, line(40)]
Place = Annotated[str, line(12)]
OptionalCode = Annotated[str, Field(max_length=40)]
ShortName = Annotated[str, Field(max_length=60)]
Title = Annotated[str, line(60)]
Order = Annotated[int, Field(ge=0, le=ORDER_MOST)]
Members = Annotated[list[Key], Field(max_length=MEMBERS_MOST)]
Kind = Annotated[str, choice(UnitKind.choices)]
Tier = Annotated[str, choice(Level.choices)]
Phone = Annotated[str, Field(max_length=20, pattern=r"^([0-9+\- ]{5,20})?$")]
Email = Annotated[str, Field(max_length=254, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")]
Roles = Annotated[
    list[Annotated[str, choice([role.value for role in Role])]], Field(min_length=1, max_length=ROLES_MOST)
]
Rank = Annotated[int, Field(ge=min(Clearance.values), le=max(Clearance.values))]


class Filled(Input):
    def values(self) -> dict[str, Any]:
        """What was sent, ids and codes turned into rows; E-UNKNOWN-… (422) names one that is not there."""
        given = self.model_dump(exclude_unset=True)
        for name in given.keys() & _FOUND.keys():
            if given[name] is not None:
                given[name] = _FOUND[name](given[name], f"/{name}")
        return given


def _without_defaults(schema: dict[str, Any]) -> None:
    """What is not sent stays as it is: the document must not offer values for it."""
    schema["minProperties"] = 1
    for told in schema["properties"].values():
        told.pop("default", None)


class Change(Filled):
    """A change: at least one field."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise fault("E-REQUIRED", "没有要修改的内容。", "请至少给出一个字段。")
        return self


class NewUnit(Filled):
    name: Name
    kind: Kind
    region: Place
    short_name: ShortName = ""
    code: OptionalCode = ""
    level: Annotated[str, choice(Level.choices, empty=True)] = ""
    parent: Key | None = None
    body: Key | None = None
    protocol_order: Order = 0
    valid_from: Day | None = None
    has_accounts: bool = True


class ChangeUnit(Change):
    name: Name = "-"
    kind: Kind = UnitKind.GOVERNMENT.value
    region: Place = "-"
    short_name: ShortName = ""
    code: Code = "-"
    level: Tier = Level.COUNTY.value
    parent: Key | None = None
    body: Key | None = None
    protocol_order: Annotated[int, Field(ge=1, le=ORDER_MOST)] = 1
    valid_from: Day | None = None
    has_accounts: bool = True


class RetireUnit(Filled):
    on: Day
    successor: Key | None = None


class NewAlias(Input):
    alias: Name


class NewGroup(Filled):
    name: Name
    region: Place
    members: Annotated[list[Key], keys(MEMBERS_MOST)]


class ChangeGroup(Change):
    name: Name = "-"
    members: Annotated[list[Key], keys(MEMBERS_MOST)] = []


class NewLinkage(Filled):
    code: Code
    name: Annotated[str, line(80)]
    kind: Annotated[str, choice(LinkageKind.choices)]
    office_unit: Key
    members: Members = []


class ChangeLinkage(Change):
    code: Code = "-"
    name: Annotated[str, line(80)] = "-"
    kind: Annotated[str, choice(LinkageKind.choices)] = LinkageKind.COURT.value
    office_unit: Key = Field(default=None)  # type: ignore[assignment]
    members: Members = []


class NewRegion(Input):
    code: Place
    name: Title
    level: Tier
    parent: Annotated[str, Field(max_length=12)] = ""
    local: bool = False

    def values(self) -> dict[str, Any]:
        above = queries.chosen_region(self.parent, "/parent") if self.parent else None
        return self.model_dump() | {"parent": above}


class ChangeRegion(Change):
    name: Title = "-"
    level: Tier = Level.COUNTY.value
    parent: Annotated[str, Field(max_length=12)] = ""
    local: bool = False

    def values(self) -> dict[str, Any]:
        given = self.model_dump(exclude_unset=True)
        if "parent" in given:
            given["parent"] = queries.chosen_region(given["parent"], "/parent") if given["parent"] else None
        return given


class NewPerson(Input):
    username: Title
    name: Title
    phone: Phone = ""
    email: Email = ""


class ChangePerson(Change):
    username: Title = "-"
    name: Title = "-"
    phone: Phone = ""
    email: Email = ""


class Reset(Input):
    """`factor_too`: the second factor is lost as well."""

    factor_too: bool = False


class NewPost(Filled):
    title: Title
    roles: Roles
    clearance: Rank = Clearance.INTERNAL.value
    serves: Annotated[str, line(40)] | None = None
    order: Annotated[int, Field(ge=0, le=999)] = 0


class ChangePost(Change):
    title: Title = "-"
    roles: Roles = []
    clearance: Rank = Clearance.INTERNAL.value
    serves: Annotated[str, line(40)] | None = None
    order: Annotated[int, Field(ge=0, le=999)] = 0


class NewTenure(Input):
    """Whom, by the sign-in name; `deputy`: as B岗."""

    username: Title
    since: Day
    deputy: bool = False

    def values(self) -> dict[str, Any]:
        person = queries.chosen_person(self.username, "/username")
        return {"person": person, "since": self.since, "deputy": self.deputy}


class EndTenure(Input):
    on: Day


class NewToken(Filled):
    name: Title
    post: Key
    scopes: Annotated[list[Annotated[str, choice(API_SCOPES)]], Field(min_length=1, max_length=SCOPES_MOST)]
    days: Annotated[int, Field(ge=1, le=365)] = 180
    networks: Annotated[list[Annotated[str, line(50)]], Field(max_length=NETWORKS_MOST)] = []


class EndSession(Input):
    """`session`: the one to end; without it all others."""

    session: Key | None = None
