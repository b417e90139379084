"""A year of a fictional city's work, played through the real actions on a moved clock (`fyt simulate`)."""

from fuyuantong.config.simulation.year import LINKAGE, Played, Wish, play

__all__ = ["LINKAGE", "Played", "Wish", "play"]
