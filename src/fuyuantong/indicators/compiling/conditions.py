"""Conditions as SQL: the same checked expressions, with exactly the values that `holds` computes in Python.

An empty cell equals nothing, differs from everything and is neither more nor less than anything: so every
comparison is written to be true or false, never NULL (tests/indicators/test_conditions.py compares both).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from fuyuantong.clocks.terms import Term, Unit
from fuyuantong.definitions.expressions import LAST_DAY, parse
from fuyuantong.indicators.compiling.cells import Cell, Kind, quoted
from fuyuantong.indicators.kinds import Within

Cells = Mapping[str, Cell]
_FLAGS = {"是": True, "否": False}
_ORDERS: Mapping[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_INTERVALS = {Unit.DAY: "days", Unit.MONTH: "months", Unit.YEAR: "years"}


class CannotCompile(ValueError):
    """The condition cannot be counted by; the message is a sentence for its author."""


def condition(text: str, cells: Cells) -> str:
    """A boolean SQL expression over the row `r`; TRUE for no condition."""
    return _boolean(parse(text).body, cells) if text else "TRUE"


def within(rule: Within, cells: Cells) -> str:
    """Both dates are there and the second is no later than the first and the term."""
    since, until = (_date(name, cells) for name in (rule.since, rule.until))
    return f"coalesce({until} <= {since} + {interval(rule.most)}, FALSE)"


def interval(term: Term) -> str:
    if term.unit not in _INTERVALS:
        raise CannotCompile("时限只能用自然日、月、年。")
    return f"interval '{term.n} {_INTERVALS[term.unit]}'"


def _date(name: str, cells: Cells) -> str:
    cell = _cell(name, cells)
    if cell.kind is not Kind.DATE:
        raise CannotCompile(f"“{name}”不是日期，不能计时限。")
    return f"({cell.sql})::date"


def _cell(name: str, cells: Cells) -> Cell:
    cell = cells.get(name)
    if cell is None:
        near = get_close_matches(name, [key for key, one in cells.items() if not one.masked], n=1, cutoff=0.5)
        raise CannotCompile(f"没有名为“{name}”的列。{f'是不是“{near[0]}”？' if near else ''}")
    if cell.masked:
        raise CannotCompile(f"“{name}”是个人信息，不能用来计数。")
    return cell


def _boolean(node: ast.expr, cells: Cells) -> str:
    if isinstance(node, ast.BoolOp):
        word = " AND " if isinstance(node.op, ast.And) else " OR "
        return "(" + word.join(_boolean(part, cells) for part in node.values) + ")"
    if isinstance(node, ast.UnaryOp):
        return f"(NOT {_boolean(node.operand, cells)})"
    if isinstance(node, ast.Compare):
        return _compare(node, cells)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and isinstance(node.args[0], ast.Name):
        if node.func.id != "已填":
            also = "请改用“时限”。" if node.func.id == LAST_DAY else ""
            raise CannotCompile(f"计数的条件里不能用“{node.func.id}”。{also}")
        return _filled(_cell(node.args[0].id, cells))
    if isinstance(node, ast.Name):
        if node.id in _FLAGS:
            return "TRUE" if _FLAGS[node.id] else "FALSE"
        if _cell(node.id, cells).kind is Kind.FLAG:
            return f"coalesce({cells[node.id].sql}, FALSE)"
    raise CannotCompile("条件应写成比较、已填(列)，或是否列的名称，用且、或、非连接。")


def _filled(cell: Cell) -> str:
    if cell.kind is Kind.MANY:
        return f"(coalesce(jsonb_array_length({cell.sql}), 0) > 0)"
    if cell.kind in {Kind.TEXT, Kind.DATE}:
        return f"(coalesce(btrim({cell.sql}, E' \\t\\r\\n\\u3000'), '') <> '')"
    return f"({cell.sql} IS NOT NULL)"


def _compare(node: ast.Compare, cells: Cells) -> str:
    parts, left = [], node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        parts.append(_one(left, operator, right, cells))
        left = right
    return parts[0] if len(parts) == 1 else "(" + " AND ".join(parts) + ")"


def _one(left: ast.expr, operator: ast.cmpop, right: ast.expr, cells: Cells) -> str:
    if isinstance(operator, ast.In | ast.NotIn):
        return _member(left, operator, right, cells)
    (a, kind_a), (b, kind_b) = _value(left, cells), _value(right, cells)
    if Kind.MANY in {kind_a, kind_b}:
        raise CannotCompile("可多个的列不能比较，只能写 已填(列)。")
    _alike(kind_a, kind_b)
    if isinstance(operator, ast.Eq):
        return f"({a} IS NOT DISTINCT FROM {b})"
    if isinstance(operator, ast.NotEq):
        return f"({a} IS DISTINCT FROM {b})"
    collate = ' COLLATE "C"' if kind_a in {Kind.TEXT, Kind.DATE} else ""
    return f"coalesce({a} {_ORDERS[type(operator)]} {b}{collate}, FALSE)"


def _member(left: ast.expr, operator: ast.cmpop, right: ast.expr, cells: Cells) -> str:
    a, kind = _value(left, cells)
    if not isinstance(right, ast.Tuple | ast.List) or kind is Kind.MANY:
        raise CannotCompile("“属于”后面应写方括号里的几个值。")
    wanted = [_value(part, cells) for part in right.elts]
    for _sql, of in wanted:
        _alike(kind, of)
    inside = f"coalesce({a} IN ({', '.join(sql for sql, _of in wanted)}), FALSE)" if wanted else "FALSE"
    return inside if isinstance(operator, ast.In) else f"(NOT {inside})"


def _alike(a: Kind, b: Kind) -> None:
    """Texts and dates compare as texts; everything else only with its own kind."""
    if a is not b and {a, b} != {Kind.TEXT, Kind.DATE}:
        raise CannotCompile("两边的类型不同，比较没有意义。")


def _value(node: ast.expr, cells: Cells) -> tuple[str, Kind]:
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    if isinstance(node, ast.Name):
        if node.id in _FLAGS:
            return ("TRUE" if _FLAGS[node.id] else "FALSE"), Kind.FLAG
        cell = _cell(node.id, cells)
        return cell.sql, cell.kind
    raise CannotCompile("比较的两边只能是列、文字、数字或是、否。")


def _constant(value: Any) -> tuple[str, Kind]:
    shown: Mapping[type, Callable[[Any], tuple[str, Kind]]] = {
        str: lambda v: (quoted(v), Kind.TEXT),
        bool: lambda v: ("TRUE" if v else "FALSE", Kind.FLAG),
        int: lambda v: (f"{v}::numeric", Kind.NUMBER),
        float: lambda v: (f"{Decimal(str(v))}::numeric", Kind.NUMBER),
    }
    return shown[type(value)](value)
