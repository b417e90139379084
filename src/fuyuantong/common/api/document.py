"""The OpenAPI document as clients need it: problems in their own media type, the two ways in, the ETags."""

from __future__ import annotations

from typing import Any

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
_FIRST_BAD = 400


def finish(made: dict[str, Any]) -> dict[str, Any]:
    """Complete what ninja wrote."""
    made["components"]["securitySchemes"] = _SECURITY
    made["security"] = [{"key": []}, {"session": []}]
    for operations in made["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                _finish_answer(int(status), answer)
            operation["responses"] = {str(s): a for s, a in operation["responses"].items()}
    return dict(made)


def _finish_answer(status: int, answer: dict[str, Any]) -> None:
    content = answer.get("content", {})
    if status >= _FIRST_BAD and JSON in content:
        content[PROBLEM] = content.pop(JSON)
    elif JSON in content and "Receipt" in str(content[JSON]):
        answer["headers"] = _ETAG
