"""What a process of the product needs in its environment: secret key, settings module, database."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from fuyuantong.common.refusals import Refusal
from fuyuantong.config.launcher import Cluster, open_database
from fuyuantong.config.launcher.open import var_folder

_SHORTEST_KEY = 40


def ensure_secret_key() -> None:
    """Put FYT_SECRET_KEY into the environment: the given one, or the one kept in $FYT_VAR (mode 0600)."""
    given = os.environ.get("FYT_SECRET_KEY")
    if given is None:
        os.environ["FYT_SECRET_KEY"] = _kept_key(var_folder() / "secret-key")
    elif len(given) < _SHORTEST_KEY:
        raise Refusal(
            "E-DB-UNSAFE",
            f"FYT_SECRET_KEY 太短（至少 {_SHORTEST_KEY} 个字符）。",
            hint="不设置该变量时，程序会自己生成并保存一个。",
        )


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    if path.stat().st_mode & 0o077:
        raise Refusal(
            "E-DB-UNSAFE", f"密钥文件 {path} 可被他人读取。", hint=f"请执行 chmod 600 {path} 后再启动。"
        )
    return path.read_text(encoding="ascii").strip()


def setup_django() -> None:
    """Load Django under the product's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuyuantong.config.settings")
    import django

    django.setup()
    sweep_seldom()


def sweep_seldom() -> None:
    """Let Python look for garbage less often, and not among what was loaded at the start and stays.

    A request or a job makes some ten thousand objects, nearly all of which go by themselves; with Python's
    own thresholds a sixth of the processor's time went into looking through them (measured over the tests of
    two rooms).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.unfreeze)  # what stays must go at the end: an engine in C++ complains of leaks else


@contextlib.contextmanager
def product_database(*, exclusive: bool = False) -> Iterator[Cluster | None]:
    """Make the database reachable and the settings complete, for a command beside or without `fyt up`."""
    with open_database(exclusive=exclusive) as cluster:
        ensure_secret_key()
        yield cluster
