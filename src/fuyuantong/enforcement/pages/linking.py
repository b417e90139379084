"""Opening 拒执线索, 送拘 and 网格员协助 from a case or from a search of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fuyuantong.common.access import viewer_of
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement import actions, linked, policy, queries
from fuyuantong.enforcement.forms import ReferralForm
from fuyuantong.enforcement.models import Pursuit
from fuyuantong.enforcement.pages.base import ROOM, doing


@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """`?pursuit=` names the search from which it comes: its person is chosen already."""
    viewer = viewer_of(request)
    case = queries.case_of(viewer, key)
    if not policy.may_handle(viewer, case):
        raise Forbidden(str(policy.COURTS_ONLY))
    rule = next((one for one in linked.offered(case) if one.code == kind), None)
    if rule is None:
        raise NotFound
    search = _search(request, key)
    form = ReferralForm(
        request.POST or None,
        rule=rule,
        options=linked.choices_of(rule),
        parties=list(case.parties.all()),
        units=linked.units_for(rule, queries.units_to_ask(viewer)),
        initial={"party": str(search.party_id)} if search else {},
    )

    def work(uow: UnitOfWork) -> str:
        made = actions.refer(uow, key, form.referral(search.pk if search else None))
        return reverse("matters:detail", args=[made.matter_id])

    context = {
        "trail": [ROOM, Crumb(case.case_no, reverse("enforcement:case", args=[key])), Crumb(rule.name)],
        "form": form,
        "case": case,
        "rule": rule,
    }
    said = _("已登记，请在事项页上传材料并办理下一步。")
    return doing(request, form, "enforcement.refer", work, "enforcement/refer.html", context, said)


def _search(request: HttpRequest, case: UUID) -> Pursuit | None:
    told = request.GET.get("pursuit", "")
    try:
        return (
            queries.pursuits_of(viewer_of(request)).filter(case=case, pk=UUID(told)).first() if told else None
        )
    except ValueError:
        return None
