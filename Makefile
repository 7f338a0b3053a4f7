# The front door. `make` lists the verbs.
export PKG_CONFIG_PATH := $(CURDIR)/.deps/pkgconfig:$(PKG_CONFIG_PATH)

MODEL ?= Tests/Fixtures/models/qwen2

.DEFAULT_GOAL := help
.PHONY: help setup build test run bench fmt check docs dist clean

help: ## list these verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 10

setup: ## install what the build needs (idempotent)
	@scripts/setup

build: setup ## build the release binary .build/release/dazzle
	swift build -c release --product dazzle --static-swift-stdlib

test: setup check ## install, lint, build and run every test
	swift build --build-tests
	swift test --skip-build --skip HTTPServerTests --skip HTTPClientTests
	swift test --skip-build --filter HTTPServerTests --filter HTTPClientTests # these watch the clock
	@scripts/test-clients

run: build ## serve a model: make run MODEL=folder
	.build/release/dazzle serve "$(MODEL)"

bench: build ## measure speed
	@bench/run

fmt: ## format all Swift files in place
	swift format --in-place --parallel --recursive Sources Tests bench Package.swift

check: ## what can be judged without building: formatting, shell scripts
	@scripts/check

docs: ## write docs/cli.md and docs/api.md from the program's own tables
	swift build --product dazzle
	.build/debug/dazzle help --markdown >docs/cli.md
	.build/debug/dazzle help --http >docs/api.md

dist: build ## pack dist/dazzle-VERSION-ARCH.tar.gz, which runs without Swift and Python
	@scripts/dist

clean: ## remove what was built; .deps stays
	rm -rf .build dist
