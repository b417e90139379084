"""The thin service: one call, one answer, with the rights, caps and covers of the product."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tests import make
from tests.screening.conftest import propose

from fuyuantong.audit.models import Entry
from fuyuantong.common.api.door import use_keys
from fuyuantong.organs.actions import issue_token
from fuyuantong.organs.api.entering import read_key, read_person
from fuyuantong.organs.models import Post
from fuyuantong.screening import service
from fuyuantong.screening.api import check_out
from fuyuantong.screening.models import Check, Item

ONE = {"reference": "施许〔2026〕1号", "name": "甄有信", "number": "11010519491231002X"}


@pytest.fixture
def key(city: make.City) -> str:
    use_keys(read_key, read_person)
    post = Post.objects.get(pk=city.housing_clerk.post)
    secadmin = make.actor(city.court, roles=("secadmin",))
    _token, raw = make.do(secadmin, issue_token, name="审批系统", post=post, scopes=["screening:write"])  # type: ignore[misc]
    return str(raw)


def call(path: str, body: object, key: str = "", method: str = "POST") -> tuple[int, Any]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"transfer-encoding", b"chunked")]
    if key:
        headers.append((b"authorization", f"Bearer {key}".encode()))
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": headers,
        "client": ("10.0.0.9", 1),
    }
    status, content = service.answer(scope, raw)
    return status, json.loads(content)


def test_one_call_is_answered_at_once_and_covered_and_kept(city, item, record, key) -> None:
    status, told = call(f"/screening/{item.pk}/check", ONE, key)
    assert (status, told["decision"], told["list_version"]) == (200, "block", 1), told
    (hit,) = told["hits"]
    assert hit["case_no"] == "（2026）临01执1号"
    assert hit["measures"][0]["code"] == "M02"
    assert "11010519491231002X" not in json.dumps(told)
    status, told = call(
        f"/screening/{item.pk}/checks", {"questions": [ONE, ONE | {"number": "110105194912310046"}]}, key
    )
    assert [one["decision"] for one in told["items"]] == ["block", "pass"]
    for one in told["items"]:  # what met nothing is told in the same shape as what met something
        assert one == check_out(Check.objects.get(pk=one["id"])).model_dump(mode="json")
    assert Item.objects.get(pk=item.pk).asked == 3
    assert Check.objects.count() == 3
    assert Entry.objects.filter(kind="screening.checked").count() == 2  # one for each call


def test_without_key_purpose_or_sense_nothing_is_compared(city, item, record, key) -> None:
    path = f"/screening/{item.pk}/check"
    assert call(path, ONE)[0] == 401
    assert call(path, ONE, "fyt_wrong")[0] == 401
    assert call(path, ONE | {"sealed": True}, key)[1]["code"] == "E-FIELD-UNKNOWN"
    assert call(path, b"{", key)[1]["code"] == "E-JSON"
    assert call(f"/screening/{item.pk}/checks", {"questions": []}, key)[0] == 400
    assert call(path, ONE, key, method="GET")[0] == 404
    assert call(f"/screening/{city.court.pk}/check", ONE, key)[0] == 404
    assert call("/api/matters", ONE, key)[0] == 404
    other = propose(city)
    assert call(f"/screening/{other.pk}/check", ONE, key)[1]["decision"] == "refused"
    Item.objects.filter(pk=item.pk).update(daily_cap=0)
    assert "上限" in call(path, ONE, key)[1]["why"]
    assert Check.objects.exclude(decision="refused").count() == 0


def test_the_application_reads_a_body_to_its_limit_and_no_further(monkeypatch) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(
        service, "answer", lambda _scope, _body, *, whole: (seen.append(whole), (200, b"{}"))[1]
    )

    def served(*parts: bytes) -> int:
        waiting = [
            {"type": "http.request", "body": part, "more_body": n < len(parts) - 1}
            for n, part in enumerate(parts)
        ]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return waiting.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        asyncio.run(service.application({"type": "http", "path": "/screening/x/check"}, receive, send))
        return len(waiting)

    assert served(b"{", b"}") == 0
    assert served(b"x" * 300_000, b"x") == 1  # the rest is not waited for
    assert seen == [True, False]
