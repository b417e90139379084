"""The sample 司法建议, as the acts that bring it to its addressees."""

from __future__ import annotations

from typing import Any

ACTS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "提请审议",
        {
            "建议类型": "综合治理类",
            "情形": "行业或部门管理漏洞、法律风险",
            "建议事项": [
                {"问题": "部分补偿决定以张贴方式代替直接送达", "建议": "完善送达程序并留存回证"},
                {"问题": "评估结果未告知复核权利", "建议": "统一告知书文本"},
            ],
        },
    ),
    ("编号签发", {"建议书文号": "临法建〔2026〕3号", "签发日期": "2026-10-20"}),
    ("送达", {"被建议单位": ["LJ-ZJJ", "LJ-ZRJ"]}),
)
"""(act of the definition, its data); units are named by their codes in linjiang.yaml."""
