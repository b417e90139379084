"""A letter that a person drafts: one of the kinds of letter of the matter's definition, outside any act.

It goes the same way as those that acts and reminders draft (`actions/signing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fuyuantong.common.refusals import Conflict, Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Letter
from fuyuantong.matters import policy
from fuyuantong.matters.actions.drafting import BY_HAND, compose_letter, keep, unsigned
from fuyuantong.matters.composing import Composed
from fuyuantong.matters.doors import check_open, take_matter
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import DraftState
from fuyuantong.matters.models import Draft, Matter
from fuyuantong.matters.queries.letters import signing_party, writable_letters
from fuyuantong.organs.models import Unit


def write_letter(
    uow: UnitOfWork,
    matter_id: UUID,
    letter: str,
    *,
    title: str = "",
    text: str = "",
    number: str = "",
    to: Sequence[UUID] | None = None,
    copies: Sequence[UUID] = (),
) -> Draft:
    """Draft a letter of the definition for the actor's unit; what is not given is written up from the matter.

    `to` None: whoever owes something here. Errors: E-NOT-FOUND; E-FORBIDDEN when the unit may not send it;
    E-STATE on an ended matter, or while the same letter still waits for its signature; E-RULE.
    """
    matter = take_matter(uow, matter_id)
    rule = _allowed(uow, matter, letter)
    check_open(matter, "起草文书")
    waiting = unsigned(matter.pk, rule.key, uow.actor.unit_key).first()
    if waiting is not None:
        label = DraftState(waiting.state).label
        raise Conflict(
            "E-STATE", f"“{waiting.title}”还是“{label}”，不再另拟一份。", hint="请在“文书”中修改或弃用它。"
        )
    unit, office = signing_party(uow.actor, matter, rule)
    units = [*(to or ()), *copies]
    if Unit.objects.filter(pk__in=units, valid_until=None).count() != len(set(units)):
        raise Refusal("E-RULE", "主送、抄送单位中有不在名录或已停用的机构。", hint="请从机构名录中选择。")
    composed, owing, _copied = compose_letter(uow, matter, rule, unit, None)
    said = Composed(
        composed.genre,
        title.strip() or composed.title,
        "\n".join(line for line in text.splitlines() if line.strip()) or composed.text,
        composed.template,
    )
    draft = Draft(
        matter=matter, letter=rule.key, what=BY_HAND, unit=unit, office=office, approval=rule.approval,
        number=number.strip(),
    )  # fmt: skip
    keep(uow, draft, said, owing if to is None else to, copies)
    return draft


def _allowed(uow: UnitOfWork, matter: Matter, letter: str) -> Letter:
    mechanism = mechanism_of(matter)
    if not policy.handles(uow.actor):
        raise Forbidden("您现在的岗位只能查看，不能起草文书。")
    known = [one.key for one in mechanism.letters]
    if letter not in known:
        hint = f"可以起草：{'、'.join(known)}。" if known else "这类事项没有规定文书。"
        raise Refusal("E-RULE", f"“{mechanism.name}”没有名为“{letter[:20]}”的文书。", hint=hint)
    own = {one.key: one for one in writable_letters(uow.actor, matter, mechanism)}
    if letter not in own:
        signer = next(one.signer for one in mechanism.letters if one.key == letter) or "本事项的办理单位"
        raise Forbidden(f"“{letter}”由{signer}起草和签发。")
    return own[letter]
