"""From exported rows to cells by the names of the definitions: in Python, row by row, with DuckDB reading."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
from django.utils import translation

from fuyuantong.common.now import today
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.indicators.compiling.cells import OWNER
from fuyuantong.indicators.kinds import LETTERS, MEETINGS, OBLIGATIONS
from fuyuantong.matters.kinds import DROPPED_STATES, FINISHED_STATES, DraftState, Duty, ObligationState
from fuyuantong.meetings.kinds import SHOWN_STATES, MeetingState
from fuyuantong.organs.kinds import UnitKind
from fuyuantong.registers.kinds import Register, RegisterKind
from fuyuantong.registers.queries import register_of

Cells = dict[str, Any]
_NUMBERS = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.PERCENT})


@dataclass(frozen=True, slots=True)
class Told:
    """A source as the recount reads it: its rows that count at all, its usual day, which columns name units
    by id and which hold several values."""

    rows: list[Cells]
    day: str
    ids: frozenset[str]
    many: frozenset[str]


class Export:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.con = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )
        self._told: dict[str, Told] = {}

    def source(self, data: str) -> Told:
        """What 数据 names."""
        if data not in self._told:
            make: Callable[[], Told] = {
                OBLIGATIONS: self._obligations, LETTERS: self._letters, MEETINGS: self._meetings,
            }.get(data, lambda: self._register(register_of(data)))  # fmt: skip
            with translation.override("zh-hans"):
                self._told[data] = make()
        return self._told[data]

    def _table(self, name: str) -> Iterator[dict[str, Any]]:
        path = str(self.folder / f"{name}.csv").replace("'", "''")
        found = self.con.execute(
            f"SELECT * FROM read_csv('{path}', header=true, all_varchar=true, quote='\"', escape='\"')"  # noqa: S608
        )
        names = [column[0] for column in found.description or ()]
        while rows := found.fetchmany(5000):
            yield from (dict(zip(names, row, strict=True)) for row in rows)

    @cached_property
    def units(self) -> dict[str, dict[str, Any]]:
        """Every unit by its id."""
        return {row["id"]: row for row in self._table("units")}

    @cached_property
    def named(self) -> dict[str, dict[str, Any]]:
        """By name: of several the one that stands, or stood longest."""
        found: dict[str, dict[str, Any]] = {}
        for unit in sorted(self.units.values(), key=lambda one: one["code"], reverse=True):
            other = found.get(unit["name"])
            if other is None or (unit["valid_until"] or "9999") >= (other["valid_until"] or "9999"):
                found[unit["name"]] = unit
        return found

    def _register(self, register: Register) -> Told:
        held = {"held", "reviewed"}
        rows = []
        for row in self._table(f"rows-{register.code}"):
            shut = row["state"] != "current" or "t" in (row["sealed"], row["barred"])
            if shut or (register.kind is RegisterKind.ACTIVITY and row["progress"] not in held):
                continue
            cells: dict[str, Any] = json.loads(row["cells"], parse_float=Decimal, parse_int=Decimal)
            for column in register.columns:
                if column.type in _NUMBERS and column.key in cells and not column.many:
                    cells[column.key] = Decimal(str(cells[column.key]))
            rows.append(
                {
                    **cells,
                    OWNER: row["owner_id"],
                    **({register.day: row["counted_on"]} if register.day else {}),
                }
            )
        many = {c.key for c in register.columns if c.many or c.type is FieldType.CHOICES}
        return Told(rows, register.day, frozenset({OWNER}), frozenset(many))

    def _kind(self, unit: str) -> str:
        return str(UnitKind(self.units[unit]["kind"]).label)

    def _obligations(self) -> Told:
        clocks = {row["obligation_id"]: row for row in self._table("clocks")}
        firsts: dict[str, tuple[tuple[str, str], str]] = {}
        for move in self._table("moves"):
            key = (move["at"], move["id"])
            if move["clock_id"] not in firsts or key < firsts[move["clock_id"]][0]:
                firsts[move["clock_id"]] = (key, move["due_before"])
        out = {str(state) for state in (*DROPPED_STATES, ObligationState.DRAFT)}
        done, day = {str(state) for state in FINISHED_STATES}, today().isoformat()
        rows = []
        for row in self._table("obligations"):
            if row["state"] in out:
                continue
            clock = clocks.get(row["id"], {"id": "", "extensions": "0"})
            rows.append({
                OWNER: row["owner_id"], "承办单位": row["owner_id"], "交办单位": row["creditor_id"],
                "承办单位类别": self._kind(row["owner_id"]), "机制": row["mechanism"] or "",
                "联动机制": row["linkage"] or "", "任务": row["task"] or "",
                "职责": str(Duty(row["duty"]).label), "状态": str(ObligationState(row["state"]).label),
                "已办结": row["state"] in done, "已销号": row["state"] == ObligationState.WRITTEN_OFF,
                "需销号": row["ledger_item"] == "t", "持续推进": row["standing"] == "t",
                "补录": row["backfilled"] == "t", "暂缓": row["held"] == "t",
                "曾延期": int(clock["extensions"]) > 0,
                "已到期": row["due_on"] is not None and row["due_on"] < day, "下达日期": row["issued_on"],
                "签收日期": row["signed_on"], "应办日期": row["due_on"], "办结日期": row["finished_on"],
                "原应办日期": firsts.get(clock["id"], ("", row["due_on"]))[1],
            })  # fmt: skip
        return Told(rows, "应办日期", frozenset({OWNER, "承办单位", "交办单位"}), frozenset())

    def _letters(self) -> Told:
        rows = [
            {
                OWNER: row["unit_id"], "签发单位": row["unit_id"], "签发单位类别": self._kind(row["unit_id"]),
                "文种": row["genre"] or "", "文书": row["letter"] or "", "模板": row["template"] or "",
                "签发日期": row["signed_on"], "已分发": row["sent_on"] is not None,
                "已归档": row["filed_on"] is not None,
            }
            for row in self._table("letters")
            if row["state"] == DraftState.SIGNED
        ]  # fmt: skip
        return Told(rows, "签发日期", frozenset({OWNER, "签发单位"}), frozenset())

    def _meetings(self) -> Told:
        shown = {str(state) for state in SHOWN_STATES - {MeetingState.NOTIFIED}}
        rows = [
            {
                OWNER: row["host_id"], "主办单位": row["host_id"], "会议类型": row["kind"],
                "联动机制": row["linkage"] or "", "召开日期": row["held_on"],
                "已印发": row["issued_on"] is not None,
            }
            for row in self._table("meetings")
            if row["state"] in shown
        ]  # fmt: skip
        return Told(rows, "召开日期", frozenset({OWNER, "主办单位"}), frozenset())
