# `make` alone prints what there is. Each target is one call of `python -m book`, in an environment
# that is set up by itself, in .venv. Another Python: make book PYTHON=python3.13

PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
NAMES := build site serve pdf style check test lab record study landing bench matrix wasm run-twice \
  mistakes book-mutants library-mutants reference lock check-lock
GIVEN := $(CHAPTERS) $(STUDIES) $(ENVIRONMENTS) $(OPTIONS)

.DEFAULT_GOAL := help
.PHONY: help setup book clean $(NAMES)

help:
	@$(PYTHON) -m book

setup: $(STAMP)

$(STAMP): requirements.txt constraints.txt pyproject.toml
	$(PYTHON) -m book setup $(VENV)
	@touch $@

book: build

pdf: build

$(NAMES): $(STAMP)
	$(VENV)/bin/python -m book $@ $(GIVEN)

clean:
	$(PYTHON) -m book clean
