//! The changes of a what-if as the query of an address, behind lesson 8's own.
//!
//! | key | is |
//! | --- | --- |
//! | `hide` | positions of source tokens that nobody sees: `3,4` |
//! | `off` | heads that are off, written as in lesson 6: `x.0.1` |
//! | `give` | target tokens that are given, step and id: `2:345` |
//! | `ref` | the reader's own reference translation |
//!
//! As all links, reading one never fails: what makes no sense counts as absent.

use super::link::{format_change, parse_change};
use super::what_if::Changes;
use crate::session::link::encode;
use crate::session::studio::query;

const MAX_TEXT: usize = 600;
const MAX_CHANGES: usize = 64;

/// What an address says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhatIfLink {
    pub changes: Changes,
    pub reference: String,
}

impl WhatIfLink {
    /// Reads a query, with or without its `?`.
    pub fn parse(query: &str) -> Self {
        let mut link = WhatIfLink::default();
        for (key, value) in query::pairs(query) {
            let parts = value.split(',').take(MAX_CHANGES);
            match key {
                "hide" => link.changes.hidden = parts.filter_map(|p| p.parse().ok()).collect(),
                "off" => link.changes.heads = parts.filter_map(parse_change).collect(),
                "give" => {
                    let given = |part: &str| {
                        let (step, id) = part.split_once(':')?;
                        Some((step.parse().ok()?, id.parse().ok()?))
                    };
                    link.changes.forced = parts.filter_map(given).collect();
                }
                "ref" => link.reference = value.chars().take(MAX_TEXT).collect(),
                _ => {}
            }
        }
        link
    }

    /// The query, without `?`; empty where nothing is changed.
    pub fn to_query(&self) -> String {
        let Changes {
            hidden,
            heads,
            forced,
        } = &self.changes;
        let given = forced.iter().map(|(step, id)| format!("{step}:{id}"));
        let pairs = [
            (
                "hide",
                hidden
                    .iter()
                    .map(usize::to_string)
                    .collect::<Vec<_>>()
                    .join(","),
            ),
            (
                "off",
                heads
                    .iter()
                    .map(format_change)
                    .collect::<Vec<_>>()
                    .join(","),
            ),
            ("give", given.collect::<Vec<_>>().join(",")),
            ("ref", encode(&self.reference)),
        ];
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(key, value)| format!("{key}={value}")).collect();
        pairs.join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::model::{AttentionSite, Head, HeadChange};

    #[test]
    fn goes_to_a_query_and_back() {
        let head = Head {
            site: AttentionSite::Cross,
            layer: 1,
            head: 2,
        };
        let link = WhatIfLink {
            changes: Changes {
                hidden: vec![3, 4],
                heads: vec![HeadChange::Off(head)],
                forced: [(2, 345), (5, 6)].into(),
            },
            reference: "Un ours & un livre".into(),
        };
        assert_eq!(
            WhatIfLink::parse(&format!("?text=x&{}", link.to_query())),
            link
        );
        assert!(
            link.to_query()
                .starts_with("hide=3,4&off=x.1.2&give=2:345,5:6&ref=")
        );
        assert_eq!(WhatIfLink::default().to_query(), "");
    }

    #[test]
    fn what_makes_no_sense_counts_as_absent() {
        let link = WhatIfLink::parse("hide=a,-1&off=q.1&give=1,2:,x:3&ref=");
        assert_eq!(link, WhatIfLink::default());
    }
}
