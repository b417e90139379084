"""Who may read the trail as a whole: the auditor, and nobody else (三员分立)."""

from __future__ import annotations

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden


def require_auditor(viewer: Actor) -> None:
    if not viewer.has("auditor"):
        raise Forbidden("审计记录由审计员查阅。", hint="如需核查，请联系本单位审计员。")
