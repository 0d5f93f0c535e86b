//! One epoch of Word2Vec: the workload of benches/word2vec.rs, on the corpus that the page hands in.

use crate::bytes::taken;
use std::cell::RefCell;
use teddy_reads::nlp::embedding::WordVectors;
use teddy_reads::nlp::embedding::word2vec::{Architecture, Corpus, Word2Vec, Word2VecConfig};
use teddy_reads::nlp::rng::Rng;

const VOCAB: usize = 20_000;
const TOPICS: usize = 50;
/// The 5,000 most frequent words; every fifth is asked for its neighbours.
const WORDS: usize = 5000;

thread_local! {
    static CORPUS: RefCell<Corpus> = RefCell::new(Corpus::default());
    static MODEL: RefCell<Option<Word2Vec>> = const { RefCell::new(None) };
}

/// Lines of `w<number>` from the input; gives the number of words.
#[unsafe(no_mangle)]
pub extern "C" fn word2vec_prepare() -> usize {
    let text = String::from_utf8(taken()).expect("a text file");
    let id = |w: &str| w[1..].parse::<u32>().expect("words are w<number>");
    let corpus: Corpus = text.lines().map(|l| l.split_whitespace().map(id)).collect();
    let words = corpus.n_words();
    CORPUS.set(corpus);
    words
}

/// A new model: skip-gram (0) or CBOW (1), 100 dimensions, window 5, 5 negatives, no subsampling.
#[unsafe(no_mangle)]
pub extern "C" fn word2vec_model(cbow: u32) {
    let config = Word2VecConfig {
        architecture: match cbow {
            0 => Architecture::SkipGram,
            _ => Architecture::Cbow,
        },
        subsample: 0.0,
        epochs: 1,
        loss_every: 0,
        ..Default::default()
    };
    let counts = CORPUS.with_borrow(|corpus| corpus.counts(VOCAB));
    MODEL.set(Some(
        Word2Vec::new(&counts, config, Rng::new(2)).expect("valid"),
    ));
}

/// Its only epoch.
#[unsafe(no_mangle)]
pub extern "C" fn word2vec_run() {
    MODEL.with_borrow_mut(|model| {
        let model = model.as_mut().expect("made");
        CORPUS.with_borrow(|corpus| model.train(corpus).expect("valid"));
    });
}

/// The share of the ten nearest neighbours that are of the same topic (word w is of topic w mod 50).
#[unsafe(no_mangle)]
pub extern "C" fn word2vec_score() -> f64 {
    MODEL.with_borrow(|model| {
        let table = model.as_ref().expect("made").w_in.to_array();
        let words = (0..VOCAB).map(|i| format!("w{i}")).collect();
        let vectors = WordVectors::new(words, table).expect("finite vectors");
        let all = vectors.vectors();
        let same = |i: usize| {
            let near = vectors.nearest_to(all.row(i), 10, &[i as u32], WORDS);
            let of_topic = near.iter().filter(|n| n.id as usize % TOPICS == i % TOPICS);
            of_topic.count()
        };
        let total: usize = (0..WORDS).step_by(5).map(same).sum();
        total as f64 / (WORDS / 5 * 10) as f64
    })
}
