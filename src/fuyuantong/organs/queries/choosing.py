"""What an input names by id or code, as the row; something that is not there is refused at its place."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.organs.models import Linkage, Person, Post, Region, Unit


def chosen_unit(key: UUID, pointer: str) -> Unit:
    return chosen_units([key], pointer)[0]


def chosen_units(keys: Sequence[UUID], pointer: str) -> list[Unit]:
    """Return the units in the order given, each once."""
    found = Unit.objects.select_related("region").in_bulk(keys)
    if len(found) < len(set(keys)):
        raise _unknown(pointer, _("没有这个机构。"))
    return [found[key] for key in dict.fromkeys(keys)]


def chosen_region(code: str, pointer: str) -> Region:
    row = Region.objects.filter(pk=code).first()
    if row is None:
        raise _unknown(pointer, _("没有这个区域代码。请先录入上级区域。"))
    return row


def chosen_linkage(code: str, pointer: str) -> Linkage:
    row = Linkage.objects.filter(code=code, valid_until__isnull=True).first()
    if row is None:
        raise _unknown(pointer, _("没有这个联动机制。"))
    return row


def chosen_post(key: UUID, pointer: str) -> Post:
    row = Post.objects.filter(pk=key, valid_until__isnull=True).select_related("unit").first()
    if row is None:
        raise _unknown(pointer, _("没有这个岗位，或已停用。"))
    return row


def chosen_person(username: str, pointer: str) -> Person:
    row = Person.objects.filter(username=Person.normalize_username(username), is_active=True).first()
    if row is None:
        raise _unknown(pointer, _("没有这个登录名，或账号已停用。请先在“人员”中建立。"))
    return row


def _unknown(pointer: str, sentence: str) -> Refusal:
    return Refusal("E-UNKNOWN", sentence, errors=[FieldError("E-UNKNOWN", sentence, pointer=pointer)])
