"""Conditions (条件, 适用): a checked subset of expressions, never code.

Names are fields of the definition; allowed are comparison, membership, 且/或/非 (and/or/not), text, numbers,
是/否, and the functions in `FUNCTIONS`. `期满日(送达日, '10 个工作日')` is the last day of a term
from a date field and `办理日` the day of the act: `期满日(送达日, '10 个工作日') < 办理日` holds
once the term is full. `条数(专案组) >= 2` counts the rows of an itemised field.
The text is parsed into Python's syntax tree, every node is compared with an allow-list, and a walker of our
own computes the value: nothing is ever evaluated by Python.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.clocks.due import compute_due
from fuyuantong.clocks.terms import Term, Unit, parse_term
from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.values import is_empty

MAX_LENGTH = 500
MAX_NODES = 60
_WORDS = {
    "且": "and",
    "或": "or",
    "非": "not",
    "属于": "in",
    "不属于": "not in",
    "等于": "==",
    "不等于": "!=",
}
_CONSTANTS = {"是": True, "否": False}
STAGE_NAME = "阶段"
DAY_NAME = "办理日"
LAST_DAY = "期满日"
ROWS = "条数"
FUNCTIONS: dict[str, str] = {
    "已填": "field",
    "全部办结": "task",
    "任一办结": "task",
    "未办结": "task",
    "已派出": "task",
    LAST_DAY: "date",
    ROWS: "rows",
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
_ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.Compare, ast.Name, ast.Load,
    ast.Constant, ast.Tuple, ast.List, ast.Call, *_COMPARE,
)  # fmt: skip


class WrongExpression(ValueError):
    """The expression is not of the allowed subset; the message is a sentence for the author."""


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression speaks about; `texts` are constants compared with a field, as (field, text), `dates`
    the fields from which a term runs, `rows` those whose rows are counted, `day` whether it asks for the
    day of the act."""

    fields: frozenset[str]
    tasks: frozenset[str]
    texts: tuple[tuple[str, str], ...]
    dates: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    day: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What an expression is computed on."""

    fields: Mapping[str, Any]
    stage: str = ""
    done: Mapping[str, int] = field(default_factory=dict)
    sent: Mapping[str, int] = field(default_factory=dict)
    on: date | None = None
    calendar: WorkCalendar | None = None


def _to_python(text: str) -> str:
    """Replace 且, 或, 非 … by Python's words, token by token, so that texts in quotes stay untouched."""
    tokens = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_word = token.type == tokenize.NAME and token.string in _WORDS
        tokens.append((token.type, _WORDS[token.string] if is_word else token.string))
    return tokenize.untokenize(tokens).strip()


@lru_cache(maxsize=2048)
def parse(text: str) -> ast.Expression:
    """Return the checked tree of an expression, or raise WrongExpression."""
    if len(text) > MAX_LENGTH:
        raise WrongExpression(f"条件过长（最多 {MAX_LENGTH} 字）。")
    try:
        tree = ast.parse(_to_python(text), mode="eval")
    except (SyntaxError, ValueError, tokenize.TokenError, RecursionError, MemoryError) as error:
        raise WrongExpression(f"看不懂条件“{text}”。") from error
    nodes = list(ast.walk(tree))
    if len(nodes) > MAX_NODES:
        raise WrongExpression("条件过于复杂，请拆成几个动作。")
    for node in nodes:
        _check_node(node)
    return tree


def _check_node(node: ast.AST) -> None:
    if not isinstance(node, _ALLOWED):
        raise WrongExpression("条件里只能写字段、文字、数字、比较、且、或、非和规定的函数。")
    if isinstance(node, ast.Constant) and not isinstance(node.value, str | int | float | bool):
        raise WrongExpression("条件里的常量只能是文字、数字或是、否。")
    if isinstance(node, ast.Call):
        _check_call(node)


def _check_call(node: ast.Call) -> None:
    known = isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS
    takes = 2 if known and node.func.id == LAST_DAY else 1  # type: ignore[attr-defined]
    if not known or node.keywords or len(node.args) != takes or not isinstance(node.args[0], ast.Name):
        raise WrongExpression(
            f"条件里只能用函数 {'、'.join(FUNCTIONS)}，括号内写一个名称；{LAST_DAY}另写时长，"
            f"例如 {LAST_DAY}(送达日, '10 个工作日')。"
        )
    if takes > 1:
        _term_of(node.args[1])


