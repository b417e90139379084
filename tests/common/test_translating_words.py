"""The English catalogue compiles without gettext tools and covers the frame's words."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import fuyuantong
from fuyuantong.config.words import LOCALE, compile_words, read, write

SOURCE = Path(fuyuantong.__path__[0])
CATALOGUE = LOCALE / "en/LC_MESSAGES/django.po"
PO = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


def compiled(text):
    return gettext.GNUTranslations(io.BytesIO(write(read(PO + "\n" + text))))


def test_words_plurals_contexts_and_long_strings_come_through():
    words = compiled(
        'msgid "甲"\nmsgstr "one"\n\nmsgctxt "c"\nmsgid "甲"\nmsgstr "other"\n\n'
        'msgid "%(n)s 处"\nmsgid_plural "%(n)s 处"\nmsgstr[0] "%(n)s place"\nmsgstr[1] "%(n)s places"\n\n'
        'msgid ""\n"长"\n"句"\nmsgstr ""\n"a \\"long\\" "\n"one\\n"\n'
    )
    assert words.gettext("甲") == "one"
    assert words.pgettext("c", "甲") == "other"
    assert words.ngettext("%(n)s 处", "%(n)s 处", 1) == "%(n)s place"
    assert words.ngettext("%(n)s 处", "%(n)s 处", 2) == "%(n)s places"
    assert words.gettext("长句") == 'a "long" one\n'


def test_fuzzy_and_empty_entries_show_the_source():
    words = compiled('#, fuzzy\nmsgid "甲"\nmsgstr "wrong"\n\nmsgid "乙"\nmsgstr ""\n')
    assert (words.gettext("甲"), words.gettext("乙")) == ("甲", "乙")


def test_only_older_files_are_compiled_again(tmp_path):
    folder = tmp_path / "en/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, "utf-8")
    assert len(compile_words(tmp_path)) == 1
    assert compile_words(tmp_path) == []


def test_the_whole_catalogue_reads_as_gettext_reads_it():
    words = gettext.GNUTranslations(io.BytesIO(write(read(CATALOGUE.read_text("utf-8")))))
    assert words.gettext("跳到正文") == "Skip to content"


def test_every_word_of_the_frame_has_its_english():
    known = {key.split("\x00")[0] for key in read(CATALOGUE.read_text("utf-8"))}
    pages = [p for p in (SOURCE / "common/templates").rglob("*.html") if "styleguide" not in p.parts]
    used = {
        word for page in pages for word in re.findall(r"""{% translate ["']([^"']+)["']""", page.read_text())
    }
    assert used - known == set()


def test_placeholders_survive_translation():
    for key, text in read(CATALOGUE.read_text("utf-8")).items():
        if key:
            assert set(re.findall(r"%\(\w+\)s", key)) == set(re.findall(r"%\(\w+\)s", text)), key
