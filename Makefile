# Warta: a whole online newspaper in one Go binary.
# `make help` lists what can be done here.

GO      ?= go
FUZZ    ?= 20s
BIN     := bin/warta
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

# One setting for building and testing, so that they share what is compiled:
# SQLite alone takes half a minute. GOGC is for the compiler, which has memory
# to spare; programs and tests that Go starts do not inherit the gain.
export CGO_ENABLED = 0
BUILD = GOGC=400 $(GO) build -ldflags "-s -w -X main.version=$(VERSION)"

.PHONY: help demo build dist test check nightly golden fuzz lighthouse mediabench bench verify scripts setup clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## start a newspaper with demo content at 127.0.0.1:8080
	@$(BIN) demo

build: ## build the binary into bin/
	@mkdir -p bin
	@test -x $(BIN) || echo "Building warta. The first time compiles SQLite, too: one to two minutes on two cores."
	@$(BUILD) -o $(BIN) ./cmd/warta

dist: ## the binary for a release: reproducible, linux amd64 and arm64
	@mkdir -p bin
	GOOS=linux GOARCH=amd64 $(BUILD) -trimpath -o bin/warta-linux-amd64 ./cmd/warta
	GOOS=linux GOARCH=arm64 $(BUILD) -trimpath -o bin/warta-linux-arm64 ./cmd/warta

test: setup ## everything that must pass, in under ten minutes on two cores
	@sh scripts/test.sh

check: ## format, vet, floor plan and the race detector on what runs concurrently
	@test -z "$$(gofmt -l cmd internal)" || { gofmt -l cmd internal; echo "run gofmt -w on these"; exit 1; }
	$(GO) vet ./...
	$(GO) test -count=1 ./internal
	CGO_ENABLED=1 $(GO) test -race -count=1 ./internal/cache/... ./internal/newsroom/... ./internal/site/...

nightly: setup ## the long versions: more kills, more random commands, longer fuzzing
	WARTA_NIGHTLY=1 $(GO) test -count=1 -timeout 3h ./...
	$(MAKE) fuzz FUZZ=10m
	$(MAKE) lighthouse

golden: ## rewrite golden files (then read the difference like code)
	$(GO) test $$(grep -rl 'flag.Bool("update"' internal cmd | xargs -n1 dirname | sort -u | sed 's|^|./|') -update

fuzz: ## fuzz every parser of foreign bytes for FUZZ each (default 20s)
	@sh scripts/fuzz.sh $(FUZZ)

lighthouse: build ## the sample newspaper against the public paper's bars in Lighthouse (needs npm)
	@sh scripts/lighthouse.sh $(RUNS)

mediabench: ## our JPEGs against mozjpeg's at equal similarity (needs npm; PHOTOS=folder)
	@sh scripts/mediabench.sh $(PHOTOS)

bench: ## benchmarks, with allocations
	$(GO) test -run '^$$' -bench . -benchmem ./internal/...

verify: ## generated files are fresh
	$(GO) mod verify
	@sh scripts/verify.sh

scripts: ## the newsroom's scripts from their sources (needs npm)
	@sh scripts/scripts.sh

setup:
	@sh scripts/setup.sh

clean: ## remove built files and the demo's data
	rm -rf bin data
