"""Every kind of mistake is found, with its code, its line and a sentence that an official can act on."""

from __future__ import annotations

import pytest
from tests.definitions.base import BASE, broken, line_with

from fuyuantong.definitions.examining import examine

ADD = "  办结: {从: 待审核"
# (what is wrong, changes to the base, code, text on the line that must be named, fragment of the sentence)
CASES = [
    (
        "row to a register that does not exist",
        [("推演:", "登记:\n  行: {台账: no-such-register, 于动作: 交办, 列: {事项: 要求}}\n推演:")],
        "E-DEF-REGISTER", "no-such-register", "台账“no-such-register”不存在",
    ),
    (
        "row with a column that the register lacks",
        [("推演:", "登记:\n  行: {台账: major-risks, 于动作: 交办, 列: {风险: 要求}}\n推演:")],
        "E-DEF-REGISTER-COLUMN", "major-risks", "没有“风险”这一列",
    ),
    ("unclosed bracket", [("原型: 交办件", "原型: [交办件")], "E-DEF-YAML", "参与方:", "格式不对"),
    ("tab as indent", [("  登记: {}", "\t登记: {}")], "E-DEF-YAML", "登记: {}", "格式不对"),
    ("anchor", [("{类型: 条目}", "&a {类型: 条目}")], "E-DEF-ANCHOR", "&a", "锚点"),
    ("tag runs nothing", [("版本: 1", "版本: !!python/name:os.system x")], "E-DEF-TAG", "python", "标签"),
    ("unknown key at the top", [("原型: 交办件", "原形: 交办件")], "E-DEF-KEY", "原形", "不认识“原形”"),
    ("unknown key in an act", [("须填: 要求", "需填: 要求")], "E-DEF-KEY", "需填", "不认识“需填”"),
    ("missing code", [("代码: trial\n", "")], "E-DEF-MISSING", "机制: 试验机制", "缺少“代码”"),
    ("act without 由", [(", 由: 发起单位}", "}")], "E-DEF-MISSING", "办结: {从", "缺少“由”"),
    ("task without 承办", [("承办: 承办单位, ", "")], "E-DEF-MISSING", "办理: {期限", "缺少“承办”"),
    ("party without kind", [("  法院: {类型: 法院, 可空: 是}", "  法院: {可空: 是}")], "E-DEF-MISSING", "法院: {可空", "缺少“类型”"),
    ("duplicate stage", [("  待审核: {}", "  办理中: {}")], "E-DEF-DUPLICATE", None, "写了两次"),
    ("duplicate key in an act", [("从: 登记, 到", "从: 登记, 从: 登记, 到")], "E-DEF-DUPLICATE", "从: 登记", "“从”写了两次"),
    ("duplicate section", [("推演:", "阶段: {}\n推演:")], "E-DEF-DUPLICATE", "阶段: {}", "“阶段”写了两次"),
    ("bad code", [("代码: trial", "代码: Trial_1")], "E-DEF-CODE", "Trial_1", "小写英文"),
    ("version is text", [("版本: 1", "版本: 一")], "E-DEF-NUMBER", "版本: 一", "整数"),
    ("version zero", [("版本: 1", "版本: 0")], "E-DEF-NUMBER", "版本: 0", "整数"),
    ("flag is neither", [("可多个: 是", "可多个: 可以")], "E-DEF-FLAG", "可以", "只能写“是”或“否”"),
    ("unknown archetype", [("原型: 交办件", "原型: 流程")], "E-DEF-WORD", "流程", "不能写“流程”"),
    ("unknown field type", [("截止日: 日期", "截止日: 时间")], "E-DEF-WORD", "截止日", "不能写“时间”"),
    ("unknown kind of unit", [("{类型: 法院, ", "{类型: 司法机构, ")], "E-DEF-WORD", "司法机构", "不能写“司法机构”"),
    ("unknown stage", [("到: 办理中", "到: 承办中")], "E-DEF-UNKNOWN", "承办中", "阶段“承办中”不存在"),
    ("unknown party", [("由: 发起单位, 须填", "由: 办公室, 须填")], "E-DEF-UNKNOWN", "由: 办公室", "参与方“办公室”不存在"),
    ("unknown field", [("须填: 要求", "须填: 理由")], "E-DEF-UNKNOWN", "须填: 理由", "字段“理由”不存在"),
    ("unknown task", [("派出任务: 办理,", "派出任务: 承办,")], "E-DEF-UNKNOWN", "派出任务: 承办", "任务“承办”不存在"),
    ("unknown clock of a task", [("签收期限: 签收期限", "签收期限: 签收时限")], "E-DEF-UNKNOWN", "签收时限", "期限“签收时限”不存在"),
    ("reminder on an unknown clock", [("期限: 办理期限, 何时: 到期", "期限: 反馈期限, 何时: 到期")], "E-DEF-UNKNOWN", "反馈期限", "期限“反馈期限”不存在"),
    ("reminder to an unknown party", [("做: 催办}", "做: 催办, 抄送: 上级}")], "E-DEF-UNKNOWN", "抄送: 上级", "参与方“上级”不存在"),
    ("unknown letter", [("派出任务: 办理,", "派出任务: 办理, 生成文书: 交办单,")], "E-DEF-UNKNOWN", "交办单", "文书“交办单”不存在"),
    ("unknown field in a condition", [("类别 == '急件'", "级别 == '急件'")], "E-DEF-UNKNOWN", "级别", "字段“级别”不存在"),
    ("the starter could not see its own matter", [("地位: 发起, 可发起: 是", "地位: 发起, 可发起: 是, 可知: 信封")], "E-DEF-STARTER-SIGHT", "可知: 信封", "看不到自己的事项"),
    ("an act by a party that could not see the matter", [("  法院: {类型: 法院, 可空: 是}", "  法院: {类型: 法院, 可空: 是, 可知: 信封}"), ("到: 已办结, 由: 发起单位}", "到: 已办结, 由: [发起单位, 法院]}")], "E-DEF-ACTOR-SIGHT", "可知: 信封", "办不了"),
    ("a clock that begins when it is over", [("  办理期限: {时长", "  报告期限: {时长: 3 日, 起算: 截止日, 止于: 已办结}\n  办理期限: {时长"), ("到: 已办结, 由: 发起单位}", "到: 已办结, 由: 发起单位, 须填: 截止日}")], "E-DEF-CLOCK-LATE", "报告期限", "永远不会被停止"),
    ("a term from a field that is no date", [("类别 == '急件' or 已填(要求)", "\"期满日(要求, '3 日') < 办理日\"")], "E-DEF-FIELD-TYPE", "期满日", "应是日期字段"),
    ("a term without its unit", [("类别 == '急件' or 已填(要求)", "\"期满日(截止日, '三') < 办理日\"")], "E-DEF-EXPRESSION", "期满日", "10 个工作日"),
    ("the day of an act where there is none", [("{时长: 15 日, 起算: 交办}", "{时长: 15 日, 起算: 交办, 适用: 截止日 < 办理日}")], "E-DEF-DAY", "办理日", "只用于动作的条件"),
    ("unknown task in a condition", [("已填(要求)", "全部办结(审查)")], "E-DEF-UNKNOWN", "全部办结", "任务“审查”不存在"),
    ("join to an unknown stage", [("汇合后: 待审核", "汇合后: 审结")], "E-DEF-UNKNOWN", "审结", "阶段“审结”不存在"),
    ("no terminal stage", [("已办结: {终点: 是}", "已办结: {}")], "E-DEF-TERMINAL", "已办结: {}", "没有终点"),
    ("two starts", [("登记: {}", "登记: {起点: 是}"), ("办理中: {}", "办理中: {起点: 是}")], "E-DEF-START", "办理中: {起点", "2 个起点"),
    ("start is terminal", [("登记: {}", "登记: {终点: 是}"), ("从: 登记, ", "")], "E-DEF-START", "登记: {终点", "不能同时是终点"),
    ("nobody may start", [(", 可发起: 是", ""), ("从: 登记, 到: 办理中", "从: 待审核, 到: 办理中")], "E-DEF-STARTER", "登记: {}", "可以发起"),
    ("unreachable stage", [("已办结: {终点: 是}", "复查: {}\n  已办结: {终点: 是}"), (ADD, "  复查完: {从: 复查, 到: 已办结, 由: 发起单位}\n" + ADD)], "E-DEF-UNREACHABLE", "复查: {}", "阶段“复查”无法到达"),
    ("dead end", [("  办结: {从: 待审核, 到: 已办结, 由: 发起单位}\n", "  直接办结: {从: 办理中, 到: 已办结, 由: 发起单位}\n")], "E-DEF-DEAD-END", "待审核: {}", "没有出路"),
    ("act out of a terminal stage", [(ADD, "  再办: {从: 已办结, 到: 办理中, 由: 发起单位}\n" + ADD)], "E-DEF-TERMINAL-EXIT", "再办:", "从终点“已办结”出发"),
    ("act to the same stage", [("从: 待审核, 到", "从: [待审核, 已办结], 可重启: 是, 到")], "E-DEF-LOOP", "可重启", "又到"),
    ("reserved act", [(ADD, "  签收: {从: 办理中, 由: 承办单位}\n" + ADD)], "E-DEF-RESERVED", "  签收: {从", "不能重写"),
    ("task never sent", [("任务:\n", "任务:\n  抄告: {承办: 承办单位}\n")], "E-DEF-UNSENT", "抄告", "没有任何动作、周期派出"),
    ("owner verifies itself", [("核验: 发起单位", "核验: 承办单位")], "E-DEF-SELF-VERIFY", "办理: {承办", "自己核验"),
    ("nobody to verify", [("核验: 发起单位", "核验: 法院")], "E-DEF-VERIFIER", "办理: {承办", "无法办结"),
    ("join of more than can be", [("可多个: 是", "可多个: 否"), ("汇合: 全部", "汇合: 2 个")], "E-DEF-JOIN-COUNT", "办理: {承办", "只能有一个单位"),
    ("join backwards", [("汇合后: 待审核", "汇合后: 登记"), ("从: 待审核, 到", "从: 办理中, 到"), ("  待审核: {}\n", "")], "E-DEF-JOIN-BACK", "办理: {承办", "不能汇合到在前的"),
    ("bad join", [("汇合: 全部", "汇合: 多数")], "E-DEF-JOIN", "多数", "不能写“多数”"),
    ("task is its own part", [("汇合: 全部", "配合任务: 办理, 汇合: 全部")], "E-DEF-CYCLE", "配合任务", "绕回"),
    ("waits for nothing", [("汇合: 全部", "等待配合: 是, 汇合: 全部")], "E-DEF-PARTS", "等待配合", "没有配合任务"),
    ("untyped duration", [("时长: 15 日", "时长: 15")], "E-DEF-TERM-UNIT", "时长: 15,", "没有单位"),
    ("unreadable duration", [("时长: 15 日", "时长: 半个月")], "E-DEF-TERM", "半个月", "看不懂时长"),
    ("duration out of range", [("时长: 15 日", "时长: 0 日")], "E-DEF-TERM", "时长: 0", "超出范围"),
    ("clock without origin", [("时长: 15 日, 起算: 交办", "时长: 15 日")], "E-DEF-CLOCK-ORIGIN", "时长: 15 日", "没有写从何时起算"),
    ("origin is nothing known", [("起算: 交办", "起算: 收到材料")], "E-DEF-ORIGIN", "收到材料", "既不是动作"),
    ("clock without any date", [("{时长: 15 日, 起算: 交办}", "{起算: 交办}")], "E-DEF-CLOCK-FORM", "办理期限: {起算", "没有时长"),
    ("fixed and counted", [("时长: 15 日, 起算", "固定日期: 2026-12-31, 时长: 15 日, 起算")], "E-DEF-CLOCK-FORM", "固定日期", "不能再写时长"),
    ("fixed date does not exist", [("时长: 15 日, 起算: 交办", "固定日期: 2026-02-30")], "E-DEF-DATE", "2026-02-30", "存在的日期"),
    ("date from a text field", [("时长: 15 日", "取字段: 要求")], "E-DEF-FIELD-TYPE", "取字段", "应是日期字段"),
    ("origin is a text field", [("起算: 交办", "起算: 要求")], "E-DEF-FIELD-TYPE", "起算: 要求", "应是日期字段"),
    ("statutory without basis", [("起算: 交办}", "起算: 交办, 法定: 是}")], "E-DEF-BASIS", "法定: 是", "没有写依据"),
    ("agreed clock may be suspended", [("起算: 交办}", "起算: 交办, 可中止: 是}")], "E-DEF-SUSPEND", "可中止", "不能中止"),
    ("act suspends what may not be", [(ADD, "  停: {从: 办理中, 由: 发起单位, 中止期限: 办理期限}\n" + ADD)], "E-DEF-SUSPEND", "  停:", "不可中止"),
    ("disagrees with the statute", [("时长: 15 日, 起算: 交办", "时长: 30 日, 起算: 交办, 依据: {名称: 行政诉讼法的解释, 文号: 法释〔2018〕1号, 条款: 第149条}")], "E-DEF-SOURCED", "第149条", "60 日"),
    ("claims to be verified", [("起算: 交办}", "起算: 交办, 依据: {名称: 人民检察院检察建议工作规定, 条款: 第19条, 已核实: 是}}"), ("时长: 15 日", "时长: 2 个月")], "E-DEF-VERIFIED", "第19条", "尚未核实"),
    ("term over its ceiling", [("起算: 交办}", "起算: 交办, 上限: 10 日}")], "E-DEF-CEILING", "上限", "超过上限"),
    ("extension that cannot be", [("起算: 交办}", "起算: 交办, 可延: {次数: 0, 每次: 5 日}}")], "E-DEF-NUMBER", "次数: 0", "整数"),
    ("hidden alternative", [("期限: 办理期限, 签收", "期限: [办理期限, 备用], 签收"), ("提醒:\n", "  备用: {时长: 5 日, 起算: 交办}\n提醒:\n")], "E-DEF-ALTERNATIVES", "[办理期限, 备用]", "永远用不上"),
    ("applies to no option", [("起算: 交办}", "起算: 交办, 适用: 特急件}")], "E-DEF-APPLIES", "特急件", "不是任何字段的选项"),
    ("constant is no option", [("类别 == '急件'", "类别 == '特急'")], "E-DEF-OPTION", "特急", "不是“类别”的选项"),
    ("moment of a task for no task", [("期限: 办理期限, 签收期限: 签收期限", "期限: 办理期限")], "E-DEF-CLOCK-OWNER", "签收期限: {时长", "没有任务使用"),
    ("reminder without unit", [("前 3 个工作日", "前 3")], "E-DEF-TERM-UNIT", "前 3,", "没有单位"),
    ("reminder at no moment", [("何时: 到期", "何时: 随时")], "E-DEF-WHEN", "随时", "看不懂“随时”"),
    ("reminder before the clock starts", [("前 3 个工作日", "前 30 日")], "E-DEF-REMINDER-EARLY", "前 30 日", "早于期限"),
    ("reminder twice", [("何时: 到期, 做: 催办", "何时: 前 3 个工作日, 做: 提示")], "E-DEF-TWICE", None, "写了两次"),
    ("督办 fires by itself", [("做: 催办", "做: 督办")], "E-DEF-SELF-FIRING", "做: 督办", "须由领导签发"),
    ("通报 fires by itself", [("做: 催办", "做: 通报")], "E-DEF-SELF-FIRING", "做: 通报", "不能由系统自动作出"),
    ("抄送上级 fires by itself", [("做: 催办", "做: 抄送")], "E-DEF-SELF-FIRING", "做: 抄送", "须由领导签发"),
    ("urging a court", [("做: 催办", "做: 催办, 通知: 法院")], "E-DEF-COMMAND", "通知: 法院", "不能对“法院”催办"),
    ("督办单 on a court", [("做: 催办", "做: 拟督办单, 通知: 法院")], "E-DEF-COMMAND", "通知: 法院", "不受办公室指挥"),
    ("交办 to a court", [("承办: 承办单位", "承办: 法院, 异议方式: 无")], "E-DEF-COMMAND", "交办: {从", "“交办”对“法院”"),
    ("court's task may be 退办", [("承办: 承办单位", "承办: 法院"), ("交办: {从", "商请: {从"), ("起算: 交办", "起算: 商请"), (", 交办, {要求", ", 商请, {要求")], "E-DEF-LETTER-RETURN", "办理: {承办", "不用退办"),
    ("letter may be 退办", [("原型: 交办件", "原型: 文书建议")], "E-DEF-LETTER-RETURN", "办理: {承办", "不能退办"),
    ("choice without options", [("{类型: 选项, 选项: [急件, 平件]}", "{类型: 选项}"), (", 条件: 类别 == '急件' or 已填(要求)", "")], "E-DEF-OPTIONS", "类别: {类型", "没有写“选项”"),
    ("options on a text", [("截止日: 日期", "截止日: {类型: 日期, 选项: [甲]}")], "E-DEF-OPTIONS", "截止日", "类型却不是选项"),
    ("columns on a text", [("截止日: 日期", "截止日: {类型: 日期, 栏目: {甲: 文本}}")], "E-DEF-COLUMNS", "截止日", "类型却不是条目"),
    ("items that are no items", [("汇合: 全部", "逐项: 要求, 逐项答复: [可, 否], 汇合: 全部")], "E-DEF-FIELD-TYPE", "逐项", "应是条目字段"),
    ("items without answers", [("汇合: 全部", "逐项: 清单, 汇合: 全部")], "E-DEF-ITEMS", "逐项: 清单", "没有写“逐项答复”"),
    ("code in a condition", [("类别 == '急件'", "__import__('os')")], "E-DEF-EXPRESSION", "__import__", "条件里只能"),
    ("attribute in a condition", [("类别 == '急件'", "要求.strip()")], "E-DEF-EXPRESSION", "要求.strip", "条件里只能"),
    ("unreadable condition", [("类别 == '急件'", "类别 = '急件'")], "E-DEF-EXPRESSION", "类别 =", "看不懂条件"),
    ("step without date", [("[2026-09-20, 回复, 甲局]", "[回复, 甲局]")], "E-DEF-STEP", "[回复", "看不懂"),
    ("scenario fails on the stage", [("处于: 待审核]", "处于: 已办结]")], "E-DEF-REHEARSAL", "处于: 已办结", "应处于“已办结”，实处于“待审核”"),
    ("scenario fails on the date", [("办理期限: 2026-10-08", "办理期限: 2026-10-02")], "E-DEF-REHEARSAL", "2026-10-02", "实为 2026-10-08"),
    ("scenario does an unknown act", [("2026-09-20, 回复", "2026-09-20, 了结")], "E-DEF-REHEARSAL", "了结", "不是任务的动作"),
    ("scenario does an impossible act", [("[2026-09-20, 回复, 甲局]", "[2026-09-20, 办结]")], "E-DEF-REHEARSAL", "2026-09-20", "现处于“办理中”"),
]  # fmt: skip


