# make demo · make test · make setup · make lab · make release · make docs · make pins
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: demo test setup lab release docs pins report-misconceptions

demo: setup
	@w2v demo

test: setup
	@python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

setup: .venv/ready
	@sh scripts/system-packages.sh

lab: setup
	@cd assignments/word2vec && jupyter lab

release: setup
	@w2v release

# the pages of docs/ that are made from the catalogue
docs: setup
	@w2v questions --by-handout > docs/handouts.md
	@w2v answer --language > docs/answers.md

# which hint each known wrong implementation earns, over fifty draws
report-misconceptions: setup
	@python -m autograder.report.misconceptions

# requirements.txt from requirements.in, for every Python from 3.11 on
pins: setup
	@pip install -q uv
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
		--custom-compile-command "make pins" -o requirements.txt requirements.in

.venv/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@echo "Setting up .venv (a minute or two)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@
