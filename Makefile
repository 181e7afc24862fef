# Everything a person needs: `make demo` to try it, `make test` to check it.
.PHONY: help demo test check bench lock messages letters setup setup-test clean
SHELL := /bin/bash
BIN := .venv/bin
PYTEST_ARGS ?=

help:  ## What can be asked of make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup:
	@scripts/setup run

setup-test:
	@scripts/setup test

demo: setup  ## Set up, load an invented territory, plan, and open http://127.0.0.1:8000
	@$(BIN)/rcp demo

test: setup-test  ## Set up and run every check and test
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: setup-test  ## The quick checks alone: style, types, import contracts
	@$(BIN)/python -m pytest -q tests/architecture

bench: setup-test  ## Measure planning, PDF and pages; figures go under benchmarks/
	@$(BIN)/python -m benchmarks

lock:  ## Renew the hashed requirement locks
	@scripts/lock

messages: setup-test  ## Extract the sentences of the interface and update the catalogues
	@scripts/messages

letters: setup-test  ## Write anew the messages kept under tests/, to be reviewed as a change
	@REWRITE_EXPECTED=1 $(BIN)/python -m pytest -q -n 0 tests/services/test_letters.py tests/mail/test_message.py

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
