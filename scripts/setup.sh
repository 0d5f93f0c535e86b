#!/usr/bin/env bash
# Brings a machine to where the project builds (`setup.sh build`) and can be tested (`setup.sh test`).
#
# Each need is a function below: it looks for what is there first and installs only what is missing, trying the
# ordinary way and then the next one. So it may be run as often as you like; with everything there it takes a second.
#
#   need            first                          else
#   Rust            cargo on PATH                  Debian's rustc-web, cargo-web
#   wasm32 target   rustup target add              Debian's rustc-web, its standard library built from rust-web-src
#   trunk           on PATH                        its release, cargo install
#   wasm-bindgen    on PATH, at Cargo.lock's       its release, cargo install
#                   version
#   wasm-split-cli  cargo install                  (takes the page's wasm apart; no releases of its own)
#   wasm-opt        on PATH, new enough            npm, its release; Trunk fetches one where neither worked
#   Node.js, Chromium, chromedriver, CJK fonts     Debian's packages
#   a Vulkan driver in software                    Debian's mesa-vulkan-drivers; left out elsewhere
#
# What the builds must know goes to .setup/env, which the Makefile's recipes read.
# TEDDY_WASM=debian leaves rustup's target out (to try the other way).
set -euo pipefail
cd "$(dirname "$0")/.."

trunk_version=0.21.14
binaryen_version=132
wasm_split_version=0.2.4
terser_version=5.51.4
cache=${XDG_CACHE_HOME:-$HOME/.cache}/teddy-reads
mkdir -p .setup "$cache"

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# ---- .setup/env -------------------------------------------------------------------------------------------------

env_file=.setup/env.new
cat > "$env_file" <<'TEXT'
# Written by scripts/setup.sh; sourced by the scripts.
# Trunk would ask whether there is a newer Trunk.
export TRUNK_SKIP_VERSION_CHECK=true
TEXT
remember() { printf '%s\n' "$*" >> "$env_file"; }
# Put a folder on PATH, now and in later builds.
add_path() {
  case ":$PATH:" in *":$1:"*) ;; *) PATH=$1:$PATH ;; esac
  remember "export PATH=\"$1:\$PATH\""
}

# ---- ways to install --------------------------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif has sudo; then sudo "$@"; else fail "this needs root: $*"; fi
}

apt_updated=
apt_install() {
  say "installing $* (apt-get)"
  if [ -z "$apt_updated" ]; then as_root apt-get update -qq; apt_updated=yes; fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# release DIR URL: unpack a project's own release into DIR, without its top folder if it has one.
release() {
  local dir=$1 url=$2
  has curl || return 1
  rm -rf "$dir.part"; mkdir -p "$dir.part"
  curl -fsSL --connect-timeout 5 --max-time 180 "$url" 2>/dev/null | tar xzf - -C "$dir.part" 2>/dev/null || { rm -rf "$dir.part"; return 1; }
  local top; top=$(ls "$dir.part")
  rm -rf "$dir"
  if [ -d "$dir.part/$top" ]; then mv "$dir.part/$top" "$dir"; rm -rf "$dir.part"; else mv "$dir.part" "$dir"; fi
}

# cargo_install ROOT CRATE VERSION [OPTION…]: into ROOT/bin, compiled for a quick install rather than a quick tool.
cargo_install() {
  local root=$1 crate=$2 version=$3
  shift 3
  local build=$cache/build-$crate
  say "building $crate $version: several minutes, once"
  (
    unset RUSTFLAGS RUSTUP_TOOLCHAIN
    export CARGO_TARGET_DIR=$build CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off \
      CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=0
    cd "$cache"   # away from the project's .cargo/config.toml
    # A tool's own lock file may name a version that the registry has withdrawn.
    cargo install "$crate" --quiet --version "$version" --root "$root" "$@" --locked ||
      cargo install "$crate" --quiet --version "$version" --root "$root" "$@"
  )
  rm -rf "$build"
}

# This machine as the release archives name it, with the C library of the choice: host musl, host gnu.
host() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo "x86_64-unknown-linux-$1" ;;
    Linux-aarch64) echo "aarch64-unknown-linux-$1" ;;
    Darwin-arm64) echo aarch64-apple-darwin ;;
    Darwin-x86_64) echo x86_64-apple-darwin ;;
    *) echo unknown ;;
  esac
}

