"""Answering what is owed: 进展, 办结反馈, 单位审签, 核验, 退改."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fuyuantong.common.batches import remember
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.rows import change
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import FieldType, Mechanism, OriginKind, Task
from fuyuantong.definitions.values import clean_values
from fuyuantong.matters import clocking
from fuyuantong.matters.actions.filing import check_files
from fuyuantong.matters.actions.life import (
    as_recorded,
    follow_up,
    happened_on,
    move_on,
    required,
    right_for,
    task_of,
)
from fuyuantong.matters.desk import desk_of, kept_desk
from fuyuantong.matters.doors import take_obligation, take_obligations, words_for
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import FeedbackKind, FeedbackState, MatterState, ObligationState
from fuyuantong.matters.models import Feedback, Obligation
from fuyuantong.matters.moves import MOVES
from fuyuantong.matters.telling import tell_creditor, tell_owner
from fuyuantong.matters.trail import digest
from fuyuantong.organs.models import Post

ITEM_ANSWERS = "逐条答复"
"""Key of the answers item by item: a list of {条目, 答复}."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is said of one obligation in a round of 进展调度, or a task pack."""

    text: str
    problems: str = ""
    next_steps: str = ""


def report(
    uow: UnitOfWork,
    obligation_id: UUID,
    *,
    text: str,
    problems: str = "",
    next_steps: str = "",
    milestone: bool = False,
    occurred_on: date | None = None,
    expected: int | None = None,
    recorded: str = "",
) -> Feedback:
    """报送进展 (阶段性完成 when `milestone`): the obligation goes on. `recorded`: why it is 代录."""
    row = take_obligation(uow, obligation_id, "report", expected=expected, right=right_for(recorded))
    said = Progress(text, problems, next_steps)
    return report_row(uow, row, said, happened_on(uow, occurred_on), recorded, milestone=milestone)


def report_row(
    uow: UnitOfWork,
    row: Obligation,
    said: Progress,
    day: date,
    recorded: str = "",
    *,
    milestone: bool = False,
) -> Feedback:
    """`report` of a row that is locked and checked."""
    kind = FeedbackKind.MILESTONE if milestone else FeedbackKind.PROGRESS
    feedback = _feedback(
        uow, row, kind, FeedbackState.SENT, said.text, day, problems=said.problems, next_steps=said.next_steps
    )
    row.milestone = row.milestone or milestone
    told = {"feedback": str(feedback.pk), "text": digest(said.text)} | as_recorded(recorded)
    move_on(uow, row, "report", occurred_on=day, **told)
    tell_creditor(uow, row, "报送了进展")
    return feedback


def report_several(
    uow: UnitOfWork, said: Mapping[UUID, Progress], *, source: str, recorded: bool = False
) -> list[UUID]:
    """报送进展 of many at once, as a round of 进展调度 brings them in; returns those it was written to.

    What is not with its unit any more (ended, given back, not yet signed for) is passed over: the round keeps
    its words. Nobody is told for each; the round itself tells its office once. `recorded`: the office writes
    down (代录) what a unit without accounts has said.
    """
    sources = [str(state) for state in MOVES["report"].sources]
    live = Obligation.objects.filter(pk__in=list(said), state__in=sources)
    keys = list(live.exclude(matter__state=MatterState.VOID).values_list("pk", flat=True))
    rows = take_obligations(uow, keys, "report", right="record" if recorded else "")
    for row in rows:
        words = said[row.pk]
        made = _feedback(
            uow, row, FeedbackKind.PROGRESS, FeedbackState.SENT, words.text, uow.today,
            problems=words.problems, next_steps=words.next_steps,
        )  # fmt: skip
        move_on(
            uow, row, "report", occurred_on=uow.today,
            feedback=str(made.pk), text=digest(words.text), round=source, recorded=recorded,
        )  # fmt: skip
    return keys


def submit(
    uow: UnitOfWork,
    obligation_id: UUID,
    *,
    text: str,
    answers: Mapping[str, Any] | None = None,
    occurred_on: date | None = None,
    expected: int | None = None,
    recorded: str = "",
) -> Feedback:
    """反馈办理结果. Goes to the unit's own 审签 where the definition wants it and the unit has a reviewer
    who is somebody else; otherwise straight to 核验. `recorded`: why it is 代录 (it was signed on paper)."""
    right = right_for(recorded)
    row = take_obligation(uow, obligation_id, "submit", expected=expected, with_matter=True, right=right)
    return submit_row(uow, row, text, answers or {}, happened_on(uow, occurred_on), recorded)


