#!/usr/bin/env bash
# Every benchmark in benches/, in one run; arguments go to them (`scripts/bench.sh matmul` runs that one).
# They are native programs on the core alone: no web crate is built. Where PyTorch is installed (PYTHON names
# the interpreter), its side of the comparison runs in the same go. `scripts/bench.sh browser` runs
# scripts/bench/browser.mjs alone: the engine in WebAssembly, in the browser of CHROME_PATH; `scripts/bench.sh webgpu`
# runs scripts/bench/webgpu.mjs: attention on WebGPU, of the site in dist/.
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
  if [ "$name" = webgpu ]; then exec node scripts/bench/webgpu.mjs dist "$@"; fi
  exec cargo bench --no-default-features --bench "$name" -- "$@"
fi
cargo bench --no-default-features --benches --no-run
cargo bench --no-default-features --benches
python=${PYTHON:-python3}
if "$python" -c 'import torch' 2>/dev/null; then
  "$python" scripts/bench/torch_transformer.py 1
  # Both sides in turn, from one script.
  recurrent=$(cargo bench --no-default-features --features cli --bench recurrent_step --no-run 2>&1 |
    sed -n 's/.*recurrent_step\.rs (\(.*\))/\1/p')
  "$python" scripts/bench/torch_recurrent.py "$recurrent"
else
  echo "bench: no PyTorch for $python: only our side was measured"
fi
if "$python" -c 'import sacrebleu, rouge_score' 2>/dev/null; then
  program=$(cargo bench --no-default-features --bench metrics --no-run 2>&1 | sed -n 's/.*(\(.*\/metrics-[0-9a-f]*\)).*/\1/p')
  "$python" scripts/bench/python_metrics.py "$program"
fi
if "$python" -c 'import gensim' 2>/dev/null; then
  "$python" scripts/bench/gensim_word2vec.py
else
  echo "bench: no gensim for $python: only our side of Word2Vec was measured"
fi
if [ -n "${TEXT:-}" ] && "$python" -c 'import tiktoken' 2>/dev/null; then
  program=$(cargo bench --no-default-features --bench tokenizer --no-run 2>&1 | sed -n 's/.*(\(.*\/tokenizer-[0-9a-f]*\)).*/\1/p')
  "$python" scripts/bench/bench_tokenizers.py "$program" "$TEXT" 9
else
  echo "bench: no tiktoken for $python, or no TEXT=FILE to encode: the tokenizers' peers were left out"
fi
browser
