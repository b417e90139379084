"""What the API says of people, keys and sessions.

Phone and e-mail stand in `PersonFull` only, and reading that is written down.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from fuyuantong.common.api import Output, Page, Receipt, Short, plain
from fuyuantong.organs.models import ApiToken, Person, SignIn, Tenure
from fuyuantong.organs.queries import PersonDetail
from fuyuantong.organs.schemas.directory import UnitRef, unit_ref


class TenureOut(Output):
    """A person on a post of a unit; `until_on` is the first day without it."""

    id: UUID
    post: UUID
    title: str
    unit: UnitRef
    since_on: date
    until_on: date | None
    deputy: bool


class PersonRow(Output):
    """A line of the list of people: no particulars, only who and at which posts today."""

    id: UUID
    username: str
    name: str
    is_active: bool
    tenures: list[TenureOut]
    version: int


class SessionOut(Output):
    """One sign-in. `present`: the session of this very call."""

    id: UUID
    at: datetime
    ip: str
    agent: str
    factor: str
    ended_at: datetime | None
    present: bool


class PersonFull(PersonRow):
    """One person with particulars and all tenures, past ones too. Reading it is written down."""

    phone: str
    email: str
    must_change_password: bool
    sign_ins: list[SessionOut]


class TokenOut(Output):
    """An API key of a unit, without the key: that was shown once and is stored as a digest."""

    id: UUID
    name: str
    post: UUID
    post_title: str
    scopes: list[str]
    networks: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class SecretReceipt(Receipt):
    """A receipt with a first password or a key. It is told once: a repeated request gets null instead."""

    secret: str | None = None


class PeopleQuery(Page):
    search: Short = ""


def tenure_out(row: Tenure) -> TenureOut:
    return plain(TenureOut, row, post=row.post_id, title=row.post.title, unit=unit_ref(row.post.unit))


def person_row(row: Person) -> PersonRow:
    present: list[Tenure] = getattr(row, "present", [])
    return plain(PersonRow, row, tenures=[tenure_out(one) for one in present])


def person_full(found: PersonDetail) -> PersonFull:
    return plain(
        PersonFull,
        found.person,
        tenures=[tenure_out(one) for one in found.tenures],
        sign_ins=[session_out(one, "") for one in found.sign_ins],
    )


def session_out(row: SignIn, present: str) -> SessionOut:
    return plain(SessionOut, row, ip=row.ip or "", present=row.session_key == present)


def token_out(row: ApiToken) -> TokenOut:
    return plain(TokenOut, row, post=row.post_id, post_title=row.post.title)
