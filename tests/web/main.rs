//! Tests that need a browser: run in headless Chromium by `scripts/test.sh web`.
//!
//! One binary for all of them (each would be linked and started on its own otherwise): a module a subject.
#![cfg(all(target_arch = "wasm32", feature = "ui"))]

mod platform;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
