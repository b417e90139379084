"""A digest of everything that preparing a database depends on, so that a second start can skip it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
#: Other people's packages that bring migrations.
_OUTSIDE = ("Django", "procrastinate", "django-allauth", "django-axes")


def of_database() -> str:
    """Return the digest of our migrations, grants and library and of the packages with migrations."""
    files = [*_PACKAGE.glob("*/migrations/*.py"), *_files_under("library"), *_PACKAGE.glob("config/**/*.py")]
    return _digest(files, [f"{name} {metadata.version(name)}" for name in _OUTSIDE])


def of_static() -> str:
    """Return the digest of the files that browsers load, as they are in the source tree."""
    files = [*_PACKAGE.glob("*/static/**/*")]
    return _digest(files, [metadata.version("django-htmx"), metadata.version("django-ninja")])


def _files_under(name: str) -> Iterable[Path]:
    return (_PACKAGE / name).rglob("*")


def _digest(files: Iterable[Path], more: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted({p for p in files if p.is_file() and "__pycache__" not in p.parts}):
        digest.update(f"{path.relative_to(_PACKAGE)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for line in more:
        digest.update(line.encode() + b"\0")
    return digest.hexdigest()
