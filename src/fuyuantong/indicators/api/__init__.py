"""指标 through the API: definitions, figures with their version and rows, snapshots, reconciliations."""

from fuyuantong.indicators.api import differences, figures, library, losses, snapshots
from fuyuantong.indicators.api.base import room

__all__ = ["differences", "figures", "library", "losses", "room", "snapshots"]
