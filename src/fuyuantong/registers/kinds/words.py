"""Closed lists of words, as stored and as shown."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RegisterKind(TextChoices):
    ROSTER = "roster", _("名册")
    LIST = "list", _("清单")
    CASES = "cases", _("案件台账")
    ACTIVITY = "activity", _("活动")
    FUND = "fund", _("资金")


class Sight(TextChoices):
    """Who sees the rows besides the unit a row belongs to and the kinds named in 另知."""

    EVERYBODY = "all", _("全部单位")
    OFFICE = "office", _("本单位和办公室")
    OWNER = "owner", _("本单位")


class Entry(StrEnum):
    """Who may enter rows: 办公室 for any unit, the others for their own. Kinds of organ as in `organs`."""

    OFFICE = "office"
    EACH = "each"
    PARTY = "party"
    CONGRESS = "congress"
    GOVERNMENT = "government"
    SUPERVISION = "supervision"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    CENTRAL = "central"
    MASS = "mass"
    ENTERPRISE = "enterprise"


class RowState(TextChoices):
    CURRENT = "current", _("有效")
    VOID = "void", _("已废止")


class Progress(TextChoices):
    """How far an activity is; other registers have none."""

    NONE = "", _("无")
    PLANNED = "planned", _("计划")
    HELD = "held", _("已举办")
    REVIEWED = "reviewed", _("已反馈")


class ChangeKind(TextChoices):
    ENTERED = "entered", _("录入")
    IMPORTED = "imported", _("导入")
    WRITTEN = "written", _("由事项登记")
    CORRECTED = "corrected", _("更正")
    ADVANCED = "advanced", _("推进")
    VOIDED = "voided", _("废止")
    SEALED = "sealed", _("封存")
    UNSEALED = "unsealed", _("解除封存")


class Account(TextChoices):
    """The accounts of one budget row; every line moves money from one to another."""

    SOURCE = "source", _("预算来源")
    AVAILABLE = "available", _("可用")
    COMMITTED = "committed", _("已批未付")
    PAID = "paid", _("已付未结")
    SETTLED = "settled", _("已核销")


class FundStep(TextChoices):
    BUDGET = "budget", _("下达预算")
    CUT = "cut", _("调减预算")
    APPROVE = "approve", _("批准")
    RELEASE = "release", _("撤回批准")
    PAY = "pay", _("支付")
    RECOVER = "recover", _("回收")
    SETTLE = "settle", _("核销")


class ClaimState(TextChoices):
    APPLIED = "applied", _("已申请")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("不予批准")
    CLOSED = "closed", _("已结清")


class GrantState(TextChoices):
    """查询授权: asked for, agreed to or not, ended by either side. That it has expired is a comparison."""

    PROPOSED = "proposed", _("待数据单位授权")
    AGREED = "agreed", _("已授权")
    REFUSED = "refused", _("未获授权")
    ENDED = "ended", _("已收回")


class Outcome(TextChoices):
    """What a question came to; “查无结果” is an answer."""

    FOUND = "found", _("有记录")
    NONE = "none", _("查无结果")
    REFUSED = "refused", _("未予查询")


class Occasion(StrEnum):
    """What happened to a row that is passed on."""

    NEW = "new"
    CHANGED = "changed"


class AddressTo(StrEnum):
    """To whom a letter about a unit goes, beside or instead of that unit: found in the directory."""

    ABOVE = "above"
    SUPERVISION = "supervision"
    ITSELF = "itself"
