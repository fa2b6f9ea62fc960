# `make` alone prints what there is. Each target is one call of `python -m book`, in an environment
# that is set up by itself, in .venv. Another Python: make book PYTHON=python3.13

PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
NAMES := build site serve pdf style check test lab workshop workshop-reset workshop-report \
  workshop-grade workshop-nbgrader record study draw landing bench matrix wasm run-twice mistakes \
  book-mutants library-mutants wrong-answers reference lock check-lock \
  check-workflows
GIVEN := $(if $(EDITION),--edition $(EDITION)) $(CHAPTER) $(CHAPTERS) $(STUDIES) \
  $(ENVIRONMENTS) $(FOLDERS) $(OPTIONS)

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
