"""The vocabulary as JSON Schema (2020-12), made from the reader's tables; published in the library."""

from __future__ import annotations

import json
from typing import Any

from fuyuantong.definitions.vocabulary.sections import (
    EXPECTATIONS,
    MECHANISM,
    SCENARIO_NAME,
    SCENARIO_STEPS,
    SECTIONS,
    Key,
    Section,
    Shape,
)

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_FLAG: dict[str, Any] = {"enum": ["是", "否", True, False]}
_TERM = {"type": "string", "pattern": r"^[0-9]{1,6}\s*(个?小时|个?工作日|日|天|个?月|年|[HDWMY])$"}
_DATE = {"type": "string", "format": "date"}
_MANY = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT, "uniqueItems": True}]}
_BASIS = {
    "type": "object",
    "required": ["名称"],
    "additionalProperties": False,
    "properties": {"名称": _TEXT, "文号": _TEXT, "条款": _TEXT, "已核实": _FLAG, "说明": _TEXT},
}
_STEP = {"type": "array", "minItems": 2, "maxItems": 4, "prefixItems": [_DATE, _TEXT]}
_STEPS = {
    "type": "array",
    "items": {
        "oneOf": [
            _STEP,
            {
                "type": "object",
                "additionalProperties": False,
                "properties": dict.fromkeys(EXPECTATIONS, True),
            },
        ]
    },
}
_SIMPLE: dict[Shape, dict[str, Any]] = {
    Shape.TEXT: {"type": ["string", "number"]},
    Shape.TEXTS: {
        "oneOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]
    },
    Shape.CODE: {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
    Shape.COUNT: {"type": "integer", "minimum": 1, "maximum": 9999},
    Shape.FLAG: _FLAG,
    Shape.NAME: _TEXT,
    Shape.NAMES: _MANY,
    Shape.TERM: _TERM,
    Shape.DATE: _DATE,
    Shape.EXPRESSION: {"type": "string", "maxLength": 500},
    Shape.WHEN: {"type": "string", "pattern": r"^(到期|[前后]\s*[0-9]+.+)$"},
    Shape.EXTENSION: {
        "oneOf": [
            {"enum": ["否", "是", "一次", "两次", "二次", "三次", True, False]},
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {"次数": {"type": "integer", "minimum": 1}, "每次": _TERM, "批准": _TEXT},
            },
        ]
    },
    Shape.JOIN: {"type": "string", "pattern": r"^(全部|任一|[1-9][0-9]{0,2}\s*个)$"},
    Shape.BASES: {"oneOf": [_TEXT, _BASIS, {"type": "array", "items": {"oneOf": [_TEXT, _BASIS]}}]},
    Shape.PAIRS: {"type": "object", "additionalProperties": _TEXT},
    Shape.SCENARIOS: {
        "type": "array",
        "items": {
            "oneOf": [
                _STEPS,
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": [SCENARIO_STEPS],
                    "properties": {SCENARIO_NAME: _TEXT, SCENARIO_STEPS: _STEPS},
                },
            ]
        },
    },
}


def _of_key(key: Key) -> dict[str, Any]:
    if key.shape in {Shape.WORD, Shape.WORDS}:
        word: dict[str, Any] = {"enum": list(key.words)}
        schema = (
            word
            if key.shape is Shape.WORD
            else {"oneOf": [word, {"type": "array", "items": word, "minItems": 1}]}
        )
    elif key.shape is Shape.MAP:
        part: dict[str, Any] = {"$ref": f"#/$defs/{key.section}"}
        if key.section == "字段":
            part = {"oneOf": [{"enum": list(SECTIONS["字段"].keys["类型"].words)}, part]}
        schema = {"type": "object", "additionalProperties": {"oneOf": [part, {"type": "null"}]}}
    elif key.shape is Shape.LIST:
        schema = {"type": "array", "items": {"$ref": f"#/$defs/{key.section}"}}
    else:
        schema = dict(_SIMPLE[key.shape])
    return {**schema, "description": key.doc} if key.doc else schema


def _of_section(section: Section) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _of_key(key) for name, key in section.keys.items()},
    }
    required = [name for name, key in section.keys.items() if key.required]
    return {**schema, "required": required} if required else schema


def build_schema() -> dict[str, Any]:
    """The schema of a mechanism definition, with one `$defs` entry for each kind of part."""
    parts = {key.section for section in SECTIONS.values() for key in section.keys.values() if key.section}
    of_mechanism = {key.section for key in MECHANISM.keys.values() if key.section}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "府院通机制定义",
        **_of_section(MECHANISM),
        "$defs": {name: _of_section(SECTIONS[name]) for name in SECTIONS if name in parts & of_mechanism},
    }


def schema_text() -> str:
    return json.dumps(build_schema(), ensure_ascii=False, indent=2) + "\n"
