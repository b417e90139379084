"""Turning rows into what the components show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fuyuantong.audit.models import Entry
from fuyuantong.audit.wording import say
from fuyuantong.common.parts import ClockFace, Event, File, Pair, ProofStep, Said, Stage
from fuyuantong.definitions.kinds import FieldType, Mechanism
from fuyuantong.definitions.vocabulary.words import REMINDER_DO
from fuyuantong.documents.models import Attachment
from fuyuantong.matters.actions.opening import OFFICE_SIGHT
from fuyuantong.matters.kinds import ClockState, ObligationState
from fuyuantong.matters.models import Clock, ClockMove, Matter
from fuyuantong.matters.queries import Lamp, MatterView, ObligationView
from fuyuantong.matters.queries.firing import Firing, how_words

LAMP_TONES = {
    Lamp.OVERDUE: "over",
    Lamp.SOON: "soon",
    Lamp.RUNNING: "run",
    Lamp.HELD: "paused",
    Lamp.STANDING: "standing",
    Lamp.REVIEW: "review",
    Lamp.DONE: "done",
    Lamp.LATE: "late",
    Lamp.HISTORY: "late",
    Lamp.NONE: "wait",
}
_TONES = {
    "obligation.urge": "soon",
    "obligation.call": "soon",
    "obligation.accept": "done",
    "obligation.write_off": "done",
    "matter.voided": "over",
}
WIDE = 40
_SHOWN = (
    "derivation",
    "genre",
    "number",
    "due_after",
    "due_before",
    "period",
    "title",
    "target",
    "basis",
    "rule",
)


def moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def clock_face(
    clock: Clock, moves: Sequence[ClockMove], today: date, *, gentle: bool = False, review: bool = False
) -> ClockFace:
    """A clock with what is left of it and how its date came about, moves included.

    `gentle`: it runs for an organ on which no lamp is shown (courts, procuratorates and the like). `review`:
    on its date what is 持续推进 is looked at again; it is never past due.
    """
    left, tone = _left(clock, today, gentle=gentle, review=review)
    term = max((clock.due_on - clock.start_on).days, 1)
    steps = [
        ProofStep(step["rule"], step["article"], step["from"][:16], step["to"][:16], step.get("skipped", ()))
        for step in clock.proof
    ]
    steps += [
        ProofStep(
            f"{move.get_kind_display()}：{move.reason}（{move.by_name}）",
            move.basis,
            str(move.due_before or ""),
            str(move.due_after or ""),
        )
        for move in moves
    ]
    used = min(100, max(0, round(100 * (today - clock.start_on).days / term)))
    due = moment(clock.due_at) if clock.due_at else clock.due_on.isoformat()
    said = [_said(one) for one in clock.firings]
    return ClockFace(clock.key, due, left, tone, used, clock.basis, clock.provisional, steps, said)


def _said(one: Firing) -> Said:
    """A reminder with its proof: when due, when fired, by which rule and version, to whom, why so late."""
    late = one.late_words
    if late and one.quiet_since:
        late = _("%(why)s（%(since)s 起）") % {"why": late, "since": moment(one.quiet_since)}
    whom = "；".join(f"{name}（{how_words(how)}）" for _unit, name, how in one.told)
    return Said(f"{one.rule} {one.does}", moment(one.due_at), moment(one.fired_at), whom, one.source, late)


def _left(clock: Clock, today: date, *, gentle: bool, review: bool) -> tuple[str, str]:
    days = (clock.due_on - today).days
    if clock.state == ClockState.STOPPED:
        return _("已停止"), "done"
    if clock.state in {ClockState.SUSPENDED, ClockState.HELD}:
        return str(ClockState(clock.state).label), "paused"
    if review:
        return (_("待复核"), "review") if days <= 0 else (_("%d 天后复核") % days, "standing")
    if gentle:
        return (_("期限日已过") if days < 0 else _("还有 %d 天") % days), "run"
    return _days_left(days)


def _days_left(days: int) -> tuple[str, str]:
    if days < 0:
        return _("超期 %d 天") % -days, "over"
    if days == 0:
        return _("今天到期"), "soon"
    return _("还有 %d 天") % days, "soon" if days <= 3 else "run"  # noqa: PLR2004 - as in the lamp's rule


def files(items: Iterable[Attachment], matter: Matter) -> list[File]:
    return [
        File(
            item.file.name,
            reverse("matters:file", args=[matter.pk, item.pk]),
            f"{item.file.size / 1024:.0f} KB",
            item.by_unit_name,
            moment(item.at),
            item.label,
        )
        for item in items
    ]


def stages(matter: Matter, mechanism: Mechanism) -> list[Stage]:
    """The stages on the way: those before the present one count as passed, other ends are left out."""
    present = mechanism.stage(matter.stage)
    shown = [
        s for s in mechanism.stages if not s.terminal or s.key == present.key or s is _good_end(mechanism)
    ]
    made = []
    for stage in shown:
        state = "now" if stage.key == present.key else "done" if stage.order < present.order else "ahead"
        made.append(Stage(stage.words, state))
    return made


def _good_end(mechanism: Mechanism) -> Any:
    return next((s for s in mechanism.stages if s.terminal), None)


def pairs(view: MatterView) -> list[Pair]:
    """The matter's envelope and its fields, in the definition's order; personal ones are masked."""
    matter = view.matter
    rows = [
        Pair(_("机制"), f"{view.mechanism.name} v{view.mechanism.version}"),
        Pair(_("文号或案号"), matter.number or "—"),
        Pair(_("发起单位"), str(matter.started_by_unit)),
        Pair(_("发生日期"), f"{matter.occurred_on}{_('（补录）') if matter.backfilled else ''}"),
        Pair(_("知悉范围"), str(matter.get_scope_display())),
        Pair(_("公开属性"), str(matter.get_publicity_display())),
    ]
    if matter.source:
        rows.append(Pair(_("来源"), matter.source, wide=True))
    for field in view.mechanism.fields:
        value = view.fields.get(field.key)
        if value not in (None, "", []):
            if field.type is FieldType.FILE:
                value = _named_files(view, value)
            shown = "•••" if field.personal else said(_in_order(value, [c.key for c in field.columns]))
            rows.append(Pair(field.key, shown, wide=len(shown) > WIDE))
    return rows


def _named_files(view: MatterView, value: Any) -> list[str]:
    """The names of the files that a field holds by their ids, as far as the viewer sees them."""
    rows = [*view.files, *(file for item in walk(view.obligations) for file in item.files)]
    names = {str(one.pk): one.file.name for one in rows}
    held = value if isinstance(value, list) else [value]
    return [names.get(str(one), _("（文件）")) for one in held]


def _in_order(value: Any, columns: Sequence[str]) -> Any:
    """Rows with their cells in the definition's order: the database keeps them by length."""
    if not columns or not isinstance(value, list):
        return value
    return [
        {key: row[key] for key in columns if key in row} if isinstance(row, dict) else row for row in value
    ]


