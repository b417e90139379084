"""The vocabulary: every Chinese key of a definition, its English name and its shape. Mapped here, once.

The reader, the published JSON Schema and the guide are all made from these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto

from fuyuantong.definitions import kinds
from fuyuantong.definitions.vocabulary import words


class Shape(Enum):
    """How a value is written in YAML and what it is read into."""

    TEXT = auto()
    TEXTS = auto()
    CODE = auto()
    COUNT = auto()
    FLAG = auto()
    WORD = auto()
    WORDS = auto()
    NAME = auto()
    NAMES = auto()
    TERM = auto()
    DATE = auto()
    EXPRESSION = auto()
    WHEN = auto()
    EXTENSION = auto()
    JOIN = auto()
    BASES = auto()
    PAIRS = auto()
    MAP = auto()
    LIST = auto()
    SCENARIOS = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """One key: the attribute it fills, its shape, the words it may take, the section inside it."""

    attr: str
    shape: Shape = Shape.TEXT
    doc: str = ""
    required: bool = False
    words: Mapping[str, StrEnum] = field(default_factory=dict)
    section: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`short` is the key that a part stands for when it is written as one word (`姓名: 文本`)."""

    title: str
    cls: type
    keys: Mapping[str, Key]
    short: str = ""


_NOTE = Key("note", doc="给办理人看的说明")

PARTY = Section("参与方", kinds.Party, {
    "类型": Key("kinds", Shape.WORDS, "机关类别，可写多个", required=True, words=words.UNIT_KINDS),
    "地位": Key("standing", Shape.WORD, "发起、牵头、责任、配合、督导、知悉", words=words.STANDINGS),
    "可多个": Key("many", Shape.FLAG, "可由多个单位充任"),
    "可空": Key("optional", Shape.FLAG, "可以没有"),
    "可发起": Key("may_start", Shape.FLAG, "可以登记新的事项"),
    "成员外可发起": Key("outsiders_start", Shape.FLAG, "不是该联动机制成员的单位也可以登记"),
    "须定汇总": Key("one_collects", Shape.FLAG, "多个单位时须指定一个汇总"),
    "异于": Key("differs", Shape.NAMES, "与这些参与方不得是同一单位"),
    "可知": Key("sees", Shape.WORD, "可知悉的范围；缺省为全部，文书建议的承办方为本单位", words=words.SIGHTS),
    "说明": _NOTE,
})  # fmt: skip

FIELD = Section("字段", kinds.Field, {
    "类型": Key("type", Shape.WORD, "字段类型", required=True, words=words.FIELD_TYPES),
    "必填": Key("required", Shape.FLAG, "登记时必填"),
    "可多个": Key("many", Shape.FLAG, "可填多个"),
    "选项": Key("options", Shape.TEXTS, "选项、多选字段的可选值"),
    "栏目": Key("columns", Shape.MAP, "条目字段每一条的栏目", section="字段"),
    "个人信息": Key("personal", Shape.FLAG, "含个人信息，读取留痕、可擦除"),
    "计量": Key("unit", doc="数字的计量单位"),
    "说明": _NOTE,
}, short="类型")  # fmt: skip

STAGE = Section("阶段", kinds.Stage, {
    "名称": Key("label", doc="显示用语，缺省同键名"),
    "起点": Key("start", Shape.FLAG, "起始阶段，缺省为写在最前的阶段"),
    "终点": Key("terminal", Shape.FLAG, "到此为止"),
    "说明": _NOTE,
})  # fmt: skip

ACT = Section("动作", kinds.Act, {
    "从": Key("sources", Shape.NAMES, "可以办理的阶段，缺省为所有未到终点的阶段"),
    "到": Key("target", Shape.NAME, "办理后的阶段，缺省不变"),
    "由": Key("by", Shape.NAMES, "由谁办理", required=True),
    "须填": Key("requires", Shape.NAMES, "必须已填的字段"),
    "可填": Key("accepts", Shape.NAMES, "可以一并填写的字段"),
    "须定": Key("demands", Shape.NAMES, "办理时须已确定单位的参与方（可空的也须确定）"),
    "条件": Key("condition", Shape.EXPRESSION, "须满足的条件"),
    "不满足时": Key("refusal", doc="条件不满足时的提示语"),
    "生成文书": Key("letters", Shape.NAMES, "生成的文书"),
    "派出任务": Key("sends", Shape.NAMES, "派出的承办任务"),
    "抄送": Key("copies", Shape.NAMES, "告知的参与方"),
    "收回任务": Key("recalls", Shape.NAMES, "收回尚未办结的任务"),
    "中止期限": Key("suspends", Shape.NAMES, "中止的法定期限"),
    "恢复期限": Key("resumes", Shape.NAMES, "恢复的法定期限"),
    "可重启": Key("reopens", Shape.FLAG, "可以从终点重新启动"),
    "全部销号后自动": Key("after_write_off", Shape.FLAG, "任务逐一销号完毕时自动办理；须填的只能是文本"),
    "确认语": Key("ask", doc="办理前的确认提示"),
    "说明": _NOTE,
})  # fmt: skip

