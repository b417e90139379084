"""The sample jurisdiction: the fictional 临江市, its accounts and half a year of made-up work."""

from fuyuantong.config.demo.loading import load

__all__ = ["load"]
