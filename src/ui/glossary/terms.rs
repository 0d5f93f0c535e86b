//! The terms, in the lecture's order. Their words stand in locales/*/glossary.json.

use crate::ui::i18n::{Locale, td_string};
use crate::ui::lesson::Lesson;

/// A word or abbreviation of the lecture.
#[derive(Clone, Copy)]
pub struct Term {
    /// Its place in the glossary's address: `#bpe`.
    pub id: &'static str,
    pub lesson: Lesson,
    pub name: fn(Locale) -> &'static str,
    pub text: fn(Locale) -> &'static str,
}

macro_rules! terms {
    ($($id:ident in $lesson:ident,)*) => {
        /// All terms.
        pub const TERMS: &[Term] = &[$(Term {
            id: stringify!($id),
            lesson: Lesson::$lesson,
            name: |locale| td_string!(locale, glossary.terms.$id.name),
            text: |locale| td_string!(locale, glossary.terms.$id.text),
        },)*];
    };
}

terms! {
    nlp in Tasks,
    llm in Tasks,
    sentiment in Tasks,
    ner in Tasks,
    pos in Tasks,
    confusion in Tasks,
    counts in Tasks,
    accuracy in Tasks,
    precision in Tasks,
    recall in Tasks,
    f1 in Tasks,
    n_gram in Tasks,
    wmt in Tasks,
    bleu in Tasks,
    rouge in Tasks,
    perplexity in Tasks,
    imdb in Tasks,
    token in Tokens,
    vocabulary in Tokens,
    bpe in Tokens,
    oov in Tokens,
    unk in Tokens,
    bos in Tokens,
    pad in Tokens,
    one_hot in WordVectors,
    embedding in WordVectors,
    cosine in WordVectors,
    word2vec in WordVectors,
    cbow in WordVectors,
    skip_gram in WordVectors,
    proxy in WordVectors,
    pca in WordVectors,
    rnn in Rnn,
    hidden in Rnn,
    context in Rnn,
    lstm in Rnn,
    gate in Rnn,
    backprop in Memory,
    vanishing in Memory,
    exploding in Memory,
    attention in Memory,
    seq2seq in Memory,
    qkv in Transformer,
    softmax in Transformer,
    d_model in Transformer,
    mha in Transformer,
    gpt in Transformer,
    self_attention in Transformer,
    cross_attention in Transformer,
    causal_mask in Transformer,
    position in Transformer,
    ffn in Transformer,
    layer_norm in Transformer,
    residual in Transformer,
    dropout in Transformer,
    logits in LabelSmoothing,
    cross_entropy in LabelSmoothing,
    smoothing in LabelSmoothing,
    ece in LabelSmoothing,
    autoregressive in Translation,
    greedy in Translation,
    beam in Translation,
    temperature in Translation,
    kv_cache in Translation,
    teacher_forcing in Lab,
    epoch in Lab,
    adam in Lab,
    gradient in Lab,
    webgpu in Lab,
}

/// Whether a term has `words` in its name, its place in the address or its explanation; capitals do not matter.
pub fn has(term: &Term, locale: Locale, words: &str) -> bool {
    let words = words.trim().to_lowercase();
    let texts = [(term.name)(locale), term.id, (term.text)(locale)];
    texts
        .iter()
        .any(|text| text.to_lowercase().contains(&words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_found_by_name_and_by_explanation_in_both_languages() {
        let found = |locale, words: &str| -> Vec<&str> {
            let terms = TERMS.iter().filter(|t| has(t, locale, words));
            terms.map(|t| t.id).collect()
        };
        assert!(found(Locale::en, "byte-pair").contains(&"bpe"));
        assert_eq!(found(Locale::en, " kingma "), ["adam"]);
        assert_eq!(found(Locale::zh_Hans, "字节对"), ["bpe"]);
        for locale in [Locale::en, Locale::zh_Hans] {
            for words in [
                "ppl", "gpt", "bert", "backprop", "seq2seq", "imdb", "n-gram", "tp",
            ] {
                assert!(!found(locale, words).is_empty(), "{words}");
            }
        }
        assert_eq!(found(Locale::en, "").len(), TERMS.len());
        assert!(found(Locale::en, "no such thing").is_empty());
    }

    #[test]
    fn every_lesson_has_terms_and_the_order_is_the_lecture_s() {
        let lessons: Vec<usize> = TERMS.iter().map(|t| t.lesson.number()).collect();
        assert!(lessons.is_sorted());
        for lesson in Lesson::ALL {
            assert!(lessons.contains(&lesson.number()), "{lesson:?}");
        }
        let mut ids: Vec<&str> = TERMS.iter().map(|t| t.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), TERMS.len());
    }
}
