//! What a reader looks at in lesson 6, as the query of an address:
//!
//! `?text=A%20bear%20sings.&layer=1&head=3&stage=5&dk=256&seed=7&cut=x.0.1,e.1.2-0`
//!
//! | key | what | left out for |
//! | --- | --- | --- |
//! | `text` | the sentence | the lecture's own |
//! | `layer`, `head` | the head of self-attention that is shown, counted from 0 | 0 |
//! | `stage` | the stage of self-attention, counted from 0 | 0 |
//! | `dk`, `seed` | width and seed of the scaling experiment | 512, 1 |
//! | `cut` | heads that are off (`x.0.1`: cross-attention, layer 0, head 1) or replaced (`-0`: by head 0) | none |
//!
//! As all links, reading one never fails: what makes no sense counts as absent.

use crate::nlp::model::{AttentionSite, Head, HeadChange};
use crate::session::studio::query::{self, own_sentence, put, some_text};

/// The most characters of a sentence.
const MAX_TEXT: usize = 300;
/// The most heads that a link may change.
const MAX_CHANGES: usize = 64;

/// What an address says.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub text: Option<String>,
    pub layer: usize,
    pub head: usize,
    pub stage: usize,
    pub d_k: usize,
    pub seed: u64,
    pub changes: Vec<HeadChange>,
}

impl Default for Link {
    fn default() -> Self {
        Link {
            text: None,
            layer: 0,
            head: 0,
            stage: 0,
            d_k: 512,
            seed: 1,
            changes: vec![],
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
                "layer" => put(&mut link.layer, &value),
                "head" => put(&mut link.head, &value),
                "stage" => put(&mut link.stage, &value),
                "dk" => put(&mut link.d_k, &value),
                "seed" => put(&mut link.seed, &value),
                "cut" => {
                    let changes = value.split(',').filter_map(parse_change);
                    link.changes = changes.take(MAX_CHANGES).collect();
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
        let numbers = [
            ("layer", self.layer, usual.layer),
            ("head", self.head, usual.head),
            ("stage", self.stage, usual.stage),
            ("dk", self.d_k, usual.d_k),
        ];
        let numbers = numbers.iter().filter(|(_, now, usual)| now != usual);
        pairs.extend(numbers.map(|(key, now, _)| format!("{key}={now}")));
        if self.seed != usual.seed {
            pairs.push(format!("seed={}", self.seed));
        }
        if !self.changes.is_empty() {
            let changes: Vec<String> = self.changes.iter().map(format_change).collect();
            pairs.push(format!("cut={}", changes.join(",")));
        }
        pairs.join("&")
    }
}

pub(super) fn parse_change(text: &str) -> Option<HeadChange> {
    let (place, from) = match text.split_once('-') {
        Some((place, from)) => (place, Some(from.parse().ok()?)),
        None => (text, None),
    };
    let mut parts = place.split('.');
    let site = match parts.next()? {
        "e" => AttentionSite::EncoderSelf,
        "d" => AttentionSite::DecoderSelf,
        "x" => AttentionSite::Cross,
        _ => return None,
    };
    let (layer, head) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let head = Head { site, layer, head };
    Some(match from {
        Some(from) => HeadChange::Copy { from, over: head },
        None => HeadChange::Off(head),
    })
}

pub(super) fn format_change(change: &HeadChange) -> String {
    let place = |head: &Head| {
        let site = match head.site {
            AttentionSite::EncoderSelf => 'e',
            AttentionSite::DecoderSelf => 'd',
            AttentionSite::Cross => 'x',
        };
        format!("{site}.{}.{}", head.layer, head.head)
    };
    match change {
        HeadChange::Off(head) => place(head),
        HeadChange::Copy { from, over } => format!("{}-{from}", place(over)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::link::LECTURE_SENTENCE;

    #[test]
    fn goes_to_a_query_and_back() {
        let head = Head {
            site: AttentionSite::Cross,
            layer: 1,
            head: 3,
        };
        let link = Link {
            text: Some("A bear, a book & 1 = 1?".into()),
            layer: 1,
            head: 2,
            stage: 4,
            d_k: 128,
            seed: 9,
            changes: vec![
                HeadChange::Off(head),
                HeadChange::Copy {
                    from: 0,
                    over: Head {
                        site: AttentionSite::EncoderSelf,
                        ..head
                    },
                },
            ],
        };
        assert_eq!(Link::parse(&format!("?{}", link.to_query())), link);
        assert!(link.to_query().ends_with("cut=x.1.3,e.1.3-0"));
        assert_eq!(Link::default().to_query(), "");
        let lecture = Link {
            text: Some(LECTURE_SENTENCE.into()),
            ..Link::default()
        };
        assert_eq!(lecture.to_query(), "");
    }

    #[test]
    fn what_makes_no_sense_counts_as_absent() {
        let odd = "text=%20&layer=-1&head=x&dk=&cut=q.1.1,x.1,x.a.b,e.0.1-,,d.1.0&nothing";
        let link = Link::parse(odd);
        let head = Head {
            site: AttentionSite::DecoderSelf,
            layer: 1,
            head: 0,
        };
        let expected = Link {
            changes: vec![HeadChange::Off(head)],
            ..Link::default()
        };
        assert_eq!(link, expected);
    }
}