# ---- what a build needs -----------------------------------------------------------------------------------------

need_rust() {
  [ -d "$HOME/.cargo/bin" ] && add_path "$HOME/.cargo/bin"
  if ! has cargo; then
    has apt-get || fail "no Rust here: install it from https://rustup.rs and run this again"
    apt_install rustc-web cargo-web
  fi
  # Crates with C code, and the linking of native programs.
  if ! has cc; then
    has apt-get || fail "no C compiler here (cc): install one and run this again"
    apt_install gcc libc6-dev
  fi
  say "$(rustc --version)"
}

# Does `rustc` (the words given) compile a program of the standard library to wasm, with link-time optimisation?
compiles_wasm() {
  local out; out=$(mktemp -d)
  echo 'fn main() { println!("{}", std::env::args().count()); }' |
    "$@" --target wasm32-unknown-unknown -O -C lto=fat -C panic=abort -o "$out/probe.wasm" - >/dev/null 2>&1
  local status=$?
  rm -rf "$out"
  return $status
}

need_wasm_target() {
  if [ "${TEDDY_WASM:-}" != debian ]; then
    if ! compiles_wasm rustc && has rustup; then
      say "adding Rust's target wasm32-unknown-unknown"
      rustup target add wasm32-unknown-unknown >/dev/null 2>&1 || say "rustup cannot fetch it here"
    fi
    if compiles_wasm rustc; then
      remember 'wasm() { "$@"; }'
      say "wasm32 target: of the default toolchain"
      return
    fi
  fi
  has apt-get || fail "the target wasm32-unknown-unknown cannot be had: neither rustup nor apt-get could install it"
  debian_wasm_target
}

# Debian's Rust as the rustup toolchain `wasm`, with a standard library for wasm32 that we compile ourselves.
debian_wasm_target() {
  local debian_rustc="/usr/bin/rustc -C linker=wasm-ld-19"
  if ! [ -x /usr/bin/rustc ] || ! [ -x /usr/bin/cargo ] || ! has wasm-ld-19 || ! [ -d /usr/lib/rustlib/src/rust/library ]; then
    apt_install rustc-web cargo-web rust-web-src lld-19
  fi
  # Without rustup /usr/bin/cargo is the cargo, and the variable means nothing to it.
  if has rustup && ! rustup toolchain list | grep -q '^wasm\b'; then rustup toolchain link wasm /usr; fi
  # shellcheck disable=SC2086
  if ! compiles_wasm $debian_rustc; then build_standard_library; fi
  # shellcheck disable=SC2086
  compiles_wasm $debian_rustc || fail "the standard library was built but does not compile a program"
  remember 'wasm() { RUSTUP_TOOLCHAIN=wasm CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19 "$@"; }'
  say "wasm32 target: of $(/usr/bin/rustc --version)"
}

