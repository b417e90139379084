"""What a returned pack would do to each task: new, changed, the same, not returned, or why it is refused.

The same rows are asked again when it is adopted: if anything about them is another than here, nothing is
done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Refusal
from fuyuantong.matters.actions.replying import Progress
from fuyuantong.matters.actions.several import Given, refusal_of_reply
from fuyuantong.matters.kinds import SIGNED_STATES, FeedbackKind, MatterState, ObligationState
from fuyuantong.matters.models import Feedback, Obligation
from fuyuantong.packs.cells import Unreadable, day_of, text_of, yes_or_no
from fuyuantong.packs.codes import read_code, row_of
from fuyuantong.packs.kinds import FILLED, SHOWN, LineKind
from fuyuantong.packs.models import Pack, PackRow
from fuyuantong.packs.queries import found_by_code
from fuyuantong.packs.reading import CODE_KEY, Line

WORDS = ("progress", "problems", "next_steps")
COMPARED = ("title", "due")
"""What is told in a pack and is not the unit's to change."""


@dataclass(slots=True)
class Planned:
    """One line as it would be adopted. `before` are the task's latest words, `given` what the line says."""

    row: int
    kind: str
    title: str = ""
    place: int = 0
    obligation: str = ""
    version: int = 0
    given: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def what(self) -> Given:
        """As `matters` takes it."""
        given = self.given

        def day(key: str) -> date | None:
            return date.fromisoformat(given[key]) if given.get(key) else None

        said = Progress(*(given.get(key, "") for key in WORDS)) if given.get("progress") else None
        return Given(day("signed_on"), said, day("finished_on"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is needed to plan the lines of one pack."""

    viewer: Actor
    pack: Pack
    today: date
    received_on: date | None
    rows: Mapping[int, PackRow]
    live: Mapping[UUID, Obligation]
    last: Mapping[UUID, Feedback]


def asked(viewer: Actor, pack: Pack, today: date, received_on: date | None) -> Asked:
    """Read the pack's tasks as they stand now, in three queries."""
    rows = {row.place: row for row in pack.rows.all()}
    keys = [row.obligation_id for row in rows.values()]
    seen = Obligation.objects.visible_to(viewer).filter(pk__in=keys)
    live = {row.pk: row for row in seen.select_related("owner", "matter")}
    return Asked(viewer, pack, today, received_on, rows, live, latest(keys))


def latest(keys: Sequence[UUID]) -> dict[UUID, Feedback]:
    """The latest report of each task."""
    kinds = [FeedbackKind.PROGRESS, FeedbackKind.MILESTONE, FeedbackKind.COMPLETION]
    rows = Feedback.objects.filter(obligation__in=keys, kind__in=kinds).order_by(
        "obligation_id", "-at", "-pk"
    )
    return {row.obligation_id: row for row in rows.distinct("obligation_id")}


def plan(about: Asked, lines: Sequence[Line]) -> list[Planned]:
    """Every line of the file, and every row of the pack that did not come back.

    Refusals: E-PACK-OTHER when all that came back is of another pack; E-PACK-EMPTY when nothing did.
    """
    _whole(about, lines)
    done: dict[int, int] = {}
    planned = [_line(about, line, done) for line in lines]
    for place, row in about.rows.items():
        if place not in done:
            title = row.shown.get("title", "")
            planned.append(Planned(0, LineKind.MISSING, title, place, str(row.obligation_id)))
    return planned


def _whole(about: Asked, lines: Sequence[Line]) -> None:
    codes = [code for line in lines if (code := read_code(_code(line))) is not None]
    if not codes:
        raise Refusal(
            "E-PACK-EMPTY",
            _("表中没有一行带有效的任务编号。"),
            hint=_("请在系统生成的任务包上填写，不要改动任务编号。"),
        )
    others = {code.pack for code in codes} - {about.pack.code}
    if others and not any(code.pack == about.pack.code for code in codes):
        other = found_by_code(about.viewer, min(others))
        whose = _("，属于%s") % other.unit.name if other is not None else ""
        raise Refusal(
            "E-PACK-OTHER",
            _("这是编号 %(code)s 的任务包%(whose)s，不是这一个（%(mine)s，%(unit)s）。")
            % {
                "code": f"{min(others)[:4]}-{min(others)[4:]}",
                "whose": whose,
                "mine": about.pack.spoken_code,
                "unit": about.pack.unit.name,
            },
            hint=_("请到该任务包的页面上传，或核对单位是否拿错了文件。"),
        )


def _code(line: Line) -> str:
    value = line.cells.get(CODE_KEY)
    return value if isinstance(value, str) else ""


def _line(about: Asked, line: Line, done: dict[int, int]) -> Planned:
    made = Planned(line.row, LineKind.REFUSED, faults=list(line.faults))
    text = _code(line)
    code = read_code(text)
    row = row_of(about.pack, about.rows, code) if code is not None else None
    if row is None:
        made.title = str(line.cells.get("title", ""))[:80]
        made.faults.append(_stranger(about, text))
        return made
    made.title, made.place, made.obligation = row.shown.get("title", ""), row.place, str(row.obligation_id)
    if row.place in done:
        made.faults.append(_("与第 %d 行是同一项任务，不知道以哪一行为准。") % done[row.place])
        return made
    done[row.place] = line.row
    _values(about, line, made)
    _compare(line, row, made)
    obligation = about.live.get(row.obligation_id)
    if obligation is None or obligation.owner_id != about.pack.unit_id:
        made.faults.append(_("这项任务已不归本单位或您看不到。"))
        return made
    made.version = obligation.version
    _judge(about, row, obligation, made)
    return made


def _stranger(about: Asked, text: str) -> str:
    """Why a line is none of this pack's."""
    code = read_code(text)
    if not text.strip():
        return _("没有任务编号：包里没有这一行，新增的任务请先在系统中登记下达。")
    if code is None:
        return _("任务编号“%s”不完整或被改动。") % text.strip()[:30]
    if code.pack != about.pack.code:
        other = found_by_code(about.viewer, code.pack)
        return _("任务编号属于另一个任务包%s。") % (f"（{other.unit.name}）" if other is not None else "")
    return _("任务编号“%s”与本包不符，可能来自旧版或被改动。") % text.strip()[:30]


def _values(about: Asked, line: Line, made: Planned) -> None:
    """Read what the unit filled in; every fault is told with its cell."""
    for key in FILLED:
        value = line.cells.get(key)
        try:
            if key in {"signed_on", "finished_on"}:
                day, understood = day_of(value)
                if understood:
                    made.notes.append(f"{line.place(key)}：{understood}")
                text = day.isoformat() if day else ""
            elif key == "done":
                text = "1" if yes_or_no(value) else ""
            else:
                text = text_of(value)
        except Unreadable as error:
            made.faults.append(f"{line.place(key)}（{FILLED[key]}）：{error}")
            continue
        if text:
            made.given[key] = text
    for key in ("signed_on", "finished_on"):
        if made.given.get(key, "") > about.today.isoformat():
            made.faults.append(
                _("%(head)s %(day)s 晚于今天。") % {"head": FILLED[key], "day": made.given[key]}
            )


def _compare(line: Line, row: PackRow, made: Planned) -> None:
    """What is told in the pack is not read back: a change there is named and not taken."""
    for key in COMPARED:
        if key in line.cells and _same(text_of(line.cells[key])) != _same(row.shown.get(key, "")):
            made.notes.append(_("“%s”与发出时不同，不采用。") % SHOWN[key])


def _same(text: str) -> str:
    return "".join(text.split())


def _judge(about: Asked, row: PackRow, obligation: Obligation, made: Planned) -> None:
    """How the task stands now, and whether what is given fits it."""
    last = about.last.get(obligation.pk)
    made.before = (
        {"progress": last.text, "problems": last.problems, "next_steps": last.next_steps} if last else {}
    )
    given, pending = made.given, obligation.state == ObligationState.PENDING
    _as_printed(row, made)
    filled = any(given.get(key) for key in (*WORDS, "finished_on", "done"))
    if not filled and not made.faults and not (pending and (given or about.received_on)):
        made.given, made.kind = {}, LineKind.SAME
        return
    _stale(row, obligation, last, made)
    _received(about, obligation, made)
    if not filled:
        made.kind = LineKind.REFUSED if made.faults else LineKind.NEW if given else LineKind.SAME
        return
    if not given.get("progress"):
        made.faults.append(_("填了其他栏，没有填“进展情况”。"))
    _finishing(obligation, made)
    if made.faults:
        return
    said = {key: given[key] for key in WORDS if given.get(key)}
    if not given.get("finished_on") and said == {key: text for key, text in made.before.items() if text}:
        for key in WORDS:
            given.pop(key, None)
        made.kind = LineKind.NEW if given else LineKind.SAME
        return
    made.kind = LineKind.CHANGED if made.before else LineKind.NEW


def _as_printed(row: PackRow, made: Planned) -> None:
    """Words that were printed in the pack and came back as they were are nothing that the unit says now."""
    printed = {key: row.shown.get(f"said_{key}", "") for key in WORDS}
    if any(printed.values()) and all(_same(made.given.get(key, "")) == _same(printed[key]) for key in WORDS):
        for key in WORDS:
            made.given.pop(key, None)
    if made.given.get("signed_on", "") == row.shown.get("signed_on") and row.state != ObligationState.PENDING:
        made.given.pop("signed_on", None)


def _stale(row: PackRow, obligation: Obligation, last: Feedback | None, made: Planned) -> None:
    moved = obligation.state != row.state or (last.pk if last else None) != row.last
    if obligation.matter.state == MatterState.VOID or moved:
        label = ObligationState(obligation.state).label
        made.faults.append(
            _("任务包发出之后这项任务又有办理（现为“%s”），这一行是旧的。请重新制作任务包。") % label
        )
    elif obligation.version != row.version:
        made.notes.append(_("发出之后有过催办或期限等变动，不影响本次填报。"))


def _received(about: Asked, obligation: Obligation, made: Planned) -> None:
    """签收: by the line's own date, else by the day on which the unit signed for the pack."""
    given = made.given
    if obligation.state != ObligationState.PENDING:
        if given.pop("signed_on", "") and obligation.state in SIGNED_STATES:
            shown = obligation.signed_on.isoformat() if obligation.signed_on else ""
            made.notes.append(_("已于 %s 签收，表中的签收日期不采用。") % shown)
        return
    if not given.get("signed_on") and about.received_on is not None:
        given["signed_on"] = about.received_on.isoformat()
    signed = given.get("signed_on", "")
    if signed and obligation.issued_on and signed < obligation.issued_on.isoformat():
        made.faults.append(
            _("签收日期 %(day)s 早于下达日期 %(sent)s。") % {"day": signed, "sent": obligation.issued_on}
        )
    if not signed and any(given.get(key) for key in (*WORDS, "done", "finished_on")):
        made.faults.append(_("这项任务还没有签收，请填写签收日期。"))


def _finishing(obligation: Obligation, made: Planned) -> None:
    """是否办结 and 办结日期 go together; what the definition asks of a result must be in the words."""
    given = made.given
    if not given.pop("done", ""):
        if given.get("finished_on"):
            made.faults.append(_("填了办结日期，“是否办结”没有填“是”。"))
        return
    if not given.get("finished_on"):
        made.faults.append(_("“是否办结”填“是”的，请填写办结日期。"))
        return
    why = refusal_of_reply(obligation, given.get("progress", "")) if given.get("progress") else ""
    if why:
        made.faults.append(_("不能只凭任务包办结：%s请改填进展，或在事项中代录反馈。") % why)
    if given.get("problems") or given.get("next_steps"):
        made.notes.append(_("办结的只采用“进展情况”作为办理结果。"))
        for key in ("problems", "next_steps"):
            given.pop(key, None)
