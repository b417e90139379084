"""Taking a figure out of the house: exactly what is shown, as a file, with a line on the trail."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.tables import TableColumn, TableSheet, Value, time_note, to_docx, to_xlsx, words
from fuyuantong.indicators.figures import Figure, rounded, show
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.queries.differing import kept_out
from fuyuantong.indicators.queries.valuing import value
from fuyuantong.indicators.reconciling import told
from fuyuantong.indicators.trail import note

MOST_LISTED = 10_000
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def export_figure(uow: UnitOfWork, code: str, span: Span, by: Sequence[str], kind: str) -> tuple[bytes, str]:
    """Return (file, name): the figure, its formula and flags, and the groups, as xlsx, csv or docx."""
    figure = value(uow.actor, code, span, by=by)
    sheet = sheet_of(figure, time_note(uow.now, f"{uow.actor.unit_name} {uow.actor.name}"))
    note(uow, "exported", "indicator", None, code=code, version=figure.version, span=span.text, by=list(by),
         format=kind, count=len(figure.lines))  # fmt: skip
    return write_sheet(sheet, kind), f"{figure.indicator.name}_{span.text}.{kind}"


def export_kept_out(uow: UnitOfWork, code: str, span: Span | None, kind: str) -> tuple[bytes, str]:
    """Return (file, name): the rows that are kept out of the figures, each with its reason."""
    found, count = kept_out(uow.actor, code, span)
    listed = list(found.select_related("row__book").order_by("-id")[:MOST_LISTED])
    rows: list[list[Value]] = [
        [one.row.book.name, one.row.title, str(one.row.owner), told(one.rule).missing, one.found_on,
         str(one.get_state_display()), one.note]
        for one in listed
    ]  # fmt: skip
    heads = [_("台账"), _("行"), _("单位"), _("未计入的原因"), _("发现日期"), _("状态"), _("说明")]
    notes = [
        _("未计入的共 %(n)d 行，这里列出您可以看到的 %(shown)d 处。") % {"n": count, "shown": len(listed)},
        time_note(uow.now, f"{uow.actor.unit_name} {uow.actor.name}"),
    ]
    note(uow, "exported", "indicator", None, code=code or "kept-out", format=kind, count=len(listed))
    columns = [TableColumn(head, 4 if place in {1, 3} else 2) for place, head in enumerate(heads)]
    title = _("未计入指标的行")
    return write_sheet(TableSheet(title, columns, rows, notes), kind), f"{title}.{kind}"


def sheet_of(figure: Figure, moment: str) -> TableSheet:
    """The table that the page shows, the whole in its last line."""
    one = figure.indicator
    sign = f"（{one.measure}）" if one.measure else ""
    heads = [*figure.groups, _("分子"), _("分母"), _("数值") + sign, _("上年同期") + sign]
    rows: list[list[Value]] = [
        [*line.names, line.numerator, line.denominator, rounded(line.value), rounded(line.year_ago)]
        for line in figure.lines
    ]
    whole: list[Value] = [_("合计"), *[""] * (len(figure.groups) - 1)] if figure.groups else []
    rows.append(
        [*whole, figure.numerator, figure.denominator, rounded(figure.value), rounded(figure.year_ago)]
    )
    notes = [
        _("期间：%s") % figure.span.label,
        _("公式：%s") % one.formula,
        _("口径：%(rule)s（第 %(n)d 版）") % {"rule": one.rule or one.name, "n": figure.version},
        *(_("剔除：%(what)s %(n)s") % {"what": name, "n": f"{n:,.0f}"} for name, n in figure.excluded),
        *(_("提示：%s") % flag.words for flag in figure.flags),
        moment,
    ]
    columns = [TableColumn(head, 3 if place < len(figure.groups) else 2) for place, head in enumerate(heads)]
    return TableSheet(f"{one.name} {show(one, figure.value)}", columns, rows, notes)


def write_sheet(sheet: TableSheet, kind: str) -> bytes:
    """A table as xlsx, csv or docx; NotFound for any other kind."""
    if kind == "xlsx":
        return to_xlsx(sheet)
    if kind == "docx":
        return to_docx(sheet)
    if kind != "csv":
        raise NotFound
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.title for column in sheet.columns])
    writer.writerows([[_harmless(words(value)) for value in row] for row in sheet.rows])
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """A text that a spreadsheet would compute gets an apostrophe before it (ASVS 5.0 1.2.10)."""
    return f"'{text}" if text.startswith(_ACTIVE) else text
