"""WSGI entry for any server (`fyt up` uses the one in docs/build/dependencies.md)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from fuyuantong.config.environment import sweep_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuyuantong.config.settings")
application = get_wsgi_application()
sweep_seldom()