TASK = Section("任务", kinds.Task, {
    "承办": Key("owner", Shape.NAME, "承办的参与方，每个单位一份", required=True),
    "期限": Key("clocks", Shape.NAMES, "办理期限；写多个时取第一个适用的"),
    "签收期限": Key("sign_clock", Shape.NAME, "签收期限"),
    "核验": Key("verifier", Shape.NAME, "核验的参与方；写“无”的，反馈即办结"),
    "核验期限": Key("verify_clock", Shape.NAME, "核验期限"),
    "汇合": Key("how", Shape.JOIN, "全部、任一或 n 个"),
    "汇合点": Key("at", Shape.WORD, "以反馈计还是以办结计", words=words.JOIN_AT),
    "汇合后": Key("then", Shape.NAME, "汇合后的阶段"),
    "汇合条件": Key("condition", Shape.EXPRESSION, "满足时才汇合"),
    "配合任务": Key("parts", Shape.NAMES, "随之派出、向承办单位反馈的任务"),
    "等待配合": Key("waits_for_parts", Shape.FLAG, "配合任务办结后才能反馈"),
    "反馈": Key("reply_fields", Shape.NAMES, "反馈可填的字段"),
    "反馈须填": Key("reply_requires", Shape.NAMES, "反馈须填的字段"),
    "逐项": Key("item_field", Shape.NAME, "须逐条答复的条目字段"),
    "逐项答复": Key("item_answers", Shape.TEXTS, "每一条可选的答复"),
    "单位审签": Key("unit_review", Shape.FLAG, "反馈前须本单位审签，缺省是"),
    "销号": Key("write_off", Shape.FLAG, "办结后还须销号"),
    "异议方式": Key("objection", Shape.WORD, "申请退办、异议或无", words=words.OBJECTIONS),
    "长期": Key("standing", Shape.FLAG, "长期坚持，设复核日"),
    "说明": _NOTE,
})  # fmt: skip

CLOCK = Section("期限", kinds.Clock, {
    "时长": Key("term", Shape.TERM, "如 2 个月、10 个工作日、24 小时"),
    "取字段": Key("from_field", Shape.NAME, "以某日期字段为准（函载期限）"),
    "固定日期": Key("fixed", Shape.DATE, "固定的日期"),
    "起算": Key("origin", Shape.NAME, "动作、阶段、日期字段，或下达、送达、签收、反馈"),
    "上限": Key("ceiling", Shape.TERM, "超过时提醒的上限"),
    "可延": Key("extension", Shape.EXTENSION, "否、一次，或 {次数, 每次, 批准}"),
    "法定": Key("statutory", Shape.FLAG, "法律、司法解释规定的期限"),
    "可中止": Key("suspendable", Shape.FLAG, "法定期限可以中止"),
    "阶梯": Key("ladder", Shape.CODE, "催督阶梯的代码：提醒里没有写的级，按阶梯补上"),
    "复核": Key("review", Shape.FLAG, "到期复核一次，不是完成期限：任务持续推进，不作超期"),
    "顺延": Key("roll", Shape.FLAG, "末日为休息日时顺延，缺省是"),
    "适用": Key("applies", Shape.EXPRESSION, "适用的情形：选项的值或条件"),
    "重新起算": Key("restarts", Shape.FLAG, "再次起算时重新计"),
    "止于": Key("until", Shape.NAMES, "到达这些阶段即止"),
    "依据": Key("basis", Shape.BASES, "依据"),
    "说明": _NOTE,
})  # fmt: skip

CYCLE = Section("周期", kinds.Cycle, {
    "频次": Key("every", Shape.WORD, "每周、每月、每季度、每半年、每年", required=True, words=words.EVERY),
    "任务": Key("task", Shape.NAME, "每期派出的任务", required=True),
    "期末后": Key("grace", Shape.TERM, "每期结束后多久到期"),
    "起自": Key("since", Shape.NAMES, "从哪些阶段开始"),
    "适用": Key("applies", Shape.EXPRESSION, "适用的情形"),
    "说明": _NOTE,
})  # fmt: skip

