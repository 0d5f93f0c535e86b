#!/usr/bin/env bash
# Every check and test, cheapest first; stops at the first that fails. Run by `make test` after set-up.
# A step's name as argument runs that one alone: scripts/test.sh e2e
set -euo pipefail
cd "$(dirname "$0")/.."
. .setup/env

only=${1:-}
passed=0
started=$SECONDS

# step NAME WHAT: run the function NAME.
step() {
  local name=$1 what=$2 begin=$SECONDS
  if [ -n "$only" ] && [ "$only" != "$name" ]; then return; fi
  printf '\n==> %s: %s\n' "$name" "$what"
  # Not `if "$name"`: inside a condition bash ignores set -e.
  set +e
  ( set -e; "$name" )
  local status=$?
  set -e
  if [ $status -ne 0 ]; then
    printf '\n==> %s failed after %d s (alone: scripts/test.sh %s)\n' "$name" $((SECONDS - begin)) "$name"
    printf '%d passed, 1 failed\n' "$passed"
    exit 1
  fi
  passed=$((passed + 1))
  printf '==> %s passed in %d s\n' "$name" $((SECONDS - begin))
}

format() { cargo fmt --check; }

lint() {
  cargo clippy --quiet --no-default-features --all-targets -- -D warnings
  cargo clippy --quiet --no-default-features --features cli --all-targets -- -D warnings
  cargo clippy --quiet --no-default-features --features gpu --all-targets -- -D warnings
}
lint-wasm() {
  wasm cargo clippy --quiet --target wasm32-unknown-unknown --bin app --test web -- -D warnings
  wasm cargo clippy --quiet --target wasm32-unknown-unknown --no-default-features --features web --bin worker --bin studio -- -D warnings
  wasm cargo clippy --quiet --target wasm32-unknown-unknown --no-default-features --features web,gpu --bin gpu -- -D warnings
}

core() { cargo test --no-default-features; }
cli() { cargo test --no-default-features --features cli --bins --tests; }

# Natively through Vulkan: the graphics card's driver, or the software one that set-up installs where it can.
gpu() {
  export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/tmp}"   # the loader complains without it
  TEDDY_GPU=${TEDDY_GPU:-} cargo test --no-default-features --features gpu --lib --test gpu
}

# What of the page is decided without a browser; its lints are those of lint-wasm.
ui() { cargo test --lib ui::; }

# In headless Chromium, through chromedriver, with the options of webdriver.json.
web() {
  WASM_BINDGEN_TEST_TIMEOUT=120 wasm cargo test --target wasm32-unknown-unknown --test web
}

site() { wasm trunk build --release; }
size() { node scripts/size.mjs dist; }
e2e() { npx playwright test --config tests/e2e/playwright.config.ts; }

step format "the sources are formatted"
step lint "clippy on the core and the command line"
step core "the core's tests, without any web crate"
step cli "the command line's tests"
step gpu "attention's kernels through Vulkan, and the CPU's beside them"
step ui "the page's own tests that need no browser"
step lint-wasm "clippy on the page and its worker, for wasm"
step web "wasm tests in headless Chromium"
step site "the release site"
step size "what a reader downloads"
step e2e "the page in headless Chromium: behaviour and accessibility"

if [ -n "$only" ] && [ $passed -eq 0 ]; then echo "test: there is no step '$only'" >&2; exit 2; fi
printf '\n==> everything passed in %d min %d s\n' $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60))
printf '%d passed, 0 failed\n' "$passed"
