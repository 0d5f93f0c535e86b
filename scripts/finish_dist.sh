#!/usr/bin/env bash
# Trunk's post_build hook: the last touches on the staged site.
#
#  1. The content security policy allows Trunk's inline start-up script by its SHA-256, and nothing else inline.
#  2. Trunk gives content-hashed names to the page's files but not to the worker's nor to theme.js: they get
#     ?v=BUILD, where BUILD is a hash of the code. The page reads it from <meta name="build">.
#  3. A host that knows no fall-back still answers /translation: one copy of index.html a route, and 404.html.
#
# Trunk sets TRUNK_STAGING_DIR. Plain bash 3.2 and openssl, so that it runs wherever the build does.
set -euo pipefail
export LC_ALL=C

# Every path of the page (src/ui) that a reader can open directly.
routes=(translation about)

cd "${TRUNK_STAGING_DIR:?run by trunk, see Trunk.toml}"
html=$(<index.html)

# 1. The inline script, byte for byte, as the browser will hash it.
pattern='<script type="?module"?[^>]*>'
[[ $html =~ $pattern ]] || { echo "finish_dist: no start-up script in index.html" >&2; exit 1; }
script=${html#*"${BASH_REMATCH[0]}"}
script=${script%%</script>*}
hash=$(printf '%s' "$script" | openssl dgst -sha256 -binary | openssl base64 -A)
html=${html/sha256-BOOTSTRAP/sha256-$hash}

# 2. One name for this build, and the worker's files asked for by it.
build=$(cat ./*.js ./*.wasm | openssl dgst -sha256 -r)
build=${build:0:12}
html=${html//BUILD-ID/$build}
printf 'import init from "./worker.js?v=%s";\nawait init({ module_or_path: new URL("./worker_bg.wasm?v=%s", import.meta.url) });\n' \
  "$build" "$build" > worker_loader.js

# 3. One copy a route.
printf '%s\n' "$html" > index.html
for route in "${routes[@]}"; do
  mkdir -p "$route"
  cp index.html "$route/index.html"
done
cp index.html 404.html
echo "finish_dist: build $build, routes: ${routes[*]}"
