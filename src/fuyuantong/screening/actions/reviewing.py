"""People look at a hit side by side: one may release, two make a block; the department says what it did."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.screening import policy
from fuyuantong.screening.actions.asking import settle
from fuyuantong.screening.doors import take
from fuyuantong.screening.kinds import HitState
from fuyuantong.screening.models import Hit, Verdict
from fuyuantong.screening.trail import note

S = HitState


def review(uow: UnitOfWork, key: UUID, *, same: bool, expected: int | None = None) -> Hit:
    """Say whether row and record are the same subject. "Not" releases at once; "the same" wants a second
    person.

    The verdict is remembered for this unit, this row and this record. E-SECOND-PERSON: the same person
    twice.
    """
    hit = _take(uow, key, {S.WAITING, S.SECOND}, expected)
    if same and hit.state == S.WAITING:
        hit.state, hit.first_by, hit.first_name = S.SECOND, uow.actor.person, uow.actor.name
    else:
        if same and hit.first_by == uow.actor.person:
            raise Conflict(
                "E-SECOND-PERSON", _("您已复核过，须由另一人复核。"), hint=_("请本单位另一名经办人办理。")
            )
        hit.state, hit.second_name = (S.CONFIRMED if same else S.RELEASED), uow.actor.name
        Verdict.objects.update_or_create(
            unit_id=hit.asked.item.unit_id,
            digest=hit.digest,
            record_id=hit.record_id,
            defaults={"same": same, "at": uow.now},
        )
    hit.version += 1
    hit.save()
    settle(hit.asked, hit.asked.hits.values_list("state", flat=True))
    note(uow, "reviewed", "screening_hit", hit.pk, same=same, state=str(hit.state))
    return hit


def feed_back(uow: UnitOfWork, key: UUID, *, text: str, expected: int | None = None) -> Hit:
    """自动惩戒反馈: what the department did about a confirmed hit."""
    hit = _take(uow, key, {S.CONFIRMED, S.WITHDRAWN}, expected)
    if not text.strip():
        words = _("请写明怎样处置的。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="text")])
    hit.feedback, hit.feedback_at, hit.version = text.strip(), uow.now, hit.version + 1
    hit.save()
    note(uow, "fed_back", "screening_hit", hit.pk)
    return hit


def _take(uow: UnitOfWork, key: UUID, states: set[HitState], expected: int | None) -> Hit:
    return take(
        uow,
        Hit,
        key,
        policy.may_handle,
        states,
        expected=expected,
        words=policy.ASKERS_ONLY,
        related=("asked__item", "record"),
    )
