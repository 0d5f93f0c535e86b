//! The lecture's sentence by the translator that the page ships, and every value on the way.

use std::cell::RefCell;
use teddy_reads::nlp::model::Translator;

thread_local! {
    static FILE: RefCell<[Vec<u8>; 3]> = const { RefCell::new([const { Vec::new() }; 3]) };
    static TRANSLATOR: RefCell<Option<Translator>> = const { RefCell::new(None) };
    static RESULT: RefCell<String> = const { RefCell::new(String::new()) };
}

const SENTENCE: &str = "A cute teddy bear is reading.";

/// Room for one of the three files: config.json (0), tokenizer.json (1), model.safetensors (2).
#[unsafe(no_mangle)]
pub extern "C" fn translator_file(which: usize, len: usize) -> *mut u8 {
    FILE.with_borrow_mut(|files| {
        files[which] = vec![0; len];
        files[which].as_mut_ptr()
    })
}

/// Reads the three files; gives whether they are a translator.
#[unsafe(no_mangle)]
pub extern "C" fn translator_prepare() -> u32 {
    FILE.with_borrow(|[config, tokenizer, weights]| {
        let text = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
        let translator = Translator::from_files(text(config), text(tokenizer), weights).ok();
        let found = translator.is_some();
        TRANSLATOR.set(translator);
        u32::from(found)
    })
}

/// Tokens, greedy translation and the whole trace; gives how many numbers the trace holds.
#[unsafe(no_mangle)]
pub extern "C" fn translate_run() -> f32 {
    TRANSLATOR.with_borrow(|translator| {
        let translator = translator.as_ref().expect("prepared");
        let src = translator.prepare(SENTENCE).expect("a short sentence");
        let decoded = translator.greedy(&src).expect("short enough");
        let trace = translator
            .model
            .trace(&src.ids, &decoded.ids)
            .expect("short enough");
        RESULT.set(translator.text(&decoded));
        trace.tensors.iter().map(|t| t.data.len()).sum::<usize>() as f32
    })
}

/// Where the translation's UTF-8 lies.
#[unsafe(no_mangle)]
pub extern "C" fn translation() -> *const u8 {
    RESULT.with_borrow(|text| text.as_ptr())
}

/// Its length in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn translation_len() -> usize {
    RESULT.with_borrow(String::len)
}