build_standard_library() {
  say "building the standard library for wasm32: about a minute, once for each version of rustc-web"
  local crate lib=/usr/lib/rustlib/wasm32-unknown-unknown/lib
  crate=$(mktemp -d)
  mkdir "$crate/src"
  touch "$crate/src/lib.rs"
  printf '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2024"\n[lib]\n' > "$crate/Cargo.toml"
  # Bitcode inside the objects is what link-time optimisation reads.
  (cd "$crate" && env -u RUSTUP_TOOLCHAIN RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR="$crate/target" \
    /usr/bin/cargo build --quiet --release -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown)
  as_root rm -rf "$lib"
  as_root mkdir -p "$lib"
  find "$crate/target/wasm32-unknown-unknown/release/deps" -name '*.rlib' ! -name 'libnothing-*' -exec cp {} "$crate" \;
  as_root cp "$crate"/*.rlib "$lib/"
  rm -rf "$crate" target/wasm32-unknown-unknown   # what was compiled against the old library is of no use
}

need_trunk() {
  local version="trunk $trunk_version" root=$cache/trunk-$trunk_version
  is_version() { [ "$(trunk --version 2>/dev/null)" = "$version" ]; }
  if ! is_version; then
    if [ ! -x "$root/bin/trunk" ]; then
      release "$root/bin" "https://github.com/trunk-rs/trunk/releases/download/v$trunk_version/trunk-$(host gnu).tar.gz" &&
        [ "$("$root/bin/trunk" --version 2>/dev/null)" = "$version" ] || { rm -rf "$root"; cargo_install "$root" trunk "$trunk_version"; }
    fi
    add_path "$root/bin"
  fi
  is_version || fail "no $version"
  say "$version"
}

# The bindings' generator must be of exactly the version of the library that Cargo.lock names.
need_wasm_bindgen() {
  local number version root
  number=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock)
  version="wasm-bindgen $number" root=$cache/wasm-bindgen-$number
  is_version() { [ "$(wasm-bindgen --version 2>/dev/null)" = "$version" ] && has wasm-bindgen-test-runner; }
  if ! is_version; then
    if [ ! -x "$root/bin/wasm-bindgen" ]; then
      release "$root/bin" "https://github.com/wasm-bindgen/wasm-bindgen/releases/download/$number/wasm-bindgen-$number-$(host musl).tar.gz" &&
        [ "$("$root/bin/wasm-bindgen" --version 2>/dev/null)" = "$version" ] || { rm -rf "$root"; cargo_install "$root" wasm-bindgen-cli "$number"; }
    fi
    add_path "$root/bin"
  fi
  is_version || fail "no $version"
  say "$version"
}

# It has no --version: the folder's name says which it is.
need_wasm_split() {
  local root=$cache/wasm-split-$wasm_split_version
  if [ ! -x "$root/bin/wasm-split-cli" ]; then
    cargo_install "$root" wasm_split_cli_support "$wasm_split_version" --features build-binary
  fi
  add_path "$root/bin"
  say "wasm-split-cli $wasm_split_version"
}

need_wasm_opt() {
  local root=$cache/binaryen-$binaryen_version number
  # "wasm-opt version 132 (version_132)"
  number=$(wasm-opt --version 2>/dev/null | awk '{ print $3 }') || true
  if [ "${number:-0}" -lt 116 ]; then
    if [ ! -x "$root/bin/wasm-opt" ] && has npm; then
      say "installing binaryen $binaryen_version (npm)"
      npm install --silent --no-audit --no-fund --prefix "$root/npm" "binaryen@$binaryen_version.0.0" >/dev/null 2>&1 &&
        mkdir -p "$root/bin" && ln -sf "$root/npm/node_modules/.bin/wasm-opt" "$root/bin/wasm-opt"
    fi
    if [ ! -x "$root/bin/wasm-opt" ]; then
      local system; case $(uname -s) in Darwin) system=$(uname -m)-macos ;; *) system=$(uname -m)-linux ;; esac
      release "$root" "https://github.com/WebAssembly/binaryen/releases/download/version_$binaryen_version/binaryen-version_$binaryen_version-$system.tar.gz" || true
    fi
    if [ ! -x "$root/bin/wasm-opt" ] && has apt-get; then need_node; need_wasm_opt; return; fi
    if [ ! -x "$root/bin/wasm-opt" ]; then say "wasm-opt: left to Trunk"; return; fi
    add_path "$root/bin"
  fi
  say "$(wasm-opt --version)"
}

need_terser() {   # scripts/finish_dist.sh; without it the page's JavaScript is as wasm-bindgen wrote it, 4 kB more
  local root=$cache/terser-$terser_version
  if [ ! -x "$root/node_modules/.bin/terser" ] && has npm; then
    say "installing terser $terser_version (npm)"
    npm install --silent --no-audit --no-fund --prefix "$root" "terser@$terser_version" >/dev/null 2>&1 || true
  fi
  if [ ! -x "$root/node_modules/.bin/terser" ]; then say "terser: could not be had, so JavaScript stays longer"; return; fi
  add_path "$root/node_modules/.bin"
  say "$(terser --version)"
}

need_openssl() {   # scripts/finish_dist.sh
  has openssl || { has apt-get && apt_install openssl; } || fail "openssl is not here: install it and run this again"
}

# ---- what the tests need besides --------------------------------------------------------------------------------

need_lints() {
  local part
  for part in fmt clippy; do
    cargo $part --version >/dev/null 2>&1 && continue
    if has rustup; then rustup component add "${part/#fmt/rustfmt}" >/dev/null
    else apt_install rustfmt-web rust-web-clippy; fi
  done
  # shellcheck disable=SC1090
  ( . "$env_file"; wasm cargo clippy --version ) >/dev/null 2>&1 || apt_install rust-web-clippy
  say "$(cargo clippy --version)"
}

need_node() {
  local major; major=$(node --version 2>/dev/null | sed 's/^v//; s/\..*//') || true
  if [ "${major:-0}" -lt 18 ] || ! has npm; then
    has apt-get || fail "Node.js 18 or newer is needed"
    apt_install nodejs npm
  fi
  say "node $(node --version)"
}

