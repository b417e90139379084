"""Who acts in this request: the signed-in person at one post; nobody without one gets past the door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuyuantong.common import errors
from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.now import day_of, read_clock
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.organs import passwords
from fuyuantong.organs.actions import end_session
from fuyuantong.organs.addresses import client_ip
from fuyuantong.organs.models import Person, Tenure
from fuyuantong.organs.queries import actor_of, posts_of

Handler = Callable[[HttpRequest], HttpResponseBase]
ABSOLUTE_SECONDS = 8 * 3600
_TOUCH_EVERY = 60
PUBLIC_PREFIXES = ("/api/", "/static/")
"""The API asks for its own keys; everything else is closed unless its view is marked `login_not_required`."""


class ActAsPost:
    """Set `request.actor` (`Actor` or None) and `request.tenures`; close pages to those without a session.

    Rows are read on every request, so a disabled person or a revoked post is out with the next one. A session
    ends after `FYT_SESSION_IDLE_SECONDS` without a request and after eight hours in any case.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = None  # type: ignore[attr-defined]
        request.tenures = []  # type: ignore[attr-defined]
        person = request.user
        if isinstance(person, Person) and person.is_authenticated:
            why = _why_over(request)
            if why:
                _end(request, person, why)
                return to_sign_in(request, why)
            take_post(request, person)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view, "login_required", True) or request.path.startswith(PUBLIC_PREFIXES):
            return None
        if not isinstance(request.user, Person):
            return to_sign_in(request, "")
        if getattr(view, "without_post", False):
            return None
        if passwords.is_stale(request.user, read_clock()):
            return HttpResponseRedirect(reverse("organs:password"))
        if request.actor is None:  # type: ignore[attr-defined]
            sentence = _("您的账号目前没有岗位。")
            return errors.answer(
                request, Refusal("E-NO-POST", sentence, status=403, hint=_("请联系安全管理员办理任岗。"))
            )
        return None


def take_post(request: HttpRequest, person: Person) -> None:
    """Choose the actor: the post kept in the session, or the first one in protocol order."""
    tenures: list[Tenure] = posts_of(person, day_of(read_clock()))
    kept = _uuid(request.session.get("post"))
    chosen = next((t for t in tenures if t.post_id == kept), tenures[0] if tenures else None)
    request.tenures = tenures  # type: ignore[attr-defined]
    request.actor = actor_of(chosen, person, client_ip(request)) if chosen else None  # type: ignore[attr-defined]


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _why_over(request: HttpRequest) -> str:
    """Return why the session is over, or nothing; notes the request as a sign of life once a minute."""
    now = int(read_clock().timestamp())
    session = request.session
    begun, seen = session.get("signed_in_at"), session.get("seen_at")
    if begun is None or seen is None:
        session["signed_in_at"] = session["seen_at"] = now
        return ""
    if now - int(begun) >= ABSOLUTE_SECONDS:
        return "absolute"
    if now - int(seen) >= settings.FYT_SESSION_IDLE_SECONDS:
        return "idle"
    background = request.headers.get("X-Fyt-Background") == "1"
    if not background and now - int(seen) >= min(_TOUCH_EVERY, settings.FYT_SESSION_IDLE_SECONDS // 2):
        session["seen_at"] = now
    return ""


def _end(request: HttpRequest, person: Person, why: str) -> None:
    actor = Actor(
        person=person.pk,
        post=None,
        unit=None,
        region="",
        name=person.name,
        unit_name="",
        ip=client_ip(request),
    )
    with unit_of_work(actor, request_id=getattr(request, "request_id", "")) as uow:
        end_session(uow, request, why)


def to_sign_in(request: HttpRequest, why: str) -> HttpResponse:
    """Send a browser to the sign-in page and back afterwards; programs get 401."""
    wanted = {"next": request.get_full_path()} if request.method == "GET" and request.path != "/" else {}
    if request.headers.get("HX-Request") == "true":
        current = getattr(getattr(request, "htmx", None), "current_url_abs_path", None)
        wanted = {"next": current} if current else {}
    elif errors.wants_json(request):
        sentence = _("尚未登录或登录已失效。")
        return errors.answer(request, Refusal("E-SIGN-IN", sentence, status=401, hint=_("请重新登录。")))
    if why:
        wanted["why"] = why
    target = reverse("organs:sign-in") + (f"?{urlencode(wanted)}" if wanted else "")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def anonymous_actor(request: HttpRequest) -> Actor:
    """Return who is written on the trail before anybody has signed in."""
    return Actor(
        person=SYSTEM.person,
        post=None,
        unit=None,
        region="",
        name=_("未登录"),
        unit_name="",
        ip=client_ip(request),
    )
