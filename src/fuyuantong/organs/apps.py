from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.http import HttpRequest


class OrgansConfig(AppConfig):
    name = "fuyuantong.organs"
    label = "organs"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from fuyuantong.common.context import PostChoice, register_posts

        def choices(request: HttpRequest) -> Sequence[PostChoice]:
            actor = getattr(request, "actor", None)
            return [
                PostChoice(
                    value=str(tenure.post_id),
                    label=f"{tenure.post.unit} {tenure.post.title}",
                    current=actor is not None and tenure.post_id == actor.post,
                )
                for tenure in getattr(request, "tenures", [])
            ]

        register_posts(choices)
