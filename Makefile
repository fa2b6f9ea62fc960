# `make` alone prints what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help setup book pdf test lab record study bench matrix book-mutants library-mutants \
  lock check-lock clean

help:
	@echo "make book     build both editions of the book into _site/"
	@echo "make pdf      print each edition into one file in build/pdf/ (needs chromium, Chinese fonts)"
	@echo "make test     check style and types, run every test and every chapter"
	@echo "make lab      open the chapters in JupyterLab"
	@echo "make record   run chapters anew and keep their outputs (CHAPTERS=25-pooling for one)"
	@echo "make study    measure over many seeds what the chapters plot (STUDIES=25-pooling for one)"
	@echo "make bench    measure the speed of tinynn"
	@echo "make matrix   run all chapters under many Pythons, NumPys and processors (an hour or two)"
	@echo "make book-mutants  put every fault into copies of the book and count which are caught"
	@echo "make library-mutants  change tinynn in every small way and count what its tests notice"
	@echo "make lock     resolve requirements.txt anew into constraints.txt"
	@echo "make check-lock  see that constraints.txt still resolves, for every supported Python"
	@echo "make clean    remove everything that these commands made"
	@echo
	@echo "Each sets up $(VENV) by itself. Another Python: make book PYTHON=python3.13"

setup: $(STAMP)

$(STAMP): requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This book needs Python 3.11 or newer. Name one with: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements.txt -c constraints.txt -e .
	@touch $@

book: $(STAMP)
	$(BIN)/python book/build.py

pdf: book
	$(BIN)/python -m pip install --quiet -r requirements-browser.txt -c constraints.txt
	$(BIN)/python book/pdf.py

# JupyterLab comes last and alone: it waits on the page for what a busy machine would do too late.
test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile --ignore tests/test_jupyterlab.py
	$(BIN)/pytest -rs tests/test_jupyterlab.py

lab: $(STAMP)
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/chapters --LabApp.news_url=None \
	  --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
	  --LabApp.app_settings_dir=book/jupyterlab

record: $(STAMP)
	$(BIN)/python book/record.py $(CHAPTERS)

study: $(STAMP)
	$(BIN)/python book/study.py $(STUDIES)

bench: $(STAMP)
	$(BIN)/python book/bench.py

matrix: $(STAMP)
	$(BIN)/python book/matrix.py $(ENVIRONMENTS)

book-mutants: $(STAMP)
	$(BIN)/python tests/book_mutants.py

MUTATION := $(VENV)-mutation

$(MUTATION)/.installed: requirements-mutation.txt constraints.txt
	$(PYTHON) -m venv $(MUTATION)
	$(MUTATION)/bin/python -m pip install --quiet -r requirements-mutation.txt -c constraints.txt
	@touch $@

library-mutants: $(MUTATION)/.installed
	$(MUTATION)/bin/python tests/library_mutants.py

# uv is used for this alone: it resolves for every system and every Python from 3.11 on.
LOCK := $(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
  --custom-compile-command "make lock" --no-annotate --no-emit-index-url --no-emit-find-links

$(VENV)-lock/bin/uv:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet uv==0.13.9

lock: $(VENV)-lock/bin/uv
	$(LOCK) --upgrade requirements.txt --output-file constraints.txt

# Resolving anew, with the pins preferred, must change nothing; what the browser needs must fit too.
check-lock: $(VENV)-lock/bin/uv
	@mkdir -p build
	@cp constraints.txt build/constraints.txt
	$(LOCK) requirements.txt --output-file build/constraints.txt
	@diff constraints.txt build/constraints.txt || { echo "The pins no longer resolve: make lock"; exit 1; }
	$(LOCK) requirements.txt requirements-browser.txt -c constraints.txt --output-file build/browser.txt

clean:
	rm -rf $(VENV) $(VENV)-lock $(VENV)-matrix $(VENV)-mutation $(VENV)-torch
	rm -rf _build _site build *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .jupyter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +
