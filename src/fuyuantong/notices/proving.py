"""The job that sends a code to an account which somebody says is theirs."""

from __future__ import annotations

import secrets

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuyuantong.common.jobs import job
from fuyuantong.common.now import read_clock
from fuyuantong.notices import kinds
from fuyuantong.notices.channels import channel_of, code_digest
from fuyuantong.notices.kinds import Outside
from fuyuantong.notices.models import Handle

TRIES = 3


@job("notices.prove", gettext_lazy("发送验证码"), outside=True, queue="outside", tries=TRIES, first_wait=20)
def prove(key: str, handle: int) -> None:
    """Make a code, keep its digest and send it. Tried again it is another code, and only the last one counts.

    The code itself stands in no table, no queue and no log.
    """
    row = Handle.objects.filter(pk=handle).exclude(pending="").first()
    way = channel_of(row.channel) if row else None
    if row is None or way is None:
        return
    code = f"{secrets.randbelow(10**kinds.CODE_DIGITS):0{kinds.CODE_DIGITS}d}"
    digest = code_digest(row.pk, code)
    now = read_clock()
    kept = Handle.objects.filter(pk=row.pk, pending=row.pending)
    if not kept.update(code=digest, code_at=now, tries=0):
        return
    minutes = int(kinds.CODE_LIVES.total_seconds() // 60)
    line = _("%(n)s 分钟内有效，用于确认这个账号归您使用。不是您本人操作的，请不要理会。") % {"n": minutes}
    way.send(row.pending, Outside(key, _("府院通验证码：%(code)s") % {"code": code}, (line,), ""))
