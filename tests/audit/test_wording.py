"""Every kind of entry has words for people, and no words stand for a kind that nothing records."""

from __future__ import annotations

import re

from django.utils import translation
from tests.audit.trail_kinds import find_kinds

from fuyuantong.audit.wording import WORDS, say


def test_every_kind_that_the_source_records_has_words():
    missing = {kind: where for kind, where in find_kinds().kinds.items() if kind not in WORDS}
    assert not missing


def test_every_recorded_kind_can_be_read_from_the_source():
    """A kind that is put together at run time could escape the catalogue."""
    assert not find_kinds().unread


def test_no_words_are_left_over_from_kinds_that_nothing_records():
    assert not set(WORDS) - set(find_kinds().kinds)


def test_the_reader_of_the_source_finds_kinds_through_helpers_prefixes_and_branches():
    kinds = find_kinds().kinds
    assert {"session.refused", "obligation.submit_unreviewed", "plan.issue", "unit.created"} <= set(kinds)


def test_the_words_are_chinese_and_say_more_than_the_kind():
    with translation.override("zh-hans"):
        assert all(re.search(r"[\u4e00-\u9fff]", str(text)) for text in WORDS.values())


def test_an_unknown_kind_is_shown_as_it_is():
    assert say("future.kind") == "future.kind"
