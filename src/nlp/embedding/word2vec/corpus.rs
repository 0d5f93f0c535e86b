//! A text as Word2Vec reads it: ids of words, in sentences that no window reaches across.

/// Sentences of word ids, one after the other in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corpus {
    ids: Vec<u32>,
    /// Where each sentence ends in `ids`.
    ends: Vec<usize>,
}

impl Corpus {
    /// Adds a sentence. An empty one is passed over.
    pub fn push(&mut self, sentence: impl IntoIterator<Item = u32>) {
        let before = self.ids.len();
        self.ids.extend(sentence);
        if self.ids.len() > before {
            self.ends.push(self.ids.len());
        }
    }

    /// Sentence `i`.
    #[inline(always)]
    pub fn sentence(&self, i: usize) -> &[u32] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.ids[start..self.ends[i]]
    }

    pub fn n_sentences(&self) -> usize {
        self.ends.len()
    }

    pub fn n_words(&self) -> usize {
        self.ids.len()
    }

    /// Every id in reading order.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// How often each id from 0 on occurs; as long as the largest id asks for, and at least `vocab_size`.
    pub fn counts(&self, vocab_size: usize) -> Vec<u64> {
        let mut counts = vec![0; vocab_size];
        for &id in &self.ids {
            let id = id as usize;
            if id >= counts.len() {
                counts.resize(id + 1, 0);
            }
            counts[id] += 1;
        }
        counts
    }
}

impl<S: IntoIterator<Item = u32>> FromIterator<S> for Corpus {
    fn from_iter<I: IntoIterator<Item = S>>(sentences: I) -> Self {
        let mut corpus = Corpus::default();
        sentences.into_iter().for_each(|s| corpus.push(s));
        corpus
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_come_back_and_are_counted() {
        let corpus: Corpus = [vec![2, 0, 2], vec![], vec![1]].into_iter().collect();
        assert_eq!((corpus.n_sentences(), corpus.n_words()), (2, 4));
        assert_eq!(corpus.sentence(0), [2, 0, 2]);
        assert_eq!(corpus.sentence(1), [1]);
        assert_eq!(corpus.counts(0), [1, 1, 2]);
        assert_eq!(corpus.counts(5), [1, 1, 2, 0, 0]);
    }
}
