"""A letter that was issued on paper: its matter opened, its acts done, its addressees given their task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.refusals import FieldError, Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.dispatches import policy
from fuyuantong.dispatches.kinds import Sending, recipes
from fuyuantong.dispatches.queries import case_of
from fuyuantong.documents.actions import attach
from fuyuantong.documents.models import StoredFile
from fuyuantong.matters.actions import signing
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Draft, Matter


def send(uow: UnitOfWork, told: Sending, *, files: Sequence[StoredFile] = ()) -> Matter:
    """Open the matter of an issued letter and serve it on its addressees, in one transaction.

    The paper exists already: the letters that the acts draft are given up in favour of it. Errors:
    E-FORBIDDEN (not a sender of this letter), E-REQUIRED, E-CASE-NO; those of opening and of the acts.
    """
    recipe = recipes().get(told.recipe)
    if recipe is None or recipe not in policy.may_send(uow.actor):
        raise Forbidden(_("您现在的岗位不能送办这种文书。"))
    for name, given, words in (
        ("title", told.title.strip(), _("请填写标题。")),
        ("addressees", told.addressees, _("请填写收文单位。")),
        ("items", told.items, _("请填写建议。")),
        ("number", told.number.strip(), _("请填写文书上的文号。")),
    ):
        if not given:
            raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer=name)])
    number = case_of(uow.actor, told.case_number).number if told.case_number.strip() else ""
    values = {
        "文号": told.number.strip(),
        "签发日期": (told.signed_on or uow.today).isoformat(),
        "回复日期": told.reply_on.isoformat() if told.reply_on else "",
        "条目": [{"问题": fault or ask, "建议": ask} for fault, ask in told.items],
        "案号": [number] if number else [],
        "案由": told.cause.strip(),
        "事由": told.cause.strip() or told.title.strip(),
        "类型": told.kind,
    }
    fields: dict[str, Any] = {name: values[key] for key, name in recipe.fields.items() if values[key]}
    matter = open_matter(
        uow,
        Opening(
            mechanism=recipe.mechanism,
            linkage=told.linkage,
            title=told.title.strip()[:300],
            units={recipe.sender: [uow.actor.unit_key], recipe.addressee: list(told.addressees)},
            values=dict(recipe.defaults) | fields,
            number=told.number.strip()[:80],
        ),
    )
    for stored in files:
        attach(uow, stored, "matter", matter.pk, recipe.name, stream=matter_stream(matter.pk))
    served = {str(unit): told.served_on for unit in told.addressees if told.served_on}
    for name in recipe.acts:
        last = name == recipe.acts[-1]
        matter, _sent = act(uow, matter.pk, name, served=served if last else None)
    for draft in Draft.objects.filter(matter=matter, unit_id=uow.actor.unit_key).waiting():
        signing.drop(uow, draft.pk, reason=f"文书已在本单位制发，文号{told.number.strip()}。")
    return matter
