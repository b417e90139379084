"""Words of the room: states of an imported paper, of an item under review, of a plan; roles; confidence."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportState(TextChoices):
    """来文 from upload to adoption; until it is adopted only the uploader's post sees it."""

    READING = "reading", _("读取中")
    READY = "ready", _("待核对")
    ADOPTED = "adopted", _("已转入计划")
    FAILED = "failed", _("未能读取")
    DROPPED = "dropped", _("已放弃")


class ItemState(TextChoices):
    TO_REVIEW = "todo", _("待核对")
    CONFIRMED = "confirmed", _("已确认")
    NOT_A_TASK = "not_a_task", _("不是任务")
    SPLIT = "split", _("已拆分")
    MERGED = "merged", _("已合并")


class PlanState(TextChoices):
    """The gate of practice.md §2.6: import alone obliges nobody."""

    DRAFT = "draft", _("草案")
    CONSULTING = "consulting", _("征求意见")
    SUBMITTED = "submitted", _("报审")
    APPROVED = "approved", _("已同意")
    PRINTED = "printed", _("已印发")
    ISSUED = "issued", _("已下达")
    VOID = "void", _("已作废")


EDITABLE_STATES = frozenset({PlanState.DRAFT, PlanState.CONSULTING})
"""While the wording may still change; what leaders agreed to is what is printed."""


class StepKind(TextChoices):
    CONSULT = "consult", _("征求意见")
    SUBMIT = "submit", _("报审")
    APPROVE = "approve", _("同意")
    SEND_BACK = "send_back", _("退回修改")
    PRINT = "print", _("印发")
    ISSUE = "issue", _("下达")
    VOID = "void", _("作废")


class OpinionState(TextChoices):
    WAITING = "waiting", _("待反馈")
    AGREED = "agreed", _("无意见")
    OPINION = "opinion", _("有意见")
    ADOPTED = "adopted", _("意见已采纳")
    DECLINED = "declined", _("意见未采纳")


class NameRole(TextChoices):
    """In which part a paper names a unit."""

    LEAD = "lead", _("牵头")
    RESPONSIBLE = "responsible", _("责任")
    PARTNER = "partner", _("配合")


class DeadlineKind(TextChoices):
    DATE = "date", _("限期完成")
    RECURRING = "recurring", _("定期办理")
    STANDING = "standing", _("长期坚持")


class Every(TextChoices):
    MONTH = "month", _("每月")
    QUARTER = "quarter", _("每季度")
    HALF_YEAR = "half-year", _("每半年")
    YEAR = "year", _("每年")


class Confidence(TextChoices):
    """把握度, in words; each goes with a reason."""

    HIGH = "high", _("高")
    MIDDLE = "middle", _("中")
    LOW = "low", _("低")


class DamageState(TextChoices):
    OPEN = "open", _("待更正")
    CORRECTED = "corrected", _("已更正")
    KEPT = "kept", _("原文无误")


class ChoiceKind(TextChoices):
    """What a person said that a name stands for, once."""

    UNIT = "unit", _("对应机构")
    NOBODY = "nobody", _("不是承办单位")


BLOCKING_WARNINGS = frozenset({"spam-text", "missing-words", "damaged", "lost-text"})
"""Warnings of the parser that block the sentence they stand in until a person has dealt with them."""

ANNUAL_ITEM = "annual-plan-item"
"""The mechanism that every item of a plan is handed out under."""
