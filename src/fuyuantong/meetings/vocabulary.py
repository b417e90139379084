"""Every Chinese key of a kind of meeting, its English name and its shape. Mapped here, once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from fuyuantong.definitions.vocabulary.sections import Key, Section, Shape
from fuyuantong.definitions.vocabulary.words import EVERY
from fuyuantong.meetings import kinds
from fuyuantong.organs.kinds import LinkageKind

SORTS: Mapping[str, Any] = {
    "定期会议": kinds.Sort.REGULAR,
    "专题会议": kinds.Sort.SPECIAL,
    "工作会议": kinds.Sort.WORKING,
    "会商": kinds.Sort.CONSULTATION,
    "听证": kinds.Sort.HEARING,
    "新闻发布会": kinds.Sort.PRESS,
    "法律适用研讨": kinds.Sort.SEMINAR,
}
NATURES: Mapping[str, Any] = {
    "议定": kinds.Nature.DECISION,
    "会商": kinds.Nature.CONSULTATION,
    "共识": kinds.Nature.CONSENSUS,
    "听取意见": kinds.Nature.HEARING,
    "发布": kinds.Nature.RELEASE,
}
SITTINGS: Mapping[str, Any] = {"全体": kinds.Sitting.ALL, "部分": kinds.Sitting.SOME}
HOSTS: Mapping[str, StrEnum] = {
    "联席会议办公室": kinds.Host.OFFICE,
    "党委": kinds.Host.PARTY,
    "人大": kinds.Host.CONGRESS,
    "行政机关": kinds.Host.GOVERNMENT,
    "法院": kinds.Host.COURT,
    "检察院": kinds.Host.PROCURATORATE,
    "中省直驻地": kinds.Host.CENTRAL,
    "群团行业组织": kinds.Host.MASS,
}
LINKAGES: Mapping[str, StrEnum] = {
    "府院": LinkageKind.COURT,
    "府检": LinkageKind.PROCURATORATE,
    "专项": LinkageKind.SPECIAL,
}
OUTCOMES: Mapping[str, Any] = {
    "同意": kinds.Outcome.AGREED,
    "修改后同意": kinds.Outcome.AMENDED,
    "暂缓": kinds.Outcome.DEFERRED,
    "下次再议": kinds.Outcome.NEXT,
    "不予讨论": kinds.Outcome.DROPPED,
}
FACTS = (
    "议题",
    "依据",
    "提出单位",
    "召开日期",
    "参会单位",
    "议定内容",
    "未尽事项",
    "会议名称",
    "文号",
    "主办单位",
    "地点",
)
"""What of a meeting a column of a register may be filled with."""

_NOTE = Key("note", doc="说明")

CONVENER = Section("召集人", kinds.Convener, {
    "由": Key("holder", doc="由谁担任", required=True),
    "可委托": Key("may_delegate", Shape.FLAG, "可以委托其他领导主持"),
    "说明": _NOTE,
}, short="由")  # fmt: skip

ROLE = Section("角色", kinds.Role, {
    "至少": Key("least", Shape.COUNT, "至少几人到场"),
    "说明": _NOTE,
})  # fmt: skip

LEAD = Section("提前", kinds.Lead, {
    "时长": Key("term", Shape.TERM, "提前多久", required=True),
    "法定": Key("statutory", Shape.FLAG, "法律规定的，不足时不能发通知"),
    "依据": Key("basis", Shape.BASES, "依据"),
}, short="时长")  # fmt: skip

QUORUM = Section("人数", kinds.Quorum, {
    "百分之": Key("percent", Shape.COUNT, "到会的成员单位不少于百分之几"),
    "至少": Key("units", Shape.COUNT, "到会的单位不少于几个"),
    "说明": _NOTE,
})  # fmt: skip

ENTERING = Section("登记", kinds.Entering, {
    "台账": Key("register", Shape.CODE, "台账代码", required=True),
    "列": Key("columns", Shape.PAIRS, "台账的列: 会议的内容", required=True),
})  # fmt: skip

KIND = Section("会议", kinds.Kind, {
    "会议": Key("name", doc="名称", required=True),
    "代码": Key("code", Shape.CODE, "小写英文、数字和连字符", required=True),
    "版本": Key("version", Shape.COUNT, "发布后不可更改，改动须增加版本", required=True),
    "类别": Key("sort", Shape.WORD, "定期会议、专题会议、工作会议、会商、听证、新闻发布会、法律适用研讨",
                required=True, words=SORTS),
    "性质": Key("nature", Shape.WORD, "议定与会商分开", required=True, words=NATURES),
    "主办": Key("hosts", Shape.WORDS, "由谁组织", required=True, words=HOSTS),
    "分组": Key("group", doc="会议类型库中的分组"),
    "说明": Key("summary", doc="一句话说明"),
    "清单": Key("rows", Shape.TEXTS, "覆盖的清单编号"),
    "来源": Key("sources", Shape.TEXTS, "来源文件的条款"),
    "依据": Key("basis", Shape.BASES, "法律依据，已核实的注明"),
    "联动": Key("linkage", Shape.WORD, "哪类联动机制，缺省府院", words=LINKAGES),
    "频次": Key("every", Shape.WORD, "每季度、每年等；不定期的不写", words=EVERY),
    "召集": Key("conveners", Shape.MAP, "召集人的次序", section="召集人"),
    "参会": Key("sitting", Shape.WORD, "全体或部分成员单位，缺省部分", words=SITTINGS),
    "提出议题": Key("proposers", Shape.WORDS, "哪些机关可以提出议题；不写为各成员单位", words=HOSTS),
    "须请示": Key("consent", Shape.FLAG, "召集人同意后才能召开"),
    "角色": Key("roles", Shape.MAP, "会场里的角色", section="角色"),
    "法定人数": Key("quorum", Shape.MAP, "到会多少才能开", section="人数"),
    "通知": Key("notice", Shape.MAP, "会前多久发出通知", section="提前"),
    "征求意见": Key("advice", Shape.TERM, "给单位反馈意见的时间"),
    "报送材料": Key("materials", Shape.TERM, "会前多久报齐材料"),
    "结果": Key("outcomes", Shape.WORDS, "逐项可以作出的结果，缺省全部五种", words=OUTCOMES),
    "审议上次纪要": Key("approves_minutes", Shape.FLAG, "第一项为审议通过上次会议纪要"),
    "记录名称": Key("record", doc="缺省为会议纪要"),
    "会议文书": Key("papers", Shape.TEXTS, "还要用到的文书"),
    "交办机制": Key("mechanism", Shape.CODE, "议定的事项按哪个机制交办；不写的不交办"),
    "登记": Key("entering", Shape.MAP, "印发时写入哪个台账", section="登记"),
    "办公室可知": Key("office_sees", Shape.FLAG, "联席会议办公室看得见，缺省是"),
    "公开": Key("public", Shape.FLAG, "公开举行"),
    "涉个案": Key("case_guard", Shape.FLAG, "会涉及在办案件：只记会商和协调，不记裁判意见"),
})  # fmt: skip

SECTIONS: Mapping[str, Section] = {s.title: s for s in (KIND, CONVENER, ROLE, LEAD, QUORUM, ENTERING)}
