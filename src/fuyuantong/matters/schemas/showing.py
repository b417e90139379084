"""Rows of the heart → what the API says of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fuyuantong.audit.models import Entry
from fuyuantong.audit.wording import say
from fuyuantong.clocks.schemas import proof_step
from fuyuantong.common.api import plain
from fuyuantong.documents.schemas import file_out
from fuyuantong.matters.models import Clock, ClockMove, Matter, Obligation
from fuyuantong.matters.queries import MatterView, ObligationView, lamp_of
from fuyuantong.matters.queries.answers import MASK, answers_of
from fuyuantong.matters.queries.firing import Firing
from fuyuantong.matters.schemas import outputs as out
from fuyuantong.matters.schemas.letters import answers_out, letter_row
from fuyuantong.organs.schemas import unit_ref


def _row(row: Obligation, lamp: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "matter": row.matter_id,
        "matter_title": row.matter.title,
        "number": row.matter.number,
        "owner": unit_ref(row.owner),
        "creditor": unit_ref(row.creditor),
        "lamp": lamp,
        "due_on": None if row.standing else row.due_on,
        "due_at": None if row.standing else row.due_at,
        "parent": row.parent_id,
    }


def obligation_row(row: Obligation, today: date) -> out.ObligationRow:
    return plain(out.ObligationRow, row, **_row(row, lamp_of(row, today).value))


def obligation_full(view: ObligationView) -> out.ObligationFull:
    row = view.row
    return plain(
        out.ObligationFull,
        row,
        **_row(row, view.lamp.value),
        handler=row.handler.title if row.handler else None,
        verbs=[plain(out.VerbOut, verb) for verb in view.verbs],
        clocks=[clock_out(clock, moves) for clock, moves in view.clocks],
        feedback=[plain(out.FeedbackOut, one, answers=answers_of(row, one)) for one in view.feedback],
        petitions=[plain(out.PetitionOut, one, wanted_unit=one.wanted_unit_id) for one in view.petitions],
        urges=[plain(out.UrgeOut, one) for one in view.urges],
        files=[file_out(one) for one in view.files],
        parts=[obligation_full(part) for part in view.parts],
    )


def clock_out(clock: Clock, moves: Sequence[ClockMove]) -> out.ClockOut:
    return plain(
        out.ClockOut,
        clock,
        proof=[proof_step(step) for step in clock.proof],
        moves=[plain(out.ClockMoveOut, move) for move in moves],
        reminders=[_firing(one) for one in clock.firings],
    )


def _firing(one: Firing) -> out.FiringOut:
    told = [out.TellingOut(unit=unit, name=name, how=how) for unit, name, how in one.told]
    return plain(out.FiringOut, one, told=told)


def matter_row(row: Matter) -> out.MatterRow:
    return plain(out.MatterRow, row, started_by=unit_ref(row.started_by_unit))


def matter_full(view: MatterView) -> out.MatterFull:
    matter = view.matter
    personal = {field.key for field in view.mechanism.fields if field.personal}
    return plain(
        out.MatterFull,
        matter,
        started_by=unit_ref(matter.started_by_unit),
        fields={key: MASK if key in personal and value else value for key, value in view.fields.items()},
        stages=[stage.key for stage in view.mechanism.stages],
        obligations=[obligation_full(one) for one in view.obligations],
        clocks=[clock_out(clock, moves) for clock, moves in view.clocks],
        parties=[plain(out.PartyOut, party, unit=unit_ref(party.unit)) for party in view.parties],
        acts=[plain(out.ActOut, act) for act in view.acts],
        comments=[plain(out.CommentOut, one) for one in view.comments],
        remarks=[plain(out.RemarkOut, one) for one in view.remarks],
        links=[out.LinkOut(kind=kind, matter=other.pk, title=other.title) for kind, other in view.links],
        files=[file_out(one) for one in view.files],
        letters=[letter_row(one) for one in view.letters],
        answers=answers_out(view.answers) if view.answers else None,
        following=view.following,
        may_work=view.may_work,
        office=view.office,
    )


def timeline_row(entry: Entry) -> out.TimelineOut:
    return plain(out.TimelineOut, entry, words=say(entry.kind), hash=bytes(entry.hash).hex())
