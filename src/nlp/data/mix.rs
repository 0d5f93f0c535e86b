//! What one epoch of training reads: several sources of pairs in chosen shares, a little roughened.

use super::corpus::Pair;
use crate::nlp::rng::Rng;
use serde::{Deserialize, Serialize};

/// Pairs of one origin.
#[derive(Clone, Debug)]
pub struct Source {
    pub pairs: Vec<Pair>,
    /// How many of them an epoch reads, drawn anew each time; `None`: all.
    pub per_epoch: Option<usize>,
}

/// Small changes made to both sides of a pair, so that the model does not depend on tidy input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Roughen {
    /// Share of the pairs that lose their final full stop, on both sides.
    pub drop_full_stop: f64,
    /// Share of the pairs whose source begins with a small letter; the target stays as it is.
    pub lower_first: f64,
}

/// The pairs of one epoch, in no particular order.
pub fn epoch_pairs(sources: &[Source], roughen: Roughen, rng: &mut Rng) -> Vec<Pair> {
    let mut epoch = Vec::new();
    for source in sources {
        let mut order: Vec<usize> = (0..source.pairs.len()).collect();
        if let Some(n) = source.per_epoch {
            rng.shuffle(&mut order);
            order.truncate(n);
        }
        epoch.extend(
            order
                .into_iter()
                .map(|i| roughened(&source.pairs[i], roughen, rng)),
        );
    }
    epoch
}

fn roughened(pair: &Pair, how: Roughen, rng: &mut Rng) -> Pair {
    let mut pair = pair.clone();
    if rng.chance(how.drop_full_stop)
        && let (Some(src), Some(tgt)) = (full_stop_off(&pair.src), full_stop_off(&pair.tgt))
    {
        pair = Pair {
            src: src.to_string(),
            tgt: tgt.to_string(),
        };
    }
    // "I" stays a capital wherever it stands.
    let is_pronoun_i =
        matches!(pair.src.as_bytes(), [b'I', next, ..] if !next.is_ascii_alphabetic());
    if rng.chance(how.lower_first) && !is_pronoun_i {
        let mut chars = pair.src.chars();
        if let Some(first) = chars.next() {
            pair.src = first.to_lowercase().chain(chars).collect();
        }
    }
    pair
}

/// The sentence without its one full stop; `None` where it ends otherwise (`...` included).
fn full_stop_off(sentence: &str) -> Option<&str> {
    sentence
        .strip_suffix('.')
        .filter(|rest| !rest.is_empty() && !rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(src: &str, tgt: &str) -> Pair {
        Pair {
            src: src.into(),
            tgt: tgt.into(),
        }
    }

    #[test]
    fn both_sides_lose_their_full_stop_or_none() {
        let always = Roughen {
            drop_full_stop: 1.0,
            lower_first: 1.0,
        };
        let mut rng = Rng::new(1);
        let rough = |p: Pair, rng: &mut Rng| roughened(&p, always, rng);
        assert_eq!(
            rough(pair("A bear.", "Un ours."), &mut rng),
            pair("a bear", "Un ours")
        );
        assert_eq!(
            rough(pair("Well...", "Bon."), &mut rng),
            pair("well...", "Bon.")
        );
        assert_eq!(
            rough(pair("I'm Tom!", "Moi !"), &mut rng),
            pair("I'm Tom!", "Moi !")
        );
    }

    #[test]
    fn shares_are_kept_and_seeds_repeat() {
        let pairs = |n: usize| {
            (0..n)
                .map(|i| pair(&format!("s{i}"), "t"))
                .collect::<Vec<_>>()
        };
        let sources = [
            Source {
                pairs: pairs(10),
                per_epoch: None,
            },
            Source {
                pairs: pairs(100),
                per_epoch: Some(7),
            },
        ];
        let epoch = |seed| epoch_pairs(&sources, Roughen::default(), &mut Rng::new(seed));
        assert_eq!(epoch(1).len(), 17);
        assert_eq!(epoch(1), epoch(1));
        assert_ne!(epoch(1), epoch(2));
    }
}
