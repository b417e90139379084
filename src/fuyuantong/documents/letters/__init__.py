"""Letters by template: files of library/letters with front matter and typed fields, reviewed like code."""

from __future__ import annotations

from fuyuantong.documents.letters.catalogue import check_folder, template_for, templates
from fuyuantong.documents.letters.filling import (
    blocks_of,
    ordinal,
    required_gaps,
    text_of,
    title_of,
    values_in,
)
from fuyuantong.documents.letters.kinds import FILL_IN, Problem, Template, Value, Values
from fuyuantong.documents.letters.reading import read_template

__all__ = [
    "FILL_IN",
    "Problem",
    "Template",
    "Value",
    "Values",
    "blocks_of",
    "check_folder",
    "ordinal",
    "read_template",
    "required_gaps",
    "template_for",
    "templates",
    "text_of",
    "title_of",
    "values_in",
]
