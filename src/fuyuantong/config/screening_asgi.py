"""ASGI entry of `fyt screening`: the list comparison alone, with the API's keys."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuyuantong.config.settings")
django.setup()

from fuyuantong.common.api.door import use_keys  # noqa: E402 - after the settings
from fuyuantong.organs.api.entering import read_key, read_person  # noqa: E402
from fuyuantong.screening.service import application  # noqa: E402

__all__ = ["application"]

use_keys(read_key, read_person)