def _term_of(node: ast.expr) -> Term:
    """The term that is written out as the second word of 期满日; hours have no last day."""
    try:
        term = parse_term(node.value if isinstance(node, ast.Constant) else "")  # type: ignore[arg-type]
    except (Refusal, TypeError, AttributeError) as error:
        raise WrongExpression(f"条件里{LAST_DAY}的时长应写成“10 个工作日”“60 日”“2 个月”的样子。") from error
    if term.unit is Unit.HOUR:
        raise WrongExpression(f"条件里{LAST_DAY}的时长不能以小时计。")
    return term


def names_of(text: str) -> Names:
    """Return what the expression mentions, for the checker."""
    fields: set[str] = set()
    tasks: set[str] = set()
    dates: set[str] = set()
    rows: set[str] = set()
    texts: list[tuple[str, str]] = []
    tree = parse(text)
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    arguments: set[int] = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and isinstance(node.args[0], ast.Name)
        ):
            arguments.add(id(node.args[0]))
            (tasks if FUNCTIONS[node.func.id] == "task" else fields).add(node.args[0].id)
            if FUNCTIONS[node.func.id] == "date":
                dates.add(node.args[0].id)
            if FUNCTIONS[node.func.id] == "rows":
                rows.add(node.args[0].id)
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
            texts += [(node.left.id, text) for text in _texts(node)]
    day = False
    for node in ast.walk(tree):
        day = day or (isinstance(node, ast.Name) and node.id == DAY_NAME)
        is_value = isinstance(node, ast.Name) and id(node) not in functions | arguments
        if is_value and isinstance(node, ast.Name) and node.id not in {*_CONSTANTS, STAGE_NAME, DAY_NAME}:
            fields.add(node.id)
    return Names(frozenset(fields), frozenset(tasks), tuple(texts), frozenset(dates), frozenset(rows), day)


def _texts(node: ast.Compare) -> list[str]:
    constants = [n for right in node.comparators for n in ast.walk(right) if isinstance(n, ast.Constant)]
    return [constant.value for constant in constants if isinstance(constant.value, str)]


def holds(text: str, facts: Facts) -> bool:
    """Compute the condition; comparing things that cannot be compared (nothing with a number) is false."""
    return not text or bool(_value(parse(text).body, facts))


def _value(node: ast.expr, facts: Facts) -> Any:  # noqa: PLR0911 - one line for each kind of node
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return _named(node.id, facts)
    if isinstance(node, ast.Tuple | ast.List):
        return [_value(part, facts) for part in node.elts]
    if isinstance(node, ast.UnaryOp):
        return not _value(node.operand, facts)
    if isinstance(node, ast.BoolOp):
        parts = (bool(_value(part, facts)) for part in node.values)
        return all(parts) if isinstance(node.op, ast.And) else any(parts)
    if isinstance(node, ast.Compare):
        return _compare(node, facts)
    return _call(node, facts)


def _named(name: str, facts: Facts) -> Any:
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    if name == DAY_NAME:
        return facts.on.isoformat() if facts.on else None
    return facts.stage if name == STAGE_NAME else facts.fields.get(name)


def _compare(node: ast.Compare, facts: Facts) -> bool:
    left = _value(node.left, facts)
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = _value(right_node, facts)
        try:
            if not _COMPARE[type(operator)](left, right):
                return False
        except TypeError:
            return False
        left = right
    return True


def _call(node: ast.expr, facts: Facts) -> Any:
    if not (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and isinstance(node.args[0], ast.Name)
    ):
        raise WrongExpression("看不懂条件。")
    name = node.args[0].id
    if node.func.id == LAST_DAY:
        return _last_day(facts, name, _term_of(node.args[1]))
    if node.func.id == ROWS:
        return _rows(facts.fields.get(name))
    sent, done = facts.sent.get(name, 0), facts.done.get(name, 0)
    answers: dict[str, bool] = {
        "已填": not is_empty(facts.fields.get(name)),
        "全部办结": sent > 0 and done >= sent,
        "任一办结": done > 0,
        "未办结": done < sent,
        "已派出": sent > 0,
    }
    return answers[node.func.id]


def _last_day(facts: Facts, name: str, term: Term) -> str | None:
    """The day on which the term ends, as clocks count it; None while the field is empty or no date."""
    try:
        start = date.fromisoformat(str(facts.fields.get(name))[:10])
        return str(compute_due(start, term, facts.calendar or library_calendar()).due)
    except (ValueError, Refusal):
        return None


def _rows(value: Any) -> int:
    """How many rows an itemised field, or values a field of several, holds; none while it is empty."""
    return len(value) if isinstance(value, list | tuple) else int(not is_empty(value))