REMINDER = Section("提醒", kinds.Reminder, {
    "期限": Key("clock", Shape.NAME, "哪一个期限", required=True),
    "何时": Key("when", Shape.WHEN, "前 N 单位、到期、后 N 单位", required=True),
    "做": Key("do", Shape.WORD, "提示、催办、函询；督办单等只能“拟”", required=True, words=words.REMINDER_DO),
    "通知": Key("notify", Shape.NAMES, "通知的参与方，缺省为承办单位"),
    "抄送": Key("copy", Shape.NAMES, "抄送的参与方"),
})  # fmt: skip

RUNG = Section("阶梯级", kinds.Rung, {
    "级": Key("level", Shape.WORD, "系统提醒、催办单、督办单、约谈/提醒函、通报", True, words.LEVELS),
    "何时": Key("when", Shape.WHEN, "前 N 单位、到期、后 N 单位", required=True),
    "做": Key("do", Shape.WORD, "督办单以上只能“拟”", required=True, words=words.REMINDER_DO),
    "抄送": Key("copy", Shape.NAMES, "抄送的参与方，事项里没有的略过"),
    "说明": _NOTE,
})  # fmt: skip

LADDER = Section("阶梯", kinds.Ladder, {
    "阶梯": Key("name", doc="名称", required=True),
    "代码": Key("code", Shape.CODE, "小写英文、数字和连字符", required=True),
    "版本": Key("version", Shape.COUNT, "改动须增加版本", required=True),
    "说明": Key("summary", doc="一句话说明"),
    "来源": Key("sources", Shape.TEXTS, "来源文件的条款"),
    "级": Key("rungs", Shape.LIST, "从低到高逐级", required=True, section="阶梯级"),
})  # fmt: skip

LETTER = Section("文书", kinds.Letter, {
    "文种": Key("genre", doc="函、通知、司法建议书等"),
    "模板": Key("template", doc="模板代码"),
    "签发": Key("signer", Shape.NAME, "签发的参与方"),
    "编号": Key("numbering", Shape.WORD, "登记外部文号或本机关编号", words=words.NUMBERINGS),
    "须审批": Key("approval", Shape.FLAG, "签发前须审批"),
    "说明": _NOTE,
})  # fmt: skip

DERIVATION = Section("派生", kinds.Derivation, {
    "机制": Key("mechanism", Shape.CODE, "派生事项的机制代码", required=True),
    "于动作": Key("on_act", Shape.NAME, "由哪个动作派生", required=True),
    "逐项": Key("each", Shape.NAME, "条目字段的每一条各派生一件"),
    "带入": Key("carries", Shape.PAIRS, "新事项的字段: 本事项的字段"),
    "参与方": Key("parties", Shape.PAIRS, "新事项的参与方: 本事项的参与方；同名的不必写"),
    "条件": Key("condition", Shape.EXPRESSION, "满足时才派生"),
})  # fmt: skip

REGISTER = Section("登记", kinds.RegisterRow, {
    "台账": Key("register", Shape.CODE, "台账代码", required=True),
    "于动作": Key("on_act", Shape.NAME, "由哪个动作登记", required=True),
    "列": Key("columns", Shape.PAIRS, "台账的列: 本事项的字段"),
})  # fmt: skip

MECHANISM = Section("机制", kinds.Mechanism, {
    "机制": Key("name", doc="名称", required=True),
    "代码": Key("code", Shape.CODE, "小写英文、数字和连字符", required=True),
    "版本": Key("version", Shape.COUNT, "发布后不可更改，改动须增加版本", required=True),
    "原型": Key("archetype", Shape.WORD, "缺省为交办件", words=words.ARCHETYPES),
    "分组": Key("group", doc="机制库中的分组"),
    "说明": Key("summary", doc="一句话说明"),
    "清单": Key("rows", Shape.TEXTS, "覆盖的清单编号"),
    "来源": Key("sources", Shape.TEXTS, "来源文件的条款"),
    "依据": Key("basis", Shape.BASES, "法律依据，已核实的注明"),
    "办公室可知": Key("office_sees", Shape.WORD, "联席会议办公室可知悉的范围，缺省信封", words=words.SIGHTS),
    "参与方": Key("parties", Shape.MAP, "谁参与", required=True, section="参与方"),
    "字段": Key("fields", Shape.MAP, "记什么", section="字段"),
    "阶段": Key("stages", Shape.MAP, "走到哪", required=True, section="阶段"),
    "动作": Key("acts", Shape.MAP, "谁能做什么", required=True, section="动作"),
    "任务": Key("tasks", Shape.MAP, "谁欠谁什么", section="任务"),
    "期限": Key("clocks", Shape.MAP, "何时到期", section="期限"),
    "周期": Key("cycles", Shape.MAP, "定期的任务", section="周期"),
    "提醒": Key("reminders", Shape.LIST, "何时提醒谁", section="提醒"),
    "文书": Key("letters", Shape.MAP, "生成什么文书", section="文书"),
    "派生": Key("derivations", Shape.MAP, "派生什么事项", section="派生"),
    "登记": Key("registers", Shape.MAP, "写入哪些台账", section="登记"),
    "推演": Key("scenarios", Shape.SCENARIOS, "发布前必须成立的情形"),
})  # fmt: skip

