#!/bin/sh
# What the tests need beside Python: a browser, a Chinese font, a reader of old .doc files.
# Without them the tests that need them are skipped and say so; where CI=true that is an error.
set -eu
cd "$(dirname "$0")/.."
missing=
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
{ command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]; } || missing="$missing fontconfig fonts-noto-cjk"
command -v antiword >/dev/null 2>&1 || missing="$missing antiword"
[ -z "$missing" ] && exit 0
# shellcheck disable=SC2086
sh scripts/apt.sh $missing && exit 0
[ "${CI:-}" = true ] && exit 1
echo "将跳过需要它们的测试。" >&2
