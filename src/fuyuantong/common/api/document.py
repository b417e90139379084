"""The OpenAPI document as clients need it: problems in their own media type, the two ways in, the ETags."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from ninja.schema import NinjaGenerateJsonSchema

from fuyuantong.common.api.answers import Problem
from fuyuantong.common.api.rule import JSON

PROBLEM = "application/problem+json"
_SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "单位接口密钥，作为其岗位办理"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "fyt",
        "description": "登录会话；写操作另需 X-CSRFToken",
    },
}
_ETAG = {"ETag": {"description": "版本，修改时放入 If-Match", "schema": {"type": "string"}}}
_SHAPES = "#/components/schemas/"


def problems(statuses: Iterable[int]) -> dict[int, Any]:
    """Refusals of an operation as the document tells them.

    All have one shape, written down once: ninja would make a class and a schema for each status of each
    operation, some thousands, at every start.
    """
    content = {PROBLEM: {"schema": {"$ref": f"{_SHAPES}Problem"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content} for status in sorted(statuses)
    }


def finish(made: dict[str, Any]) -> dict[str, Any]:
    """Complete what ninja wrote."""
    made["components"]["securitySchemes"] = _SECURITY
    made["components"]["schemas"] |= _problem()
    made["security"] = [{"key": []}, {"session": []}]
    for operations in made["paths"].values():
        for operation in operations.values():
            for answer in operation["responses"].values():
                _finish_answer(answer)
            operation["responses"] = {str(s): a for s, a in operation["responses"].items()}
    return dict(made)


def _finish_answer(answer: dict[str, Any]) -> None:
    if "Receipt" in str(answer.get("content", {}).get(JSON, "")):
        answer["headers"] = _ETAG


def _problem() -> dict[str, Any]:
    """The shape of a refusal and of its parts, by name."""
    shape: dict[str, Any] = Problem.model_json_schema(
        ref_template=_SHAPES + "{model}", mode="serialization", schema_generator=NinjaGenerateJsonSchema
    )
    parts: dict[str, Any] = shape.pop("$defs", {})
    return parts | {"Problem": shape}
