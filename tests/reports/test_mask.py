"""脱敏 by rule: names, papers, telephones, addresses and companies; what is left is found again."""

from __future__ import annotations

from fuyuantong.reports.masking import mask, suspects

TEXT = (
    "原告：张三丰，身份证号 110101199003070012，住临江市江北区解放路12号3单元，电话13800138000，"
    "不服临江市住房和城乡建设局的处罚。张三丰称，其与临江市宏达建筑有限公司签订合同。第三人李四，车牌新A12345。"
)


def test_what_points_at_a_person_is_left_out_everywhere() -> None:
    made = mask(TEXT)
    for word in ("张三丰", "110101199003070012", "13800138000", "解放路12号", "宏达", "李四", "新A12345"):
        assert word not in made, made
    assert made.count("张某") == 2
    assert "临江市住房和城乡建设局" in made
    assert suspects(made) == []
    assert suspects(TEXT)[0] == "张三丰"
