"""A letter of a matter as an official document: what is printed, and for whom with which watermark."""

from __future__ import annotations

from datetime import datetime

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import SHANGHAI
from fuyuantong.documents.letters import Template, Value, blocks_of, template_for
from fuyuantong.documents.official import Document, Layout
from fuyuantong.documents.simulated import mark
from fuyuantong.matters.kinds import DraftState
from fuyuantong.matters.models import Draft

UPWARD = ("请示", "报告")


def template_of(row: Draft) -> Template:
    return template_for(row.template, row.genre)


def document_of(row: Draft, watermark: tuple[str, ...] = ()) -> Document:
    """The letter on paper; names are those of the day of its signature."""
    template = template_of(row)
    told = [(one.copy, one.name or one.unit.name) for one in row.addressees.all()]
    to = tuple(name for copy, name in told if not copy)
    body, annexes = blocks_of(template, row.text, _standard(row, to))
    signed = row.state == DraftState.SIGNED
    issuer = row.unit.name_on(row.signed_on)
    file = template.layout in {Layout.FILE, Layout.MINUTES}
    return Document(
        layout=template.layout,
        title=_title(row, template),
        issuers=(issuer,),
        genre=row.genre if template.headed else "",
        mark=f"{issuer}会议纪要" if template.layout is Layout.MINUTES else "",
        number=row.number,
        signers=(row.signed_by.rpartition(" ")[2],) if signed and row.genre in UPWARD else (),
        addressees=() if template.form else to,
        body=body,
        annexes=annexes,
        issued_on=row.signed_on if signed else None,
        sealed=template.sealed,
        signed=template.signed and not template.form,
        copies=() if template.form else tuple(name for copy, name in told if copy),
        printer=issuer if file else "",
        printed_on=(row.sent_on or row.signed_on) if file and signed else None,
        cover=template.cover if signed else "",
        watermark=watermark,
        draft=not signed,
    )


def watermark_for(viewer: Actor, now: datetime, *, clean: bool = False) -> tuple[str, ...]:
    """Who looks and when; made-up data always says so. `clean`: the copy that goes to the seal."""
    simulated = tuple(filter(None, [mark()]))
    if clean:
        return simulated
    return (*simulated, f"{viewer.unit_name} {viewer.name}", f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")


def _title(row: Draft, template: Template) -> str:
    if template.form:
        return template.name
    # 法释〔2023〕11号附件: ××人民法院关于×××的司法建议书
    named = template.layout is Layout.INSTRUMENT and not template.headed and row.title.startswith("关于")
    return f"{row.unit.name_on(row.signed_on)}{row.title}" if named else row.title


def _standard(row: Draft, to: tuple[str, ...]) -> dict[str, Value]:
    """What the printed matter of a template (boxes, slips) may name."""
    owed = row.obligation
    return {
        "文书": row.genre,
        "文种": row.genre,
        "标题": row.matter.title,
        "事由": row.matter.title,
        "承办单位": "、".join(to) or (owed.owner.name if owed else ""),
        "期限日期": owed.due_on if owed else None,
        "今日": row.signed_on or row.drafted_on,
        "原文号": row.number,
    }
