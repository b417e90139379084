#!/bin/sh
# Write requirements/run.txt and requirements/dev.txt from pyproject.toml, requirements/bench.txt from bench.in, with
# the hashes of every published file (all platforms), and nothing of this machine's pip settings in them.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
export PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock"
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL PIP_INDEX_URL || true
compile() {
    "$python" -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-annotate --no-config \
        --resolver=backtracking "$@"
}
upgrade=${UPGRADE:+--upgrade}
ours="--build-deps-for=editable pyproject.toml"
compile $upgrade --output-file=requirements/dev.txt --extra=test --extra=lint --extra=lock $ours
# The product's own lock takes the same versions: the development lock constrains it.
compile $upgrade --constraint=requirements/dev.txt --output-file=requirements/run.txt $ours
# What the benchmark stands beside has an environment of its own.
compile $upgrade --constraint=requirements/dev.txt --output-file=requirements/bench.txt requirements/bench.in
if grep -nE '://|find-links|index-url' requirements/*.txt; then
    echo "锁定文件里出现了地址，请检查 pip 配置。" >&2
    exit 1
fi
