from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.http import HttpRequest


class OrgansConfig(AppConfig):
    name = "fuyuantong.organs"
    label = "organs"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from django.utils.translation import gettext as _

        from fuyuantong.common.context import PostChoice, register_posts
        from fuyuantong.organs.models import Tenure
        from fuyuantong.organs.queries import seat_name

        def choices(request: HttpRequest) -> Sequence[PostChoice]:
            actor = getattr(request, "actor", None)
            return [
                PostChoice(
                    value=str(tenure.post_id),
                    label=said(tenure),
                    current=actor is not None and tenure.post_id == actor.post,
                )
                for tenure in getattr(request, "tenures", [])
            ]

        def said(tenure: Tenure) -> str:
            """`市委依法治市办 联络岗（挂牌于市司法局）`: under which name one acts, and whose team it is."""
            unit = tenure.post.unit
            hung = _("（挂牌于%s）") % unit.body if unit.body else ""
            return f"{unit} {seat_name(tenure)}{hung}"

        register_posts(choices)
