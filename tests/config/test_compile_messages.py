"""The translations' compiler writes what Python's gettext reads."""

from __future__ import annotations

import gettext
import importlib.util
import io
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "compile_messages.py"
PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: pages.py:1
msgid "签收"
msgstr "Sign for"

msgctxt "动词"
msgid "办理"
msgstr "Handle"

msgid "%(n)s 项"
msgid_plural "%(n)s 项 "
msgstr[0] "%(n)s item"
msgstr[1] "%(n)s items"

#, fuzzy
msgid "旧的"
msgstr "Old"

msgid "没有译文"
msgstr ""

msgid ""
"分两行"
"写的"
msgstr "Written in "
"two lines: \\"quoted\\""
"""


def test_python_reads_what_it_writes(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("compile_messages", SCRIPT)
    compiler = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(compiler)
    (tmp_path / "x.po").write_text(PO, encoding="utf-8")
    read = gettext.GNUTranslations(io.BytesIO(compiler.pack(compiler.read(tmp_path / "x.po"))))
    assert read.gettext("签收") == "Sign for"
    assert read.pgettext("动词", "办理") == "Handle"
    assert [read.ngettext("%(n)s 项", "%(n)s 项 ", n) for n in (1, 2)] == ["%(n)s item", "%(n)s items"]
    assert (read.gettext("旧的"), read.gettext("没有译文")) == ("旧的", "没有译文")
    assert read.gettext("分两行写的") == 'Written in two lines: "quoted"'
