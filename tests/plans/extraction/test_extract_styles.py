"""Each style of annotation in a small document of its own (all places and organs fictional)."""

import pytest

from fuyuantong.plans.extraction import parse_text


def units(item):
    return [u.name for u in item.lead], [u.name for u in item.responsible]


def only(text: str):
    (item,) = parse_text(text).items
    return item


@pytest.mark.parametrize(
    ("annotation", "lead", "responsible"),
    [
        ("（牵头单位：市法院，配合单位：市司法局、市公安局）", ["市法院"], ["市司法局", "市公安局"]),
        ("（市法院牵头，市司法局、市财政局按职责分工负责）", ["市法院"], ["市司法局", "市财政局"]),
        ("（市大数据局会同有关部门负责）", ["市大数据局"], ["有关部门"]),
        ("（市科委、市商务委）", [], ["市科委", "市商务委"]),
        ("（市司法局负责）", [], ["市司法局"]),
        ("（市法院、市司法局按职责分工负责）", [], ["市法院", "市司法局"]),
        ("（责任单位：市法院牵头，市司法局配合）", ["市法院"], ["市司法局"]),
        ("（市文化广电和旅游局和市农业农村局）", [], ["市文化广电和旅游局", "市农业农村局"]),
        ("（责任单位：市法院，各县（市、区）人民政府）", [], ["市法院", "各县（市、区）人民政府"]),
        ("（市不动产登记中心、云汇海关负责）", [], ["市不动产登记中心", "云汇海关"]),
        ("【牵头单位：市法院】【配合单位：市司法局】", ["市法院"], ["市司法局"]),
        (
            "（责任单位：市民政局等需进行系统对接的各有关单位）",
            [],
            ["市民政局", "需进行系统对接的各有关单位"],
        ),
        ("（责任单位：市司法局等部门）", [], ["市司法局"]),
        ("\n责任单位：市司\n法局、市中级人民\n法院。", [], ["市司法局", "市中级人民法院"]),
        ("\n牵头单位：\n市法院\n责任单位：市司法局  市公安局", ["市法院"], ["市司法局", "市公安局"]),
        ("\n牵头单位\n县法院\n配合单位\n县公安局\n县司法局", ["县法院"], ["县公安局", "县司法局"]),
        ("（责任单位：市法院）并做好培训。（责任单位：市司法局）", [], ["市法院", "市司法局"]),
    ],
)
def test_an_annotation_gives_its_units(annotation, lead, responsible):
    assert units(only(f"1.健全信息共享机制。推进数据互通。{annotation}")) == (lead, responsible)


@pytest.mark.parametrize(
    "bracket",
    [
        "（网上移送、交办等）",
        "（县、区）",
        "（以下简称“中心”）",
        "（由专人负责）",
        "（试行）",
        "（2026—2028年）",
    ],
)
def test_other_brackets_are_no_annotations(bracket):
    assert units(only(f"1.健全机制{bracket}。推进数据互通。")) == ([], [])


def test_prose_gives_the_lead_and_partners():
    item = only("1.由市法院牵头，联合市司法局、市公安局制定办法。\n责任单位：市法院、市财政局。")
    assert units(item) == (["市法院"], ["市法院", "市财政局"])
    assert [u.name for u in item.partners] == ["市司法局", "市公安局"]


def test_a_slogan_about_leading_is_no_lead():
    assert units(only("1.构建“党委领导、法院牵头、各方参与”的格局。牵头单位和配合单位分工明确。")) == ([], [])


def test_the_documents_rule_makes_the_first_unit_lead():
    text = "1.建立机制。（市法院、市司法局，列第一位者为牵头单位，下同）\n2.共享信息。（市大数据局、市法院）"
    assert [units(i) for i in parse_text(text).items] == [
        (["市法院"], ["市司法局"]),
        (["市大数据局"], ["市法院"]),
    ]


