"""What a message says: no more than the source needs to answer, and the authority it is asked on."""

from __future__ import annotations

from typing import Any

from fuyuantong.documents import storage
from fuyuantong.documents.models import StoredFile
from fuyuantong.enforcement.adapters import Packet
from fuyuantong.enforcement.models import Call, Case, Party

PAPER_MOST = 5 * 1024 * 1024


def packet_of(call: Call) -> Packet:
    case, party, file, paper = _about(call)
    body: dict[str, Any] = {
        "number": call.number,
        "act": call.act,
        "classes": call.classes,
        "court": str(case.court),
        "case_no": case.case_no,
        "officer": call.by_name,
        "subject": {"kind": party.kind, "name": party.name, "number": party.number},
        "paper": {"title": paper, "name": file.name if file else "", "sha256": file.sha256 if file else ""},
    }
    if call.measure is not None:
        m = call.measure
        body["asset"] = {
            "klass": m.klass,
            "title": m.title,
            "reference": m.asset.reference if m.asset else "",
            "value": str(m.value),
        }
        body["until"] = call.until_on.isoformat() if call.until_on else ""
    content = b""
    if file is not None and file.size <= PAPER_MOST:
        content = storage.content_path(file.sha256).read_bytes()
    return Packet(call.number, body, content, file.kind if file else "")


def _about(call: Call) -> tuple[Case, Party, StoredFile | None, str]:
    if call.inquiry is not None:
        asked = call.inquiry
        return asked.case, asked.party, asked.file, asked.paper
    if call.measure is None:
        raise ValueError(call.pk)
    return call.measure.case, call.measure.party, call.measure.file, call.measure.ruling
