"""Words of the room: kinds of organ, levels, roles of a post, sources of a name."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """Levels of administration; GB/T 2260 covers the first three, 乡级 has GB/T 10114 codes."""

    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")
    TOWNSHIP = "township", _("乡级")


class UnitKind(TextChoices):
    """Kinds of organ, in protocol order."""

    PARTY = "party", _("党委")
    CONGRESS = "congress", _("人大")
    GOVERNMENT = "government", _("政府")
    SUPERVISION = "supervision", _("监委")
    COURT = "court", _("法院")
    PROCURATORATE = "procuratorate", _("检察院")
    CENTRAL = "central", _("中省直驻地")
    MASS = "mass", _("群团/行业组织")
    ENTERPRISE = "enterprise", _("企事业")


PROTOCOL_RANK: dict[str, int] = {kind.value: 1000 * (n + 1) for n, kind in enumerate(UnitKind)}
"""Where the units of a kind begin in protocol order when nobody has said otherwise."""


class AliasSource(TextChoices):
    SEEDED = "seeded", _("随机构预置")
    LEARNT = "learnt", _("核对时记住")
    HAND = "hand", _("人工录入")


class LinkageKind(TextChoices):
    COURT = "court", _("府院")
    PROCURATORATE = "procuratorate", _("府检")
    SPECIAL = "special", _("专项")


class Clearance(IntegerChoices):
    """What a post may be told at most; state secrets never enter the system at all."""

    PUBLIC = 0, _("公开")
    INTERNAL = 1, _("内部")
    WORK_SECRET = 2, _("工作秘密")


class Role(StrEnum):
    """What a post may do. Rights are those of the one post a person acts as, never the union."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    LIAISON = "liaison"
    OFFICE = "office"
    LEADER = "leader"
    DEFINER = "definer"
    READONLY = "readonly"
    AUDITOR = "auditor"
    SYSADMIN = "sysadmin"
    SECADMIN = "secadmin"


ROLE_WORDS = {
    Role.CLERK: _("承办人"),
    Role.REVIEWER: _("审签人"),
    Role.LIAISON: _("联络员"),
    Role.OFFICE: _("联席会议办公室"),
    Role.LEADER: _("领导"),
    Role.DEFINER: _("定义管理员"),
    Role.READONLY: _("只读监督"),
    Role.AUDITOR: _("审计员"),
    Role.SYSADMIN: _("系统管理员"),
    Role.SECADMIN: _("安全管理员"),
}

ADMIN_ROLES = (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR)
"""The three administrators (GB/T 22239-2019 §8.1.5): each excludes the other two and every other role."""

BUSINESS_ROLES = tuple(role for role in Role if role not in ADMIN_ROLES)

API_SCOPES = (
    "matters:read",
    "matters:write",
    "plans:read",
    "plans:write",
    "meetings:read",
    "meetings:write",
    "rounds:read",
    "rounds:write",
    "archives:read",
    "archives:write",
    "screening:read",
    "screening:write",
    "enforcement:read",
    "enforcement:write",
    "packs:read",
    "packs:write",
    "registers:read",
    "registers:write",
    "indicators:read",
    "indicators:write",
    "organs:read",
    "organs:write",
    "personal:read",
    "reports:read",
    "reports:write",
)
"""What an API token may be given; a token never reaches further than its post. Accounts, rights and keys are
given by administrators in person only (no scope): a key cannot prove who sits there."""


def lane_of(roles: list[str] | frozenset[str]) -> str:
    """Return the lane of a set of roles: one of the three administrators' codes, or `business`."""
    for role in ADMIN_ROLES:
        if role.value in roles:
            return role.value
    return "business"
