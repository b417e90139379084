"""What a message says: no more than the source needs to answer, and the authority it is asked on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fuyuantong.documents import storage
from fuyuantong.documents.models import StoredFile
from fuyuantong.enforcement.adapters import Packet, Paper
from fuyuantong.enforcement.models import Call, Case, Party

PAPER_MOST = 5 * 1024 * 1024


def packets_of(calls: Sequence[Call]) -> dict[UUID, Packet]:
    """The messages of these rows; the paper of an inquiry is read once for all its sources."""
    papers: dict[tuple[str, str], Paper | None] = {}
    packets = {}
    for call in calls:
        case, party, file, title = _about(call)
        told = {"title": title, "name": file.name if file else "", "sha256": file.sha256 if file else ""}
        key = (told["sha256"], title)
        if key not in papers:
            papers[key] = _paper(file, told)
        packets[call.pk] = Packet(call.number, _body(call, case, party, told), papers[key])
    return packets


def _paper(file: StoredFile | None, told: dict[str, str]) -> Paper | None:
    if file is None or file.size > PAPER_MOST:
        return None
    return Paper(told, storage.content_path(file.sha256).read_bytes(), file.kind)


def _body(call: Call, case: Case, party: Party, paper: dict[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "number": call.number,
        "act": call.act,
        "classes": call.classes,
        "court": str(case.court),
        "case_no": case.case_no,
        "officer": call.by_name,
        "subject": {"kind": party.kind, "name": party.name, "number": party.number},
        "paper": paper,
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
    return body


def _about(call: Call) -> tuple[Case, Party, StoredFile | None, str]:
    if call.inquiry is not None:
        asked = call.inquiry
        return asked.case, asked.party, asked.file, asked.paper
    if call.measure is None:
        raise ValueError(call.pk)
    return call.measure.case, call.measure.party, call.measure.file, call.measure.ruling