def test_units_under_a_heading_belong_to_the_heading():
    text = (
        "（一）深化调解\n责任单位：市司法局\n1.建中心。打造平台。\n2.建队伍。选聘人员。（责任单位：市法院）"
    )
    head, first, second = parse_text(text).items
    assert units(head) == ([], ["市司法局"])
    assert units(first) == ([], [])
    assert units(second) == ([], ["市法院"])
    assert first.parent == "（一）" or first.parent == "(一)"
    assert head.span[0] <= first.span[0] < first.span[1] <= head.span[1]


def test_an_annotation_below_all_sub_items_is_their_parents():
    text = "1.深化调解。分步推进。\n（1）建中心。打造平台。\n（2）建队伍。选聘调解员20名。\n责任单位：市司法局\n2.其他。收尾。"
    parent, one, two, _ = parse_text(text).items
    assert units(parent) == ([], ["市司法局"])
    assert units(one) == units(two) == ([], [])
    assert [t.value for t in parent.targets] == [t.value for t in two.targets] == [20]


def test_run_on_text_is_cut_at_its_numbers():
    text = (
        "一、健全机制 1.建立会商机制。定期会商。（责任单位：县法院）2.统一、规范流程，减少4.5天。（县公安局牵头，县法院配合）"
        "二、强化保障 3.加强宣传。（责任单位：县委宣传部）"
    )
    items = parse_text(text).items
    assert [i.no for i in items] == ["1", "2", "3"]
    assert [units(i) for i in items] == [([], ["县法院"]), (["县公安局"], ["县法院"]), ([], ["县委宣传部"])]
    assert items[2].path == ("二、强化保障",)


def test_a_tab_table_is_read_by_its_heads():
    text = (
        "序号\t工作任务\t牵头单位\t配合单位\t完成时间\n一、诉源治理\n1\t建立对接机制\t市法院\t市司法局、市公安局\t2026年4月底前\n"
        "2\t调解成功率达到60%以上\t市司法局\t\t长期坚持"
    )
    one, two = parse_text(text).items
    assert units(one) == (["市法院"], ["市司法局", "市公安局"])
    assert (one.deadline.iso, one.path) == ("2026-04-30", ("一、诉源治理",))
    assert (units(two), two.deadline.kind) == ((["市司法局"], []), "standing")
    assert [(t.value, t.op) for t in two.targets] == [(60, ">=")]


def test_a_table_of_one_cell_a_line_is_fitted_to_its_heads():
    text = (
        "序号\n重点任务\n牵头单位\n配合单位\n完成时限\n1\n推动衔接平台应用，实现数据互通\n县检察院\n县公安局、县市场监管局、\n"
        "县生态环境局\n2026年6月底前\n2\n开展专项监督\n县检察院\n—\n2026年9月"
    )
    one, two = parse_text(text).items
    assert units(one) == (["县检察院"], ["县公安局", "县市场监管局", "县生态环境局"])
    assert (units(two), two.deadline.iso) == ((["县检察院"], []), "2026-09-30")


def test_sections_without_numbers_are_read_by_paragraph():
    text = "一、主要任务\n加强复议规范化建设。提高质量。（市司法局、各县区政府）\n强化判后释法。（市中级人民法院）\n二、保障"
    items = parse_text(text).items
    assert [units(i) for i in items][:2] == [([], ["市司法局", "各县区政府"]), ([], ["市中级人民法院"])]


def test_a_number_may_stand_before_a_year_or_a_month():
    text = "8.甲机制。（市法院）\n9.2026年6月底前完成。（市司法局）\n10.3月底前完成。（市法院）\n11.5万元以上的案件除外。\n12 .乙机制。（市法院）"
    assert [i.no for i in parse_text(text).items] == ["8", "9", "10", "12"]


def test_a_task_without_a_number_behind_a_numbered_one_is_a_task_of_its_own():
    text = "1.会商。定期研究。\n牵头单位：市法院\n责任单位：市司法局\n信息共享机制。推进数据互通。\n牵头单位：市大数据局\n3.调解。"
    assert [units(i) for i in parse_text(text).items] == [
        (["市法院"], ["市司法局"]),
        (["市大数据局"], []),
        ([], []),
    ]


