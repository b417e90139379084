#!/bin/sh
# Install system packages if we may; exit 1 with a sentence if we may not. Usage: apt.sh PACKAGE…
set -eu
if ! command -v apt-get >/dev/null 2>&1; then
    echo "缺少系统软件包：$*。本机没有 apt-get，请用系统自带的方式安装。" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "缺少系统软件包：$*。请由管理员执行：apt-get install $*" >&2
    exit 1
fi
echo "正在安装系统软件包：$*"
log=$(mktemp)
if $as_root apt-get update -q >"$log" 2>&1 </dev/null &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >>"$log" 2>&1 </dev/null; then
    rm -f "$log"
else
    tail -n 20 "$log" >&2
    rm -f "$log"
    exit 1
fi
