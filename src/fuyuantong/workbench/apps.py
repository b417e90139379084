from __future__ import annotations

from django.apps import AppConfig
from django.http import HttpRequest


class WorkbenchConfig(AppConfig):
    name = "fuyuantong.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from fuyuantong.common.context import register_counter
        from fuyuantong.matters import rollup  # noqa: F401 - the duty is registered by being read
        from fuyuantong.matters.pages.ledger import register_shelf
        from fuyuantong.registers.pages import linked
        from fuyuantong.workbench import holdings
        from fuyuantong.workbench.pages.views import shelf

        register_counter("inbox", waiting)
        register_shelf(shelf)
        linked.register_shelf(shelf)
        holdings.install()


def waiting(request: HttpRequest) -> int:
    """How many obligations wait for the post one acts as: the number beside 我的工作台."""
    from fuyuantong.common.actors import Actor
    from fuyuantong.workbench.queries import waiting_count

    actor = getattr(request, "actor", None)
    return waiting_count(actor) if isinstance(actor, Actor) else 0