def test_the_base_itself_is_sound() -> None:
    mechanism, problems = examine(BASE)
    assert problems == []
    assert mechanism is not None
    assert mechanism.code == "trial"


@pytest.mark.parametrize(
    ("changes", "code", "marker", "fragment"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_mistake_is_named_with_code_line_and_sentence(changes, code, marker, fragment) -> None:
    text = broken(*changes)
    _, problems = examine(text, "x.yaml")
    found = [problem for problem in problems if problem.code == code]
    assert found, f"expected {code}, found {[str(p) for p in problems]}"
    assert any(fragment in problem.sentence for problem in found), [p.sentence for p in found]
    if marker:
        assert line_with(text, marker) in {problem.line for problem in found}, [str(p) for p in found]
    assert all(problem.sentence.endswith("。") for problem in problems), [p.sentence for p in problems]


def test_all_problems_are_reported_at_once_in_order_of_lines() -> None:
    text = broken(("到: 办理中", "到: 承办中"), ("截止日: 日期", "截止日: 时间"), ("做: 催办", "做: 督办"))
    _, problems = examine(text)
    assert [p.code for p in problems] == ["E-DEF-WORD", "E-DEF-UNKNOWN", "E-DEF-SELF-FIRING"]
    assert [p.line for p in problems] == sorted(p.line for p in problems)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "一段话",
        "机制: x",
        "\x00",
        "a: " + "[" * 5000,
        "阶段: 5\n动作: 3",
        "机制: {}\n代码: []\n版本: {}\n参与方: []\n阶段: {甲: 1}\n动作: 2",
        "x" * 300_000,
    ],
)
def test_nonsense_is_refused_and_never_crashes(text) -> None:
    mechanism, problems = examine(text)
    assert problems
    assert mechanism is None or problems
