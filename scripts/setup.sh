#!/bin/sh
# Make the virtual environment and fill it with exactly the locked versions. Usage: setup.sh run|dev
# What is already right is left alone: the stamp holds the digest of everything the environment depends on.
set -eu
cd "$(dirname "$0")/.."
kind=$1

fail() { printf '%s\n' "$*" >&2; exit 1; }

good() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in ${FYT_PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$candidate" >/dev/null 2>&1 && good "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

digest=$(sha256sum <"requirements/$kind.txt" | cut -c1-64)
stamp=.venv/.stamp-$kind
if ! { [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$digest" ]; }; then
    python=$(find_python) || {
        sh scripts/apt.sh python3 python3-venv || true
        python=$(find_python) || fail "需要 Python 3.11 或更高版本（含 venv）。请执行：apt-get install python3 python3-venv"
    }
    if ! { [ -x .venv/bin/python ] && good .venv/bin/python; }; then
        echo "正在建立虚拟环境……"
        "$python" -m venv .venv
    fi
    echo "正在安装依赖（$kind）……"
    pip() { .venv/bin/python -m pip --no-input --disable-pip-version-check --quiet "$@" </dev/null; }
    pip install --retries 5 --require-hashes --only-binary :all: -r "requirements/$kind.txt" ||
        fail "依赖没有装好，原因见上。请检查网络和软件源后重试。"
    pip install --no-deps --no-build-isolation --editable . || fail "本项目没有装好，原因见上。"
    [ "$kind" = run ] || sha256sum <requirements/run.txt | cut -c1-64 >.venv/.stamp-run
    echo "$digest" >"$stamp"
fi
.venv/bin/python -m fuyuantong.config.words 2>/dev/null
# Machine code for whole files, beside whatever comes next: the first one who compares a file need not wait for it.
nice -n 19 .venv/bin/python -m fuyuantong.screening.bulk.ahead </dev/null >/dev/null 2>&1 &
