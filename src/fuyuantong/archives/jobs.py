"""What a worker does here: the next few volumes of a year's filing."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fuyuantong.archives.actions.filing import FILING_JOB, file_some
from fuyuantong.common.jobs import job
from fuyuantong.common.uow import UnitOfWork


@job(FILING_JOB, _("年度立卷"), queue="long")
def file_volumes(uow: UnitOfWork, filing: str) -> None:
    file_some(uow, UUID(filing))
