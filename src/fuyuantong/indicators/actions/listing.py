"""Lists as files: the figures of a group, the rows behind a figure, the differences of a rule."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.tables import TableColumn, TableSheet, Value, time_note
from fuyuantong.indicators import policy
from fuyuantong.indicators.actions.exporting import MOST_LISTED, write_sheet
from fuyuantong.indicators.figures import Figure, rounded
from fuyuantong.indicators.kinds import Part
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.queries.differing import ORDER, differences_of
from fuyuantong.indicators.queries.drilling import rows
from fuyuantong.indicators.queries.library import latest, latest_rule, library
from fuyuantong.indicators.queries.telling import cells, heads, related
from fuyuantong.indicators.queries.valuing import values
from fuyuantong.indicators.reconciling import told
from fuyuantong.indicators.trail import note


def export_list(uow: UnitOfWork, group: str, span: Span, kind: str) -> tuple[bytes, str]:
    """Return (file, name): every figure of a group in one period that the actor is shown, as on the page."""
    policy.check_look(uow.actor)
    codes = [row.code for row in library() if row.group == group]
    figures = values(uow.actor, codes, span, drill=False)
    titles = [
        _("指标"), _("口径"), _("数值"), _("单位"), _("分子"), _("分母"), _("上年同期"), _("同比"), _("目标"),
        _("版本"), _("提示"),
    ]  # fmt: skip
    columns = [TableColumn(title, 4 if place in {0, 1, 10} else 2) for place, title in enumerate(titles)]
    sheet = TableSheet(
        f"{group} {span.label}", columns, [_line(one) for one in figures],
        [_("期间：%s") % span.label, _("同一问题的几种口径并列，不可混比。"), _moment(uow)],
    )  # fmt: skip
    note(uow, "exported", "indicator", None, code=f"group:{group}", span=span.text, format=kind,
         count=len(figures))  # fmt: skip
    return write_sheet(sheet, kind), f"{_('指标')}_{group}_{span.text}.{kind}"


def _line(figure: Figure) -> list[Value]:
    one = figure.indicator
    return [
        one.name, one.rule or one.formula, rounded(figure.value), one.measure, figure.numerator,
        figure.denominator, rounded(figure.year_ago), rounded(figure.growth),
        figure.goal.words if figure.goal else "", figure.version,
        "；".join(flag.words for flag in figure.flags),
    ]  # fmt: skip


def export_rows(
    uow: UnitOfWork,
    code: str,
    span: Span,
    kind: str,
    *,
    part: Part = Part.DENOMINATOR,
    groups: Mapping[str, str] | None = None,
    excluded: str = "",
) -> tuple[bytes, str]:
    """Return (file, name): exactly the rows behind a figure or a part of it; refused like the rows."""
    found = rows(uow.actor, code, span, part=part, groups=groups, excluded=excluded)
    listed = list(related(found).order_by("-id")[:MOST_LISTED])
    row = latest(code)
    notes = [_("期间：%s") % span.label, _("共 %s 行") % f"{found.count:,}"]
    if found.count > len(listed):
        notes.append(_("本文件为前 %s 行。") % f"{len(listed):,}")
    columns = [
        TableColumn(head, 4 if place == 0 else 2) for place, head in enumerate(heads(found, whole=True))
    ]
    title = f"{row.name}：{excluded or Part(part).label}"
    sheet = TableSheet(
        title, columns, [cells(found, one, whole=True) for one in listed], [*notes, _moment(uow)]
    )
    note(uow, "exported", "indicator", None, code=code, version=row.version, span=span.text, part=str(part),
         by=sorted(groups or {}), format=kind, count=len(listed))  # fmt: skip
    return write_sheet(sheet, kind), f"{row.name}_{_('明细')}_{span.text}.{kind}"


def export_differences(uow: UnitOfWork, code: str, state: str, kind: str) -> tuple[bytes, str]:
    """Return (file, name): the differences of a rule as far as the actor sees the rows."""
    policy.check_look(uow.actor)
    rule = latest_rule(code)
    found = differences_of(uow.actor, code, state)
    listed = list(found.order_by(*ORDER)[:MOST_LISTED])
    titles = [_("差异"), _("行"), _("单位"), _("发现日期"), _("状态"), _("说明"), _("说明人")]
    lines: list[list[Value]] = [
        [told(rule).missing, one.row.title, str(one.row.owner), one.found_on, str(one.get_state_display()),
         one.note, one.by_name]
        for one in listed
    ]  # fmt: skip
    columns = [TableColumn(title, 4 if place < 2 else 2) for place, title in enumerate(titles)]  # noqa: PLR2004
    sheet = TableSheet(rule.name, columns, lines, [_("共 %s 条") % found.count(), _moment(uow)])
    note(uow, "exported", "indicator", None, code=code, format=kind, count=len(listed))
    return write_sheet(sheet, kind), f"{_('台账核对')}_{rule.name}.{kind}"


def _moment(uow: UnitOfWork) -> str:
    return time_note(uow.now, f"{uow.actor.unit_name} {uow.actor.name}")
