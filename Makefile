# Teddy Reads. `make` lists what there is; the work is done in scripts/.

SHELL := /bin/bash
PORT ?= 8080

.DEFAULT_GOAL := help
.PHONY: help run test bench cli dist setup setup-build fmt clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup-build ## Build the page and serve it at http://127.0.0.1:8080
	@PORT=$(PORT) scripts/run.sh

test: ## Set up, then run every check and test
	@scripts/setup.sh test
	@scripts/test.sh

bench: ## Run the benchmarks
	@scripts/bench.sh

cli: ## Build the command line: target/release/teddy
	cargo build --release --no-default-features --features cli --bin teddy

dist: setup-build ## Build the release site into dist/
	@. .setup/env && wasm trunk build --release

setup: ## Install what building and testing need
	@scripts/setup.sh test

setup-build: ## Install what building needs
	@scripts/setup.sh build

fmt: ## Format the sources
	cargo fmt

clean: ## Remove everything that was built
	rm -rf target dist test-results playwright-report .setup node_modules
