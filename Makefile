# The verbs of the project; `make` alone lists them. Python 3.11, make and git are all a machine needs.
# Everything made lies in .venv, node_modules and huiyin/site/static/vendor. A stamp carries the checksum of the lock
# it was made from, so a verb costs nothing while the locks stand still and is right after every switch of branch.

SHELL = /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

BIN    := .venv/bin
STAMPS := .venv/stamps
VENDOR := huiyin/site/static/vendor
LOCALE := huiyin/locale/zh_Hans/LC_MESSAGES

# A company's own certificates count, and nothing asks for attention.
export UV_SYSTEM_CERTS ?= 1
export NODE_USE_SYSTEM_CA ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK ?= 1
export UV_NO_PROGRESS ?= 1

checksum = $(shell cat $(1) | cksum | cut -d' ' -f1)
VENV   := $(STAMPS)/venv-$(call checksum,requirements/bootstrap.txt)
APP    := $(STAMPS)/app-$(call checksum,requirements/app.txt requirements/build.txt)
HUIYIN := $(STAMPS)/huiyin-$(call checksum,pyproject.toml)
DEV    := $(STAMPS)/dev-$(call checksum,requirements/dev.txt)
ASSETS := $(VENDOR)/.stamp-$(call checksum,package-lock.json .npmrc tools/assets.py)

# Removes the stamps of other locks and leaves the one being made.
stamp = rm -f $(subst -$(lastword $(subst -, ,$@)),,$@)-* && touch $@
install = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes

.PHONY: help setup demo run test check fix bench mutants docs messages browser lock clean

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

setup: $(DEV) $(ASSETS) $(LOCALE)/django.mo ## everything, for using and for working on it: .venv/bin/huiyin is the command

demo: $(HUIYIN) $(ASSETS) $(LOCALE)/django.mo ## a demo company on 127.0.0.1:8000
	@exec $(BIN)/huiyin demo

run: $(HUIYIN) $(ASSETS) $(LOCALE)/django.mo ## serve your own data on 127.0.0.1:8000
	@exec $(BIN)/huiyin serve

test: setup ## everything CI runs: check, the suite on SQLite and on PostgreSQL, browser journeys, API fuzzing
	@exec $(BIN)/python -m tools.suite test

check: setup ## the fast part of it
	@exec $(BIN)/python -m tools.suite check

browser: setup ## the browser journeys alone
	@exec $(BIN)/python -m tools.suite browser

fix: setup ## put right what a tool can: format, lint, catalogue, generated documents
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .
	$(BIN)/python -m tools.messages
	$(BIN)/python -m tools.docs

bench: setup ## the measurements
	@exec $(BIN)/python -m bench

mutants: setup ## mutation testing of the rules and permits; writes docs/mutants.md
	@exec $(BIN)/python -m tools.mutants

docs: setup ## write the documents that are generated from code
	@exec $(BIN)/python -m tools.docs

messages: setup ## bring the translation catalogue up to date with the code, then compile it
	$(BIN)/python -m tools.messages --merge
	$(BIN)/python -m tools.messages --compile

lock: setup ## renew the locks (UPGRADE=1: move to newer versions)
	@exec $(BIN)/python -m tools.lock $(if $(UPGRADE),--upgrade)

clean: ## remove what set-up made; data in var/ stays
	rm -rf .venv node_modules $(VENDOR) huiyin.egg-info $(LOCALE)/django.mo

$(VENV):
	@found=; for python in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14 python; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo 'Huiyin needs Python 3.11 or newer, and none was found. Install it, or say where it is:' >&2; \
	  echo '  make $(or $(MAKECMDGOALS),setup) PYTHON=/path/to/python3.11' >&2; exit 1; \
	fi; \
	echo "Setting up .venv with $$($$found --version) …"; $$found -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements/bootstrap.txt
	@mkdir -p $(STAMPS) && $(stamp)

$(APP): $(VENV)
	@echo 'Installing what Huiyin runs on …'
	@$(install) -r requirements/app.txt -r requirements/build.txt
	@$(stamp)

$(HUIYIN): $(APP)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(stamp)

$(DEV): $(HUIYIN)
	@echo 'Installing the development tools …'
	@$(install) -r requirements/dev.txt
	@$(stamp)

$(ASSETS): $(APP)
	@echo 'Fetching the front-end files …'
	@$(BIN)/python -m tools.assets
	@touch $@

$(LOCALE)/django.mo: $(LOCALE)/django.po $(wildcard huiyin/locale/parts/*.po) | $(APP)
	@$(BIN)/python -m tools.messages --compile
