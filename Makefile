# The words that people and CI use. Everything they need, they install: see scripts/setup.sh.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PORT ?= 8000
BIN := .venv/bin
PYTHON_FILES := $(wildcard src tests scripts bench)

# Some images forbid Python to keep what it compiled; then every process of the product compiles a thousand modules.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-long lint format bench docs lock
help:
	@echo "make run        启动演示系统（虚构城市，http://127.0.0.1:$(PORT)）"
	@echo "make test       运行全部测试（先装好所需的一切）"
	@echo "make test-long  另加耗时的长测试"
	@echo "make lint       检查格式、类型、分层、大小限制"
	@echo "make format     按约定整理代码格式"
	@echo "make bench      运行基准测试，逐行输出 JSON"
	@echo "make docs       检查文档里的链接"
	@echo "make lock       重新锁定依赖版本（UPGRADE=1 时升级）"

run:
	@sh scripts/setup.sh run
	@exec $(BIN)/fyt up --demo --port $(PORT)

test:
	@sh scripts/setup.sh dev
	@sh scripts/system_packages.sh
	@sh scripts/test.sh

test-long:
	@sh scripts/setup.sh dev
	@sh scripts/system_packages.sh
	@sh scripts/test.sh long

lint:
	@sh scripts/setup.sh dev
	$(BIN)/ruff check $(PYTHON_FILES)
	$(BIN)/ruff format --check $(PYTHON_FILES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	FYT_SECRET_KEY=only-for-checking-the-migrations-of-the-source $(BIN)/python -W ignore::RuntimeWarning \
		-m django makemigrations --check --dry-run \
		--settings fuyuantong.config.settings
	$(BIN)/python scripts/check_sizes.py

format:
	@sh scripts/setup.sh dev
	$(BIN)/ruff check --fix-only $(PYTHON_FILES)
	$(BIN)/ruff format $(PYTHON_FILES)

bench:
	@sh scripts/setup.sh dev
	@for file in bench/bench_*.py; do $(BIN)/python "$$file"; done

docs:
	@sh scripts/setup.sh dev
	$(BIN)/python scripts/check_docs.py

lock:
	@sh scripts/setup.sh dev
	@sh scripts/lock.sh
