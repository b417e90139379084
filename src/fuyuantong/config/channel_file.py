"""The file that says where messages go outside (TOML, mode 0600). Secrets stand only here."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from fuyuantong.common.refusals import Refusal

SECTIONS = frozenset({"wecom", "dingtalk", "feishu", "sms", "sources"})
PLAIN = frozenset({"hosts", "proxy", "seconds"})


def read_channel_file(name: str) -> dict[str, Any]:
    """Return the file's tables; nothing without a name. E-CHANNEL-FILE when unsafe or unreadable."""
    if not name:
        return {}
    path = Path(name)
    try:
        if path.stat().st_mode & 0o077:
            raise _refused(f"外发配置文件 {path} 可被他人读取。", f"请执行 chmod 600 {path} 后再启动。")
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _refused(f"读不到外发配置文件 {path}：{error.strerror}。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # The parser names line and column, never the text itself.
        where = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "编码不是 UTF-8"
        raise _refused(f"外发配置文件 {path} 不是有效的 TOML：{where}。") from None
    odd = sorted(set(found) - SECTIONS - PLAIN)
    if odd:
        raise _refused(f"外发配置文件 {path} 里有不认识的项：{'、'.join(odd)}。")
    return found


def _refused(sentence: str, hint: str = "格式见 docs/operate/background.md。") -> Refusal:
    return Refusal("E-CHANNEL-FILE", sentence, hint=hint)
