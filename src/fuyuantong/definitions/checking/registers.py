"""登记: the register that a row goes to must exist, and have the columns that are written."""

from __future__ import annotations

from fuyuantong.definitions.checking.findings import Findings
from fuyuantong.definitions.shelf import register_columns


def check_registers(findings: Findings) -> None:
    """Compare with the delivered registers and those that the room of registers says are published."""
    for row in findings.mechanism.registers:
        columns = register_columns(row.register)
        if columns is None:
            sentence = f"登记“{row.key}”写入的台账“{row.register}”不存在。"
            findings.add(row.line, "E-DEF-REGISTER", sentence, "请先在台账清单中发布这个台账。")
            continue
        for column, _source in row.columns:
            if column not in columns:
                sentence = f"登记“{row.key}”：台账“{row.register}”没有“{column}”这一列。"
                findings.add(row.line, "E-DEF-REGISTER-COLUMN", sentence, f"已有：{'、'.join(columns)}。")
