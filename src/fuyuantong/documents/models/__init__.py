"""Rows of this room: files and what they hang on, numbers of papers, letterheads of offices."""

from fuyuantong.documents.models.files import Attachment, StoredFile
from fuyuantong.documents.models.letterheads import Letterhead
from fuyuantong.documents.models.numbers import NumberRule, NumberSeries, PaperNumber

__all__ = ["Attachment", "Letterhead", "NumberRule", "NumberSeries", "PaperNumber", "StoredFile"]
