"""The API of the product: one document, all rooms' operations under /api/v1/."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from fuyuantong.common.api.door import use_keys
from fuyuantong.common.api.service import Api
from fuyuantong.organs.api.entering import read_key, read_person

PREFIX = "api/v1/"
ROOMS = (
    "organs",
    "clocks",
    "definitions",
    "registers",
    "documents",
    "handovers",
    "matters",
    "plans",
    "meetings",
    "rounds",
    "archives",
    "screening",
    "enforcement",
    "instructions",
    "indicators",
    "reports",
    "boards",
    "dispatches",
    "packs",
    "workbench",
    "notices",
    "audit",
)

DESCRIPTION = """府院通的全部业务办理接口。

- 身份：`Authorization: Bearer <接口密钥>`（密钥代表其岗位），或登录会话加 `X-CSRFToken`。
- 列表按键翻页：`limit`（1–200）和上一页给出的 `next`（作为 `after`）。
- 修改须带 `If-Match`；创建、移交须带 `Idempotency-Key`，重发得到同一答复。
- 拒绝一律为 `application/problem+json`：`code` 稳定，`errors` 指出位置，`saved` 说明没有保存。
"""


@lru_cache(maxsize=1)
def build() -> Api:
    api = Api("府院通 API", "1", DESCRIPTION)
    for room in ROOMS:
        api.add_router("", import_module(f"fuyuantong.{room}.api").room)
    return api


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The OpenAPI document of this installation."""
    return build().document(f"/{PREFIX}")


@require_GET
def openapi(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


def addresses() -> list[URLPattern]:
    """What config/urls.py includes."""
    use_keys(read_key, read_person)
    return [path("openapi.json", openapi, name="openapi"), *build().patterns()]
