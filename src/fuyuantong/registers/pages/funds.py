"""Money of a budget row: applying, deciding, moving."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fuyuantong.common.access import viewer_of
from fuyuantong.common.parts import Crumb
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.registers import policy, queries
from fuyuantong.registers.actions.funds import apply_for, decide, move
from fuyuantong.registers.forms.funds import ApplyForm, DecideForm, MoveForm
from fuyuantong.registers.models import Row
from fuyuantong.registers.pages.rows import ask, trail_of


def _keeper(request: HttpRequest, row: Row) -> None:
    viewer = viewer_of(request)
    policy.check_change(viewer, queries.register_of(row.book_id), row, queries.kind_of(viewer))


@require_http_methods(["GET", "POST"])
def row_apply(request: HttpRequest, key: UUID) -> HttpResponse:
    """申请用款."""
    viewer = viewer_of(request)
    row = queries.fund_page(viewer, key).row
    policy.check(viewer, "fund.apply")
    form = ApplyForm(request.POST if request.method == "POST" else None)
    back = reverse("registers:row", args=[key])

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        apply_for(uow, key, data["amount"], data["purpose"], data["case_number"])
        return back

    heading = _("申请用款")
    return ask(request, form, work, trail_of(row, Crumb(heading)), heading, back, "fund.apply", _("已申请。"))


@require_http_methods(["GET", "POST"])
def row_move(request: HttpRequest, key: UUID) -> HttpResponse:
    """下达、调减预算."""
    row = queries.fund_page(viewer_of(request), key).row
    _keeper(request, row)
    form = MoveForm(request.POST if request.method == "POST" else None)
    back = reverse("registers:row", args=[key])

    def work(uow: UnitOfWork) -> str:
        move(uow, key, form.movement())
        return back

    heading = _("下达或调减预算")
    return ask(request, form, work, trail_of(row, Crumb(heading)), heading, back, "fund.move", _("已记账。"))


@require_http_methods(["GET", "POST"])
def claim_move(request: HttpRequest, key: UUID) -> HttpResponse:
    """支付、回收、核销、撤回批准 of one application."""
    claim = queries.claim_for(viewer_of(request), key)
    _keeper(request, claim.row)
    form = MoveForm(request.POST if request.method == "POST" else None, claim=claim.pk)
    back = reverse("registers:row", args=[claim.row_id])

    def work(uow: UnitOfWork) -> str:
        move(uow, claim.row_id, form.movement())
        return back

    heading = _("支付、回收、核销")
    trail = trail_of(claim.row, Crumb(heading))
    return ask(request, form, work, trail, heading, back, "fund.move", _("已记账。"), claim.purpose)


@require_http_methods(["GET", "POST"])
def claim_decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """审批 an application: an amount approves, none refuses."""
    claim = queries.claim_for(viewer_of(request), key)
    _keeper(request, claim.row)
    form = DecideForm(request.POST if request.method == "POST" else None, initial={"amount": claim.asked})
    back = reverse("registers:row", args=[claim.row_id])

    def work(uow: UnitOfWork) -> str:
        decide(uow, key, amount=form.cleaned_data["amount"], note=form.cleaned_data["note"])
        return back

    heading, note = _("审批用款申请"), _("不填批准金额就是不予批准。") + claim.purpose
    trail = trail_of(claim.row, Crumb(heading))
    return ask(request, form, work, trail, heading, back, "fund.decide", _("已审批。"), note)
