//! What the reader has done, remembered by this browser alone: lessons opened, questions of the self-test answered.

use super::lesson::Lesson;
use super::storage;

const LESSONS: &str = "teddy.lessons";
const ANSWERS: &str = "teddy.answers";

/// The reader has opened a lesson.
pub fn opened(lesson: Lesson) {
    let known = storage::read(LESSONS).unwrap_or_default();
    if !known.split(',').any(|slug| slug == lesson.slug()) {
        let mark = if known.is_empty() { "" } else { "," };
        storage::write(LESSONS, &format!("{known}{mark}{}", lesson.slug()));
    }
}

/// Whether the reader has opened a lesson before.
pub fn is_opened(lesson: Lesson) -> bool {
    let known = storage::read(LESSONS).unwrap_or_default();
    known.split(',').any(|slug| slug == lesson.slug())
}

/// The first answer to each question of the self-test: `.` none yet, `+` right, `-` wrong.
pub fn answers(n: usize) -> Vec<Option<bool>> {
    let known = storage::read(ANSWERS).unwrap_or_default();
    let answer = |mark| match mark {
        '+' => Some(true),
        '-' => Some(false),
        _ => None,
    };
    let known = known.chars().map(answer);
    known.chain(std::iter::repeat(None)).take(n).collect()
}

/// As if the reader had never been here.
pub fn forget() {
    storage::remove(LESSONS);
    storage::remove(ANSWERS);
}

pub fn keep_answers(answers: &[Option<bool>]) {
    let mark = |answer: &Option<bool>| match answer {
        Some(true) => '+',
        Some(false) => '-',
        None => '.',
    };
    storage::write(ANSWERS, &answers.iter().map(mark).collect::<String>());
}
