//! The words and abbreviations of the lecture.
//!
//! * [`terms`]: what there is, and in which lesson;
//! * [`page`]: all of them;
//! * [`links`]: in running text;
//! * [`lesson_terms`]: those of one lesson, at its end.

mod lesson_terms;
mod links;
mod page;
mod terms;

pub use lesson_terms::LessonTerms;
pub use links::linked;
pub(crate) use links::prose;
pub use page::GlossaryPage;
