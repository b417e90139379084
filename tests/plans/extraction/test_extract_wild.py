"""Forms met in documents that were written without a look at the grammar."""

import pytest

from fuyuantong.plans.extraction import parse_text


def only(text: str):
    """The single item of a text."""
    items = parse_text(f"临江市2026年工作要点\n一、工作任务\n{text}").items
    assert len(items) == 1, [i.title for i in items]
    return items[0]


def names(units):
    return [u.name for u in units]


@pytest.mark.parametrize(
    ("annotation", "lead", "responsible"),
    [
        ("【牵头单位为盟司法局，参加单位为盟公安局】", ["盟司法局"], ["盟公安局"]),
        ("（由市司法局牵头，会同市法院于2026年9月底前完成）", ["市司法局"], ["市法院"]),
        ("（责任单位：市司法局（牵头）、市法院）", ["市司法局"], ["市法院"]),
        ("责任单位：市司法局[牵头]，市法院", ["市司法局"], ["市法院"]),
        ("责任单位：★市司法局、市法院", [], ["市司法局", "市法院"]),
        ("牵头单位及责任人：市司法局  张三\n配合单位：市法院", ["市司法局"], ["市法院"]),
        ("责任单位——市司法局、市法院", [], ["市司法局", "市法院"]),
        ("（市司法局负总责，市法院具体落实）", [], ["市司法局", "市法院"]),
        ("（各区法院负责落实，市司法局督促指导）", [], ["各区法院", "市司法局"]),
        ("（此项工作由市司法局牵头，市法院配合）", ["市司法局"], ["市法院"]),
        ("（市司法局会同市税务局、市法院等部门办理）", ["市司法局"], ["市税务局", "市法院"]),
        (
            "（市司法局，各县（市、区）人民政府，市级有关国有企业）",
            [],
            ["市司法局", "各县（市、区）人民政府", "市级有关国有企业"],
        ),
        ("（县司法局牵头，县直有执法职能的部门负责）", ["县司法局"], ["县直有执法职能的部门"]),
        ("市法院牵头，市司法局配合。", ["市法院"], ["市司法局"]),
        ("该项工作由师市司法局具体负责。", [], ["师市司法局"]),
        ("（第一责任单位：市司法局；其他责任单位：市法院）", [], ["市司法局", "市法院"]),
    ],
)
def test_who_does_it_is_read(annotation, lead, responsible):
    item = only(f"1.完善工作机制。推进各项工作。{annotation}\n")
    assert (names(item.lead), names(item.responsible)) == (lead, responsible)


def test_another_name_of_a_unit_in_a_sentence_is_no_annotation():
    item = only("1.加强调度。每月将进展报送县委依法治县办（县司法局），县政府适时督查。\n")
    assert (item.lead, item.responsible) == ((), ())


def test_a_page_number_does_not_break_a_name():
    item = only("1.规范执法。逐案评查。（责任单位：市司法局、市\n— 2 —\n交通运输局。完成时限：9月底）\n")
    assert names(item.responsible) == ["市司法局", "市交通运输局"]


@pytest.mark.parametrize(
    "numbers",
    [
        ("⑴", "⑵"),
        ("㈠", "㈡"),
        ("1.1 ", "1.2 "),
        ("A．", "B．"),
        ("第一，", "第二，"),
        ("第一项 ", "第二项 "),
        ("问题一：", "问题二："),
    ],
)
def test_rarer_numbers_open_items(numbers):
    one, two = numbers
    text = (
        f"工作清单\n{one}建立联席会议制度。\n责任单位：市法院\n{two}开展案卷评查工作。\n责任单位：市司法局\n"
    )
    assert [names(i.responsible) for i in parse_text(text).items] == [["市法院"], ["市司法局"]]


def test_numbered_fields_of_a_task_are_no_tasks():
    item = only("1.健全机制。制定办法。\n（1）责任单位：市司法局\n（2）完成时限：2026年6月底\n")
    assert (names(item.responsible), item.deadline.iso) == (["市司法局"], "2026-06-30")


