//! GPT-2's tokenizer on text from the page.

use crate::bytes::{give_u32, taken, with_text};
use std::cell::RefCell;
use teddy_reads::nlp::tokenizer::{ByteLevelBpe, WordCache};

struct Encoder {
    tokenizer: ByteLevelBpe,
    cache: WordCache,
    ids: Vec<u32>,
}

thread_local! {
    static ENCODER: RefCell<Option<Encoder>> = const { RefCell::new(None) };
}

/// Reads a `.tiktoken` file from the input.
#[unsafe(no_mangle)]
pub extern "C" fn tokenizer_prepare() {
    let file = String::from_utf8(taken()).expect("a text file");
    let tokenizer = ByteLevelBpe::from_tiktoken(&file, &[]).expect("a file of ranks");
    ENCODER.set(Some(Encoder {
        tokenizer,
        cache: WordCache::new(),
        ids: Vec::new(),
    }));
}

/// Encodes the first `len` bytes of the input; gives the number of ids.
#[unsafe(no_mangle)]
pub extern "C" fn tokenizer_encode(len: usize) -> usize {
    ENCODER.with_borrow_mut(|encoder| {
        let Encoder {
            tokenizer,
            cache,
            ids,
        } = encoder.as_mut().expect("prepared");
        ids.clear();
        with_text(len, |text| tokenizer.encode_with(text, cache, ids));
        ids.len()
    })
}

/// Where the ids are.
#[unsafe(no_mangle)]
pub extern "C" fn tokenizer_ids() -> *const u32 {
    ENCODER.with_borrow(|encoder| encoder.as_ref().expect("prepared").ids.as_ptr())
}

/// Gives the ids out.
#[unsafe(no_mangle)]
pub extern "C" fn tokenizer_give() {
    ENCODER.with_borrow(|encoder| give_u32(&encoder.as_ref().expect("prepared").ids));
}
