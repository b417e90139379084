"""败诉原因分析: the whole picture, one's own cases, the file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Query, carry_out, viewer
from fuyuantong.documents.serving import bytes_response
from fuyuantong.indicators import actions
from fuyuantong.indicators.api.base import room
from fuyuantong.indicators.loss_schemas import (
    LossesExportQuery,
    LossesOut,
    LossesQuery,
    OwnLossesOut,
    losses_out,
    own_out,
)
from fuyuantong.indicators.losses import losses, own
from fuyuantong.indicators.periods import read_span


@room.reads("/losses", LossesOut)
def loss_analysis(request: HttpRequest, query: Query[LossesQuery]) -> Any:
    """败诉原因、高风险领域和单位、走势、类案；只给能看全部案件的岗位."""
    return losses_out(losses(viewer(request), read_span(query.period)))


@room.reads("/own-losses", OwnLossesOut)
def own_losses(request: HttpRequest, query: Query[LossesQuery]) -> Any:
    """本单位作被告的败诉案件和预警."""
    return own_out(own(viewer(request), read_span(query.period)))


@room.downloads(
    "/losses/export",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/csv",
)
def export_losses(request: HttpRequest, query: Query[LossesExportQuery]) -> HttpResponse:
    """导出败诉原因分析（xlsx、csv、docx），导出记入审计."""
    span = read_span(query.period)
    content, name = carry_out(request, lambda uow: actions.export_losses(uow, span, query.format))
    return bytes_response(content, name, query.format)