def test_each_table_is_read_by_its_own_heads():
    text = (
        "清单\n序号\t任务\t牵头单位\t责任单位\t时限\n1\t盘活土地\t市自然资源局\t市财政局\t10月底\n"
        "序号\t任务\t责任单位\t时限\n1\t后评估\t市司法局\t9月底\n"
    )
    a, b = parse_text(text).items
    assert (names(a.lead), names(a.responsible)) == (["市自然资源局"], ["市财政局"])
    assert (names(b.lead), names(b.responsible)) == ([], ["市司法局"])


def test_a_table_of_cells_goes_on_over_a_page_with_its_heads():
    heads = "序号\n重点任务\n牵头单位\n责任单位\n完成时限\n"
    text = (
        f"2026年清单\n{heads}1\n扩大主动公开\n市政府办公室\n市司法局\n3月底\n第 1 页 共 2 页\n"
        f"{heads}2\n强化执法监督\n市司法局\n市公安局\n2026年9月30日\n"
    )
    a, b = parse_text(text).items
    assert (names(a.lead), a.deadline.iso) == (["市政府办公室"], "2026-03-31")
    assert (names(b.lead), names(b.responsible), b.deadline.iso) == (["市司法局"], ["市公安局"], "2026-09-30")


def test_a_table_taken_from_print_is_divided_at_single_blanks():
    text = (
        "2026年清单\n序号 工作任务 牵头单位 配合单位 完成时限\n1 建立联席会议制度 市司法局 市法院、市检察院 6月底\n"
        "2 开展评查 市法院 市司法局、\n市公安局 长期坚持\n"
    )
    a, b = parse_text(text).items
    assert (names(a.lead), names(a.responsible)) == (["市司法局"], ["市法院", "市检察院"])
    assert (names(b.responsible), b.deadline.kind) == (["市司法局", "市公安局"], "standing")


@pytest.mark.parametrize(
    ("value", "kind", "iso"),
    [
        ("2026年1-3月", "date", "2026-03-31"),
        ("2026年五一前", "date", "2026-05-01"),
        ("贯穿全年", "standing", None),
        ("自2026年3月起长期执行", "standing", None),
        ("即日起至2026年10月", "date", "2026-10-31"),
    ],
)
def test_rarer_deadlines_are_read(value, kind, iso):
    deadline = only(f"1.建立机制。\n责任单位：市法院\n完成时限：{value}\n").deadline
    assert (deadline.kind, deadline.iso) == (kind, iso)


@pytest.mark.parametrize(
    ("title", "iso"),
    [("行动方案（2026—2027年）", "2026-12-31"), ("三年行动计划（2024—2026年）2026年度任务", "2026-12-31")],
)
def test_the_year_of_a_plan_of_several_years_is_the_year_it_is_about(title, iso):
    items = parse_text(f"临江市法治建设{title}\n1.建立机制。年底前完成。（市法院）\n").items
    assert items[0].deadline.iso == iso


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("败诉率控制在10%以内", []),
        ("差错率不超过5%", []),
        ("用电接入不超过8天", []),
        ("退单率下降至3%以下", [(3, "%")]),
        ("败诉率下降2个百分点", [(2, "个百分点")]),
        ("平均审理天数缩短20天", [(20, "天")]),
        ("纳税人满意度提升3个百分点以上", [(3, "个百分点")]),
        ("一般公共预算收入增长5%", [(5, "%")]),
        ("技术合同成交额突破12亿元", [(12, "亿元")]),
        ("新建改建农贸市场4个、口袋公园12处", [(4, "个"), (12, "处")]),
        ("2025年出庭率为95%，2026年力争达到98%", [(98, "%")]),
        ("由市司法局等12个部门和单位组成", []),
        ("服务不少于8小时", [(8, "小时")]),
        ("提前不少于24小时通知", []),
    ],
)
def test_ceilings_are_no_targets_and_counts_to_be_reached_are(words, found):
    item = only(f"1.提升质效。{words}，形成合力。\n")
    assert [(t.value, t.unit) for t in item.targets] == found


def figures(item):
    return [f"{t.op}{t.value:g}{t.unit}" for t in item.targets]


def test_what_a_problem_was_found_to_be_is_not_promised():
    item = only(
        "问题1：办案力量不足。全市设立受理点2个，知晓率为48%。\n"
        "整改措施：新增受理点9个，知晓率达到70%。\n牵头单位：市司法局"
    )
    assert figures(item) == ["=9个", "=70%"]
    assert "受理点2个" in item.text
    assert names(item.lead) == ["市司法局"]


