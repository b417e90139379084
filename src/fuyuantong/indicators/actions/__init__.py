"""Every write of the room."""

from fuyuantong.indicators.actions.exporting import export_figure, export_kept_out
from fuyuantong.indicators.actions.freezing import correct, freeze
from fuyuantong.indicators.actions.listing import export_differences, export_list, export_rows
from fuyuantong.indicators.actions.losing import export_losses
from fuyuantong.indicators.actions.publishing import (
    load_indicators,
    publish_indicator,
    publish_rule,
)
from fuyuantong.indicators.actions.reconciling import admit, explain, raise_matter, reconcile

__all__ = [
    "admit",
    "correct",
    "explain",
    "export_differences",
    "export_figure",
    "export_kept_out",
    "export_list",
    "export_losses",
    "export_rows",
    "freeze",
    "load_indicators",
    "publish_indicator",
    "publish_rule",
    "raise_matter",
    "reconcile",
]
