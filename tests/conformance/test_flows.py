"""Every golden flow (flows/README.md), through the API on a moved clock; its chain verifies afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.flow_driver import Drive, flows
from fuyuantong.audit.verifying import verify

pytestmark = pytest.mark.django_db


def _cases() -> list[Any]:
    cases = []
    for n, (code, flow) in enumerate(flows()):
        proofs = flow.get("证明", ["walk", "page"])
        marks = [pytest.mark.inventory(*flow["清单"], proof=proof) for proof in proofs if flow.get("清单")]
        cases.append(pytest.param(code, flow, marks=marks, id=f"{code}-{n}"))
    return cases


@pytest.fixture(autouse=True)
def _media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    settings.FYT_API_PER_MINUTE = 1_000_000


@pytest.mark.parametrize(("code", "flow"), _cases())
def test_the_flow_goes_as_written_by_hand(code: str, flow: dict[str, Any]) -> None:
    drive = Drive(code)
    drive.run(flow["步骤"])
    assert drive.listed(), "the starter does not find it in its list"
    assert verify(b"").good, "the chains do not verify"
