"""The templates of library/letters: read once, found by their code, else by the kind of paper."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fuyuantong.documents.letters.kinds import Problem, Template
from fuyuantong.documents.letters.reading import read_template

FOLDER = Path(__file__).parents[2] / "library" / "letters"


def check_folder(folder: Path = FOLDER) -> list[tuple[Path, Problem]]:
    """Everything wrong in a folder of templates; a code or a kind of paper may stand in one file only."""
    found: list[tuple[Path, Problem]] = []
    seen: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.letter")):
        template, problems = read_template(path.read_text(encoding="utf-8"))
        found += [(path, problem) for problem in problems]
        for name in (*template.codes, *template.genres) if template else ():
            if name in seen:
                sentence = f"“{name}”已在 {seen[name].name} 中写明。"
                found.append((path, Problem(2, "L-TWICE", sentence, "一个代码、一个文种只能有一份模板。")))
            seen[name] = path
    return found


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """All templates, by name. A broken one is an error of the product, found by its tests."""
    made = []
    for path in sorted(FOLDER.rglob("*.letter")):
        template, problems = read_template(path.read_text(encoding="utf-8"))
        if template is None:
            raise ValueError(f"{path.name}: {problems[0].line}: {problems[0].sentence}")
        made.append(template)
    return tuple(made)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Template]:
    return {name: template for template in templates() for name in (*template.codes, *template.genres)}


def template_for(code: str, genre: str) -> Template:
    """By code, by the kind of paper, by what its name ends with; the plain paper of its kind at last."""
    known = _by_name()
    for name in (code, genre):
        if name in known:
            return known[name]
    ends = [name for name in known if not name.isascii() and (genre.endswith(name) or name in genre)]
    return known[max(ends, key=len)] if ends else known["paper"]
