"""Every write of the room: one function for one verb, inside one unit of work."""

from fuyuantong.dispatches.actions.batching import confirm_batch, drop_batch, map_columns, start_batch
from fuyuantong.dispatches.actions.sending import send

__all__ = ["confirm_batch", "drop_batch", "map_columns", "send", "start_batch"]
