"""Every Chinese key of an indicator's and of a reconciliation's file, its English name and its shape."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from fuyuantong.definitions.vocabulary.sections import Key, Section
from fuyuantong.definitions.vocabulary.sections import Shape as S  # noqa: N817 - in every line below
from fuyuantong.definitions.vocabulary.words import DIRECTIONS, EVERY
from fuyuantong.indicators import kinds

SHAPES: Mapping[str, Any] = {
    "比率": kinds.Shape.RATE,
    "数量": kinds.Shape.NUMBER,
    "均值": kinds.Shape.MEAN,
    "同比增幅": kinds.Shape.GROWTH,
}
COUNTINGS: Mapping[str, StrEnum] = {
    "行数": kinds.Counting.ROWS,
    "不同": kinds.Counting.DIFFERENT,
    "合计": kinds.Counting.SUM,
}
BLINDS: Mapping[str, StrEnum] = {"只看数": kinds.Blind.FIGURE, "不显示": kinds.Blind.NOTHING}
MEANS: Mapping[str, StrEnum] = {
    "对照": kinds.Means.MATCH,
    "重复": kinds.Means.REPEATED,
    "符合即列": kinds.Means.SUCH,
}
TRAITS: Mapping[str, StrEnum] = {
    "本身": kinds.Trait.ITSELF,
    "地区": kinds.Trait.REGION,
    "层级": kinds.Trait.LEVEL,
    "类别": kinds.Trait.KIND,
}

WITHIN = Section("时限", kinds.Within, {
    "自": Key("since", S.NAME, "起算的日期列", required=True),
    "至": Key("until", S.NAME, "完成的日期列", required=True),
    "不超过": Key("most", S.TERM, "自然日、月、年，不顺延", required=True),
})  # fmt: skip

LEG = Section("项", kinds.Leg, {
    "条件": Key("where", S.EXPRESSION, "计入的行须满足的条件"),
    "数据": Key("data", S.NAME, "另取数据时写；缺省同分母"),
    "日期": Key("day", S.NAME, "计入哪一期的日期列；缺省同分母"),
    "计": Key("counting", S.WORD, "行数、不同、合计", words=COUNTINGS),
    "列": Key("columns", S.NAMES, "不同、合计的列"),
    "时限": Key("within", S.MAP, "须在时限内", section="时限"),
}, short="条件")  # fmt: skip

EXCLUSION = Section("剔除", kinds.Exclusion, {
    "条件": Key("where", S.EXPRESSION, "从分子、分母中剔除并另列的行", required=True),
    "说明": Key("note", doc="为什么剔除"),
}, short="条件")  # fmt: skip

GROUPING = Section("分组", kinds.Grouping, {
    "列": Key("column", S.NAME, "按哪一列；不写为行所属的单位"),
    "按": Key("trait", S.WORD, "单位列的地区、层级、类别", words=TRAITS),
    "法院": Key("court", S.FLAG, "这一列是法院、检察院，不得排名"),
    "分子列": Key("numerator", S.NAME, "分子另取数据时，对应的列"),
}, short="列")  # fmt: skip

INDICATOR = Section("指标", kinds.Indicator, {
    "指标": Key("name", doc="名称", required=True),
    "代码": Key("code", S.CODE, "小写英文、数字和连字符", required=True),
    "版本": Key("version", S.COUNT, "发布后不可更改，改动须增加版本", required=True),
    "族": Key("family", doc="同一问题的几种口径并列"),
    "口径": Key("rule", doc="这一种算法叫什么"),
    "组": Key("group", doc="指标库中的分组"),
    "清单": Key("rows", S.TEXTS, "覆盖的清单编号"),
    "来源": Key("sources", S.TEXTS, "来源文件的条款"),
    "依据": Key("basis", S.BASES, "法律依据，已核实的注明"),
    "式": Key("shape", S.WORD, "比率、数量、均值、同比增幅", required=True, words=SHAPES),
    "数据": Key("data", S.NAME, "台账代码，或承办任务、文书、会议", required=True),
    "日期": Key("day", S.NAME, "计入哪一期的日期列；缺省为台账的日期"),
    "计": Key("counting", S.WORD, "行数、不同、合计，缺省行数", words=COUNTINGS),
    "列": Key("columns", S.NAMES, "不同、合计的列"),
    "分子": Key("numerator", S.MAP, "名称: 条件；数量、同比增幅只写分子", required=True, section="项"),
    "分母": Key("denominator", S.MAP, "名称: 条件", section="项"),
    "剔除": Key("exclusions", S.MAP, "剔除并另列", section="剔除"),
    "周期": Key("every", S.WORD, "缺省每年", words=EVERY),
    "分组": Key("groupings", S.MAP, "按什么分", section="分组"),
    "方向": Key("direction", S.WORD, "不低于、不高于、上升、下降", words=DIRECTIONS),
    "目标": Key("target", S.TEXTS, "方案中目标的名称，取第一个有的"),
    "排名": Key("ranked", S.NAMES, "可以按数值排列的分组"),
    "单位": Key("unit", doc="件、次、元、天、分"),
    "看不全明细的": Key("blind", S.WORD, "只看数，或不显示；缺省只看数", words=BLINDS),
    "最小分母": Key("least", S.COUNT, "小于它的比率标出，缺省 10"),
    "骤变": Key("jump", S.COUNT, "变动超过它的标出，缺省 20（比率为百分点，数量为百分之）"),
    "并看": Key("beside", S.TEXTS, "同屏并列的成效指标代码"),
    "只计次数": Key("formal", S.FLAG, "只反映次数、不反映成效，须写并看"),
    "自": Key("since", S.DATE, "从哪天起用这一版口径；此前结束的期间仍用以前的版本"),
    "隐去小数": Key("hide", S.COUNT, "分组中小于它的数不显示，并再隐去一组，使它不能由合计推出"),
    "公式": Key("formula", doc="用话写的公式", required=True),
    "说明": Key("note", doc="口径上的争议和选择"),
})  # fmt: skip

SIDE = Section("一方", kinds.Side, {
    "台账": Key("register", S.CODE, "台账代码", required=True),
    "列": Key("columns", S.NAMES, "对照的列，次序与另一方相同", required=True),
    "条件": Key("where", S.EXPRESSION, "只对照这些行；可用“今日”"),
    "日期": Key("day", S.NAME, "从哪天起算宽限"),
    "单位": Key("unit", S.NAME, "差异由哪个单位说明；缺省为行所属的单位"),
})  # fmt: skip

RECONCILIATION = Section("对账", kinds.Reconciliation, {
    "对账": Key("name", doc="名称", required=True),
    "代码": Key("code", S.CODE, "小写英文、数字和连字符", required=True),
    "版本": Key("version", S.COUNT, "发布后不可更改，改动须增加版本", required=True),
    "组": Key("group", doc="分组"),
    "来源": Key("sources", S.TEXTS, "来源文件的条款"),
    "清单": Key("rows", S.TEXTS, "覆盖的清单编号"),
    "依据": Key("basis", S.BASES, "法律依据，已核实的注明"),
    "应有": Key("each", S.MAP, "名称: 这些行", required=True, section="一方"),
    "方式": Key("means", S.WORD, "对照、重复、符合即列，缺省对照", words=MEANS),
    "不计入": Key("barring", S.FLAG, "列出的行不计入任何指标，直到改正或者核准计入"),
    "对照": Key("match", S.MAP, "名称: 在这里应当有对应的行；方式为对照时必填", section="一方"),
    "缺失时": Key("missing", doc="差异的说法", required=True),
    "宽限": Key("grace", S.TERM, "自日期起多久仍没有才算差异"),
    "立事项": Key("mechanism", S.CODE, "差异可以转为哪个机制的事项"),
    "涉及方": Key("party", S.NAME, "行所属的单位充任该机制的哪个参与方"),
    "记入": Key("values", S.PAIRS, "该机制的字段: 文字，{差异} 处填入差异的说法"),
    "说明": Key("note", doc="说明"),
})  # fmt: skip

SECTIONS: Mapping[str, Section] = {
    section.title: section for section in (INDICATOR, LEG, WITHIN, EXCLUSION, GROUPING, RECONCILIATION, SIDE)
}
"""The tables in which named parts are looked up."""
