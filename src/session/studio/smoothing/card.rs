//! The small translators with ε = 0 and ε = 0.1, measured on 1,445 held-out sentences by `scripts/variants.mjs`, which
//! wrote the file that is read here.

use crate::nlp::metrics::{Reliability, ReliabilityBin};
use crate::session::studio::protocol::StudioError;
use serde::{Deserialize, Serialize};

const INDEX: &str = include_str!("../../../../public/models/variants/index.json");
const INDEX_FILE: &str = "variants/index.json";
const WITHOUT: &str = "smoothing-0";
const WITH: &str = "heads-4";

/// What is known of one of the small translators. Perplexity, accuracy and confidence are per token of the first
/// reference, under teacher forcing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    pub name: String,
    pub n_heads: usize,
    pub epsilon: f64,
    pub bleu_greedy: f64,
    pub bleu_beam4: f64,
    pub chrf_beam4: f64,
    pub perplexity: f64,
    pub next_token_accuracy: f64,
    pub mean_confidence: f64,
    pub ece: f64,
    /// By confidence in the next token, ten bins of equal width.
    pub reliability: Vec<ReliabilityBin>,
}

/// All small translators, measured alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variants {
    /// Held-out sentences.
    #[serde(rename = "test_sentences")]
    pub n_sentences: usize,
    #[serde(rename = "variants")]
    pub cards: Vec<Card>,
}

impl Card {
    /// The bins with what can be computed from them.
    pub fn reliability(&self) -> Reliability {
        Reliability {
            bins: self.reliability.clone(),
        }
    }

    /// The share of all predictions that fell into each bin.
    pub fn shares(&self) -> Vec<f64> {
        let total: u64 = self.reliability.iter().map(|bin| bin.count).sum();
        let share = |bin: &ReliabilityBin| bin.count as f64 / total.max(1) as f64;
        self.reliability.iter().map(share).collect()
    }
}

fn bad(why: String) -> StudioError {
    StudioError::BadModel {
        file: INDEX_FILE.into(),
        why,
    }
}

/// What was measured of all of them.
pub fn variants() -> Result<Variants, StudioError> {
    serde_json::from_str(INDEX).map_err(|error| bad(error.to_string()))
}

/// [without, with] label smoothing.
pub fn compared() -> Result<[Card; 2], StudioError> {
    let cards = variants()?.cards;
    let named = |name: &str| {
        let found = cards.iter().find(|card| card.name == name);
        found.cloned().ok_or_else(|| bad(format!("no {name}")))
    };
    Ok([named(WITHOUT)?, named(WITH)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_differ_in_epsilon_alone() {
        let [without, with] = compared().unwrap();
        assert_eq!((without.epsilon, with.epsilon), (0.0, 0.1));
        assert_eq!(without.n_heads, with.n_heads);
        // What the lesson says of them.
        assert!(with.perplexity > without.perplexity);
        assert!(with.bleu_beam4 > without.bleu_beam4);
        assert!(with.mean_confidence < without.mean_confidence);
        assert!(with.ece > without.ece);
        // Under the histogram: the last bin falls from 43.9 % to 30.8 %.
        let last = [&without, &with].map(|card| 100.0 * card.shares()[9]);
        assert!((last[0] - 43.9).abs() < 0.05 && (last[1] - 30.8).abs() < 0.05);
    }

    #[test]
    fn the_five_are_found_by_their_folders() {
        use crate::session::studio::models::ModelId;
        let found = variants().unwrap();
        assert_eq!(found.n_sentences, 1445);
        for (model, heads) in [
            (ModelId::Heads1, 1),
            (ModelId::Heads2, 2),
            (ModelId::Heads4, 4),
            (ModelId::Heads8, 8),
            (ModelId::Smoothing0, 4),
        ] {
            let card = found.cards.iter().find(|card| card.name == model.name());
            assert_eq!(card.unwrap().n_heads, heads);
        }
    }

    #[test]
    fn the_bins_say_what_the_sums_say() {
        for card in compared().unwrap() {
            let reliability = card.reliability();
            let total = reliability.total();
            assert!((reliability.ece() - card.ece).abs() < 1e-4, "{}", card.name);
            assert!((total.confidence() - card.mean_confidence).abs() < 1e-4);
            assert!((total.accuracy().value() - card.next_token_accuracy).abs() < 1e-4);
            assert!((card.shares().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }
}
