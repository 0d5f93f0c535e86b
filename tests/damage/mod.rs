//! Damage done to files by seed, and a guard on the memory that reading them takes.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use teddy_reads::nlp::rng::Rng;

/// Does one thing to the file; says which.
pub fn mutated(file: &mut Vec<u8>, rng: &mut Rng) -> String {
    let at = rng.below(file.len());
    let end = (at + 1 + rng.below(20)).min(file.len());
    match rng.below(11) {
        0 => {
            file.truncate(at);
            format!("cut at {at}")
        }
        1 | 2 => {
            for _ in 0..1 + rng.below(8) {
                let i = rng.below(file.len());
                file[i] ^= 1 << rng.below(8);
            }
            "bits flipped".into()
        }
        3 => {
            file[at..end].fill_with(|| rng.next_u64() as u8);
            format!("noise at {at}")
        }
        4 => {
            file.drain(at..end);
            format!("{} bytes taken out at {at}", end - at)
        }
        5 => {
            let again = file[at..end].to_vec();
            file.splice(at..at, again);
            format!("{} bytes doubled at {at}", end - at)
        }
        6 | 7 => {
            // A number in text, or what looks like one, made another.
            let numbers = [
                "0",
                "-1",
                "1e999",
                "-0.0",
                "1e300",
                "NaN",
                "4294967296",
                "18446744073709551616",
                "9223372036854775807",
                "65535",
                "1",
                "null",
                "\"\"",
                "[]",
                "0.5",
            ];
            let number = *rng.choose(&numbers[..]);
            let digits = |b: &u8| b.is_ascii_digit();
            let Some(start) = file[at..].iter().position(digits).map(|i| at + i) else {
                return "nothing".into();
            };
            let length = file[start..].iter().take_while(|b| digits(b)).count();
            file.splice(start..start + length, number.bytes());
            format!("{number} at {start}")
        }
        8 => {
            let marks = b"{}[],:\"";
            let Some(start) = file[at..].iter().position(|b| marks.contains(b)) else {
                return "nothing".into();
            };
            file[at + start] = *rng.choose(&marks[..]);
            format!("another mark at {}", at + start)
        }
        9 => {
            let open = [b"[".to_vec(), b"{\"a\":".to_vec()];
            let deep = rng.choose(&open).repeat(20_000);
            file.splice(at..at, deep);
            format!("deep nesting at {at}")
        }
        _ => {
            // The length of a safetensors header, or eight bytes of anything else.
            let place = if rng.chance(0.5) { 0 } else { at };
            let value = [u64::MAX, 1 << 40, 0, 1, 1 << 63][rng.below(5)];
            let bytes = value.to_le_bytes();
            let n = bytes.len().min(file.len() - place);
            file[place..place + n].copy_from_slice(&bytes[..n]);
            format!("{value} in binary at {place}")
        }
    }
}

/// Runs `read`, which must neither panic nor hold more memory at once than a reader of a file of this size
/// can need: JSON as a tree of values takes some thirty bytes for one.
pub fn bounded<R>(file_size: usize, what: &str, read: impl FnOnce() -> R) -> R {
    let allowed = (100 * file_size + (1 << 20)) as isize;
    let before = LIVE.get();
    PEAK.set(before);
    let Ok(result) = catch_unwind(AssertUnwindSafe(read)) else {
        panic!("{what}: a panic");
    };
    let peak = PEAK.get() - before;
    assert!(peak <= allowed, "{what}: {peak} bytes at once");
    result
}

/// The system's allocator, with an eye on this thread's use of it.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    LIVE.set(LIVE.get().wrapping_add(bytes));
    PEAK.set(PEAK.get().max(LIVE.get()));
}

// SAFETY: every call is handed on to the system's allocator as it is; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(pointer, layout) }
    }
}
