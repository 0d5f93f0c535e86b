//! What the page takes for granted about the build and the browser.

use wasm_bindgen_test::wasm_bindgen_test;

/// The engine's matrix products rely on it; an environment variable RUSTFLAGS would lose it silently.
#[wasm_bindgen_test]
fn simd128_reaches_the_build() {
    const { assert!(cfg!(target_feature = "simd128")) };
}

#[wasm_bindgen_test]
fn there_is_a_document() {
    assert!(
        web_sys::window()
            .and_then(|w| w.document())
            .is_some_and(|d| d.body().is_some())
    );
}
