"""The grammar of policy documents: text in, structure out (`parse_text`)."""

from fuyuantong.plans.extraction.model import Document, Item
from fuyuantong.plans.extraction.parsing import parse_text

__all__ = ["Document", "Item", "parse_text"]
