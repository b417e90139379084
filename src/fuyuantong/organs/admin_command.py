"""`fyt admin create`: the first administrator of an installation, once, with a password printed once."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Conflict
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.organs import actions
from fuyuantong.organs.kinds import Level, Role, UnitKind
from fuyuantong.organs.models import Person, Region, Unit
from fuyuantong.organs.queries import has_administrator

_SEATS = (
    (Role.SYSADMIN, gettext_lazy("系统管理员")),
    (Role.SECADMIN, gettext_lazy("安全管理员")),
    (Role.AUDITOR, gettext_lazy("审计员")),
)


def main(argv: Sequence[str]) -> int:
    """`create`: make the three administrators' accounts; refuses (409) once a system administrator works."""
    parser = argparse.ArgumentParser(prog="fyt admin", description=_("建立首批管理账号（三员分立）"))
    acts = parser.add_subparsers(dest="act", required=True)
    create = acts.add_parser("create", help=_("建立系统管理员、安全管理员、审计员各一个账号"))
    create.add_argument("--username", default="admin", help=_("登录名的前缀，默认 admin"))
    create.add_argument("--unit", default=_("系统管理机构"), help=_("管理员所在机构的全称"))
    create.add_argument("--region", default="", help=_("该机构所在区域的代码"))
    given = parser.parse_args(argv)
    with unit_of_work(SYSTEM, purpose="fyt admin create") as uow:
        made = create_first(uow, given.username, given.unit, given.region)
    print(_("已建立以下账号。初始密码只显示这一次，首次登录须修改并绑定动态验证码："))
    for title, person, first in made:
        print(f"  {title}\t{person.username}\t{first}")
    return 0


def create_first(
    uow: UnitOfWork, prefix: str, unit_name: str, region_code: str
) -> list[tuple[str, Person, str]]:
    """Make one account and one post for each of the three administrators (三员分立: nobody may be two)."""
    actions.take_turn("fyt admin create")
    if has_administrator(uow.today):
        raise Conflict(
            "E-ADMIN-EXISTS",
            _("已有在任的系统管理员。"),
            hint=_("请由其在“机构与人员”中办理；忘记密码请联系安全管理员重置。"),
        )
    unit = _unit(uow, unit_name, region_code)
    made = []
    for role, title in _SEATS:
        suffix = "" if role is Role.SYSADMIN else f"-{role.value}"
        person, first = actions.create_person(uow, username=f"{prefix}{suffix}", name=str(title))
        post = actions.create_post(uow, unit=unit, title=str(title), roles=[role.value])
        actions.start_tenure(uow, post=post, person=person, since=uow.today)
        made.append((str(title), person, first))
    return made


def _unit(uow: UnitOfWork, name: str, code: str) -> Unit:
    found = Unit.objects.valid_on(uow.today).filter(name=name).first()
    if found is not None:
        return found
    region = Region.objects.filter(pk=code).first() or Region.objects.filter(local=True).first()
    if region is None:
        region = actions.create_region(
            uow,
            code=code or "LOCAL",
            name=_("本地"),
            level=Level.PREFECTURE,
            local=True,
            valid_from=date(2000, 1, 1),
        )
    return actions.create_unit(uow, name=name, kind=UnitKind.GOVERNMENT, region=region, code="FYT-ADMIN")
