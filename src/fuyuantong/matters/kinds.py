"""The words of the heart. Screen words follow the office's own vocabulary (docs/glossary.md)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ObligationState(TextChoices):
    """The common life of every obligation (承办任务)."""

    DRAFT = "draft", _("待下发")
    PENDING = "pending", _("待签收")
    CORRECTING = "correcting", _("待补正")
    WORKING = "working", _("办理中")
    REVIEWING = "reviewing", _("待单位审签")
    VERIFYING = "verifying", _("待核验")
    DONE = "done", _("已办结")
    WRITTEN_OFF = "written_off", _("已销号")
    RETURNED = "returned", _("已退办")
    REASSIGNED = "reassigned", _("已改派")
    WITHDRAWN = "withdrawn", _("已撤回")
    TERMINATED = "terminated", _("已终止交办")
    MERGED = "merged", _("已并案")
    VOID = "void", _("已作废")


OPEN_STATES = frozenset(
    {
        ObligationState.PENDING,
        ObligationState.CORRECTING,
        ObligationState.WORKING,
        ObligationState.REVIEWING,
        ObligationState.VERIFYING,
    }
)
"""Somebody still owes something."""

SIGNED_STATES = frozenset({ObligationState.WORKING, ObligationState.REVIEWING, ObligationState.VERIFYING})
FINISHED_STATES = frozenset({ObligationState.DONE, ObligationState.WRITTEN_OFF})
DROPPED_STATES = frozenset(
    {
        ObligationState.RETURNED,
        ObligationState.REASSIGNED,
        ObligationState.WITHDRAWN,
        ObligationState.TERMINATED,
        ObligationState.MERGED,
        ObligationState.VOID,
    }
)
"""Nothing is owed any more, and nothing was done: left out of every rate."""


class Duty(TextChoices):
    """In which part a unit owes."""

    LEAD = "lead", _("牵头")
    RESPONSIBLE = "responsible", _("责任")
    PARTNER = "partner", _("配合")
    REPORT = "report", _("报送")


class Capacity(TextChoices):
    """Why a unit is tied to a matter."""

    STARTER = "starter", _("发起")
    PARTY = "party", _("参与")
    OWNER = "owner", _("承办")
    SUPERVISOR = "supervisor", _("联席会议办公室")
    COPY = "copy", _("抄送")
    OBSERVER = "observer", _("监督")
    HEIR = "heir", _("承继")


class Level(TextChoices):
    """How much of a matter a tied unit sees."""

    FULL = "full", _("全文")
    OWN = "own", _("来文和本单位的办理")
    ENVELOPE = "envelope", _("仅往来信息")
    RECALLED = "recalled", _("仅撤回告知")


class Scope(TextChoices):
    """知悉范围."""

    PARTIES = "parties", _("有关单位")
    NAMED = "named", _("指定岗位")


class Publicity(TextChoices):
    """公开属性 (政府信息公开条例, 国令711号)."""

    INTERNAL = "internal", _("不予公开")
    ON_REQUEST = "on_request", _("依申请公开")
    OPEN = "open", _("主动公开")


class MatterState(TextChoices):
    OPEN = "open", _("办理中")
    CLOSED = "closed", _("已结束")
    VOID = "void", _("已作废")


class FeedbackKind(TextChoices):
    PROGRESS = "progress", _("进展")
    MILESTONE = "milestone", _("阶段性完成")
    COMPLETION = "completion", _("办结反馈")
    OBJECTION = "objection", _("异议或说明")


class FeedbackState(TextChoices):
    SENT = "sent", _("已报送")
    IN_REVIEW = "in_review", _("待单位审签")
    ACCEPTED = "accepted", _("已通过")
    SENT_BACK = "sent_back", _("退改")


class PetitionKind(TextChoices):
    """What an owing unit may ask for; the unit that it owes to decides."""

    RETURN = "return", _("申请退办")
    REASSIGN = "reassign", _("申请改派")
    EXTENSION = "extension", _("申请延期")
    HOLD = "hold", _("申请暂缓")
    WRITE_OFF = "write_off", _("申请销号")


class PetitionState(TextChoices):
    OPEN = "open", _("待决定")
    GRANTED = "granted", _("同意")
    REFUSED = "refused", _("不同意")
    DROPPED = "dropped", _("已撤销")


class UrgeKind(TextChoices):
    HINT = "hint", _("提示")
    URGE = "urge", _("催办")
    INQUIRY = "inquiry", _("函询")


class Late(TextChoices):
    """Why a reminder fired later than its moment."""

    DOWNTIME = "downtime", _("后台服务停止")
    BUSY = "busy", _("当时有人正在办理")
    FAULT = "fault", _("出错后重试")


class Pressing(TextChoices):
    """The steps above 催办, each a letter that a leader signs (reference §8.2)."""

    SUPERVISION = "supervision", _("督办单")
    INTERVIEW = "interview", _("约谈通知书")
    BULLETIN = "bulletin", _("通报")


class Backing(TextChoices):
    """What stands behind a 督办单, an 约谈 or a 通报 (practice §1; 国令733号第7条)."""

    INSTRUCTION = "instruction", _("领导批示")
    INSPECTION = "inspection", _("政府督查")


class ClockState(TextChoices):
    RUNNING = "running", _("计时中")
    SUSPENDED = "suspended", _("已中止")
    HELD = "held", _("已暂缓")
    STOPPED = "stopped", _("已停止")


class ClockMoveKind(TextChoices):
    EXTENSION = "extension", _("延期")
    SUSPENSION = "suspension", _("中止")
    RESUMPTION = "resumption", _("恢复")
    HOLD = "hold", _("暂缓")
    UNHOLD = "unhold", _("恢复办理")
    RESTART = "restart", _("重新起算")
    REVIEW = "review", _("复核")
    RECOMPUTATION = "recomputation", _("按新日历重算")


class LinkKind(TextChoices):
    RELATED = "related", _("相关")
    SAME = "same", _("并案")
    AGAIN = "again", _("重新交办")
    DERIVED = "derived", _("派生")


class DraftState(TextChoices):
    """The life of a letter that only a signature sends out (practice §4.3)."""

    DRAFTING = "drafting", _("拟稿")
    CHECKING = "checking", _("核稿会签")
    READY = "ready", _("待签发")
    SIGNED = "signed", _("已签发")
    DROPPED = "dropped", _("已弃用")


class StepKind(TextChoices):
    """Who looks at a letter before it is put up for signature: 核稿 in the house, 会签 by another unit."""

    CHECK = "check", _("核稿")
    COSIGN = "cosign", _("会签")


class StepState(TextChoices):
    PENDING = "pending", _("待办")
    AGREED = "agreed", _("同意")
    OBJECTED = "objected", _("有不同意见")
    CLOSED = "closed", _("已终止")


class Every(TextChoices):
    MONTH = "month", _("每月")
    QUARTER = "quarter", _("每季度")
    HALF_YEAR = "half-year", _("每半年")
    YEAR = "year", _("每年")
