"""Serve the style guide alone, without a database: `python tests/common/guide_server.py PORT`.

It uses the product's own templates, tags, middleware and policy of content, and a made-up person.
"""

from __future__ import annotations

import sys
from socketserver import ThreadingMixIn
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def act(get_response):
    from fuyuantong.common.actors import Actor

    def middleware(request):
        request.actor = Actor(UUID(int=1), UUID(int=2), UUID(int=3), "000000", "张明", "市中院", "联络员")
        return get_response(request)

    return middleware


def configure() -> None:
    settings.configure(
        DEBUG=False,
        DEMO=True,
        SECRET_KEY="guide-" + "x" * 50,
        ALLOWED_HOSTS=["127.0.0.1", "testserver"],
        ROOT_URLCONF="guide_urls",
        INSTALLED_APPS=["django.contrib.staticfiles", "django_htmx", "fuyuantong.common"],
        MIDDLEWARE=[
            "csp.middleware.CSPMiddleware",
            "fuyuantong.common.middleware.RequestId",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "guide_server.act",
            "fuyuantong.common.middleware.Refusals",
        ],
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.messages.context_processors.messages",
                        "fuyuantong.common.context.shell",
                    ]
                },
            }
        ],
        CONTENT_SECURITY_POLICY=policy(),
        STATIC_URL="/static/",
        LANGUAGE_CODE="zh-hans",
        LANGUAGES=[("zh-hans", "中文"), ("en", "English")],
        LOCALE_PATHS=[locale_path()],
        TIME_ZONE="Asia/Shanghai",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )


def policy():
    from fuyuantong.config.content_policy import CONTENT_SECURITY_POLICY

    return CONTENT_SECURITY_POLICY


def locale_path():
    import fuyuantong

    return fuyuantong.__path__[0] + "/locale"


def entries() -> None:
    from fuyuantong.common.context import (
        NavEntry,
        PostChoice,
        register_counter,
        register_entry,
        register_posts,
    )

    for label, view, icon, group, counter in (
        ("我的工作台", "home", "home", "", "inbox"),
        ("联动任务台账", "ledger", "list", "", ""),
        ("领导驾驶舱", "styleguide", "chart", "", ""),
        ("会议与日程", "calendar", "calendar", "", ""),
        ("来文导入", "import", "import", "文件与公文", ""),
        ("年度工作要点", "plans", "layers", "文件与公文", ""),
        ("机构与人员", "organs", "unit", "基础与监督", ""),
        ("机制库", "library", "library", "基础与监督", ""),
        ("审计", "audit", "shield", "基础与监督", ""),
    ):
        register_entry(
            NavEntry(
                label,
                view,
                icon,
                group,
                counter,
                bottom=group == "" and view != "calendar",
                short=label[2:5] if view == "home" else label[-2:],
            )
        )
    register_counter("inbox", lambda request: 12)
    register_counter("bell", lambda request: 5)
    register_posts(
        lambda request: [PostChoice("1", "市中院 · 联络员", True), PostChoice("2", "联席办 · 副主任")]
    )


def main(port: int) -> None:
    configure()
    django.setup()
    entries()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    application = StaticFilesHandler(get_wsgi_application())
    with make_server("127.0.0.1", port, application, server_class=Threaded, handler_class=Quiet) as server:
        sys.stdout.write(f"ready {server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    sys.modules["guide_server"] = sys.modules["__main__"]
    main(int(sys.argv[1]))