def said(value: Any) -> str:
    """A field's value for people."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        return "；".join(f"{key}：{said(cell)}" for key, cell in value.items())
    if isinstance(value, list):
        return "\n".join(f"{n}. {said(row)}" for n, row in enumerate(value, 1))
    return str(value)


def parties(view: MatterView) -> list[Pair]:
    """Who takes part, in protocol order, by the names of the definition."""
    grouped: dict[str, list[str]] = {}
    for party in view.parties:
        if party.key != OFFICE_SIGHT:
            grouped.setdefault(party.key, []).append(str(party.unit))
    return [Pair(key, "、".join(dict.fromkeys(names))) for key, names in grouped.items()]


def events(view: MatterView) -> list[Event]:
    """The chain as a timeline, newest first, with the words that were said."""
    texts = _texts(view)
    return [_event(entry, texts) for entry in view.timeline]


def _texts(view: MatterView) -> dict[str, str]:
    found = {str(remark.pk): remark.text for remark in view.remarks}
    found |= {str(comment.pk): comment.text for comment in view.comments}
    for item in walk(view.obligations):
        found |= {str(f.pk): f.text for f in item.feedback}
        found |= {str(p.pk): p.reason for p in item.petitions}
    return found


def walk(views: Iterable[ObligationView]) -> Iterable[ObligationView]:
    for item in views:
        yield item
        yield from walk(item.parts)


def _event(entry: Entry, texts: dict[str, str]) -> Event:
    data = entry.data
    keys = ("remark", "comment", "feedback", "petition")
    text = "　".join(texts[str(data[k])] for k in keys if str(data.get(k, "")) in texts)
    shown = "　".join(_shown(key, data[key]) for key in _SHOWN if data.get(key))
    owner = str(data.get("owner", ""))
    about = owner or (str(data.get("act", "")) if entry.kind == "matter.acted" else "")
    recorded_for = _("（代录）") if data.get("recorded") else ""
    title = f"{say(entry.kind)}{recorded_for}{'：' + about if about else ''}"
    happened = str(data.get("occurred_on", ""))
    recorded = moment(entry.at)
    late = bool(data.get("backfilled"))
    return Event(
        title,
        happened if late else recorded,
        _who(entry),
        "　".join(part for part in (shown, text) if part),
        _TONES.get(entry.kind, "late" if late else "run"),
        recorded if late else "",
        anchor=f"e{entry.seq}",
    )


def _who(entry: Entry) -> str:
    names = " ".join(dict.fromkeys(name for name in (entry.unit_name, entry.person_name) if name))
    return f"{names}（{entry.acting_for}）" if entry.acting_for else names


def _rule(told: str) -> str:
    """A reminder's rule in words: the trail keeps the code of what was to be done."""
    for word, does in REMINDER_DO.items():
        if told.endswith(does.value):
            return f"{told.removesuffix(does.value)}：{word}"
    return told


def _shown(key: str, value: Any) -> str:
    if key == "rule":
        return _rule(str(value))
    words = {
        "due_after": _("现期限 %s"),
        "due_before": _("原期限 %s"),
        "target": _("进入“%s”"),
        "basis": _("依据 %s"),
    }
    return f"{words[key] % value}" if key in words else str(value)


def state_tone(item: ObligationView) -> str:
    """The tag's tone for a state: the lamp's while it is open."""
    if item.row.is_open:
        return LAMP_TONES[item.lamp]
    done = {ObligationState.DONE, ObligationState.WRITTEN_OFF}
    return (
        ("late" if item.lamp in (Lamp.LATE, Lamp.HISTORY) else "done") if item.row.state in done else "paused"
    )
