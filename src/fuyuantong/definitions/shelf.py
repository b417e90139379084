"""The delivered library on disk: mechanisms and profiles, in order of their file names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.definitions.nodes import MAX_BYTES, compose, plain

LIBRARY = Path(__file__).resolve().parent.parent / "library"
MECHANISMS = LIBRARY / "mechanisms"
PROFILES = LIBRARY / "profiles"
REGISTERS = LIBRARY / "registers"
SCHEMA = LIBRARY / "mechanism.schema.json"


def mechanism_files() -> Iterator[Path]:
    yield from sorted(MECHANISMS.rglob("*.yaml"))


PLACES = {
    "bayingolin": "quarterly-three-party", "baota": "half-year-two-party", "jiaozuo": "leading-group-items",
    "jingmen": "procuratorate-yearly", "panshi": "yearly-with-topics",
}  # fmt: skip
"""Other names of the delivered profiles: the places whose papers S0–S4 they sum up."""


def profile_files() -> Iterator[Path]:
    yield from sorted(PROFILES.glob("*.yaml"))


def profile_code(name: str) -> str:
    """The code of a profile; a delivered one also answers to the place whose paper it sums up."""
    return PLACES.get(name, name)


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


Columns = Callable[[str], tuple[str, ...] | None]
_published: list[Columns] = []


def use_published_registers(columns: Columns) -> None:
    """The room of registers, which lies above, says which columns a published register has."""
    _published[:] = [columns]


def register_columns(code: str) -> tuple[str, ...] | None:
    """The columns of a register, published or delivered; None when there is no such register."""
    known = next((columns for find in _published if (columns := find(code)) is not None), None)
    return known if known is not None else _delivered_columns(code)


@lru_cache(maxsize=256)
def _delivered_columns(code: str) -> tuple[str, ...] | None:
    path = REGISTERS / f"{code}.yaml"
    if path not in set(REGISTERS.glob("*.yaml")):
        return None
    root = compose(read_text(path), path.name)
    return tuple(plain(root)["列"]) if root is not None else None


def delivered_parties(code: str) -> tuple[str, ...] | None:
    """The parties of a delivered mechanism; None when none of this code is delivered."""
    found = _delivered(code)
    return found[0] if found else None


def delivered_letters(code: str) -> tuple[str, ...] | None:
    """The letters (文书) of a delivered mechanism; None when none of this code is delivered."""
    found = _delivered(code)
    return found[1] if found else None


@lru_cache(maxsize=256)
def _delivered(code: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    path = next((path for path in mechanism_files() if path.stem == code), None)
    root = compose(read_text(path), path.name) if path else None
    if root is None:
        return None
    told = plain(root)
    return tuple(told["参与方"]), tuple(told.get("文书") or ())
