//! Bytes that the page puts into memory, and numbers that it reads out.

use std::cell::RefCell;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Where the page may put `len` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn input(len: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|bytes| {
        bytes.clear();
        bytes.resize(len, 0);
        bytes.as_mut_ptr()
    })
}

/// What it has put there.
pub fn taken() -> Vec<u8> {
    INPUT.take()
}

/// Text that the page has put there: its first `len` bytes.
pub fn with_text<R>(len: usize, f: impl FnOnce(&str) -> R) -> R {
    INPUT.with_borrow(|bytes| f(std::str::from_utf8(&bytes[..len]).expect("UTF-8")))
}

/// The output in memory, and its length in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.with_borrow(|bytes| bytes.as_ptr())
}

#[unsafe(no_mangle)]
pub extern "C" fn output_len() -> usize {
    OUTPUT.with_borrow(Vec::len)
}

/// Bytes for the page to read.
pub fn give(bytes: Vec<u8>) {
    OUTPUT.set(bytes);
}

/// Numbers for the page to read.
pub fn give_f32<'a>(numbers: impl IntoIterator<Item = &'a f32>) {
    give(numbers.into_iter().flat_map(|x| x.to_le_bytes()).collect());
}

pub fn give_u32(numbers: &[u32]) {
    give(numbers.iter().flat_map(|x| x.to_le_bytes()).collect());
}