# Playwright's test runner and axe, at the versions of package-lock.json.
need_packages() {
  if ! cmp -s package-lock.json .setup/package-lock.json || [ ! -d node_modules ]; then
    say "installing the end-to-end tests' packages (npm)"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent --no-audit --no-fund
    cp package-lock.json .setup/package-lock.json
  fi
}

need_browser() {
  local chrome='' candidate
  for candidate in "${CHROME_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -n "$candidate" ] && has "$candidate"; then chrome=$(command -v "$candidate"); break; fi
  done
  if [ -z "$chrome" ]; then
    has apt-get || fail "no Chrome or Chromium found: install one, or set CHROME_PATH"
    apt_install chromium chromium-driver
    chrome=$(command -v chromium)
  fi
  local driver=${CHROMEDRIVER:-}
  [ -n "$driver" ] || driver=$(command -v chromedriver) || true
  if [ -z "$driver" ]; then
    has apt-get || fail "no chromedriver found: install the one of your Chrome's version, or set CHROMEDRIVER"
    apt_install chromium-driver
    driver=$(command -v chromedriver)
  fi
  remember "export CHROME_PATH=\"$chrome\" CHROMEDRIVER=\"$driver\""
  say "$("$chrome" --version 2>/dev/null), $("$driver" --version | awk '{ print $1, $2 }')"
}

# A Vulkan driver in software, for the kernels of src/gpu. With it a test that finds no adapter fails.
need_vulkan() {
  local icd
  if ! has apt-get; then say "no software Vulkan driver: the kernels' native tests run where there is a graphics card"; return; fi
  icd=$(ls /usr/share/vulkan/icd.d/lvp_icd*.json 2>/dev/null) || true
  if [ -z "$icd" ]; then apt_install mesa-vulkan-drivers; fi
  remember 'export TEDDY_GPU=required'
}

# Without a font for Chinese the screenshots show boxes and the layout tests measure them.
need_fonts() {
  has apt-get || return 0
  if has fc-list && [ -n "$(fc-list :lang=zh-cn family)" ]; then return; fi
  apt_install fontconfig fonts-noto-cjk
}

# -----------------------------------------------------------------------------------------------------------------

setup_build() { need_rust; need_wasm_target; need_openssl; need_trunk; need_wasm_bindgen; need_wasm_split; need_wasm_opt; need_terser; }
setup_test() { need_lints; need_node; need_packages; need_browser; need_fonts; need_vulkan; }

case ${1:-test} in
  build) setup_build ;;
  test) setup_build; setup_test ;;
  *) fail "usage: scripts/setup.sh [build|test]" ;;
esac
mv "$env_file" .setup/env
