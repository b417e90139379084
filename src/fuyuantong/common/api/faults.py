"""Errors of the shape of a request, in our codes and words; nothing of the library's is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from fuyuantong.common.refusals import BadInput, FieldError

Said = tuple[str, str, str]
SHOWN_MOST = 50
_TYPE = "E-TYPE"
_NAMES = {
    "string": "文字", "int": "整数", "bool": "true 或 false", "list": "列表", "dict": "对象",
    "model": "对象", "float": "数字", "uuid": "编号（UUID）",
}  # fmt: skip


def _length(error: Mapping[str, Any]) -> Said:
    most = error["ctx"]["max_length"]
    return "E-TEXT-LENGTH", f"文字超过 {most} 个字符。", f"请缩短到 {most} 个字符以内。"


def _many(error: Mapping[str, Any]) -> Said:
    most = error["ctx"]["max_length"]
    return "E-LIST-LENGTH", f"最多 {most} 项。", "请分批提交。"


def _few(_error: Mapping[str, Any]) -> Said:
    return "E-REQUIRED", "不能为空。", "请至少给出一项。"


def _bound(error: Mapping[str, Any]) -> Said:
    bounds = {"ge": "不小于", "le": "不大于", "gt": "大于", "lt": "小于"}
    name, value = next((k, v) for k, v in error["ctx"].items() if k in bounds)
    return "E-RANGE", f"应{bounds[name]} {value}。", ""


def _own(error: Mapping[str, Any]) -> Said:
    ctx = error["ctx"]
    return ctx["code"], ctx["message"], ctx["hint"]


def _missing(_error: Mapping[str, Any]) -> Said:
    return "E-REQUIRED", "缺少这一项。", "请补充。"


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Said]] = {
    "fyt": _own,
    "missing": _missing,
    "string_too_long": _length,
    "string_too_short": _few,
    "too_long": _many,
    "too_short": _few,
    "greater_than_equal": _bound,
    "less_than_equal": _bound,
    "greater_than": _bound,
    "less_than": _bound,
    "extra_forbidden": lambda _e: ("E-FIELD-UNKNOWN", "没有这个字段。", "请删去后重发。"),
}


def _say(error: Mapping[str, Any]) -> Said:
    kind = str(error["type"])
    if kind in _KINDS:
        return _KINDS[kind](error)
    name = next((word for key, word in _NAMES.items() if kind.startswith(key)), "")
    return _TYPE, f"应为{name}。" if name else "类型不对。", "请核对接口文档。"


def refusal_of(errors: Sequence[Mapping[str, Any]], readonly: Iterable[str] = ()) -> BadInput:
    """Return the one refusal (400) of all errors found; `readonly` names may be seen but not set."""
    kept = frozenset(readonly)
    found = [_place(error, kept) for error in errors[:SHOWN_MOST]]
    first = found[0]
    name = first.pointer.strip("/") or first.pointer
    sentence = f"{name}：{first.message}" if name else first.message
    if len(errors) > 1:
        sentence = f"有 {len(errors)} 处不对。{sentence}"
    return BadInput(first.code, sentence, hint=first.hint, errors=found)


def _place(error: Mapping[str, Any], readonly: frozenset[str]) -> FieldError:
    source, *rest = error["loc"]
    # the name of our own function's argument is of no use to anybody
    names = rest[1:] if source == "body" else rest
    code, message, hint = _say(error)
    last = str(names[-1]) if names else ""
    if code == "E-FIELD-UNKNOWN" and last in readonly:
        code, message, hint = "E-FIELD-READONLY", "这个字段只能查看，不能这样修改。", "请删去后重发。"
    pointer = "/" + "/".join(str(name)[:60] for name in names) if names else ""
    return FieldError(code, message, pointer=pointer if source == "body" else pointer.lstrip("/"), hint=hint)
