"""Words of this room: the states of a pack, what a returned line comes to, the columns of its table."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PackState(TextChoices):
    OUT = "out", _("待返回")
    ADOPTED = "adopted", _("已采用")
    REPLACED = "replaced", _("已有新包")
    WITHDRAWN = "withdrawn", _("已作废")


class LineKind(TextChoices):
    """What a line of a returned pack comes to when the pack is adopted."""

    NEW = "new", _("新报")
    CHANGED = "changed", _("有变化")
    SAME = "same", _("无变化")
    MISSING = "missing", _("未返回")
    REFUSED = "refused", _("不能采用")


ADOPTED_KINDS = frozenset({LineKind.NEW, LineKind.CHANGED})

CODE = "任务编号"
"""The head of the column by which a row is known again."""
SHOWN: Mapping[str, str] = {
    "place": "序号",
    "title": "任务事项",
    "source": "来源",
    "due": "办理期限",
    "state": "目前状态",
    "last": "上次报送",
}
"""What a pack tells: the key in `PackRow.shown` → head."""
FILLED: Mapping[str, str] = {
    "signed_on": "签收日期",
    "progress": "进展情况",
    "problems": "存在问题",
    "next_steps": "下步措施",
    "done": "是否办结",
    "finished_on": "办结日期",
}
"""What the unit fills in: key → head. Papers are Chinese whatever the screen speaks."""
SYNONYMS: Mapping[str, str] = {
    "进展": "progress",
    "办理情况": "progress",
    "完成情况": "progress",
    "落实情况": "progress",
    "问题": "problems",
    "存在的问题": "problems",
    "困难和问题": "problems",
    "下一步措施": "next_steps",
    "下一步打算": "next_steps",
    "下步工作": "next_steps",
    "下一步工作": "next_steps",
    "完成日期": "finished_on",
    "完成时间": "finished_on",
    "办结时间": "finished_on",
    "签收时间": "signed_on",
    "是否完成": "done",
}
"""Other heads under which offices know the same columns."""
YES = frozenset({"是", "已办结", "办结", "已完成", "完成", "√", "✓", "y", "yes", "1", "true"})
NO = frozenset({"", "否", "未办结", "未完成", "正在办理", "办理中", "持续推进", "×", "n", "no", "0", "false"})
WORDS_MOST = 10_000
ROWS_MOST = 5_000
