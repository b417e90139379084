"""Words of the room: states of a stored file, what may be uploaded, and the refusals of uploads."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.refusals import Refusal
from fuyuantong.documents.reading.kinds import MIB


class FileState(TextChoices):
    QUARANTINE = "quarantine", _("待检查")
    RELEASED = "released", _("可用")
    REFUSED = "refused", _("已拒收")


class NumberState(TextChoices):
    TAKEN = "taken", _("本系统编号")
    EXTERNAL = "external", _("登记外部文号")
    VOIDED = "voided", _("已作废")


READABLE = frozenset({"txt", "docx", "xlsx", "pdf", "ofd", "doc"})
"""Kinds whose text is read (in the capped child), so that marks of secrecy are found."""
IMAGES = frozenset({"png", "jpg", "jpeg"})
ATTACHABLE = READABLE | IMAGES | {"xls"}
"""What may be attached: office files, pictures of paper. Never html, svg, archives or programs."""
IMPORTABLE = READABLE | {"html", "htm", "shtml"}
"""What the import of policy documents takes; such a page is read, never shown as one."""

PIXELS_MOST = 50_000_000
NAME_MOST = 120
KEPT_AT_REFUSAL = frozenset(
    {"E-FILE-MALWARE", "E-FILE-MACRO", "E-XML-DTD", "E-FILE-EXTERNAL", "E-PDF-ACTIVE", "E-FILE-TYPE"}
)
"""Refused contents that stay in quarantine for the security administrator. Classified ones never stay."""

_SENTENCES: dict[str, tuple[int, str, str]] = {
    "E-FILE-EMPTY": (400, "文件是空的（0 字节）。", "请确认文件已保存完整后重新上传。"),
    "E-FILE-NONE": (400, "没有收到文件。", "请选择文件后再提交。"),
    "E-FILE-CUT": (400, "文件没有传完。", "请检查网络后重新上传。"),
    "E-FILE-SIZE": (413, "文件超过上限。", "请删去图片或拆分后再上传。"),
    "E-FILE-COUNT": (413, "一次上传的文件太多。", "请分几次上传。"),
    "E-FILE-TYPE": (
        415,
        "不接收这种文件，或内容与扩展名不符。",
        "可上传：docx、xlsx、pdf、ofd、txt、doc、xls、png、jpg。",
    ),
    "E-FILE-MALWARE": (422, "文件含有恶意代码，已隔离。", "请用杀毒软件检查本机，并告知系统管理员。"),
    "E-FILE-SECRET": (
        422,
        "文件标有密级，本系统不得处理涉密文件。",
        "请立即停止上传，按保密规定在涉密系统中办理。",
    ),
    "E-IMG-PIXELS": (422, "图片尺寸过大。", "请缩小到 5000 万像素以内再上传。"),
    "E-IMG-CORRUPT": (422, "图片已损坏。", "请重新扫描或拍摄后上传。"),
    "E-ZIP-NESTED": (422, "文件内部又装有压缩包。", "请取出其中的文件分别上传。"),
}


class UploadRefused(Refusal):
    """An upload that is not taken; nothing of it can be opened."""

    def __init__(self, code: str, detail: str = "") -> None:
        status, sentence, remedy = _SENTENCES[code]
        super().__init__(code, f"{sentence}{detail}", status=status, hint=remedy)


def size_word(size: int) -> str:
    """`1.5 MB`, `12 KB`, `300 字节`."""
    if size >= MIB:
        return f"{size / MIB:.1f} MB"
    return f"{size // 1024} KB" if size >= 1024 else f"{size} 字节"  # noqa: PLR2004 - a kibibyte
