#!/usr/bin/env bash
# Every benchmark in benches/, in one run; arguments go to them (`scripts/bench.sh matmul` runs that one).
# They are native programs on the core alone: no web crate is built. Where PyTorch is installed (PYTHON names
# the interpreter), its side of the comparison runs in the same go.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f .setup/env ] && . .setup/env

if [ $# -gt 0 ]; then
  name=$1; shift
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
if "$python" -c 'import sacrebleu, rouge_score' 2>/dev/null; then
  program=$(cargo bench --no-default-features --bench metrics --no-run 2>&1 | sed -n 's/.*(\(.*\/metrics-[0-9a-f]*\)).*/\1/p')
  "$python" scripts/bench/python_metrics.py "$program"
fi
