#!/usr/bin/env bash
# Builds the release page and serves it at http://127.0.0.1:$PORT until Ctrl-C. Run by `make run` after set-up.
# Trunk serves, builds anew when a source changes, and leaves reloading to the reader (Trunk.toml).
set -euo pipefail
cd "$(dirname "$0")/.."
. .setup/env
port=${PORT:-8080}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

if answers; then
  echo "run: port $port is taken; choose another: make run PORT=8081" >&2
  exit 1
fi

# Say where the page is once it is there, below all the build's lines.
(
  until answers; do
    sleep 0.5
    kill -0 $$ 2>/dev/null || exit 0
  done
  sleep 0.5
  printf '\n  Teddy Reads: http://127.0.0.1:%s   (Ctrl-C stops it)\n\n' "$port"
) &

wasm trunk serve --release --port "$port"
