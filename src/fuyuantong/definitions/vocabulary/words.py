"""The Chinese spelling of every closed word, and the words that the office may not use (practice.md §1)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from fuyuantong.definitions.kinds import (
    Archetype,
    Direction,
    Every,
    FieldType,
    JoinAt,
    Level,
    Numbering,
    Objection,
    OriginKind,
    ReminderDo,
    Sight,
    Standing,
    UnitKind,
)

ARCHETYPES: Mapping[str, StrEnum] = {
    "交办件": Archetype.MATTER,
    "文书建议": Archetype.LETTER,
    "任务计划": Archetype.PLAN,
    "审查审批": Archetype.APPROVAL,
    "台账清单": Archetype.REGISTER,
    "指标": Archetype.INDICATOR,
    "定期产品": Archetype.REPORT,
    "会议": Archetype.MEETING,
    "数据共享": Archetype.EXCHANGE,
    "比对拦截": Archetype.SCREENING,
    "活动台账": Archetype.ACTIVITY,
    "资金账": Archetype.FUND,
}
UNIT_KINDS: Mapping[str, StrEnum] = {
    "党委": UnitKind.PARTY_COMMITTEE,
    "人大": UnitKind.CONGRESS,
    "政府": UnitKind.GOVERNMENT,
    "行政机关": UnitKind.AGENCY,
    "监委": UnitKind.SUPERVISION,
    "法院": UnitKind.COURT,
    "检察院": UnitKind.PROCURATORATE,
    "中省直驻地": UnitKind.CENTRAL,
    "群团行业组织": UnitKind.ASSOCIATION,
    "企事业": UnitKind.ENTERPRISE,
    "联席会议办公室": UnitKind.OFFICE,
    "不限": UnitKind.ANY,
}
SIGHTS: Mapping[str, StrEnum] = {
    "全部": Sight.FULL,
    "本单位": Sight.OWN,
    "信封": Sight.ENVELOPE,
    "不可知": Sight.NONE,
}
STANDINGS: Mapping[str, StrEnum] = {
    "发起": Standing.STARTER,
    "牵头": Standing.LEAD,
    "责任": Standing.RESPONSIBLE,
    "配合": Standing.PARTNER,
    "督导": Standing.SUPERVISOR,
    "知悉": Standing.INFORMED,
}
FIELD_TYPES: Mapping[str, StrEnum] = {
    "文本": FieldType.TEXT,
    "长文本": FieldType.LONG_TEXT,
    "条目": FieldType.ITEMS,
    "选项": FieldType.CHOICE,
    "多选": FieldType.CHOICES,
    "日期": FieldType.DATE,
    "时刻": FieldType.MOMENT,
    "数字": FieldType.NUMBER,
    "金额": FieldType.MONEY,
    "百分比": FieldType.PERCENT,
    "案号": FieldType.CASE_NO,
    "文号": FieldType.DOC_NO,
    "单位": FieldType.UNIT,
    "人员": FieldType.PERSON,
    "附件": FieldType.FILE,
    "是否": FieldType.FLAG,
    "身份证号": FieldType.IDENT,
    "统一社会信用代码": FieldType.CREDIT_CODE,
    "电话": FieldType.PHONE,
}
JOIN_AT: Mapping[str, StrEnum] = {"反馈": JoinAt.REPLIED, "办结": JoinAt.DONE}
OBJECTIONS: Mapping[str, StrEnum] = {
    "申请退办": Objection.RETURN,
    "异议": Objection.OBJECTION,
    "无": Objection.NONE,
}
EVERY: Mapping[str, StrEnum] = {
    "每周": Every.WEEK,
    "每月": Every.MONTH,
    "每季度": Every.QUARTER,
    "每半年": Every.HALF_YEAR,
    "每年": Every.YEAR,
}
DIRECTIONS: Mapping[str, StrEnum] = {
    "不低于": Direction.AT_LEAST,
    "不高于": Direction.AT_MOST,
    "上升": Direction.UP,
    "下降": Direction.DOWN,
}
REMINDER_DO: Mapping[str, StrEnum] = {
    "提示": ReminderDo.PROMPT,
    "催办": ReminderDo.URGE,
    "函询": ReminderDo.INQUIRE,
    "商请": ReminderDo.INQUIRE,
    "拟督办单": ReminderDo.DRAFT_SUPERVISION,
    "拟通报": ReminderDo.DRAFT_BULLETIN,
    "拟抄报": ReminderDo.DRAFT_COPY,
    "拟跟进函": ReminderDo.DRAFT_FOLLOW_UP,
    "拟提醒函": ReminderDo.DRAFT_REMINDER,
}
LEVELS: Mapping[str, StrEnum] = {
    "系统提醒": Level.REMINDER,
    "催办单": Level.URGE,
    "函询": Level.URGE,
    "督办单": Level.SUPERVISION,
    "跟进函": Level.SUPERVISION,
    "约谈/提醒函": Level.TALK,
    "提醒函": Level.TALK,
    "通报": Level.BULLETIN,
    "抄报": Level.BULLETIN,
}
NUMBERINGS: Mapping[str, StrEnum] = {"登记外部文号": Numbering.EXTERNAL, "本机关编号": Numbering.OWN}

# Moments of an obligation from which a clock may run, unless an act, stage or field has the same name.
MOMENTS: Mapping[str, OriginKind] = {
    "下达": OriginKind.SENT,
    "送达": OriginKind.SERVED,
    "签收": OriginKind.SIGNED,
    "反馈": OriginKind.REPLIED,
}

# The common life of an obligation belongs to `matters`: a definition may not give an act one of these names.
OBLIGATION_WORDS = (
    "签收", "申请退办", "退回补正", "转派", "申请改派", "反馈", "单位审签", "核验", "延期", "暂缓", "恢复",
    "催办", "提示", "销号",
)  # fmt: skip

# Words that command, or that speak of an organ as a subordinate (practice.md §1, §4.1).
COMMANDING_WORDS = ("督办", "催办", "交办", "退回", "责令", "通报批评", "考核")
INTERCEPTING_WORDS = (
    "通话",
    "话单",
    "通信记录",
    "通讯记录",
    "短信内容",
    "基站",
    "手机定位",
    "实时位置",
    "行踪轨迹",
)
COURTEOUS = (UnitKind.COURT, UnitKind.PROCURATORATE)
# What would fire by itself although a leader must sign it (practice.md §4.3) → what to write instead.
SELF_FIRING = {
    "督办": "拟督办单",
    "督办单": "拟督办单",
    "通报": "拟通报",
    "抄报": "拟抄报",
    "抄送": "拟抄报",
    "升级": "拟督办单",
    "约谈": "拟督办单",
}