SEAT = Section("席位", kinds.Seat, {
    "由": Key("holder", doc="由谁担任、设在哪里", required=True),
    "说明": _NOTE,
})  # fmt: skip

RHYTHM = Section("频率", kinds.Rhythm, {
    "频次": Key("every", Shape.WORD, "文件没有规定的不写", words=words.EVERY),
    "会议类型": Key("kind", Shape.CODE, "会议：会议类型的代码"),
    "由": Key("by", doc="由谁办理"),
    "来源": Key("source", doc="来源文件的条款"),
    "说明": _NOTE,
})  # fmt: skip

TARGET = Section("目标", kinds.Target, {
    "方向": Key("direction", Shape.WORD, "不低于、不高于、上升、下降", required=True, words=words.DIRECTIONS),
    "数值": Key("value", Shape.COUNT, "目标数值"),
    "单位": Key("unit", doc="缺省为 %"),
    "来源": Key("source", doc="来源文件的条款"),
    "说明": _NOTE,
})  # fmt: skip

PROFILE = Section("方案", kinds.ProfileBody, {
    "方案": Key("name", doc="名称", required=True),
    "代码": Key("code", Shape.CODE, "小写英文、数字和连字符", required=True),
    "版本": Key("version", Shape.COUNT, "改动须增加版本", required=True),
    "层级": Key("level", doc="省、市、县"),
    "地区": Key("region", doc="地区名称或代码"),
    "模拟": Key("simulated", Shape.FLAG, "虚构地区，页面加“模拟数据”水印"),
    "说明": Key("summary", doc="一句话说明"),
    "来源": Key("sources", Shape.TEXTS, "来源文件的条款"),
    "参与": Key("sides", Shape.TEXTS, "府、院、检"),
    "机制": Key("mechanisms", Shape.TEXTS, "选用的机制代码"),
    "席位": Key("seats", Shape.MAP, "召集人、办公室等", section="席位"),
    "会议": Key("meetings", Shape.MAP, "会议及频次", section="频率"),
    "周期": Key("rhythms", Shape.MAP, "通报、白皮书等的频次", section="频率"),
    "目标": Key("targets", Shape.MAP, "要达到的数", section="目标"),
    "阶梯": Key("ladder", Shape.CODE, "逾期任务的催督阶梯：机制没有写到的更高级，按它补上"),
    "回复要求": Key("reply_discipline", doc="对建议回复的要求"),
})  # fmt: skip

SECTIONS: Mapping[str, Section] = {
    section.title: section
    for section in (
        PARTY, FIELD, STAGE, ACT, TASK, CLOCK, CYCLE, REMINDER, LETTER, DERIVATION, REGISTER, MECHANISM,
        SEAT, RHYTHM, TARGET, PROFILE, RUNG, LADDER,
    )
}  # fmt: skip

# A scenario line that is a mapping: what must hold at that point.
EXPECTATIONS: Mapping[str, kinds.ExpectationKind] = {
    "处于": kinds.ExpectationKind.STAGE,
    "仍处": kinds.ExpectationKind.STAGE,
    "提醒": kinds.ExpectationKind.REMINDERS,
    "期限": kinds.ExpectationKind.DUE,
    "未办结": kinds.ExpectationKind.OPEN,
    "被拒": kinds.ExpectationKind.REFUSED,
}
SCENARIO_NAME = "情形"
SCENARIO_STEPS = "步骤"
BASIS_KEYS = {"名称": "title", "文号": "number", "条款": "article", "已核实": "verified", "说明": "note"}
EXTENSION_KEYS = {"次数": "times", "每次": "most", "批准": "by"}
