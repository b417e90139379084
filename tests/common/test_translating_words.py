"""Every word of the product has its English, in catalogues that compile without gettext tools."""

from __future__ import annotations

import gettext
import importlib.util
import io
import re
import sys
from pathlib import Path

import pytest
from django.utils import translation

from fuyuantong.config.words import LOCALE, SOURCE, catalogues, compile_words, read, write
from fuyuantong.matters.moves import MOVES

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "messages.py"
CATALOGUE = LOCALE / "en/LC_MESSAGES/django.po"
PO = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("messages", SCRIPT)
    module = sys.modules["messages"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    folder = tmp_path / "room/locale/en/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, "utf-8")
    assert len(compile_words(tmp_path)) == 1
    assert compile_words(tmp_path) == []


def test_the_whole_catalogue_reads_as_gettext_reads_it():
    words = gettext.GNUTranslations(io.BytesIO(write(read(CATALOGUE.read_text("utf-8")))))
    assert words.gettext("跳到正文") == "Skip to content"


def test_the_catalogue_of_the_product_stands_before_those_of_rooms():
    assert catalogues()[0] == CATALOGUE


def test_every_word_of_the_product_has_its_english(messages):
    assert not {message.msgid: where for message, where in messages.missing().items()}


def test_the_verbs_of_an_obligation_have_their_english(messages):
    """They stand in a table and are translated when a button is shown."""
    words = {words for move in MOVES.values() for words in (move.words, move.gently) if words}
    assert not words - set(messages.known())


_TRANSLATED = re.compile(
    r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|\{% blocktranslate.*?\{% endblocktranslate %\}"
    r"|\{% translate .*?%\}|_\((?:\"[^\"]*\"|'[^']*')\)",
    re.DOTALL,
)
_NOT_WORDS = {"中文", "一二三四五六日", "目标", "条目", "答复", "逐条答复"}
"""The name of the language in itself, the days by their numbers, keys of a definition."""


def test_no_template_says_chinese_past_the_translation():
    past = {}
    for page in SOURCE.rglob("templates/**/*.html"):
        if "styleguide" not in page.parts:
            left = re.findall(r"[\u4e00-\u9fff]+", _TRANSLATED.sub("", page.read_text("utf-8")))
            past[page.name] = sorted(set(left) - _NOT_WORDS)
    assert not {name: left for name, left in past.items() if left}


def test_two_catalogues_never_say_the_same_word_differently():
    said: dict[str, set[str]] = {}
    for path in catalogues():
        for key, english in read(path.read_text("utf-8")).items():
            said.setdefault(key, set()).add(english)
    assert not {key: texts for key, texts in said.items() if key and len(texts) > 1}


def test_words_are_found_in_code_and_in_templates(messages):
    code = """
from django.utils.translation import gettext as _, ngettext
from django.utils.translation import gettext_lazy, pgettext as p
_("甲"); gettext_lazy("乙 %s"); ngettext("一", "多", 2); p("语境", "丙"); _(name); other("丁")
"""
    assert set(messages.in_code(code)) == {
        messages.Message("甲"),
        messages.Message("乙 %s"),
        messages.Message("一", "多"),
        messages.Message("丙", context="语境"),
    }
    page = """{% load i18n %}{% translate "戊" %}{% blocktranslate with n=a.b %}共 {{ n }} 项{% endblocktranslate %}
{% blocktranslate count n=k %}一件{% plural %}{{ n }} 件{% endblocktranslate %}{% translate "己" context "x" %}
<a title="{% translate '庚' %}">{{ _("辛") }}</a>"""
    assert set(messages.in_template(page)) == {
        messages.Message("戊"),
        messages.Message("共 %(n)s 项"),
        messages.Message("一件", "%(n)s 件"),
        messages.Message("己", context="x"),
        messages.Message("庚"),
        messages.Message("辛"),
    }


def test_a_start_leaves_no_word_uncompiled():
    """What people see after switching to English is compiled by every start, without any other step."""
    compile_words()
    assert all(path.with_suffix(".mo").stat().st_mtime >= path.stat().st_mtime for path in catalogues())
    with translation.override("en"):
        assert translation.gettext("审计记录") == "Audit trail"


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parts[-5])
def test_placeholders_survive_translation(path):
    for key, text in read(path.read_text("utf-8")).items():
        if key:
            assert set(re.findall(r"%\(\w+\)s", key)) == set(re.findall(r"%\(\w+\)s", text)), key