def test_a_rule_that_holds_from_here_on_leaves_earlier_lists_alone():
    text = "1.甲机制。（市法院、市司法局）\n2.乙机制。（市公安局、市法院，列第一位者为牵头单位，下同）\n3.丙机制。（市司法局、市法院）"
    assert [units(i)[0] for i in parse_text(text).items] == [[], ["市公安局"], ["市司法局"]]


@pytest.mark.parametrize(
    ("annotation", "lead", "responsible"),
    [
        ("〔县司法局牵头，县直各部门配合〕", ["县司法局"], ["县直各部门"]),
        ("责任单位为县直各行政执法部门。", [], ["县直各行政执法部门"]),
        ("（县法院、各镇政府分工负责，2026年10月底前取得明显成效）", [], ["县法院", "各镇政府"]),
        ("责任单位：联席会议办公室（设在县司法局）。", [], ["联席会议办公室（设在县司法局）"]),
    ],
)
def test_further_forms_of_annotation(annotation, lead, responsible):
    assert units(only(f"1.健全信息共享机制。推进数据互通。{annotation}")) == (lead, responsible)


def test_repeated_numbers_are_kept_and_flagged():
    document = parse_text("1.甲机制。建立。\n1.乙机制。建立。\n")
    assert len(document.items) == 2
    assert [w.code for w in document.warnings] == ["repeated-number"]


@pytest.mark.parametrize(
    ("value", "kind", "iso"),
    [
        ("2026年6月30日前", "date", "2026-06-30"),
        ("2026年2月", "date", "2026-02-28"),
        ("2026年", "date", "2026-12-31"),
        ("6月底前", "date", "2026-06-30"),
        ("年底前", "date", "2026-12-31"),
        ("2026年第三季度", "date", "2026-09-30"),
        ("上半年", "date", "2026-06-30"),
        ("5月上旬", "date", "2026-05-10"),
        ("2026-09-15", "date", "2026-09-15"),
        ("二〇二六年十月", "date", "2026-10-31"),
        ("明年3月底", "date", "2027-03-31"),
        ("2026年2月30日", "date", None),
        ("长期坚持", "standing", None),
        ("持续推进", "standing", None),
        ("每季度末", "recurring", None),
        ("每月25日前", "recurring", None),
        ("6月底出台，12月底完成", "date", "2026-12-31"),
        ("按上级要求", "none", None),
    ],
)
def test_a_deadline_is_read(value, kind, iso):
    item = parse_text(f"2026年工作要点\n1.建立机制。推进。\n责任单位：市法院\n完成时限：{value}\n").items[0]
    assert (item.deadline.kind, item.deadline.iso) == (kind, iso)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("出庭应诉率达到90%以上", [(90, ">=", "%")]),
        ("全年至少开展2次同堂培训", [(2, ">=", "次")]),
        ("审批时限压减至3个工作日", [(3, "<=", "个工作日")]),
        ("案件同比减少20%", [(20, "=", "%")]),
        ("确保行政机关负责人100%出庭应诉", [(100, "=", "%")]),
        ("使70%的纠纷在诉前得到化解", [(70, "=", "%")]),
        ("满意度不低于百分之九十五", [(95, ">=", "%")]),
        ("对每件补助不超过5000元", []),
        ("收到之日起15日内回复", []),
        ("对持股超过50%的企业优先安排", []),
        ("每季度召开一次会议", []),
        ("给予30%补贴", []),
        ("2025年出庭率仅为81%", []),
    ],
)
def test_targets_are_promises_only(words, found):
    item = only(f"1.提升质效。{words}，形成合力。")
    assert [(t.value, t.op, t.unit) for t in item.targets] == found


def test_several_deadlines_and_periods_are_all_listed():
    item = only("1.建立通报制度。2026年4月30日前出台办法，每季度通报一次。\n完成时限：2026年6月底\n")
    assert [d.iso for d in item.deadlines] == ["2026-06-30", "2026-04-30"]
    assert [p.every for p in item.periods] == ["quarter"]
