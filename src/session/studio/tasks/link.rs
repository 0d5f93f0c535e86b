//! What a reader looks at in lesson 1, as the query of an address:
//!
//! `?text=A%20bear%20sings.&t=0.8&counts=40.9.12.39&share=0.99&hyp=…&ref=…&n=2&tags=3.0.0,3.1.0`
//!
//! | key | what | left out for |
//! | --- | --- | --- |
//! | `text` | the reader's text | the lecture's sentence |
//! | `t` | threshold of the classifier | 0.5 |
//! | `counts` | counts set by hand: TP, FN, FP, TN | those of the test set |
//! | `share` | share of the common class | 0.5 |
//! | `hyp`, `ref` | the two texts that are compared | the lesson's own |
//! | `n` | length of the n-grams that are marked | 1 |
//! | `tags` | true tags changed: sentence.word.class | none |

use crate::session::link::encode;
use crate::session::studio::query::{self, own_sentence};

/// The most characters of a text.
const MAX_TEXT: usize = 600;
/// The most tags that a link may change.
const MAX_TAGS: usize = 100;
/// The largest count.
pub const MAX_COUNT: u64 = 100_000;
/// A good translation in other words than the reference's.
pub const HYPOTHESIS: &str = "Un adorable ours en peluche est en train de lire.";
pub const REFERENCE: &str = "Un ours en peluche mignon lit.";

/// What an address says.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub text: Option<String>,
    pub threshold: f64,
    pub counts: Option<[u64; 4]>,
    pub share: f64,
    pub hypothesis: String,
    pub reference: String,
    pub order: usize,
    pub tags: Vec<[usize; 3]>,
}

impl Default for Link {
    fn default() -> Self {
        Link {
            text: None,
            threshold: 0.5,
            counts: None,
            share: 0.5,
            hypothesis: HYPOTHESIS.to_owned(),
            reference: REFERENCE.to_owned(),
            order: 1,
            tags: vec![],
        }
    }
}

impl Link {
    /// Reads a query, with or without its `?`. Never fails: what makes no sense counts as absent.
    pub fn parse(query: &str) -> Self {
        let mut link = Link::default();
        for (key, value) in query::pairs(query) {
            let value: String = value.chars().take(MAX_TEXT).collect();
            match key {
                "text" => link.text = (!value.trim().is_empty()).then_some(value),
                "t" => put_within(&mut link.threshold, &value, 0.0, 1.0),
                "counts" => link.counts = numbers(&value).filter(|c| c.iter().all(in_range)),
                "share" => put_within(&mut link.share, &value, 0.5, 0.99),
                "hyp" => link.hypothesis = value,
                "ref" => link.reference = value,
                "n" => {
                    if let Ok(n @ 1..=4) = value.parse() {
                        link.order = n;
                    }
                }
                "tags" => {
                    link.tags = value
                        .split(',')
                        .filter_map(numbers)
                        .take(MAX_TAGS)
                        .collect();
                }
                _ => {}
            }
        }
        link
    }

    /// The query, without `?`; empty where all is as it is at first.
    pub fn to_query(&self) -> String {
        let usual = Link::default();
        let mut pairs = own_sentence(self.text.as_deref());
        if self.threshold != usual.threshold {
            pairs.push(format!("t={}", self.threshold));
        }
        if let Some(counts) = self.counts {
            pairs.push(format!("counts={}", dotted(&counts)));
        }
        if self.share != usual.share {
            pairs.push(format!("share={}", self.share));
        }
        for (key, now, usual) in [
            ("hyp", &self.hypothesis, usual.hypothesis),
            ("ref", &self.reference, usual.reference),
        ] {
            if *now != usual {
                pairs.push(format!("{key}={}", encode(now)));
            }
        }
        if self.order != usual.order {
            pairs.push(format!("n={}", self.order));
        }
        if !self.tags.is_empty() {
            let tags: Vec<String> = self.tags.iter().map(|tag| dotted(tag)).collect();
            pairs.push(format!("tags={}", tags.join(",")));
        }
        pairs.join("&")
    }
}

fn in_range(count: &u64) -> bool {
    *count <= MAX_COUNT
}

fn put_within(slot: &mut f64, value: &str, least: f64, most: f64) {
    match value.parse() {
        Ok(value) if (least..=most).contains(&value) => *slot = value,
        _ => {}
    }
}

/// `1.2.3`: exactly N whole numbers.
fn numbers<T: std::str::FromStr, const N: usize>(text: &str) -> Option<[T; N]> {
    let numbers: Result<Vec<T>, _> = text.split('.').map(str::parse).collect();
    numbers.ok()?.try_into().ok()
}

fn dotted<T: ToString>(numbers: &[T]) -> String {
    let numbers: Vec<String> = numbers.iter().map(T::to_string).collect();
    numbers.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_to_a_query_and_back() {
        let link = Link {
            text: Some("Ted & Co., 100 % soft?".into()),
            threshold: 0.83,
            counts: Some([40, 9, 12, 39]),
            share: 0.99,
            hypothesis: "the the the".into(),
            reference: "the cat = 1".into(),
            order: 2,
            tags: vec![[3, 0, 0], [1, 2, 5]],
        };
        assert_eq!(Link::parse(&format!("?{}", link.to_query())), link);
        assert_eq!(Link::default().to_query(), "");
        assert_eq!(Link::parse(""), Link::default());
    }

    #[test]
    fn what_makes_no_sense_counts_as_absent() {
        let odd = "text=%20&t=2&counts=1.2.3&share=NaN&n=5&tags=1.2,,a.b.c&x&counts=1.2.3.900000";
        assert_eq!(Link::parse(odd), Link::default());
        assert_eq!(
            Link::parse("hyp=").hypothesis,
            "",
            "an emptied field stays empty"
        );
    }
}