def submit_row(
    uow: UnitOfWork, row: Obligation, text: str, answers: Mapping[str, Any], day: date, recorded: str = ""
) -> Feedback:
    """`submit` of a row that is locked and checked."""
    task = task_of(mechanism_of(row.matter), row)
    answers = check_reply(row, text, answers)
    reviewed = not recorded and (task is None or task.unit_review) and _has_other_reviewer(uow, row)
    state = FeedbackState.IN_REVIEW if reviewed else FeedbackState.SENT
    feedback = _feedback(uow, row, FeedbackKind.COMPLETION, state, text, day, answers=answers)
    final = task is not None and task.ends_by_reply
    verb = "submit" if reviewed else "submit_final" if final else "submit_unreviewed"
    _answered(uow, row, feedback, verb, text=digest(text), **as_recorded(recorded))
    return feedback


def check_reply(row: Obligation, text: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the definition asks of a reply, and whether the parts are in; returns the answers, cleaned."""
    mechanism = mechanism_of(row.matter)
    task = task_of(mechanism, row)
    cleaned = _with_text(mechanism, task, answers, text)
    check_files(row.matter, mechanism.fields, cleaned)
    _check_answers(task, cleaned)
    _check_items(task, row, cleaned)
    _check_parts(task, row)
    return cleaned


def _answered(uow: UnitOfWork, row: Obligation, feedback: Feedback, verb: str, **told: Any) -> None:
    """Write the reply down, and what follows once it has left the unit. Where nobody verifies it (核验: 无)
    it is the end: finished on the day it happened."""
    day = feedback.occurred_on
    ends = MOVES[verb].target == ObligationState.DONE
    if ends:
        row.finished_at, row.finished_on = uow.now, day
        feedback.state, feedback.decided_at = FeedbackState.ACCEPTED, uow.now
        change(feedback, "state", "decided_at")
    move_on(uow, row, verb, occurred_on=day, feedback=str(feedback.pk), **told)
    if verb == "submit":
        return
    if ends:
        clocking.stop_clocks(uow, row)
    follow_up(uow, row, OriginKind.REPLIED, day)
    tell_creditor(uow, row, "反馈了办理结果")


def told_by_text(mechanism: Mechanism, task: Task | None) -> str:
    """The reply field that the text itself answers: the first long one, or none."""
    keys = (*task.reply_requires, *task.reply_fields) if task else ()
    return next((key for key in keys if mechanism.field(key).type is FieldType.LONG_TEXT), "")


def _with_text(
    mechanism: Mechanism, task: Task | None, answers: Mapping[str, Any], text: str
) -> dict[str, Any]:
    """The answers, cleaned by the definition's field types, with the text at its place."""
    first = told_by_text(mechanism, task)
    given = {first: text, **answers} if first else dict(answers)
    items = {key: given.pop(key) for key in (ITEM_ANSWERS,) if key in given}
    values, errors = clean_values(
        [mechanism.field(key) for key in (task.reply_fields if task else ())], given
    )
    if errors:
        raise Refusal(errors[0].code, f"反馈有 {len(errors)} 处填写不对：{errors[0].message}", errors=errors)
    return {**values, **items}


def _check_answers(task: Task | None, answers: Mapping[str, Any]) -> None:
    missing = [key for key in (task.reply_requires if task else ()) if not answers.get(key)]
    if missing:
        raise Refusal("E-REQUIRED", f"反馈还须填写：{'、'.join(missing)}。")


def _check_items(task: Task | None, row: Obligation, answers: Mapping[str, Any]) -> None:
    """A letter with itemised suggestions is answered item by item (采纳 / 部分采纳 / 不采纳)."""
    if task is None or not task.item_field:
        return
    wanted = row.matter.fields.get(task.item_field) or []
    given = answers.get(ITEM_ANSWERS) or []
    if len(given) != len(wanted):
        raise Refusal("E-REQUIRED", f"请对 {len(wanted)} 条建议逐条答复，现有 {len(given)} 条。")
    wrong = [a for a in given if task.item_answers and a.get("答复") not in task.item_answers]
    if wrong:
        raise Refusal("E-CHOICE", f"每条只能答复：{'、'.join(task.item_answers)}。")


def _check_parts(task: Task | None, row: Obligation) -> None:
    if task is None or not task.waits_for_parts:
        return
    desk = kept_desk(row.matter_id)
    parts = row.parts.open().select_related("owner") if desk is None else desk.owed(only_open=True)
    waiting = [str(part.owner) for part in parts if part.parent_id == row.pk]
    if waiting:
        raise Refusal(
            "E-RULE",
            f"配合单位尚未办结：{'、'.join(waiting[:5])}。",
            hint="请先核验配合单位的反馈，或终止其配合任务。",
        )


def _has_other_reviewer(uow: UnitOfWork, row: Obligation) -> bool:
    """A lone officer does not sign off on himself; the step is then left out and the timeline says so."""
    if uow.actor.roles & {"reviewer", "leader"}:
        return False
    found = remember(("reviewers", row.owner_id), lambda: _reviewers(row.owner_id))
    return bool(found - {uow.actor.post_key})


def _reviewers(unit: UUID) -> frozenset[UUID]:
    """Posts of a unit that sign off, and that somebody holds."""
    posts = Post.objects.filter(unit_id=unit, roles__overlap=["reviewer", "leader"], valid_until=None)
    held = posts.filter(tenures__until_on=None, tenures__isnull=False)
    return frozenset(held.values_list("pk", flat=True))


def approve(
    uow: UnitOfWork, obligation_id: UUID, *, remark: str = "", expected: int | None = None
) -> Obligation:
    """单位审签通过: the feedback goes out to the creditor."""
    row = take_obligation(uow, obligation_id, "approve", expected=expected, with_matter=True)
    feedback = _latest_completion(row)
    _decide(uow, feedback, FeedbackState.SENT, remark)
    task = task_of(mechanism_of(row.matter), row)
    final = task is not None and task.ends_by_reply
    _answered(uow, row, feedback, "approve_final" if final else "approve")
    return row


def disapprove(
    uow: UnitOfWork, obligation_id: UUID, *, reason: str, expected: int | None = None
) -> Obligation:
    """审签退改: back to the clerk inside the unit."""
    row = take_obligation(uow, obligation_id, "disapprove", expected=expected)
    _decide(uow, _latest_completion(row), FeedbackState.SENT_BACK, required(reason, "退改意见"))
    move_on(uow, row, "disapprove", words=reason)
    tell_owner(uow, row, "审签退改")
    return row


def accept(
    uow: UnitOfWork, obligation_id: UUID, *, remark: str = "", expected: int | None = None
) -> Obligation:
    """核验通过 → 已办结. It is finished on the day the owing unit finished it, not on the day of checking."""
    row = take_obligation(uow, obligation_id, "accept", expected=expected, with_matter=True)
    return _accept(uow, row, remark)


def accept_many(uow: UnitOfWork, ids: Sequence[UUID]) -> list[Obligation]:
    return [_accept(uow, row, "") for row in take_obligations(uow, list(ids), "accept")]


def _accept(uow: UnitOfWork, row: Obligation, remark: str) -> Obligation:
    feedback = _latest_completion(row)
    _decide(uow, feedback, FeedbackState.ACCEPTED, remark)
    row.finished_at, row.finished_on = uow.now, feedback.occurred_on
    move_on(
        uow, row, "accept", occurred_on=uow.today, feedback=str(feedback.pk), finished_on=str(row.finished_on)
    )
    clocking.stop_clocks(uow, row)
    follow_up(uow, row, OriginKind.REPLIED, uow.today)
    tell_owner(uow, row, "核验通过")
    return row


def send_back(
    uow: UnitOfWork, obligation_id: UUID, *, reason: str, expected: int | None = None
) -> Obligation:
    """退改 (商请补充 towards courts and procuratorates): the clock has run on all the time."""
    row = take_obligation(uow, obligation_id, "send_back", expected=expected, with_matter=True)
    words = words_for("send_back", row)
    _decide(uow, _latest_completion(row), FeedbackState.SENT_BACK, required(reason, "退改意见"))
    move_on(uow, row, "send_back", words=reason)
    tell_owner(uow, row, words)
    return row


def _feedback(
    uow: UnitOfWork,
    row: Obligation,
    kind: FeedbackKind,
    state: FeedbackState,
    text: str,
    day: date,
    *,
    problems: str = "",
    next_steps: str = "",
    answers: Mapping[str, Any] | None = None,
) -> Feedback:
    made = Feedback(
        obligation=row,
        kind=kind,
        state=state,
        text=required(text, "办理情况"),
        problems=problems.strip(),
        next_steps=next_steps.strip(),
        answers=dict(answers or {}),
        occurred_on=day,
        at=uow.now,
        by_person=uow.actor.person,
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
    )
    if uow.actor.acting_for:
        made.by_unit_name = row.owner.name
        made.by_name = f"{uow.actor.unit_name} {uow.actor.name} 代录"[:60]
    desk_of(row.matter).put(made)
    return made


def _latest_completion(row: Obligation) -> Feedback:
    desk = kept_desk(row.matter_id)
    if desk is None:
        return row.feedback.filter(kind=FeedbackKind.COMPLETION).latest("at")
    given = [f for f in desk.of(Feedback) if f.obligation_id == row.pk and f.kind == FeedbackKind.COMPLETION]
    return max(given, key=lambda feedback: feedback.at)


def _decide(uow: UnitOfWork, feedback: Feedback, state: FeedbackState, remark: str) -> None:
    feedback.state, feedback.remark = state, remark.strip()
    feedback.decided_by, feedback.decided_at = f"{uow.actor.unit_name} {uow.actor.name}", uow.now
    change(feedback, "state", "remark", "decided_by", "decided_at")
