"""The WSGI application of `fyt up`: loaded once before the server forks, so that the first page is quick."""

from __future__ import annotations

from django.urls import get_resolver

from fuyuantong.config.wsgi import application

__all__ = ["application"]

# Imports every room's pages and API now instead of on the first request of each process.
_ = get_resolver().url_patterns
