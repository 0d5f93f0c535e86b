//! Tests that need a browser: run in headless Chromium by `scripts/test.sh web`.
//!
//! One binary for all of them (each would be linked and started on its own otherwise): a module a subject.
#![cfg(all(target_arch = "wasm32", feature = "web"))]

#[path = "../fake/mod.rs"]
mod fake;
mod model_files;
mod platform;
mod worker;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
