from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.apps import AppConfig
from django.http import HttpRequest

from fuyuantong.common.actors import Actor


class NoticesConfig(AppConfig):
    name = "fuyuantong.notices"
    label = "notices"
    verbose_name = "消息"

    def ready(self) -> None:
        from fuyuantong.common.context import register_banner, register_counter
        from fuyuantong.common.health import silence
        from fuyuantong.common.jobs import on_failure, set_actor_source
        from fuyuantong.notices import deliveries, duties, proving  # noqa: F401 - registered by being read
        from fuyuantong.notices.channels import register
        from fuyuantong.notices.channels.console import ConsoleChannel
        from fuyuantong.notices.channels.dingtalk import DingtalkApp, DingtalkRobot
        from fuyuantong.notices.channels.email import EmailChannel
        from fuyuantong.notices.channels.feishu import FeishuApp, FeishuRobot
        from fuyuantong.notices.channels.file import FileChannel
        from fuyuantong.notices.channels.sms import SmsChannel
        from fuyuantong.notices.channels.wecom import WecomApp, WecomRobot
        from fuyuantong.notices.dead_letters import keep_failure
        from fuyuantong.notices.queries import away, open_dead_letters, unread_count
        from fuyuantong.organs.queries import register_absences

        register(FileChannel(), ConsoleChannel(), EmailChannel(), SmsChannel())
        register(WecomApp(), DingtalkApp(), FeishuApp(), WecomRobot(), DingtalkRobot(), FeishuRobot())
        on_failure(keep_failure)
        set_actor_source(_actor_by_ids)
        register_banner(silence)
        register_absences(away)
        register_counter("bell", _counted(unread_count))
        register_counter("dead_letters", _counted(open_dead_letters))


def _actor_by_ids(person: UUID, post: UUID) -> Actor:
    from fuyuantong.common.refusals import NotFound
    from fuyuantong.organs.models import Person
    from fuyuantong.organs.queries import actor_for

    found = Person.objects.filter(pk=person).first()
    if found is None:
        raise NotFound
    return actor_for(found, post)


def _counted(count: Callable[[Actor], int]) -> Callable[[HttpRequest], int]:
    def by_request(request: HttpRequest) -> int:
        actor = getattr(request, "actor", None)
        return count(actor) if isinstance(actor, Actor) else 0

    return by_request
