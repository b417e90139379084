"""Which kinds of entry the source can put on the trail, found by reading it.

A *recorder* is a function that hands one of its parameters on as the kind of a `Note`, perhaps with a prefix
(`f"plan.{kind}"`), perhaps through another recorder. Starting from `Note` itself the recorders are found until
no more are; what their callers give for the kind is what may be recorded.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import fuyuantong

ROOT = Path(fuyuantong.__file__).parent
NOTE = "fuyuantong.common.uow.Note"
HOLE = "*"


@dataclass(frozen=True)
class Recorder:
    """Where the kind stands among the arguments, by place and by name, and what is put around it."""

    place: int
    name: str
    frame: str = HOLE


@dataclass
class Found:
    kinds: dict[str, str] = field(default_factory=dict)
    """kind → where."""
    unread: dict[str, str] = field(default_factory=dict)
    """Expressions that could not be read → where."""


@dataclass
class _Module:
    name: str
    tree: ast.Module
    names: dict[str, str] = field(default_factory=dict)

    def resolve(self, call: ast.Call) -> str:
        if isinstance(call.func, ast.Name):
            return self.names.get(call.func.id, f"{self.name}.{call.func.id}")
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            owner = call.func.value.id
            return f"{self.names.get(owner, owner)}.{call.func.attr}"
        return ""


def _modules() -> Iterator[_Module]:
    for path in sorted(ROOT.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        module = _Module(name, ast.parse(path.read_text("utf-8")))
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    module.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        yield module


def _bare(node: ast.expr) -> ast.expr:
    """Take `str(…)` off."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str" and node.args:
        return node.args[0]
    return node


def _texts(
    node: ast.expr, function: ast.FunctionDef | None = None, module: _Module | None = None
) -> list[str | None]:
    """What an expression may be: texts with HOLE for a part that is not known; None where nothing is."""
    node = _bare(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body, function, module), *_texts(node.orelse, function, module)]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and module is not None:
        home, _, name = module.names.get(node.value.id, "").rpartition(".")
        owner = getattr(importlib.import_module(home), name, None) if home else None
        return [str(getattr(owner, node.attr, None) or HOLE)]
    if isinstance(node, ast.Name) and function is not None:
        given = [
            part.value
            for part in ast.walk(function)
            if isinstance(part, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == node.id for t in part.targets)
        ]
        return [text for value in given for text in _texts(value, None, module)] or [None]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(v.value) if isinstance(v, ast.Constant) else HOLE for v in node.values)]
    return [None]


def _given(call: ast.Call, recorder: Recorder) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == recorder.name:
            return keyword.value
    return call.args[recorder.place] if len(call.args) > recorder.place else None


def _parameter(node: ast.expr, function: ast.FunctionDef | None) -> tuple[int, str] | None:
    """The place and name of the function's parameter that the expression is, or has as its only hole."""
    node = _bare(node)
    if isinstance(node, ast.JoinedStr):
        holes = [v.value for v in node.values if isinstance(v, ast.FormattedValue)]
        if len(holes) != 1:
            return None
        node = holes[0]
    if not isinstance(node, ast.Name) or function is None:
        return None
    names = [a.arg for a in [*function.args.posonlyargs, *function.args.args]]
    if node.id in names:
        return names.index(node.id), node.id
    return (99, node.id) if node.id in [a.arg for a in function.args.kwonlyargs] else None


def _functions(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    """Every call with the innermost function that it stands in."""

    def walk(
        node: ast.AST, function: ast.FunctionDef | None
    ) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            inner = child if isinstance(child, ast.FunctionDef) else function
            if isinstance(child, ast.Call):
                yield inner, child
            yield from walk(child, inner)

    return walk(tree, None)


@cache
def find_kinds() -> Found:
    calls = [(module, *pair) for module in _modules() for pair in _functions(module.tree)]
    recorders = {NOTE: Recorder(1, "kind")}
    found = Found()
    grew = True
    while grew:
        grew, found = False, Found()
        for module, function, call in calls:
            recorder = recorders.get(module.resolve(call))
            node = _given(call, recorder) if recorder else None
            if recorder is None or node is None:
                continue
            where = f"{module.name}:{call.lineno}"
            known = _parameter(node, function)
            if known and function is not None:
                frame = recorder.frame.replace(HOLE, _texts(node)[0] or HOLE)
                new, key = Recorder(*known, frame), f"{module.name}.{function.name}"
                grew |= recorders.get(key) != new
                recorders[key] = new
                continue
            for text in _texts(node, function, module):
                if text is None or HOLE in text:
                    found.unread[recorder.frame.replace(HOLE, ast.unparse(node))] = where
                else:
                    found.kinds[recorder.frame.replace(HOLE, text)] = where
    return found
