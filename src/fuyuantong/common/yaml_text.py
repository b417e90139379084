"""Reading YAML with the parser in C where PyYAML was built with it (its wheels are): ten times as fast.

For data only (`safe`); what is wrong is a `yaml.YAMLError` with its place, as from PyYAML's own parser.
"""

from __future__ import annotations

from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """The plain values of one document."""
    return yaml.load(text, LOADER)  # noqa: S506 - both loaders are the safe one
