"""The room's router. What is sent are matters, so the keys are those of matters."""

from __future__ import annotations

from fuyuantong.common.api import Room

room = Room("dispatches", read="matters:read", write="matters:write")
