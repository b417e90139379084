"""The job that reads big papers apart from the request; it runs with the rights of the uploader."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.jobs import job
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.plans.actions.importing import READ_JOB, read_import


@job(READ_JOB, _("读取来文"))
def read(uow: UnitOfWork, source: str) -> None:
    read_import(uow, UUID(source))
