"""What all writes of the room share: locking by key, stale versions, broken constraints, the trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import Note, UnitOfWork

M = TypeVar("M", bound=models.Model)

# constraint → (code, field, sentence, what to do)
_BROKEN: dict[str, tuple[str, str, Promise, Promise]] = {
    "organs_region_pkey": ("E-REGION-TAKEN", "code", _("区域代码已存在。"), _("请核对代码。")),
    "organs_unit_code_key": (
        "E-UNIT-CODE-TAKEN",
        "code",
        _("机构代码已被使用。"),
        _("请换一个代码，或打开已有的机构。"),
    ),
    "unit_ends_after_it_begins": (
        "E-DATE-ORDER",
        "valid_until",
        _("撤销日期早于成立日期。"),
        _("请核对日期。"),
    ),
    "unit_not_its_own_parent": ("E-UNIT-PARENT", "parent", _("上级机构不能是本机构。"), _("请另选。")),
    "unit_not_its_own_successor": (
        "E-UNIT-SUCCESSOR",
        "successor",
        _("承继机构不能是本机构。"),
        _("请另选。"),
    ),
    "unit_not_its_own_body": ("E-UNIT-BODY", "body", _("机构不能挂牌于自己。"), _("请另选。")),
    "alias_once_per_unit": ("E-ALIAS-TAKEN", "alias", _("该机构已有这个别名。"), _("不必重复添加。")),
    "group_once_per_region": ("E-GROUP-TAKEN", "name", _("本区域已有同名的组。"), _("请打开已有的组修改。")),
    "organs_linkage_code_key": ("E-LINKAGE-TAKEN", "code", _("联动机制代码已存在。"), _("请换一个代码。")),
    "organs_person_username_key": (
        "E-USERNAME-TAKEN",
        "username",
        _("登录名已被使用。"),
        _("全角、大小写不同也算同名，请换一个。"),
    ),
    "post_admin_role_stands_alone": (
        "E-ROLES-EXCLUSIVE",
        "roles",
        _("系统管理员、安全管理员、审计员不得互兼，也不得与业务角色同设于一个岗位。"),
        _("请分设岗位。"),
    ),
    "tenure_one_lane_per_person": (
        "E-ROLES-EXCLUSIVE",
        "person",
        _("同一人不得兼任两类管理员，也不得在任管理员的同时承担业务岗位。"),
        _("请先办理离任，再任新岗位。"),
    ),
    "tenure_no_overlap": (
        "E-POST-HELD",
        "person",
        _("这段时间该岗位已有人在任。"),
        _("请先办理离任，或设为 B 岗。"),
    ),
    "tenure_one_open_holder": (
        "E-POST-HELD",
        "person",
        _("该岗位已有人在任。"),
        _("请先办理离任，或设为 B 岗。"),
    ),
    "tenure_open_once_per_person": ("E-POST-HELD", "person", _("此人已在该岗位。"), _("不必重复任职。")),
    "tenure_ends_after_it_begins": (
        "E-DATE-ORDER",
        "until_on",
        _("离任日期早于任职日期。"),
        _("请核对日期。"),
    ),
    "token_at_most_one_year": ("E-TOKEN-LONG", "expires_at", _("接口密钥最长一年。"), _("请缩短有效期。")),
}


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a broken constraint into a sentence; the savepoint keeps the transaction usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "")
        known = _BROKEN.get(name)
        if known is None:
            raise
        code, field, message, hint = known
        raise refused(code, field, str(message), str(hint)) from error


def refused(code: str, field: str, message: str, hint: str) -> Refusal:
    """Return a refusal that points at one field."""
    return Refusal(code, message, hint=hint, errors=[FieldError(code, message, pointer=field, hint=hint)])


def lock(rows: models.QuerySet[M], key: object, version: int | None = None) -> M:
    """Lock one row by primary key; a stale `version` is a conflict, so no change is lost silently."""
    row = rows.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:  # type: ignore[attr-defined]
        raise Conflict(
            "E-VERSION",
            str(_("这条记录刚被他人修改。")),
            hint=str(_("请打开最新内容核对后再保存；您填写的内容已保留。")),
        )
    return row


def apply(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Set the given attributes; returns what changed as {name: [old, new]}, ready for the trail."""
    changed: dict[str, list[str]] = {}
    for name, value in values.items():
        old = getattr(row, name)
        if old != value:
            changed[name] = [_plain(old), _plain(value)]
            setattr(row, name, value)
    return changed


def _plain(value: Any) -> str:
    if isinstance(value, models.Model):
        return str(value.pk)
    return "" if value is None else str(value)


def note(
    uow: UnitOfWork, kind: str, row: models.Model, data: Mapping[str, Any] | None = None, **more: Any
) -> None:
    """Put an act of this room on the day's stream. Region codes are no UUIDs and travel in the data."""
    key = row.pk if isinstance(row.pk, UUID) else None
    found = dict(data or {}) | ({} if key else {"key": str(row.pk)})
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind=kind,
            object_type=row._meta.label_lower,  # noqa: SLF001 - Django's documented interface
            object_id=key,
            object_version=getattr(row, "version", None),
            data=found,
            **more,
        )
    )
