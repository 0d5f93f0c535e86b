#!/usr/bin/env bash
# Every benchmark in benches/, in one run; arguments go to them (`scripts/bench.sh matmul` runs that one).
# They are native programs on the core alone: no web crate is built. Where PyTorch is installed (PYTHON names
# the interpreter), its side of the comparison runs in the same go. `scripts/bench.sh browser` runs
# scripts/bench/browser.mjs alone: the engine in WebAssembly, in the browser of CHROME_PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f .setup/env ] && . .setup/env

browser() {
  if ! [ -x "${CHROME_PATH:-/usr/bin/chromium}" ] || ! [ -d node_modules/playwright-core ]; then
    echo "bench: no browser or no playwright-core (make setup): nothing was measured in WebAssembly"
    return
  fi
  # Inside its folder, so that the flags of .cargo/config.toml hold.
  (cd benches/browser && wasm cargo build --release --target wasm32-unknown-unknown)
  node scripts/bench/browser.mjs \
    "${CARGO_TARGET_DIR:-benches/browser/target}/wasm32-unknown-unknown/release/browser_bench.wasm" "$@"
}
# Set-up says how to reach the wasm32 target; without it the default toolchain is asked.
declare -F wasm >/dev/null || wasm() { "$@"; }

if [ $# -gt 0 ]; then
  name=$1; shift
  if [ "$name" = browser ]; then browser "$@"; exit; fi
  exec cargo bench --no-default-features --bench "$name" -- "$@"
fi
cargo bench --no-default-features --benches --no-run
cargo bench --no-default-features --benches
python=${PYTHON:-python3}
if "$python" -c 'import torch' 2>/dev/null; then
  "$python" scripts/bench/torch_transformer.py 1
else
  echo "bench: no PyTorch for $python: only our side was measured"
fi
browser
