//! The questions, in the lecture's order. Their words stand in locales/*/self_test.json.

use crate::ui::i18n::{Locale, td_string};
use crate::ui::lesson::Lesson;

/// A question with three answers, one of them right.
#[derive(Clone, Copy)]
pub struct Question {
    /// Where it can be looked up.
    pub lesson: Lesson,
    pub right: usize,
    pub question: fn(Locale) -> &'static str,
    pub choices: [fn(Locale) -> &'static str; 3],
    /// Why.
    pub answer: fn(Locale) -> &'static str,
}

macro_rules! questions {
    ($($id:ident in $lesson:ident, right $right:literal;)*) => {
        /// All questions.
        pub const QUESTIONS: &[Question] = &[$(Question {
            lesson: Lesson::$lesson,
            right: $right,
            question: |locale| td_string!(locale, self_test.q.$id.question),
            choices: [
                |locale| td_string!(locale, self_test.q.$id.a),
                |locale| td_string!(locale, self_test.q.$id.b),
                |locale| td_string!(locale, self_test.q.$id.c),
            ],
            answer: |locale| td_string!(locale, self_test.q.$id.answer),
        },)*];
    };
}

questions! {
    tasks_rare in Tasks, right 0;
    tasks_rouge in Tasks, right 1;
    tokens_bears in Tokens, right 2;
    tokens_length in Tokens, right 1;
    vectors_one_hot in WordVectors, right 1;
    vectors_size in WordVectors, right 2;
    rnn_order in Rnn, right 0;
    rnn_gate in Rnn, right 1;
    memory_factor in Memory, right 2;
    memory_path in Memory, right 0;
    transformer_arrow in Transformer, right 1;
    transformer_scale in Transformer, right 0;
    transformer_heads in Transformer, right 1;
    smoothing_share in LabelSmoothing, right 2;
    translation_end in Translation, right 1;
    translation_parallel in Translation, right 0;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_follow_the_lecture_and_have_their_answers() {
        let lessons: Vec<usize> = QUESTIONS.iter().map(|q| q.lesson.number()).collect();
        assert!(lessons.is_sorted());
        for q in QUESTIONS {
            assert!(q.right < q.choices.len());
            for locale in [Locale::en, Locale::zh_Hans] {
                let texts = q.choices.map(|choice| choice(locale));
                assert!(texts[0] != texts[1] && texts[1] != texts[2] && texts[0] != texts[2]);
                assert!(!(q.answer)(locale).is_empty());
            }
        }
        // The right answer is not always in the same place.
        for place in 0..3 {
            assert!(QUESTIONS.iter().filter(|q| q.right == place).count() >= 3);
        }
    }
}
