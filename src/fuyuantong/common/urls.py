from __future__ import annotations

from django.conf import settings
from django.urls import path

from fuyuantong.common import pages, styleguide

urlpatterns = [path("preferences/", pages.preferences, name="preferences")]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("styleguide/", styleguide.show, name="styleguide"))
