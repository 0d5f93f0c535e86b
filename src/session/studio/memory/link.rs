//! What a reader looks at in lesson 5, as the query of an address:
//!
//! `?steps=40&gain=1.5&forget=0.9&clip=0.5&seed=7&text=A%20bear%20sings.&far=20`
//!
//! | key | what | left out for |
//! | --- | --- | --- |
//! | `steps`, `gain`, `forget`, `clip`, `seed` | the backward pass | [`GradientConfig::default`] |
//! | `text` | the sentence that is translated | the lecture's own |
//! | `far`, `seed` | the largest distance to recall | [`RecallConfig::default`] |
//!
//! As all links, reading one never fails: what makes no sense counts as absent.

use super::gradient::{self, GradientConfig};
use super::recall::{self, RecallConfig};
use crate::session::studio::query::{self, own_sentence, some_text};
use std::str::FromStr;

/// The most characters of a sentence.
const MAX_TEXT: usize = 300;

/// What an address says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    pub gradient: GradientConfig,
    pub text: Option<String>,
    /// Its seed is the backward pass's.
    pub recall: RecallConfig,
}

impl Link {
    /// Reads a query, with or without its `?`.
    pub fn parse(query: &str) -> Self {
        let mut link = Link::default();
        let g = &mut link.gradient;
        for (key, value) in query::pairs(query) {
            match key {
                "steps" => put(
                    &mut g.steps,
                    &value,
                    gradient::MIN_STEPS,
                    gradient::MAX_STEPS,
                ),
                "gain" => put(&mut g.gain, &value, gradient::MIN_GAIN, gradient::MAX_GAIN),
                "forget" => put(
                    &mut g.forget,
                    &value,
                    gradient::MIN_FORGET,
                    gradient::MAX_FORGET,
                ),
                "clip" => put(&mut g.clip, &value, gradient::MIN_CLIP, gradient::MAX_CLIP),
                "seed" => put(&mut g.seed, &value, 0, u64::MAX),
                "far" => {
                    let far = &mut link.recall.farthest;
                    put(far, &value, recall::MIN_FARTHEST, recall::MAX_FARTHEST);
                }
                "text" => link.text = some_text(&value, MAX_TEXT),
                _ => {}
            }
        }
        link.recall.seed = link.gradient.seed;
        link
    }

    /// The query, without `?`; empty where all is as it is at first.
    pub fn to_query(&self) -> String {
        let (now, usual) = (&self.gradient, GradientConfig::default());
        let numbers = [
            ("steps", now.steps.to_string(), usual.steps.to_string()),
            ("gain", now.gain.to_string(), usual.gain.to_string()),
            ("forget", now.forget.to_string(), usual.forget.to_string()),
            ("clip", now.clip.to_string(), usual.clip.to_string()),
            ("seed", now.seed.to_string(), usual.seed.to_string()),
            (
                "far",
                self.recall.farthest.to_string(),
                RecallConfig::default().farthest.to_string(),
            ),
        ];
        let numbers = numbers.iter().filter(|(_, now, usual)| now != usual);
        let mut pairs: Vec<String> = numbers
            .map(|(key, now, _)| format!("{key}={now}"))
            .collect();
        pairs.extend(own_sentence(self.text.as_deref()));
        pairs.join("&")
    }
}

/// Sets a number if the text is one within its range (which nothing that is no number is).
fn put<N: FromStr + PartialOrd>(slot: &mut N, text: &str, low: N, high: N) {
    if let Ok(value) = text.parse::<N>()
        && value >= low
        && value <= high
    {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_to_a_query_and_back() {
        let link = Link {
            gradient: GradientConfig {
                steps: 40,
                gain: 1.35,
                forget: 0.85,
                clip: 0.5,
                seed: 7,
            },
            text: Some("A bear, a book & 1 = 1?".into()),
            recall: RecallConfig {
                farthest: 20,
                seed: 7,
            },
        };
        assert_eq!(Link::parse(&format!("?{}", link.to_query())), link);
        assert!(
            link.to_query()
                .starts_with("steps=40&gain=1.35&forget=0.85&clip=0.5&seed=7&far=20&text=A%20bear")
        );
        assert_eq!(Link::default().to_query(), "");
    }

    #[test]
    fn what_makes_no_sense_counts_as_absent() {
        let odd = "steps=1&gain=9&gain=nan&forget=1&clip=-1&seed=x&far=1000&text=%20&nothing";
        assert_eq!(Link::parse(odd), Link::default());
    }
}
