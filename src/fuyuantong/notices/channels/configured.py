"""What `FYT_CHANNEL_FILE` says of one service: its host, its keys, its robots (one for a unit's group)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from fuyuantong.notices.models import Handle
from fuyuantong.organs.models import Person


@dataclass(frozen=True, slots=True)
class Robot:
    """A group's robot. Both are secrets and show in no traceback: the address alone lets one post."""

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


def section(name: str) -> dict[str, Any]:
    """The table of one service; empty where the file has none."""
    found = settings.FYT_OUTSIDE.get(name, {})
    return found if isinstance(found, dict) else {}


def robot(service: str, unit_code: str) -> Robot | None:
    """The robot of a unit (by its code): an address, or a table with `url` and `secret`."""
    found = section(service).get("robots", {}).get(unit_code)
    if isinstance(found, str):
        return Robot(found)
    if isinstance(found, dict) and found.get("url"):
        return Robot(str(found["url"]), str(found.get("secret", "")))
    return None


def robots_of(service: str) -> dict[str, bool]:
    """{code of a unit: are messages to its robot signed} of one service."""
    found = {str(code): robot(service, str(code)) for code in section(service).get("robots", {})}
    return {code: bool(one.secret) for code, one in found.items() if one is not None}


def robot_units() -> set[str]:
    """Codes of the units that have a robot at any service."""
    names = ("wecom", "dingtalk", "feishu")
    return {str(code) for name in names for code in section(name).get("robots", {})}


def account_of(service: str, person: Person) -> str:
    """The person's account at a service: the one they gave, or the user name where the file says so."""
    given = Handle.objects.filter(person=person, channel=service).values_list("account", flat=True).first()
    return given or (person.username if section(service).get("accounts") == "username" else "")


def stays_inside(service: str) -> bool:
    """Whether the service stands in the offices' own network (政务微信): titles may go there."""
    return section(service).get("inside") is True
