"""The delivered library on disk: mechanisms and profiles, in order of their file names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.definitions.nodes import MAX_BYTES

LIBRARY = Path(__file__).resolve().parent.parent / "library"
MECHANISMS = LIBRARY / "mechanisms"
PROFILES = LIBRARY / "profiles"
SCHEMA = LIBRARY / "mechanism.schema.json"


def mechanism_files() -> Iterator[Path]:
    yield from sorted(MECHANISMS.rglob("*.yaml"))


def profile_files() -> Iterator[Path]:
    yield from sorted(PROFILES.glob("*.yaml"))


def profile_file(code: str) -> Path:
    """The file of a delivered profile; its name is its code."""
    found = next((path for path in profile_files() if path.stem == code), None)
    if found is None:
        raise NotFound
    return found


def is_shipped(code: str) -> bool:
    """Whether a profile of this code is delivered with the product."""
    return any(path.stem == code for path in profile_files())


def mechanism_file(code: str) -> Path:
    """The file of a delivered mechanism; its name is its code."""
    found = next((path for path in mechanism_files() if path.stem == code), None)
    if found is None:
        raise NotFound
    return found


def read_text(path: Path) -> str:
    """The text of a file; a sentence when it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal("E-FILE-MISSING", f"无法读取文件“{path}”。") from error
    if len(data) > MAX_BYTES:
        raise Refusal("E-DEF-SIZE", f"“{path}”超过 {MAX_BYTES // 1000} KB。")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("E-FILE-ENCODING", f"“{path}”不是 UTF-8 文本。", hint="请另存为 UTF-8。") from error
