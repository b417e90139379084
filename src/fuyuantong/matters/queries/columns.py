"""The columns of the ledger (台账): what each is called, what it says of a row, on screen and in files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuyuantong.documents.tables import Value
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.matters.kinds import Duty, ObligationState
from fuyuantong.matters.models import Feedback, Obligation
from fuyuantong.matters.models.obligation import ObligationQuerySet
from fuyuantong.matters.queries.ledger import Lamp, lamp_of

REPORTS = ("text", "problems", "next_steps")
"""Columns that read an obligation's latest report (进展情况, 存在问题, 下步措施)."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What is needed to put a row into words: the day, and the names of mechanisms."""

    today: date
    mechanisms: Mapping[str, str] = field(default_factory=dict)


Say = Callable[[Obligation, Saying], Value]


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """`width` is its share of the width on paper; `usual` ones are shown unless a person chose others."""

    key: str
    label: str | Promise
    say: Say
    width: int = 2
    usual: bool = False
    fixed: bool = False


def days_left(row: Obligation, today: date) -> str:
    """超期 9 天, 剩 2 天, 今天到期, 暂缓, 持续推进, 逾期办结; nothing for rows without a lamp or in time."""
    lamp = lamp_of(row, today)
    if lamp in {Lamp.STANDING, Lamp.REVIEW}:
        return str(lamp.label)
    if lamp in {Lamp.NONE, Lamp.DONE} or row.due_on is None:
        return ""
    if lamp in {Lamp.OVERDUE, Lamp.SOON, Lamp.RUNNING}:
        days = (row.due_on - today).days
        if days == 0:
            return _("今天到期")
        return _("超期 %d 天") % -days if days < 0 else _("剩 %d 天") % days
    return str(lamp.label)


def marks(row: Obligation) -> list[tuple[str, str]]:
    """(tone, word) of the marks beside a state: 补录, 暂缓, 持续推进, 阶段性完成, 暂定, 汇总."""
    shown = (
        (row.backfilled, "late", gettext_lazy("补录")),
        (row.held, "paused", gettext_lazy("暂缓")),
        (row.standing, "standing", gettext_lazy("持续推进")),
        (row.milestone, "ok", gettext_lazy("阶段性完成")),
        (row.provisional and row.is_open, "note", gettext_lazy("期限暂定")),
    )
    return [(tone, str(word)) for on, tone, word in shown if on]


def due_words(row: Obligation) -> Value:
    """The date of completion; of what is 持续推进 the date of its next review, said to be one."""
    if row.standing and row.is_open and row.due_on is not None:
        return _("%s 复核") % row.due_on.isoformat()
    return row.due_on


def urged(row: Obligation) -> str:
    """催办 2 次; towards courts and the like the word is 函询."""
    if not row.urged:
        return ""
    return (_("函询 %d 次") if row.owner.kind in GENTLE_KINDS else _("催办 %d 次")) % row.urged


def state_words(row: Obligation) -> str:
    beside = [word for _tone, word in marks(row)]
    word = str(ObligationState(row.state).label)
    return f"{word}（{'、'.join(beside)}）" if beside else word


def _report(name: str) -> Say:
    return lambda row, _saying: getattr(row, f"last_{name}", None) or ""


COLUMNS: Mapping[str, LedgerColumn] = {
    column.key: column
    for column in (
        LedgerColumn("ordinal", gettext_lazy("序号"), lambda row, _s: row.ordinal, 1),
        LedgerColumn("number", gettext_lazy("文号或案号"), lambda row, _s: row.matter.number),
        LedgerColumn(
            "title", gettext_lazy("任务事项"), lambda row, _s: row.title, width=6, usual=True, fixed=True
        ),
        LedgerColumn(
            "mechanism",
            gettext_lazy("机制类别"),
            lambda row, s: s.mechanisms.get(row.mechanism, row.mechanism),
            width=3,
            usual=True,
        ),
        LedgerColumn("unit", gettext_lazy("承办单位"), lambda row, _s: str(row.owner), width=3, usual=True),
        LedgerColumn("duty", gettext_lazy("职责"), lambda row, _s: duty_words(row), width=1, usual=True),
        LedgerColumn("creditor", gettext_lazy("交办单位"), lambda row, _s: str(row.creditor), width=3),
        LedgerColumn("state", gettext_lazy("状态"), lambda row, _s: state_words(row), usual=True),
        LedgerColumn("due", gettext_lazy("办理期限"), lambda row, _s: due_words(row), usual=True),
        LedgerColumn("lamp", gettext_lazy("余期"), lambda row, s: days_left(row, s.today), usual=True),
        LedgerColumn("urged", gettext_lazy("催办"), lambda row, _s: urged(row), usual=True),
        LedgerColumn("issued", gettext_lazy("下达日期"), lambda row, _s: row.issued_on),
        LedgerColumn("signed", gettext_lazy("签收日期"), lambda row, _s: row.signed_on),
        LedgerColumn("finished", gettext_lazy("办结日期"), lambda row, _s: row.finished_on),
        LedgerColumn("text", gettext_lazy("进展情况"), _report("text"), 5),
        LedgerColumn("problems", gettext_lazy("存在问题"), _report("problems"), 4),
        LedgerColumn("next_steps", gettext_lazy("下步措施"), _report("next_steps"), 4),
        LedgerColumn("source", gettext_lazy("来源"), lambda row, _s: row.matter.source, 3),
    )
}
USUAL = tuple(key for key, column in COLUMNS.items() if column.usual)


def duty_words(row: Obligation) -> str:
    word = str(Duty(row.duty).label)
    return _("%s（汇总）") % word if row.collects else word


def chosen(keys: Sequence[str]) -> list[LedgerColumn]:
    """The columns to show, in the ledger's own order; unknown names count for nothing, none: the usual."""
    wanted = {key for key in keys if key in COLUMNS} or set(USUAL)
    return [column for key, column in COLUMNS.items() if key in wanted or column.fixed]


def reported(rows: ObligationQuerySet, columns: Sequence[LedgerColumn]) -> QuerySet[Obligation]:
    """Join the latest report where a column reads it."""
    last = Feedback.objects.filter(obligation=OuterRef("pk")).order_by("-at")
    names = [column.key for column in columns if column.key in REPORTS]
    return rows.annotate(**{f"last_{name}": Subquery(last.values(name)[:1]) for name in names})