def test_the_state_of_things_is_told_up_to_the_end_of_its_line():
    item = only(
        "任务一　加强协作\n【基本情况】制发检察意见41件。\n【工作目标】回复率达到100%。\n【责任单位】市检察院"
    )
    assert figures(item) == ["=100%"]


def test_a_column_of_problems_promises_nothing_beside_one_of_measures():
    head = "序号\t反馈问题\t整改措施\t责任单位\t整改时限\n"
    text = head + "1\t走访企业52家，检查过频。\t梳理事项25项。\t市司法局\t2026年8月\n"
    [item] = parse_text(f"临江市2026年整改台账\n{text}").items
    assert figures(item) == ["=25项"]
    assert item.title.startswith("走访企业52家")


def test_a_column_of_problems_alone_is_a_column_of_tasks():
    text = "序号\t问题\t责任单位\t整改时限\n1\t化解积案25件。\t市司法局\t2026年8月\n"
    [item] = parse_text(f"临江市2026年问题清单\n{text}").items
    assert figures(item) == ["=25件"]


def test_a_figure_alone_in_the_column_of_aims_measures_what_its_row_names():
    head = "指标名称\t2025年水平\t2026年目标\t主要举措\t责任单位\n"
    rows = (
        "平均审理时间\t61天\t≤52天\t推行要素审判。\t市法院\n出庭应诉率\t99%\t100%\t发布通报4期。\t市司法局\n"
    )
    one, two = parse_text(f"临江市2026年指标责任表\n{head}{rows}").items
    assert figures(one) == ["<=52天"]
    assert figures(two) == ["=100%", "=4期"]
    assert [t.name for t in (one.targets[0], two.targets[0])] == ["平均审理时间", "出庭应诉率"]


def test_a_date_in_a_long_row_of_a_table_of_cells_does_not_end_the_table():
    head = "序号\n任务内容\n牵头部门\n配合部门\n时间进度\n"
    first = "1\n治理物业纠纷\n新成立业主委员会60个。\n市住建局\n市法院\n各县区政府\n云岭经济开发区管委会\n2026年10月31日\n"
    second = "2\n化解林权争议\n市林业局\n市法院\n2026年11月底\n"
    items = parse_text("临江市2026年任务清单\n" + (head + first + second).replace("\n", "\n\n")).items
    assert [names(i.lead) for i in items] == [["市住建局"], ["市林业局"]]
    assert items[0].deadline.iso == "2026-10-31"


def test_a_file_wrapped_by_its_width_in_print_is_joined_again():
    lines = [
        "    1.完善协作机制。公安机关对人民法院决定拘留的被执行人协助布控，接到",
        "函后应当于24小时内录入临控系统。全年组织2026年第1至第4批专项行动清理拖",
        "欠企业案件300件，对拒不到案的依法移送追究责任，全年执结率不低于95.5%，并",
        "按月通报各单位。（牵头单位：市公安局；责任单位：市法院）",
        "    2.升级查控专线。市不动产登记中心开放专线端口，按照统一标准开展登记",
        "办理，实现网上查封解封比例达到85%以上，网上送达比例达到90%以上，在11月",
        "底前接入。（牵头单位：市自然资源局；责任单位：市法院、市数据局）",
        "    3.强化信息共享。住房公积金管理中心每月推送上月新增缴存信息，并对有",
        "关账户的冻结保留必要的基本居住保障。（牵头单位：市住房公积金管理中心）",
    ]
    items = parse_text("临江市2026年实施方案\n一、工作任务\n" + "\n".join(lines)).items
    assert figures(items[0]) == ["=300件", ">=95.5%"]


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("由市司法局会同市法院逐案评查。\n责任单位：市司法局、市法院", ["市司法局"]),
        ("由市数据局牵头、市法院和市司法局参与，抓紧做好开发。", ["市数据局"]),
        ("市司法局会同有关方面评查。\n责任单位：市法院", []),
        ("严格考核。\n（市委政法委、市妇联，各镇街）", []),
        ("严格考核。\n本部分任务由市委政法委牵头，市财政局按职责分工落实。", []),
    ],
)
def test_who_leads_is_said_in_the_sentence_or_not_at_all(words, lead):
    assert names(only(f"1.开展评查。{words}").lead) == lead
