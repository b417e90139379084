"""The analysis of losses as a file: the whole for those who see it, one's own cases for everybody else."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.tables import TableColumn, TableSheet, Value, time_note
from fuyuantong.indicators.actions.exporting import write_sheet
from fuyuantong.indicators.figures import rounded
from fuyuantong.indicators.losses import Losses, Own, losses, own
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.trail import note


def export_losses(uow: UnitOfWork, span: Span, kind: str) -> tuple[bytes, str]:
    """Return (file, name)."""
    try:
        rows = _whole(losses(uow.actor, span))
    except (Forbidden, NotFound):
        rows = _own(own(uow.actor, span))
    heads = [_("部分"), _("名称"), _("数值"), _("分子"), _("分母"), _("提示")]
    columns = [TableColumn(head, 4 if place == 1 else 2) for place, head in enumerate(heads)]
    title = _("败诉原因分析 %s") % span.label
    note(uow, "exported", "indicator", None, code="losses", span=span.text, format=kind, count=len(rows))
    moment = time_note(uow.now, f"{uow.actor.unit_name} {uow.actor.name}")
    return write_sheet(
        TableSheet(title, columns, rows, [moment]), kind
    ), f"{_('败诉原因分析')}_{span.text}.{kind}"


def _whole(found: Losses) -> list[list[Value]]:
    rows: list[list[Value]] = [
        [_("败诉率"), found.rate.indicator.name, rounded(found.rate.value), found.rate.numerator,
         found.rate.denominator, ""]
    ]  # fmt: skip
    rows += [[_("原因"), line.names[0], line.numerator, line.numerator, "", ""] for line in found.count.lines]
    for word, figure, risky in (
        (_("领域"), found.fields, found.risky_fields),
        (_("被告机关"), found.units, found.risky_units),
    ):
        high = {one.key for one in risky}
        for line in figure.lines:
            said = _("高风险") if line.keys[0] in high else _("分母过小") if line.small else ""
            value = None if line.small else rounded(line.value)
            rows.append([word, line.names[0], value, line.numerator, line.denominator, said])
    for cause, numbers in found.trend.items():
        for span, n in zip(found.spans, numbers, strict=True):
            rows.append([_("走势"), f"{span.label} {cause}", n, n, "", ""])
    for one in found.alike:
        name = f"{one.cause}·{one.field}·{one.subject}"
        cases = "、".join(str(row.cells.get("案号") or "") for row in one.rows)
        rows.append([_("类案"), name, len(one.rows), len(one.rows), "", cases])
    return rows


def _own(found: Own) -> list[list[Value]]:
    rows: list[list[Value]] = [
        [
            _("本单位败诉案件"),
            str(row.cells.get("案号") or ""),
            "",
            "",
            "",
            str(row.cells.get("败诉原因类别") or ""),
        ]
        for row in found.rows
    ]
    return rows + [[_("预警"), one.cause, len(one.rows), "", "", one.advice] for one in found.cautions]
