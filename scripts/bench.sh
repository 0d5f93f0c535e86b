#!/usr/bin/env bash
# Every benchmark in benches/, in one run; arguments go to them (`scripts/bench.sh matmul` runs that one).
# They are native programs on the core alone: no web crate is built. Where PyTorch, gensim and others are installed
# (PYTHON names the interpreter), both sides are measured in turn, in the same run. `scripts/bench.sh browser` runs
# scripts/bench/browser.mjs alone: the engine in WebAssembly, in the browser of CHROME_PATH, beside the packages in the
# folder BENCH_PEERS. TEXT names a text for the tokenizers.
# `scripts/bench.sh gpu [PEAK]` runs benches/gpu.rs: attention on this machine's graphics card through Vulkan, beside PyTorch's
# where it has CUDA; PEAK is the card's TFLOP/s in f32.
# `scripts/bench.sh lab [QUERY]` runs scripts/bench/lab.mjs: the lab's run in the browser, of the site in dist/.
# `scripts/bench.sh webgpu` runs scripts/bench/webgpu.mjs: attention on WebGPU, of the site in dist/.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f .setup/env ] && . .setup/env

engine=${CARGO_TARGET_DIR:-benches/browser/target}/wasm32-unknown-unknown/release/browser_bench.wasm
has_browser() { [ -x "${CHROME_PATH:-/usr/bin/chromium}" ] && [ -d node_modules/playwright-core ]; }
# Inside its folder, so that the flags of .cargo/config.toml hold.
build_engine() { (cd benches/browser && wasm cargo build --release --target wasm32-unknown-unknown); }
browser() {
  if has_browser; then
    build_engine
    node scripts/bench/browser.mjs "$engine" "$@"
  else
    echo "bench: no browser or no playwright-core (make setup): nothing was measured in WebAssembly"
  fi
}
# Set-up says how to reach the wasm32 target; without it the default toolchain is asked.
declare -F wasm >/dev/null || wasm() { "$@"; }

# Built once for all of them, with the command line's allocator.
features=(--no-default-features --features cli)
# The program of one benchmark.
program() {
  cargo bench "${features[@]}" --bench "$1" --no-run 2>&1 | sed -n "s/.*benches\/$1\.rs (\(.*\))/\1/p"
}
if [ $# -gt 0 ]; then
  name=$1; shift
  if [ "$name" = browser ]; then browser "$@"; exit; fi
  if [ "$name" = gpu ]; then
    features=(--no-default-features --features gpu)
    if "${PYTHON:-python3}" -c "import torch; assert torch.cuda.is_available()" 2>/dev/null; then
      exec "${PYTHON:-python3}" scripts/bench/torch_attention.py "$(program gpu)" "$@"
    fi
    exec "$(program gpu)"
  fi
  if [ "$name" = lab ]; then exec node scripts/bench/lab.mjs dist "$@"; fi
  if [ "$name" = webgpu ]; then exec node scripts/bench/webgpu.mjs dist "$@"; fi
  exec cargo bench "${features[@]}" --bench "$name" -- "$@"
fi
cargo bench "${features[@]}" --benches --no-run
# Where a Python package measures both sides in turn, our side alone is left out.
python=${PYTHON:-python3}
has() { "$python" -c "import $1" 2>/dev/null; }
alone() { cargo bench "${features[@]}" --bench "$1"; }
alone matmul
alone decode
alone growth
if has torch; then
  "$python" scripts/bench/torch_transformer.py "$(program train_step)"
  "$python" scripts/bench/torch_recurrent.py "$(program recurrent_step)"
else
  echo "bench: no PyTorch for $python: only our side was measured"
  alone train_step
  alone recurrent_step
fi
if has sacrebleu && has rouge_score; then
  "$python" scripts/bench/python_metrics.py "$(program metrics)"
else
  echo "bench: no sacrebleu and rouge-score for $python: only our side was measured"
  alone metrics
fi
if has gensim; then
  if has_browser; then
    build_engine
    export BROWSER_ENGINE=$engine
  fi
  "$python" scripts/bench/gensim_word2vec.py "${REPEATS:-5}"
else
  echo "bench: no gensim for $python: only our side of Word2Vec was measured"
  alone word2vec
fi
if [ -n "${TEXT:-}" ] && has tiktoken; then
  "$python" scripts/bench/bench_tokenizers.py "$(program tokenizer)" "$TEXT" 9
else
  echo "bench: no tiktoken for $python, or no TEXT=FILE to encode: the tokenizers' peers were left out"
  alone tokenizer
fi
browser
