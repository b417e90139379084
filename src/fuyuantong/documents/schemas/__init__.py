"""Shapes of this room in the API."""

from fuyuantong.documents.schemas.files import FileOut, file_out, one_file

__all__ = ["FileOut", "file_out", "one_file"]
