"""When the record goes out: topics to where their outcome sends them, decisions to those who owe them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.actions.returning import return_decision
from fuyuantong.meetings.kinds import AFTERWARDS, DECIDING, ItemKind, PartyRole, TopicState, outcome_words
from fuyuantong.meetings.models import AgendaItem, Meeting, Resolution, Topic
from fuyuantong.meetings.telling import tell_units
from fuyuantong.meetings.trail import note_topic
from fuyuantong.registers.actions.matters import write_row

GIVER, LEADS, PARTNERS = "交办单位", "牵头单位", "配合单位"
"""Parties of the mechanism under which decisions are handed out."""
HAND_OUT = "下达"
TITLE_MOST = 120


def settle_topics(uow: UnitOfWork, row: Meeting) -> int:
    """Hand out what was decided and tell the units; returns how many matters were opened."""
    items = list(
        AgendaItem.objects.filter(meeting=row)
        .select_related("topic__unit")
        .prefetch_related("resolutions__parties")
    )
    handed = 0
    for item in items:
        made = _hand_out(uow, row, item) if row.kind.kind.mechanism and item.outcome in DECIDING else []
        handed += len(made)
        if item.topic is not None:
            _settle(uow, row, item, item.topic, made)
        _enter(uow, row, item)
    return handed


def _hand_out(uow: UnitOfWork, row: Meeting, item: AgendaItem) -> list[UUID]:
    made = []
    for resolution in item.resolutions.all():
        resolution.matter = _open(uow, row, item, resolution)
        resolution.save(update_fields=["matter"])
        made.append(resolution.matter)
    return made


def _open(uow: UnitOfWork, row: Meeting, item: AgendaItem, told: Resolution) -> UUID:
    parties = list(told.parties.all())
    units = {
        LEADS: [p.unit_id for p in parties if p.role == PartyRole.LEAD],
        PARTNERS: [p.unit_id for p in parties if p.role == PartyRole.PARTNER],
    }
    if not row.by_office:
        units[GIVER] = [row.host_id]
    values: dict[str, Any] = {
        "会议名称": row.title,
        "议题": item.title,
        "议定事项": told.text,
        "会议日期": row.held_on.isoformat() if row.held_on else "",
        "纪要文号": row.minutes_number,
    }
    if told.due_on:
        values["完成时限"] = told.due_on.isoformat()
    matter = open_matter(
        uow,
        Opening(
            mechanism=row.kind.kind.mechanism,
            linkage=row.linkage,
            title=told.text if len(told.text) <= TITLE_MOST else f"{told.text[:TITLE_MOST]}……",
            units={key: found for key, found in units.items() if found},
            values={key: value for key, value in values.items() if value},
            number=row.minutes_number,
            source=f"《{row.title}》{item.title}"[:200],
        ),
    )
    collector = next((p.unit_id for p in parties if p.collects), None)
    act(uow, matter.pk, HAND_OUT, collector=collector)
    return matter.pk


def _settle(uow: UnitOfWork, row: Meeting, item: AgendaItem, topic: Topic, made: list[UUID]) -> None:
    topic.state = AFTERWARDS.get(item.outcome, TopicState.CARRIED)
    topic.version += 1
    topic.save(update_fields=["state", "version"])
    said = dict(outcome_words(row.kind.kind.nature)).get(item.outcome, str(TopicState.CARRIED.label))
    note_topic(
        uow, "settled", topic, meeting=str(row.pk), outcome=item.outcome, matters=[str(pk) for pk in made]
    )
    others = Topic.objects.filter(merged_into=topic)
    units = {topic.unit_id, *others.values_list("unit_id", flat=True)}
    title = _("议题“%(title)s”会议结果：%(said)s") % {"title": topic.title, "said": said}
    tell_units(uow, topic, "topic.settled", title, units)
    for matter in {topic.matter, *others.values_list("matter", flat=True)}:
        if matter is None:
            continue
        return_decision(uow, matter, words=_excerpt(row, item, said), meeting=row.pk, made=made)


def _excerpt(row: Meeting, item: AgendaItem, said: str) -> str:
    """What is returned to the file: this item only."""
    lines = [f"《{row.title}》纪要（{row.minutes_number}）：{item.title}——{said}。", item.text]
    lines += [f"{n}. {one.text}" for n, one in enumerate(item.resolutions.all(), 1)]
    return "\n".join(line for line in lines if line)[:4000]


def _enter(uow: UnitOfWork, row: Meeting, item: AgendaItem) -> None:
    """A row of a register for an item that was dealt with, where the kind says so."""
    if item.outcome not in DECIDING or item.kind == ItemKind.MINUTES or item.topic is None:
        return
    for rule in row.kind.kind.entering:
        facts = {
            "议题": item.title,
            "依据": item.topic.background,
            "提出单位": str(item.topic.unit_id),
            "召开日期": row.held_on.isoformat() if row.held_on else "",
            "参会单位": [str(pk) for pk in row.invitations.values_list("unit_id", flat=True)],
            "议定内容": "\n".join([item.text, *(one.text for one in item.resolutions.all())]).strip(),
            "未尽事项": item.dissent,
            "会议名称": row.title,
            "文号": row.minutes_number,
            "主办单位": str(row.host_id),
            "地点": row.place,
        }
        cells = {column: facts[fact] for column, fact in rule.columns if facts[fact]}
        write_row(
            uow, rule.register, cells, matter=item.topic.matter or item.pk, owner=row.host_id,
            linkage=row.linkage, source=f"《{row.title}》"[:200],
        )  # fmt: skip
