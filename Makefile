# `make` lists the targets. Everything runs from a clean clone with Go, git and
# GNU make; `make deps` adds what else the tests need, where it is missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

GO ?= go

# No binary made here is kept, and a clone that belongs to another user must
# build all the same.
export GOFLAGS := $(strip $(shell $(GO) env GOFLAGS) -buildvcs=false)

TOOL = $(GO) tool -modfile=tools/go.mod

# Modules of their own that belong to the library, because of what they pull in.
MODULES := store/sqlite engine/prometheus

BENCH ?= .
BENCHTIME ?= 1s
COUNT ?= 1
FUZZTIME ?= 20s
KILLS ?= 10000
SESSIONS ?= 100000

.PHONY: help
help: ## Show this list
	@echo 'usage: make TARGET [VARIABLE=value]'
	@awk -F ' *## *' '/^[a-z-]+:.*## / { sub(/:.*/, "", $$1); printf "  %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: generate
generate: ## Write generated/ anew from the dictionaries in etc/
	@$(GO) generate ./...

# FIX Latest is not committed: it is three times the size of FIX 5.0 SP2.
.PHONY: latest
latest: ## Generate generated/fixlatest; DICT=file in QuickFIX or Orchestra form
	@if [ -z "$(DICT)" ]; then echo 'latest: name the dictionary: make latest DICT=OrchestraFIXLatest.xml' >&2; exit 2; fi
	@$(GO) run ./gen -dict '$(DICT)' -out generated/fixlatest -package fixlatest -lenient -share-enums $(if $(TRANSPORT),-transport '$(TRANSPORT)')
	@$(GO) vet ./generated/fixlatest
	@echo "generated/fixlatest: $$(cat generated/fixlatest/*_gen.go | wc -l) lines"

.PHONY: build
build: ## Build every package of the module
	@$(GO) build ./...

.PHONY: run
run: ## Run the trading example; FRESH=1 starts with new sequence numbers
	@$(GO) run ./examples/trade $(if $(FRESH),-fresh)

.PHONY: test
test: deps ## Run all tests with the race detector, in random order
	@CGO_ENABLED=1 $(GO) test -race -shuffle=on ./...
	@for m in $(MODULES); do (cd $$m && CGO_ENABLED=1 $(GO) test -race -shuffle=on ./...); done

# The tests kill a few hundred times; this is for the night.
.PHONY: crash
crash: ## Kill stores and engines with kill -9 again and again; KILLS=10000
	@AFFIX_STORE_KILLS='$(KILLS)' $(GO) test -count=1 -timeout 3h -run 'Kill$$' -v ./store
	@AFFIX_STORE_KILLS=$$(( $(KILLS) / 10 )) $(GO) -C store/sqlite test -count=1 -timeout 3h -run 'Kill$$' -v .
	@AFFIX_CRASH_KILLS=$$(( $(KILLS) / 50 )) $(GO) test -count=1 -timeout 3h -v ./internal/crashtest

# What is cheap and fails often comes first.
.PHONY: lint
lint: ## Check format, imports, vet, staticcheck and golangci-lint
	@unformatted=$$(find . -name '*.go' -not -path './.git/*' -not -path '*/testdata/*' -print0 \
		| xargs -0 -r "$$($(GO) env GOROOT)/bin/gofmt" -l); \
	if [ -n "$$unformatted" ]; then \
		echo 'lint: not formatted, run gofmt -w on:' >&2; echo "$$unformatted" >&2; exit 1; \
	fi
	@$(GO) test -count=1 ./internal/arch
	@$(GO) vet ./...
	@if [ -f bench/go.mod ]; then cd bench && $(GO) vet ./...; fi
	@for m in $(MODULES); do (cd $$m && $(GO) vet ./...); done
	@$(TOOL) staticcheck ./...
	@$(TOOL) golangci-lint run ./...
	@modfile=$$PWD/tools/go.mod; for m in $(MODULES); do \
		(cd $$m && $(GO) tool -modfile="$$modfile" golangci-lint run ./...); done

