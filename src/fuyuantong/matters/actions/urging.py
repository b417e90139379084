"""提示, 催办, 函询, also by telephone. 督办 is not here: it lives only by a leader's 批示 or the 政府督查
mandate (`pressing.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.common.rows import add
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.actions.life import move_on
from fuyuantong.matters.doors import GENTLE_KINDS, Versions, take_obligation, take_obligations
from fuyuantong.matters.kinds import UrgeKind
from fuyuantong.matters.models import Obligation, Urge
from fuyuantong.matters.telling import obligation_url, tell_owner
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject


def urge_many(
    uow: UnitOfWork,
    ids: Sequence[UUID],
    *,
    text: str = "",
    hint: bool = False,
    versions: Versions | None = None,
) -> list[Urge]:
    """催办 (提示 when `hint`); a court, a procuratorate or a 中省直 unit is asked instead (函询)."""
    rows = take_obligations(uow, list(ids), "urge", versions=versions)
    return [urge_row(uow, row, text, hint=hint) for row in rows]


def kind_of_urge(row: Obligation, *, hint: bool) -> UrgeKind:
    """提示 where it is a mere hint; who is not commanded is asked (函询), everybody else urged (催办)."""
    if hint:
        return UrgeKind.HINT
    return UrgeKind.INQUIRY if row.owner.kind in GENTLE_KINDS else UrgeKind.URGE


def urge_row(
    uow: UnitOfWork, row: Obligation, text: str, *, hint: bool, automatic: bool = False, kind: str = ""
) -> Urge:
    """Write down one reminder to a locked obligation and tell its owner (`kind`: fixed already)."""
    kind = kind or kind_of_urge(row, hint=hint)
    made = Urge(
        obligation=row,
        kind=kind,
        text=text.strip(),
        at=uow.now,
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
        automatic=automatic,
    )
    add([made])
    if kind != UrgeKind.HINT:
        row.urged, row.urged_at = row.urged + 1, uow.now
    move_on(uow, row, "urge", urge=str(kind), automatic=automatic)
    tell_owner(uow, row, str(UrgeKind(kind).label))
    return made


def call(
    uow: UnitOfWork,
    obligation_id: UUID,
    *,
    called: str,
    phone: str = "",
    answer: str = "",
    promised_on: date | None = None,
    expected: int | None = None,
) -> Urge:
    """电话催办: whom one reached and what was said. Counts as one 催办; the promised day is followed up.

    A later call settles what an earlier one promised. Errors: E-REQUIRED, E-RULE (a promise for a day that
    has gone by).
    """
    row = take_obligation(uow, obligation_id, "call", expected=expected)
    if not called.strip():
        words = "请填写接电话的人。"
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="called")])
    if promised_on is not None and promised_on < uow.today:
        words = f"答复的日期 {promised_on} 早于今天。"
        raise Refusal("E-RULE", words, errors=[FieldError("E-RULE", words, pointer="promised_on")])
    Urge.objects.filter(obligation=row, promised_on__isnull=False, followed_on=None).update(
        followed_on=uow.today
    )
    kind = kind_of_urge(row, hint=False)
    said = f"电话联系{called.strip()}" + (f"：{answer.strip()}" if answer.strip() else "")
    said += f"（答复 {promised_on} 前办结）" if promised_on else ""
    made = Urge(
        obligation=row, kind=kind, text=said[:2000], at=uow.now, by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name, by_post=uow.actor.post, called=called.strip()[:60],
        phone=phone.strip()[:40], answer=answer.strip(), promised_on=promised_on,
    )  # fmt: skip
    add([made])
    row.urged, row.urged_at = row.urged + 1, uow.now
    move_on(uow, row, "call", words=said, urge=str(kind))
    tell_owner(uow, row, "电话催办" if kind == UrgeKind.URGE else "电话函询")
    return made


def follow_promises(uow: UnitOfWork, most: int = 200) -> int:
    """Remind the callers, quietly, of promised days that have gone by with the task still open."""
    due = list(
        Urge.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("obligation__owner", "obligation__matter")
        .filter(promised_on__lt=uow.today, followed_on=None)
        .order_by("promised_on")[:most]
    )
    for urge in due:
        row = urge.obligation
        if row.is_open and urge.by_post is not None:
            tell(
                uow,
                to_posts=[urge.by_post],
                kind="obligation.promise_passed",
                title=f"{row.title}：{row.owner}答复 {urge.promised_on} 前办结，尚未办结",
                url=obligation_url(row),
                subject=Subject("obligation", row.pk, row.linkage),
            )
    Urge.objects.filter(pk__in=[urge.pk for urge in due]).update(followed_on=uow.today)
    return len(due)
