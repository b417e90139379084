"""List the words of the product that have no English yet, as entries to fill in; exits with 1 for any.

Reads templates and code as Django's makemessages does, without gettext's programs. `--unused` lists what the
catalogues translate although nothing says it any more.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "fuyuantong"
_CALLS = {
    name + lazy: arguments
    for name, arguments in {
        "gettext": ("msgid",),
        "ngettext": ("msgid", "plural"),
        "pgettext": ("context", "msgid"),
        "npgettext": ("context", "msgid", "plural"),
    }.items()
    for lazy in ("", "_lazy")
} | {"_": ("msgid",), "gettext_noop": ("msgid",)}
_IN_TEMPLATE = re.compile(
    r"\b(n?p?gettext|_)\(\s*((?:u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")\s*,?\s*)+)", re.DOTALL
)
_STRING = re.compile(r"u?('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Message:
    msgid: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> str:
        """The key as compiled catalogues have it."""
        text = self.msgid + (f"\0{self.plural}" if self.plural else "")
        return f"{self.context}\4{text}" if self.context else text


def _message(function: str, texts: Iterable[str]) -> Message:
    return Message(**dict(zip(_CALLS[function], texts, strict=False)))


def in_code(text: str) -> Iterator[Message]:
    """What Python code says; texts put together at run time cannot be translated and are skipped."""
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            function = names.get(called, called if isinstance(node.func, ast.Attribute) else "")
            wanted = len(_CALLS.get(function, ()))
            texts = [
                a.value
                for a in node.args[:wanted]
                if isinstance(a, ast.Constant) and isinstance(a.value, str)
            ]
            if wanted and len(texts) == wanted:
                yield _message(function, texts)


def in_template(text: str) -> Iterator[Message]:
    """What a template says, through Django's own preparation for xgettext."""
    from django.utils.translation.template import templatize

    for found in _IN_TEMPLATE.finditer(templatize(text)):
        texts = [str(ast.literal_eval(part)) for part in _STRING.findall(found.group(2))]
        yield _message(found.group(1), texts)


def said() -> dict[Message, str]:
    """Every message of the source → where it is first said. The style guide is left out."""
    found: dict[Message, str] = {}
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html")]):
        if {"migrations", "styleguide"} & set(path.parts) or path.name == "styleguide.py":
            continue
        text = path.read_text("utf-8")
        for message in in_template(text) if path.suffix == ".html" else in_code(text):
            if message.msgid:
                found.setdefault(message, str(path.relative_to(SOURCE)))
    return found


def known() -> dict[str, str]:
    """Key → English, over all catalogues of the product; the first of settings.LOCALE_PATHS wins."""
    from fuyuantong.config.words import catalogues, read

    english: dict[str, str] = {}
    for path in catalogues():
        english |= read(path.read_text("utf-8")) | english
    return english


def missing() -> dict[Message, str]:
    """Messages without English → where. Texts without any Chinese need none."""
    english = known()
    return {
        m: where
        for m, where in said().items()
        if m.key not in english and re.search(r"[\u4e00-\u9fff]", m.msgid)
    }


def _entry(message: Message, where: str) -> str:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    context = f"msgctxt {quoted(message.context)}\n" if message.context else ""
    if not message.plural:
        return f'#: {where}\n{context}msgid {quoted(message.msgid)}\nmsgstr ""\n'
    return (
        f"#: {where}\n{context}msgid {quoted(message.msgid)}\nmsgid_plural {quoted(message.plural)}\n"
        'msgstr[0] ""\nmsgstr[1] ""\n'
    )


def main() -> int:
    """Print what is missing (or, with `--unused`, what is left over)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuyuantong.config.settings")
    os.environ.setdefault("FYT_SECRET_KEY", "only-for-reading-the-templates-of-the-source")
    if "--unused" in sys.argv[1:]:
        used = {message.key for message in said()}
        left = sorted(key for key in known() if key and key not in used)
        sys.stdout.write("".join(f"{key!r}\n" for key in left))
        return 0
    found = missing()
    sys.stdout.write("\n".join(_entry(m, where) for m, where in sorted(found.items(), key=lambda p: p[1])))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
