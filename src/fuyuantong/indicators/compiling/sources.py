"""What may be counted besides registers: tasks (承办任务), letters (文书), meetings (会议).

Their columns are named as on the screen; states and kinds say the words of the screen, in Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from django.utils import translation

from fuyuantong.indicators.compiling.cells import MARK, OWNER, Cell, Kind, Source, quoted
from fuyuantong.indicators.kinds import LETTERS, MEETINGS, OBLIGATIONS
from fuyuantong.matters.kinds import DROPPED_STATES, FINISHED_STATES, DraftState, Duty, ObligationState
from fuyuantong.meetings.kinds import SHOWN_STATES, MeetingState
from fuyuantong.organs.kinds import UnitKind

_FIRST_DUE, _EXTENDED = "coalesce(x.first_due_on, r.due_on)", "coalesce(x.extended, FALSE)"
"""Of `indicators_moved`, which follows the clocks (migration 0005); images bring both along."""
_OWNER_KIND = "(SELECT u.kind FROM organs_unit u WHERE u.id = {})"


def _words(sql: str, choices: Iterable[tuple[str, object]]) -> Cell:
    """A stored code as its Chinese word."""
    with translation.override("zh-hans"):
        cases = " ".join(f"WHEN {quoted(str(code))} THEN {quoted(str(word))}" for code, word in choices)
    return Cell(f"(CASE {sql} {cases} END)", Kind.TEXT)


def _day(column: str) -> Cell:
    return Cell(f"to_char({column}, 'YYYY-MM-DD')", Kind.DATE)


def _unit(column: str) -> Cell:
    return Cell(f"{column}::text", Kind.TEXT, unit=True, key=True)


def _flag(sql: str) -> Cell:
    return Cell(f"({sql})", Kind.FLAG)


def _in(column: str, codes: Iterable[object]) -> str:
    return f"{column} IN ({', '.join(quoted(str(code)) for code in sorted(map(str, codes)))})"


def _obligations() -> Source:
    finished = _in("r.state", FINISHED_STATES)
    dropped = _in("r.state", [*DROPPED_STATES, ObligationState.DRAFT])
    return Source(
        code=OBLIGATIONS,
        table="matters_obligation",
        base=f"NOT ({dropped})",
        cells={
            OWNER: _unit("r.owner_id"),
            "承办单位": _unit("r.owner_id"),
            "交办单位": _unit("r.creditor_id"),
            "承办单位类别": _words("w.kind", UnitKind.choices),
            "机制": Cell("r.mechanism", Kind.TEXT),
            "联动机制": Cell("r.linkage", Kind.TEXT),
            "任务": Cell("r.task", Kind.TEXT),
            "职责": _words("r.duty", Duty.choices),
            "状态": _words("r.state", ObligationState.choices),
            "已办结": _flag(finished),
            "已销号": _flag(f"r.state = {quoted(str(ObligationState.WRITTEN_OFF))}"),
            "需销号": _flag("r.ledger_item"),
            "持续推进": _flag("r.standing"),
            "补录": _flag("r.backfilled"),
            "暂缓": _flag("r.held"),
            "曾延期": _flag(_EXTENDED),
            "已到期": _flag(f"r.due_on < {MARK}"),
            "下达日期": _day("r.issued_on"),
            "签收日期": _day("r.signed_on"),
            "应办日期": _day("r.due_on"),
            "原应办日期": _day(_FIRST_DUE),
            "办结日期": _day("r.finished_on"),
        },
        day="应办日期",
        own_days={"应办日期": "r.due_on", "下达日期": "r.issued_on", "办结日期": "r.finished_on"},
        joins="JOIN organs_unit w ON w.id = r.owner_id"
        " LEFT JOIN indicators_moved x ON x.obligation_id = r.id",
        images="indicators_taskimage",
        image_joins="CROSS JOIN LATERAL (SELECT r.owner_kind AS kind) w"
        " CROSS JOIN LATERAL (SELECT r.first_due_on, r.extended) x",
        marked="r.due_on",
    )


def _letters() -> Source:
    return Source(
        code=LETTERS,
        table="matters_draft",
        base=f"r.state = {quoted(str(DraftState.SIGNED))}",
        cells={
            OWNER: _unit("r.unit_id"),
            "签发单位": _unit("r.unit_id"),
            "签发单位类别": _words(_OWNER_KIND.format("r.unit_id"), UnitKind.choices),
            "文种": Cell("r.genre", Kind.TEXT),
            "文书": Cell("r.letter", Kind.TEXT),
            "模板": Cell("r.template", Kind.TEXT),
            "签发日期": _day("r.signed_on"),
            "已分发": _flag("r.sent_on IS NOT NULL"),
            "已归档": _flag("r.filed_on IS NOT NULL"),
        },
        day="签发日期",
        owner="r.unit_id",
        own_days={"签发日期": "r.signed_on"},
    )


def _meetings() -> Source:
    return Source(
        code=MEETINGS,
        table="meetings_meeting",
        base=_in("r.state", SHOWN_STATES - {MeetingState.NOTIFIED}),
        cells={
            OWNER: _unit("r.host_id"),
            "主办单位": _unit("r.host_id"),
            "会议类型": Cell("(SELECT k.code FROM meetings_kindversion k WHERE k.id = r.kind_id)", Kind.TEXT),
            "联动机制": Cell("r.linkage", Kind.TEXT),
            "召开日期": _day("r.held_on"),
            "已印发": _flag("r.issued_on IS NOT NULL"),
        },
        day="召开日期",
        owner="r.host_id",
        own_days={"召开日期": "r.held_on"},
    )


@cache
def other_sources() -> Mapping[str, Source]:
    """By what is written in 数据."""
    return {source.code: source for source in (_obligations(), _letters(), _meetings())}
