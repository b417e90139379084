"""The few pages that belong to no room: preferences and, in demonstrations, the style guide."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from fuyuantong.common.context import SIZE_COOKIE, SIZES, THEME_COOKIE, THEMES

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember size, theme or language in a cookie and return to the page the person was on."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    quiet = request.headers.get("X-Requested-With") == "fetch"
    response = HttpResponse(status=204) if quiet else HttpResponseRedirect(target)
    languages = tuple(code for code, _name in settings.LANGUAGES)
    choices = (
        ("size", SIZE_COOKIE, SIZES),
        ("theme", THEME_COOKIE, THEMES),
        ("language", settings.LANGUAGE_COOKIE_NAME, languages),
    )
    for name, cookie, allowed in choices:
        value = request.POST.get(name, "")
        if value in allowed:
            response.set_cookie(
                cookie,
                value,
                max_age=YEAR,
                samesite="Lax",
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
            )
    return response
