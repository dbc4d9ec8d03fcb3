# make demo · make test · make lint · make setup · make lab · make release · make docs · make bench-setup · make pins
# make try-bundle · make try-gradescope · make try-roots · make try-binder · make try-colab · make try-container
# make try-site · make pictures · make time-first-minutes · make lite · make try-lite · make try-hub · make try-lab
PYTHON ?= python3
BIN := .venv/bin
INSTALL := sh scripts/install.sh pip
export PATH := $(CURDIR)/$(BIN):$(PATH)
# what is compiled is kept, though a machine may say otherwise: tests start hundreds of short commands
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test lint setup test-setup bench-setup lab release dist try-bundle try-gradescope try-roots try-binder try-colab try-container try-site time-first-minutes lite try-lite try-hub try-lab docs pictures pins report-misconceptions report-hints

demo: setup
	@w2v demo

test: test-setup lint
	@python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# style, format, types, and which part may import which; all four run, so that one call shows everything
lint: .venv/ready-test
	@failed=; for tool in "ruff check" "ruff format --check" "mypy" "lint-imports --no-logo"; do \
		echo "$$tool"; $$tool || failed=yes; \
	done; [ -z "$$failed" ]

# what students and instructors need
setup: .venv/ready
	@sh scripts/system-packages.sh sandbox

# the tests' tools, a browser and a database besides
test-setup: .venv/ready-test .venv/ready-site
	@sh scripts/system-packages.sh sandbox browser database

# what the benchmarks compare with
bench-setup: setup .venv/ready-bench

lab: setup
	@cd assignments/word2vec && jupyter lab $(ARGS)

release: setup
	@w2v release

# what is published of a version: wheels, the versions to install with them, the zip, checksums (docs/releasing.md)
dist: release
	@python -m autograder.release.distribute build/dist

# the zip for students, installed as they do: for each Python that is here, then with the newest of everything
PYTHONS ?= python3.11 python3.12 python3.13 python3.14
try-bundle: test-setup dist
	@sh scripts/try-bundle.sh $(PYTHONS)
	@sh scripts/try-bundle.sh --newest $(PYTHON)

# the autograder zip, in a plain Debian root, as Gradescope runs it (root, debootstrap; five minutes)
try-gradescope: test-setup release
	@sh scripts/try-gradescope.sh

# what is committed, in plain systems of Debian and Ubuntu (root, debootstrap; SUITES="bookworm …" names others)
SUITES ?= bookworm trixie noble
try-roots:
	@sh scripts/try-roots.sh $(SUITES)

# from a clone to the first passed check, and to the first graded and marked submission, with a clock
time-first-minutes:
	@sh scripts/time-first-minutes.sh

# what Binder does with .binder/, as repo2docker itself says it, but without docker (some minutes)
BINDER_PYTHON ?= python3.12
try-binder:
	@$(PYTHON) -m venv build/try && build/try/bin/pip install -q --require-hashes -r requirements/try.txt
	@build/try/bin/python scripts/try_binder.py --python $(BINDER_PYTHON)

# a notebook alone in an empty folder, with Colab's versions, which gets the course (some minutes)
COLAB_PYTHON ?= python3.12
try-colab: setup
	@sh scripts/try-colab.sh $(COLAB_PYTHON)

# the Dockerfile's steps in a plain Debian root, and the dev container's (root, debootstrap; five minutes)
try-container: setup
	@sh scripts/try-container.sh

# the course as a site whose notebooks run in the browser: build/lite/site
lite: release
	@$(PYTHON) -m venv build/lite/env && build/lite/env/bin/pip install -q --require-hashes -r requirements/lite.txt
	@python scripts/lite.py

# that site, in a browser without the way to Pyodide's address
try-lite: test-setup lite
	@python scripts/try_lite.py

# a JupyterHub with two markers and a student, with the files of `make dist` (some minutes)
try-hub: test-setup dist
	@$(PYTHON) -m venv --clear build/hub/env
	@build/hub/env/bin/pip install -q --require-hashes -r requirements.txt
	@build/hub/env/bin/pip install -q --require-hashes -r requirements/hub.txt
	@build/hub/env/bin/pip install -q --no-deps build/dist/*.whl
	@python scripts/try_hub.py

# every notebook, run whole in JupyterLab in a real browser, light and dark (ten minutes): NOTEBOOKS="05_treebank"
try-lab: test-setup
	@python scripts/try_lab.py $(NOTEBOOKS)

# the pages of docs/ that are made from the catalogue, and build/site/index.html, the website of all pages
docs: setup .venv/ready-site
	@w2v questions --by-handout > docs/handouts.md
	@w2v answer --language > docs/answers.md
	@python docs/site/build.py build/site
	@echo "Open $(CURDIR)/build/site/index.html"

# every page of the website, and of the demo where it has run, through axe-core: light, dark, on a phone (some minutes)
try-site: test-setup docs
	@python scripts/try-site.py build/site $(wildcard build/demo/index.html build/demo/feedback)

# docs/images, from the pages and notebooks as they are now (some minutes): PICTURES="lab demo" makes these alone
pictures: test-setup
	@python scripts/pictures $(PICTURES)

# which hint each known wrong implementation earns, over fifty draws
report-misconceptions: setup
	@python -m autograder.report.lookalikes

# whether what checks say of wrong answers is true, on mutants of the reference
report-hints: setup
	@python -m autograder.report.true_hints $(ARGS)

# the pins from the files *.in, for every Python from 3.11 on; versions stay as they are unless a file *.in says otherwise
COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	--custom-compile-command "make pins"
pins: .venv/ready
	@$(INSTALL) uv
	@$(COMPILE) -o requirements.txt requirements.in
	@$(COMPILE) -c requirements.txt -o requirements/test.txt requirements/test.in
	@$(COMPILE) -c requirements.txt -c requirements/test.txt -o requirements/bench.txt requirements/bench.in
	@$(COMPILE) -c requirements.txt -o requirements/lite.txt requirements/lite.in
	@$(COMPILE) -o requirements/try.txt requirements/try.in
	@$(COMPILE) -c requirements.txt -o requirements/hub.txt requirements/hub.in
	@$(COMPILE) -c requirements.txt -c requirements/test.txt -o requirements/site.txt requirements/site.in

.venv/ready: requirements.txt pyproject.toml
	@sh scripts/install.sh venv "$(PYTHON)"
	@$(INSTALL) --require-hashes -r requirements.txt
	@$(INSTALL) --no-build-isolation --no-deps -e .
	@touch $@

.venv/ready-%: requirements/%.txt .venv/ready
	@$(INSTALL) --require-hashes -r $<
	@touch $@
