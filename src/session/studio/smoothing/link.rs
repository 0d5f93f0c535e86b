//! What lesson 7 shows, as the query of an address.
//!
//! | key | is | at first |
//! | --- | --- | --- |
//! | `text` | the sentence | the lecture's |
//! | `step` | the prediction looked at, counted from 0 | 0 |
//! | `eps` | ε in thousandths | 100 |
//! | `all` | 1 where ε is spread over all V tokens | 0 |
//! | `truth` | which of the likeliest tokens is held for right, counted from 0 | the one that was taken |
//!
//! As all links, reading one never fails: what makes no sense counts as absent.

use crate::nlp::autograd::ops::{Convention, LabelSmoothing};
use crate::session::studio::query::{self, own_sentence, some_text};

/// The most characters of a sentence.
const MAX_TEXT: usize = 300;
/// The most of ε that the slider offers, in thousandths.
pub const MAX_EPSILON: u32 = 900;

/// What an address says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub text: Option<String>,
    pub step: usize,
    /// In thousandths.
    pub epsilon: u32,
    pub all: bool,
    pub truth: Option<usize>,
}

impl Default for Link {
    fn default() -> Self {
        Link {
            text: None,
            step: 0,
            epsilon: 100,
            all: false,
            truth: None,
        }
    }
}

impl Link {
    /// Reads a query, with or without its `?`.
    pub fn parse(query: &str) -> Self {
        let mut link = Link::default();
        for (key, value) in query::pairs(query) {
            match key {
                "text" => link.text = some_text(&value, MAX_TEXT),
                "step" => link.step = value.parse().unwrap_or(0),
                "eps" => {
                    let epsilon = value.parse().ok().filter(|e| *e <= MAX_EPSILON);
                    link.epsilon = epsilon.unwrap_or(link.epsilon);
                }
                "all" => link.all = value == "1",
                "truth" => link.truth = value.parse().ok(),
                _ => {}
            }
        }
        link
    }

    /// The query, without `?`; empty where all is as it is at first.
    pub fn to_query(&self) -> String {
        let usual = Link::default();
        let mut pairs = own_sentence(self.text.as_deref());
        if self.step != usual.step {
            pairs.push(format!("step={}", self.step));
        }
        if self.epsilon != usual.epsilon {
            pairs.push(format!("eps={}", self.epsilon));
        }
        if self.all {
            pairs.push("all=1".into());
        }
        pairs.extend(self.truth.map(|truth| format!("truth={truth}")));
        pairs.join("&")
    }

    pub fn smoothing(&self) -> LabelSmoothing {
        LabelSmoothing {
            epsilon: f64::from(self.epsilon) / 1000.0,
            convention: if self.all {
                Convention::All
            } else {
                Convention::Others
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_to_a_query_and_back() {
        let link = Link {
            text: Some("A bear & a book".into()),
            step: 3,
            epsilon: 250,
            all: true,
            truth: Some(2),
        };
        assert_eq!(Link::parse(&format!("?{}", link.to_query())), link);
        assert_eq!(link.smoothing().epsilon, 0.25);
        assert_eq!(Link::default().to_query(), "");
    }

    #[test]
    fn what_makes_no_sense_counts_as_absent() {
        let link = Link::parse("text=%20&step=-1&eps=1000&all=yes&truth=x&y");
        assert_eq!(link, Link::default());
    }
}
