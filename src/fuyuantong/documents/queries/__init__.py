"""Reads of this room."""

from fuyuantong.documents.queries.files import attachment, attachments_of, open_file, own_upload

__all__ = ["attachment", "attachments_of", "open_file", "own_upload"]
