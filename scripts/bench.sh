#!/usr/bin/env bash
# Every benchmark in benches/, in one run; arguments go to them (`scripts/bench.sh matmul` runs that one).
# They are native programs on the core alone: no web crate is built.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f .setup/env ] && . .setup/env

if ! compgen -G 'benches/*.rs' >/dev/null; then
  echo "bench: there is nothing in benches/ yet"
  exit 0
fi
if [ $# -gt 0 ]; then
  name=$1; shift
  exec cargo bench --no-default-features --bench "$name" -- "$@"
fi
exec cargo bench --no-default-features --benches
