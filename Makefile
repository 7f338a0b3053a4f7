# The front door. `make` lists the verbs.
export PKG_CONFIG_PATH := $(CURDIR)/.deps/pkgconfig:$(PKG_CONFIG_PATH)

.DEFAULT_GOAL := help
.PHONY: help setup build test

help: ## list these verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 10

setup: ## install what the build needs (idempotent)
	@scripts/setup

build: setup ## build the release binary .build/release/dazzle
	swift build -c release --product dazzle

test: setup ## install, build and run every test
	swift test
