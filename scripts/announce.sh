#!/usr/bin/env bash
# Waits until the page is served, then says where. Gives up when its parent (make run) is gone.
parent=$PPID
until (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; do
  sleep 0.5
  kill -0 "$parent" 2>/dev/null || exit 0
done
printf '\n  Teddy Reads: http://127.0.0.1:%s   (Ctrl-C stops it)\n\n' "$PORT"