.PHONY: bench
bench: ## Run the benchmarks, then the side-by-side; BENCH=regexp BENCHTIME=1s COUNT=1
	@$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -benchtime '$(BENCHTIME)' -count '$(COUNT)' \
		./runtime/... ./generated/... ./session/... ./store/...
	@cd bench && $(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -benchtime '$(BENCHTIME)' -count '$(COUNT)' ./...

# go test fuzzes one target of one package at a time, hence the loop. The list
# is taken before it, so that a package which does not build ends the run.
.PHONY: fuzz
fuzz: ## Fuzz every target in turn; FUZZTIME=20s each
	@listed=$$($(GO) test -list '^Fuzz' ./...) || { echo "$$listed" >&2; exit 1; }; \
	targets=$$(awk '/^Fuzz/ { names[++n] = $$1 } \
		/^ok / { for (i = 1; i <= n; i++) print $$2, names[i]; n = 0 }' <<< "$$listed"); \
	if [ -z "$$targets" ]; then echo 'fuzz: no fuzz target found' >&2; exit 1; fi; \
	while read -r pkg name; do \
		echo "== $$name ($$pkg), $(FUZZTIME)"; \
		$(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime '$(FUZZTIME)' "$$pkg" < /dev/null \
			|| { echo "fuzz: $$name in $$pkg failed" >&2; exit 1; }; \
	done <<< "$$targets"

.PHONY: sim
sim: ## Play 100,000 sessions over links and processes that break; SESSIONS=100000
	@$(GO) test -count=1 -v -run '^TestSim$$' -timeout 30m ./session/sim -sim.sessions='$(SESSIONS)' | grep -v '^=== '

# Compares the files before and after, not with the last commit: work in
# progress is no difference, stale output is.
FILES = { git ls-files -z --cached --others --exclude-standard | xargs -0 cksum 2> /dev/null || true; }

.PHONY: verify
verify: ## Generate, fail if that changed a file, then lint and test
	@git rev-parse --git-dir > /dev/null; \
	before=$$(mktemp); after=$$(mktemp); trap 'rm -f "$$before" "$$after"' EXIT; \
	$(FILES) > "$$before"; \
	$(MAKE) --no-print-directory generate; \
	$(FILES) > "$$after"; \
	if ! cmp -s "$$before" "$$after"; then \
		echo 'verify: make generate changed these files; read them and commit them:' >&2; \
		diff "$$before" "$$after" | awk '/^[<>]/ { print "  " $$4 }' | sort -u >&2; exit 1; \
	fi
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test

.PHONY: interop
interop: deps ## Talk to other FIX engines, with the race detector
	@cd bench && export CGO_ENABLED=1; \
	listed=$$($(GO) test -race -list Interop ./...) || { echo "$$listed" >&2; exit 1; }; \
	if ! grep -q '^Test' <<< "$$listed"; then echo 'interop: no test in bench bears Interop in its name' >&2; exit 1; fi; \
	$(GO) test -race -count=1 -run Interop ./...

# Each line of need: a Debian package, and the command that fails without it.
.PHONY: deps
deps: ## Install what the tests need and this machine lacks
	@missing=(); \
	need() { local package=$$1; shift; "$$@" > /dev/null 2>&1 || missing+=("$$package"); }; \
	need gcc       "$$($(GO) env CC)" --version; \
	need libc6-dev "$$($(GO) env CC)" -E -include stdlib.h -x c /dev/null; \
	need postgresql eval 'for d in $${PATH//:/ } /usr/lib/postgresql/*/bin; do \
		[ -x $$d/initdb ] && [ -x $$d/postgres ] && [ -x $$d/pg_ctl ] && break; done'; \
	if [ $${#missing[@]} -eq 0 ]; then exit 0; fi; \
	echo "deps: the race detector needs a C compiler, store/postgres a server; missing: $${missing[*]}"; \
	if ! command -v apt-get > /dev/null; then \
		echo 'deps: no apt-get here: install them by hand' >&2; exit 1; \
	fi; \
	as=(); \
	if [ "$$(id -u)" -ne 0 ]; then \
		if ! command -v sudo > /dev/null; then \
			echo "deps: run as root: apt-get install $${missing[*]}" >&2; exit 1; \
		fi; \
		as=(sudo); \
	fi; \
	echo "deps: installing with apt-get: $${missing[*]}"; \
	"$${as[@]}" apt-get -qq update; \
	"$${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$${missing[@]}"

.PHONY: clean
clean: ## Remove test binaries, profiles and the example's data
	@rm -rf .affix-trade bin coverage.* ./*.out ./*.prof ./*.pprof
	@find . -name '*.test' -type f -not -path './.git/*' -not -path '*/testdata/*' -delete
