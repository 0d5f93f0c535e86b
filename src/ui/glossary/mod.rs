//! The words and abbreviations of the lecture.
//!
//! * [`terms`]: what there is, and in which lesson;
//! * [`page`]: all of them;
//! * [`lesson_terms`]: those of one lesson, at its end.

mod lesson_terms;
mod page;
mod terms;

pub use lesson_terms::LessonTerms;
pub use page::GlossaryPage;
