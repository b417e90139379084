"""A PostgreSQL of our own: found on the machine or taken from the wheel, run as a direct child."""

from fuyuantong.config.launcher.cluster import Cluster, Roles
from fuyuantong.config.launcher.open import database_environment, open_database

__all__ = ["Cluster", "Roles", "database_environment", "open_database"]
