#!/usr/bin/env bash
# Trunk's post_build hook: the last touches on the staged site.
#
#  1. The page's wasm is taken apart at the places that src/ui/part.rs marks, so that a reader fetches a page's code when
#     they open it. That has to happen before the bindings are made, so both are done again here.
#  2. The style sheets become two: what every page needs, and lesson-*.css for the lessons, which link it themselves
#     (src/ui/part.rs): fewer requests, and better compressed.
#  3. The content security policy allows Trunk's inline start-up script by its SHA-256, and nothing else inline.
#  4. Trunk gives content-hashed names to the page's files but not to the worker's, the parts', style.css nor
#     theme.js: they get ?v=BUILD, where BUILD is a hash of the code. The page reads it from <meta name="build">.
#  5. A host that knows no fall-back still answers /translation: one copy of index.html a route, and 404.html.
#
# Trunk sets TRUNK_STAGING_DIR. Plain bash 3.2 and openssl, so that it runs wherever the build does.
set -euo pipefail
export LC_ALL=C

# Every path of the page (src/ui) that a reader can open directly.
routes=(tasks tokens vectors rnn memory transformer label-smoothing translation lab attention about glossary self-test)

cd "${TRUNK_STAGING_DIR:?run by trunk, see Trunk.toml}"
html=$(<index.html)

# 1. app-HASH_bg.wasm: what every page needs; split_*.wasm: a page's or section's own; chunk_*.wasm: what some share.
name=$(ls app-*.js)
name=${name%.js}
profile=debug
if [ "${TRUNK_PROFILE:-}" = release ]; then profile=wasm-release; fi
target=${CARGO_TARGET_DIR:-$TRUNK_SOURCE_DIR/target}
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
wasm-split-cli "$target/wasm32-unknown-unknown/$profile/app.wasm" "$parts" --target web --out-name "$name"
rm -rf snippets
wasm-bindgen "$parts/$name.wasm" --target web --keep-lld-exports --no-typescript --out-dir . --out-name "$name"
rm "$parts/$name.wasm"
mv "$parts"/*.wasm "$parts/__wasm_split.js" .
if [ $profile = wasm-release ] && command -v wasm-opt >/dev/null; then
  features="--enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue"
  for file in "${name}_bg.wasm" split_*.wasm chunk_*.wasm; do
    # shellcheck disable=SC2086
    wasm-opt $features -Oz --strip-producers --strip-target-features "$file" -o "$file" 2> >(grep -v 'unknown name subsection' >&2)
  done
fi

# 2. In the order of their links. (A development build keeps them apart, for its browser's tools.)
link='<link href=/([^ >]+\.css) integrity=[^>]* rel=stylesheet>'
one='<link href=/style.css?v=BUILD-ID rel=stylesheet>'
: > lessons.css
while [[ $html =~ $link ]]; do
  case ${BASH_REMATCH[1]} in
    lesson-*) cat "${BASH_REMATCH[1]}" >> lessons.css; in_place= ;;
    *) cat "${BASH_REMATCH[1]}" >> style.css; in_place=$one; one= ;;
  esac
  rm "${BASH_REMATCH[1]}"
  html=${html/"${BASH_REMATCH[0]}"/"$in_place"}
done

# 3. The inline script, byte for byte, as the browser will hash it.
pattern='<script type="?module"?[^>]*>'
[[ $html =~ $pattern ]] || { echo "finish_dist: no start-up script in index.html" >&2; exit 1; }
script=${html#*"${BASH_REMATCH[0]}"}
script=${script%%</script>*}
hash=$(printf '%s' "$script" | openssl dgst -sha256 -binary | openssl base64 -A)
html=${html/sha256-BOOTSTRAP/sha256-$hash}

# 4. One name for this build, and the files asked for by it.
build=$(cat ./*.js ./*.wasm ./*.css | openssl dgst -sha256 -r)
build=${build:0:12}
html=${html//BUILD-ID/$build}
versioned() {   # versioned FILE EXPRESSION…: sed -i, which BSD and GNU spell differently
  sed "${@:2}" "$1" > "$1.new" && mv "$1.new" "$1"
}
versioned "$name.js" -e "/^import /s|\"./__wasm_split.js\"|\"./__wasm_split.js?v=$build\"|"
versioned __wasm_split.js -e "s|\(\"./[a-z0-9_]*\.wasm\)\"|\1?v=$build\"|"
for worker in worker studio gpu; do
  cat > ${worker}_loader.js <<JS
import init, { answer, protocol, work } from "./$worker.js?v=$build";
await init({ module_or_path: new URL("./${worker}_bg.wasm?v=$build", import.meta.url) });
// For a page that cannot start a worker and imports this instead.
export { answer, protocol, work };
JS
done

# What wasm-bindgen writes is long-winded. (__wasm_split.js is left readable for scripts/size.mjs.)
if [ $profile = wasm-release ] && command -v terser >/dev/null; then
  for file in "$name.js" worker.js studio.js gpu.js; do
    terser --module --compress passes=2 --mangle --output "$file.new" -- "$file"
    mv "$file.new" "$file"
  done
fi

# 5. One copy a route.
printf '%s\n' "$html" > index.html
for route in "${routes[@]}"; do
  mkdir -p "$route"
  cp index.html "$route/index.html"
done
cp index.html 404.html
echo "finish_dist: build $build, routes: ${routes[*]}"
