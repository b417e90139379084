"""A PostgreSQL of our own: found on the machine or taken from the wheel, run as a direct child."""

from fuyuantong.config.launcher.cluster import Cluster, Roles
from fuyuantong.config.launcher.open import database_environment, open_database
from fuyuantong.config.launcher.refused import Refused

__all__ = ["Cluster", "Refused", "Roles", "database_environment", "open_database"]
