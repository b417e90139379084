"""A person's channels: which account is used, which waits for its proof, and for what each is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fuyuantong.common.actors import NOBODY, Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.notices.channels import Channel, open_channels
from fuyuantong.notices.models import Handle
from fuyuantong.notices.queries.inbox import channels_of
from fuyuantong.organs.models import Person

SHOWN, HIDDEN = 3, "***"


@dataclass(frozen=True, slots=True)
class Account:
    """One open channel of a person. `source`: own, given (by an administrator), or none; masked addresses."""

    channel: str
    word: str
    own: bool
    source: str
    account: str
    pending: str
    code_sent: bool
    proven_at: datetime | None
    daily: bool
    urgent: bool


def accounts(viewer: Actor) -> list[Account]:
    """Every open channel to persons, in the order of the settings."""
    person = Person.objects.filter(pk=viewer.person or NOBODY).first()
    if person is None:
        raise NotFound
    rows = {row.channel: row for row in Handle.objects.filter(person=person)}
    daily, urgent = channels_of(person), channels_of(person, hurried=True)
    return [
        _account(way, person, rows.get(way.code) or Handle(), daily, urgent)
        for way in open_channels(for_units=False)
    ]


def _account(way: Channel, person: Person, row: Handle, daily: list[str], urgent: list[str]) -> Account:
    used = way.address(person)
    given = row.account
    source = "own" if given else "given" if used else "none"
    return Account(
        channel=way.code, word=str(way.word), own=way.own_account, source=source,
        account=masked(used) if way.own_account else "", pending=masked(row.pending),
        code_sent=row.code_at is not None, proven_at=row.proven_at if given else None,
        daily=way.code in daily, urgent=way.code in urgent,
    )  # fmt: skip


def masked(account: str) -> str:
    """The first three characters and the last two: enough to know one's own by."""
    if len(account) <= SHOWN + 2:
        return account[:1] + HIDDEN if account else ""
    return account[:SHOWN] + HIDDEN + account[-2:]
