"""What the trail's verbs are called for people: one catalogue, apart from the stored data.

Every `kind` that is ever recorded has a line here; a test walks the code for kinds and holds this complete.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "matter.opened": _("登记事项"),
    "matter.acted": _("办理动作"),
    "matter.stage_changed": _("阶段变化"),
    "matter.commented": _("留言"),
    "matter.copied": _("抄送"),
    "matter.linked": _("关联事项"),
    "matter.merged": _("并案"),
    "matter.took_over": _("并入他案"),
    "matter.voided": _("作废"),
    "matter.reopened": _("重新打开"),
    "matter.scope_set": _("调整知悉范围"),
    "matter.reminded": _("期限提醒"),
    "matter.draft_wanted": _("生成待签文书"),
    "matter.filed": _("附件归入"),
    "ledger.exported": _("导出台账"),
    "obligation.issued": _("下达任务"),
    "obligation.drafted": _("拟下达任务"),
    "obligation.issue": _("下发"),
    "obligation.sign": _("签收"),
    "obligation.ask_correction": _("退回补正"),
    "obligation.supply": _("补正"),
    "obligation.report": _("报送进展"),
    "obligation.submit": _("反馈办理结果"),
    "obligation.submit_unreviewed": _("反馈办理结果"),
    "obligation.approve": _("审签通过"),
    "obligation.disapprove": _("审签退改"),
    "obligation.accept": _("核验通过"),
    "obligation.send_back": _("退改"),
    "obligation.write_off": _("销号"),
    "obligation.transfer": _("转派"),
    "obligation.urge": _("催办"),
    "obligation.petition": _("提出申请"),
    "obligation.decided": _("决定申请"),
    "obligation.dropped": _("撤销申请"),
    "obligation.grant_return": _("同意退办"),
    "obligation.grant_reassign": _("同意改派"),
    "obligation.extend": _("延期"),
    "obligation.hold": _("暂缓办理"),
    "obligation.unhold": _("恢复办理"),
    "obligation.suspend": _("中止期限"),
    "obligation.resume": _("恢复期限"),
    "obligation.withdraw": _("撤回"),
    "obligation.terminate": _("终止交办"),
    "obligation.merge": _("并案"),
    "obligation.void": _("作废"),
    "obligation.look_back": _("回头看"),
    "obligation.again": _("重新交办"),
    "obligation.closed": _("随事项结束"),
    "obligation.objected": _("提出异议或说明"),
    "obligation.filed": _("附件归入"),
}


def say(kind: str) -> str:
    """The words for a kind; an unknown one (from a newer version's export) is shown as it is."""
    return str(WORDS.get(kind, kind))
