"""Every Chinese key of a register's file, its English name and its shape. Mapped here, once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from fuyuantong.definitions.vocabulary.sections import Key, Section, Shape
from fuyuantong.definitions.vocabulary.words import EVERY, FIELD_TYPES
from fuyuantong.organs.kinds import LinkageKind
from fuyuantong.registers import kinds

REGISTER_KINDS: Mapping[str, StrEnum] = {
    "名册": kinds.RegisterKind.ROSTER,
    "清单": kinds.RegisterKind.LIST,
    "案件台账": kinds.RegisterKind.CASES,
    "活动": kinds.RegisterKind.ACTIVITY,
    "资金": kinds.RegisterKind.FUND,
}
ENTRIES: Mapping[str, StrEnum] = {
    "办公室": kinds.Entry.OFFICE,
    "各单位": kinds.Entry.EACH,
    "党委": kinds.Entry.PARTY,
    "人大": kinds.Entry.CONGRESS,
    "政府": kinds.Entry.GOVERNMENT,
    "行政机关": kinds.Entry.GOVERNMENT,
    "监委": kinds.Entry.SUPERVISION,
    "法院": kinds.Entry.COURT,
    "检察院": kinds.Entry.PROCURATORATE,
    "中省直驻地": kinds.Entry.CENTRAL,
    "群团行业组织": kinds.Entry.MASS,
    "企事业": kinds.Entry.ENTERPRISE,
}
SIGHTS: Mapping[str, StrEnum] = {
    "全部单位": kinds.Sight.EVERYBODY,
    "本单位和办公室": kinds.Sight.OFFICE,
    "本单位": kinds.Sight.OWNER,
}
PROGRESS: Mapping[str, StrEnum] = {
    "计划": kinds.Progress.PLANNED,
    "举办": kinds.Progress.HELD,
    "反馈": kinds.Progress.REVIEWED,
}

LINKAGES: Mapping[str, StrEnum] = {
    "府院": LinkageKind.COURT,
    "府检": LinkageKind.PROCURATORATE,
    "专项": LinkageKind.SPECIAL,
}

_NOTE = Key("note", doc="给录入人看的说明")

COLUMN = Section("列", kinds.Column, {
    "类型": Key("type", Shape.WORD, "与机制字段的类型相同", required=True, words=FIELD_TYPES),
    "必填": Key("required", Shape.FLAG, "不能空着"),
    "唯一": Key("unique", Shape.FLAG, "有效的行中不能重复"),
    "可多个": Key("many", Shape.FLAG, "可填多个，以顿号隔开"),
    "选项": Key("options", Shape.TEXTS, "选项、多选列的可选值"),
    "个人信息": Key("personal", Shape.FLAG, "含个人信息，平时遮盖，查看留痕"),
    "计量": Key("unit", doc="数字的计量单位"),
    "何时填": Key("due_at", Shape.WORD, "活动：到计划、举办、反馈哪一步才必填", words=PROGRESS),
    "说明": _NOTE,
}, short="类型")  # fmt: skip

TIE = Section("关联", kinds.Tie, {
    "台账": Key("register", Shape.CODE, "关联的台账代码", required=True),
    "列": Key("column", Shape.NAME, "关联台账中的列", required=True),
    "说明": _NOTE,
})  # fmt: skip

CHECK = Section("校验", kinds.Check, {
    "条件": Key("condition", Shape.EXPRESSION, "每一行须满足的条件", required=True),
    "不满足时": Key("refusal", doc="不满足时的提示语"),
})  # fmt: skip

GOAL = Section("目标", kinds.Goal, {
    "周期": Key("every", Shape.WORD, "缺省每年", words=EVERY),
    "至少": Key("least", Shape.COUNT, "来源文件没有数字的不写"),
    "单位": Key("unit", doc="缺省为次"),
    "合计": Key("total", Shape.NAME, "按数字列合计，缺省按行计"),
    "不同": Key("different", Shape.NAME, "按不同的值计，如不同的企业"),
    "适用": Key("where", Shape.EXPRESSION, "只计满足条件的行"),
    "来源": Key("source", doc="来源文件的条款"),
    "说明": _NOTE,
})  # fmt: skip

ADDRESSEES: Mapping[str, StrEnum] = {
    "上一级行政机关": kinds.AddressTo.ABOVE,
    "监察机关": kinds.AddressTo.SUPERVISION,
    "所涉单位": kinds.AddressTo.ITSELF,
}

DRAWS = Section("拟文", kinds.Draws, {
    "条件": Key("condition", Shape.EXPRESSION, "一行满足时拟文", required=True),
    "机制": Key("mechanism", Shape.CODE, "拟文所在事项的机制代码", required=True),
    "文书": Key("letter", Shape.NAME, "该机制的文书", required=True),
    "签发": Key("by", Shape.NAME, "写明由哪个单位签发的列", required=True),
    "所涉": Key("about", Shape.NAME, "写明所涉单位的列"),
    "主送": Key("to", Shape.WORDS, "所涉单位的上一级行政机关、监察机关等", words=ADDRESSEES),
    "带入": Key("carries", Shape.PAIRS, "新事项的字段: 列"),
    "写明": Key("says", Shape.PAIRS, "新事项的字段: 文字，{列} 处填入该列；条目的各栏以“｜”分开"),
    "依据": Key("basis", Shape.BASES, "依据"),
    "说明": _NOTE,
})  # fmt: skip

OCCASIONS: Mapping[str, StrEnum] = {"新增": kinds.Occasion.NEW, "更正": kinds.Occasion.CHANGED}

PASSES = Section("转登", kinds.Passes, {
    "台账": Key("register", Shape.CODE, "转入的台账代码", required=True),
    "何时": Key("when", Shape.WORD, "新增、更正", required=True, words=OCCASIONS),
    "变动": Key("changed", Shape.NAMES, "更正：这些列有变动才转登，缺省任何列"),
    "条件": Key("condition", Shape.EXPRESSION, "一行满足时才转登"),
    "带入": Key("carries", Shape.PAIRS, "转入台账的列: 本台账的列"),
    "写明": Key("says", Shape.PAIRS, "转入台账的列: 文字，{列} 处填入该列，{今天}、{编号} 由系统填"),
    "说明": _NOTE,
})  # fmt: skip

LENT = Section("供查", kinds.Lent, {
    "条件": Key("by", Shape.NAMES, "按哪些列查，须同时给出", required=True),
    "答复": Key("tells", Shape.NAMES, "答复哪些列，没有写的不提供", required=True),
    "依据": Key("basis", Shape.BASES, "提供的依据"),
    "说明": _NOTE,
})  # fmt: skip

REGISTER = Section("台账", kinds.Register, {
    "台账": Key("name", doc="名称", required=True),
    "代码": Key("code", Shape.CODE, "小写英文、数字和连字符", required=True),
    "版本": Key("version", Shape.COUNT, "发布后不可更改，改动须增加版本", required=True),
    "类别": Key("kind", Shape.WORD, "名册、清单、案件台账、活动、资金", required=True, words=REGISTER_KINDS),
    "分组": Key("group", doc="台账库中的分组"),
    "说明": Key("summary", doc="一句话说明"),
    "清单": Key("rows", Shape.TEXTS, "覆盖的清单编号"),
    "来源": Key("sources", Shape.TEXTS, "来源文件的条款"),
    "依据": Key("basis", Shape.BASES, "法律依据，已核实的注明"),
    "责任单位": Key("keeper", doc="由谁管理", required=True),
    "录入": Key("entry", Shape.WORDS, "谁可以录入", required=True, words=ENTRIES),
    "可知": Key("sight", Shape.WORD, "谁看得见，缺省本单位和办公室", words=SIGHTS),
    "联动": Key("linkage", Shape.WORD, "哪类联动机制的办公室管，缺省府院", words=LINKAGES),
    "另知": Key("also", Shape.WORDS, "另外看得见的机关类别", words=ENTRIES),
    "归属": Key("owner", Shape.NAME, "写明一行属于哪个单位的列，缺省为录入单位"),
    "标题": Key("title", Shape.NAMES, "合成一行名称的列，缺省第一列"),
    "日期": Key("day", Shape.NAME, "计入哪一年、哪一期的日期列"),
    "封存": Key("sealing", Shape.NAMES, "为“是”时整行封存的列"),
    "列": Key("columns", Shape.MAP, "记什么", required=True, section="列"),
    "唯一": Key("unique", Shape.NAMES, "合起来在有效的行中不能重复的列"),
    "有效期": Key("validity", Shape.FLAG, "每行有起止日期"),
    "关联": Key("ties", Shape.MAP, "列的值对应哪个台账的行", section="关联"),
    "校验": Key("checks", Shape.MAP, "每行须满足的条件", section="校验"),
    "目标": Key("goals", Shape.MAP, "活动的目标", section="目标"),
    "拟文": Key("draws", Shape.MAP, "满足条件时自动拟出、由有关单位签发的文书", section="拟文"),
    "转登": Key("passes", Shape.MAP, "一行新增或更正时自动记入另一台账", section="转登"),
    "供查": Key("lent", Shape.MAP, "经授权的单位可以查询什么", section="供查"),
    "更新": Key("refresh", Shape.WORD, "数据多久更新一次，导入时检查", words=EVERY),
    "完整": Key("complete", Shape.COUNT, "应填的格子填了百分之几以上，导入时检查"),
    "可周转": Key("revolving", Shape.FLAG, "资金：回收后可以再用"),
})  # fmt: skip

SECTIONS: Mapping[str, Section] = {
    s.title: s for s in (REGISTER, COLUMN, TIE, CHECK, GOAL, DRAWS, PASSES, LENT)
}
