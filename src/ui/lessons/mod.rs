//! One folder per lesson.

pub mod translation;
