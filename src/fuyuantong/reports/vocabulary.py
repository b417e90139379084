"""Every Chinese key of a product's file, its English name and its shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyuantong.definitions.vocabulary.sections import Key, Section
from fuyuantong.definitions.vocabulary.sections import Shape as S  # noqa: N817 - in every line below
from fuyuantong.definitions.vocabulary.words import EVERY
from fuyuantong.organs.kinds import LinkageKind
from fuyuantong.reports import kinds

FORMS: Mapping[str, Any] = {
    "通报": kinds.Form.BULLETIN,
    "白皮书": kinds.Form.WHITE_PAPER,
    "总结": kinds.Form.SUMMARY,
    "风险提示": kinds.Form.WARNING,
    "考核得分表": kinds.Form.SCORES,
    "督查通报": kinds.Form.INSPECTION,
    "典型案例": kinds.Form.CASES,
}
OWNERS: Mapping[str, Any] = {
    "联席会议办公室": kinds.Owner.OFFICE,
    "法院": kinds.Owner.COURT,
    "检察院": kinds.Owner.PROCURATORATE,
}
REACHES: Mapping[str, Any] = {
    "成员单位": kinds.Reach.MEMBERS,
    "党委": kinds.Reach.PARTY,
    "人大": kinds.Reach.CONGRESS,
    "政府及行政机关": kinds.Reach.GOVERNMENT,
    "监委": kinds.Reach.SUPERVISION,
    "法院": kinds.Reach.COURT,
    "检察院": kinds.Reach.PROCURATORATE,
}
LINKAGES: Mapping[str, Any] = {
    "府院": LinkageKind.COURT,
    "府检": LinkageKind.PROCURATORATE,
    "专项": LinkageKind.SPECIAL,
}
SPANNINGS: Mapping[str, Any] = {"本期": kinds.Spanning.OWN, "年内累计": kinds.Spanning.YEAR_TO_DATE}
ORDERS: Mapping[str, Any] = {"规范次序": kinds.Order.PROTOCOL, "数值": kinds.Order.VALUE}
DRAWINGS: Mapping[str, Any] = {"条形": kinds.Drawing.BARS, "折线": kinds.Drawing.TREND}
LAGGINGS: Mapping[str, Any] = {
    "未达目标": kinds.Lagging.TARGET,
    "差于总体": kinds.Lagging.AVERAGE,
    "不少于": kinds.Lagging.COUNT,
}

MEASURE = Section("用数", kinds.Measure, {
    "代码": Key("code", S.CODE, "指标代码", required=True),
    "期": Key("span", S.WORD, "本期、年内累计；缺省本期", words=SPANNINGS),
    "涉人": Key("persons", S.FLAG, "计的是人，公开时小数隐去"),
}, short="代码")  # fmt: skip

TABLE = Section("列表", kinds.Listing, {
    "指标": Key("measures", S.NAMES, "并列的用数", required=True),
    "分组": Key("by", S.NAME, "按哪个分组", required=True),
    "排": Key("order", S.WORD, "规范次序、数值；缺省规范次序", words=ORDERS),
    "行数": Key("most", S.COUNT, "最多列多少行，缺省 60"),
})  # fmt: skip

CHART = Section("图形", kinds.Chart, {
    "指标": Key("measure", S.NAME, "一个用数", required=True),
    "式": Key("drawing", S.WORD, "条形、折线；缺省条形", words=DRAWINGS),
    "分组": Key("by", S.NAME, "条形按哪个分组"),
    "期数": Key("periods", S.COUNT, "折线画最近多少期，缺省 8"),
    "条数": Key("most", S.COUNT, "条形最多画多少条，缺省 12"),
})  # fmt: skip

LAG = Section("滞后单位", kinds.Lag, {
    "指标": Key("measure", S.NAME, "一个用数", required=True),
    "分组": Key("by", S.NAME, "按单位的分组", required=True),
    "规则": Key("rule", S.WORD, "未达目标、差于总体、不少于", required=True, words=LAGGINGS),
    "数": Key("least", S.COUNT, "“不少于”的数，缺省 1"),
    "要求": Key("demand", doc="对每个单位的要求，可写 {单位} {数}", required=True),
    "时限": Key("within", S.TERM, "自发布之日起"),
    "提醒函": Key("letter", doc="另给每个单位一份提醒函的正文，可写 {单位} {数} {期}"),
})  # fmt: skip

ITEM = Section("考核项", kinds.Item, {
    "指标": Key("measure", S.NAME, "一个用数", required=True),
    "分值": Key("weight", S.COUNT, "满分", required=True),
    "依据": Key("evidence", doc="以什么为证"),
})  # fmt: skip

PART = Section("段落", kinds.Part, {
    "文字": Key("texts", S.TEXTS, "叙述，{用数} {用数·同比} 处填入指标"),
    "表": Key("tables", S.MAP, "名称: 表", section="列表"),
    "图": Key("charts", S.MAP, "名称: 图", section="图形"),
    "滞后": Key("lags", S.MAP, "名称: 规则和要求", section="滞后单位"),
    "考核": Key("items", S.MAP, "名称: 考核项", section="考核项"),
    "考核分组": Key("by", S.NAME, "考核哪个分组的单位"),
    "总分": Key("total", S.FLAG, "各考核段落的得分按单位相加"),
    "附表": Key("annex", S.FLAG, "排在正文之后"),
})  # fmt: skip

PRODUCT = Section("产品", kinds.Product, {
    "产品": Key("name", doc="名称", required=True),
    "代码": Key("code", S.CODE, "小写英文、数字和连字符", required=True),
    "版本": Key("version", S.COUNT, "发布后不可更改，改动须增加版本", required=True),
    "标题": Key("title", doc="可写 {期} {地区}", required=True),
    "清单": Key("rows", S.TEXTS, "覆盖的清单编号"),
    "来源": Key("sources", S.TEXTS, "来源文件的条款"),
    "依据": Key("basis", S.BASES, "法律依据，已核实的注明"),
    "联动": Key("linkages", S.WORDS, "府院、府检、专项；缺省府院", words=LINKAGES),
    "周期": Key("every", S.WORD, "每月、每季度、每半年、每年", required=True, words=EVERY),
    "由": Key("owner", S.WORD, "联席会议办公室、法院、检察院", required=True, words=OWNERS),
    "期限": Key("within", S.TERM, "一期结束后多久发布"),
    "版式": Key("form", S.WORD, "通报、白皮书、总结……", required=True, words=FORMS),
    "发给": Key("to", S.WORDS, "成员单位，或其中的哪几类", words=REACHES),
    "公开": Key("public", S.FLAG, "向社会公开，涉人的 1 至 2 写作“少于3”"),
    "案例": Key("cases", S.FLAG, "由典型案例组成，逐件脱敏确认"),
    "指标": Key("measures", S.MAP, "用数的名称: 指标代码", section="用数"),
    "段落": Key("parts", S.MAP, "标题: 内容", required=True, section="段落"),
    "说明": Key("note", doc="说明"),
})  # fmt: skip

SECTIONS: Mapping[str, Section] = {
    section.title: section for section in (PRODUCT, PART, MEASURE, TABLE, CHART, LAG, ITEM)
}
"""The tables in which named parts are looked up."""
