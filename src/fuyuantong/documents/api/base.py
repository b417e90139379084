"""The room's router; its operations belong to the scopes of the business they serve."""

from __future__ import annotations

from fuyuantong.common.api import Room

room = Room("documents", read="matters:read", write="matters:write")
