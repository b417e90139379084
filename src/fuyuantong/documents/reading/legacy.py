"""Word 97-2003 (.doc): by antiword or LibreOffice where the machine has one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from fuyuantong.documents.reading.kinds import FileRefused

_SECONDS = 60


def read_doc(path: Path) -> tuple[str, list[str]]:
    """The text of a .doc; refused with what to do where no converter is present."""
    antiword, office = shutil.which("antiword"), shutil.which("soffice")
    if antiword:
        done = subprocess.run(
            [antiword, "-m", "UTF-8.txt", "-w", "0", str(path)],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
        if done.returncode == 0 and done.stdout.strip():
            return done.stdout.decode("utf-8", "replace").replace("|", "\t"), []
    if office:
        return _office(office, path), []
    if antiword:
        raise FileRefused("E-FILE-CORRUPT", hint="请另存为 .docx 后上传。")
    raise FileRefused(
        "E-FILE-TYPE", "本机没有安装读取 .doc（Word 97-2003）的转换程序。", hint="请另存为 .docx 后上传。"
    )


def _office(office: str, path: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                office,
                "--headless",
                f"-env:UserInstallation=file://{folder}/profile",
                "--convert-to",
                "txt:Text (encoded):UTF8",
                "--outdir",
                folder,
                str(path),
            ],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
        made = Path(folder) / (path.stem + ".txt")
        if not made.exists():
            raise FileRefused("E-FILE-CORRUPT", hint="请另存为 .docx 后上传。")
        return made.read_text("utf-8-sig", "replace")
