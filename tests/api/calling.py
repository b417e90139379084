"""How the tests call the API, and the way to a task that was handed out."""

from __future__ import annotations

import itertools
import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from tests import make

from fuyuantong.organs.models import Person

V1 = "/api/v1"
_keys = itertools.count(1)


class Caller:
    """Sends JSON with what the operation demands; `version` becomes `If-Match`, a fresh key goes with each act."""

    def __init__(self, raw: str = "", person: Person | None = None, **extra: Any) -> None:
        self.client = Client(**extra)
        self.headers = {"Authorization": f"Bearer {raw}"} if raw else {}
        if person is not None:
            self.client.force_login(person, backend="fuyuantong.organs.backends.Accounts")

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(V1 + path, query, headers=self.headers)

    def send(
        self, path: str, body: Any = None, *, version: int | None = None, key: str | None = "", method: str = "POST",
        raw: bytes | None = None, content_type: str = "application/json", **headers: str,
    ) -> HttpResponse:  # fmt: skip
        told = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if key is not None:
            told["Idempotency-Key"] = key or f"key-{next(_keys):08d}"
        if version is not None:
            told["If-Match"] = f'"{version}"'
        content = (
            raw if raw is not None else b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        )
        return self.client.generic(method, V1 + path, content, content_type=content_type, headers=told)


def opened(caller: Caller, city: make.City, title: str = "制定行政争议化解对接流程") -> dict[str, Any]:
    body = {
        "mechanism": "annual-plan-item",
        "linkage": city.linkage.code,
        "title": title,
        "units": {"牵头单位": [str(city.housing.pk)], "配合单位": [str(city.finance.pk)]},
    }
    answer = caller.send("/matters", body)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def handed_out(
    caller: Caller, city: make.City, title: str = "制定行政争议化解对接流程", due: str = "2026-12-18"
) -> dict[str, Any]:
    """Open a plan item and hand it out; returns {matter, version, lead, part} (ids and versions as text)."""
    made = opened(caller, city, title)
    values = {
        "年度": 2026, "任务内容": "制定对接流程并印发", "时限类型": "确定日期", "完成时限": due,
    }  # fmt: skip
    answer = caller.send(
        f"/matters/{made['id']}/acts",
        {"act": "下达", "values": values, "collector": str(city.housing.pk)},
        version=made["version"],
    )
    assert answer.status_code == 200, answer.content.decode()
    receipt = answer.json()
    found = [caller.get(f"/obligations/{key}").json() for key in receipt["made"]]
    lead = next(row for row in found if row["duty"] == "lead")
    part = next(row for row in found if row["duty"] == "partner")
    return {"matter": made["id"], "version": receipt["version"], "lead": lead, "part": part}
