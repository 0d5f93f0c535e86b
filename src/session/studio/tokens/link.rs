//! What a reader looks at in lesson 2, as the query of an address:
//!
//! `?text=bear%20bears&learn=…&merges=12&probe=teddies&ids=1`
//!
//! | key | what | left out for |
//! | --- | --- | --- |
//! | `text` | the text that is cut | the lecture's sentence |
//! | `learn` | the text that merges are learnt from | the lesson's own |
//! | `merges` | how many | 0 |
//! | `probe` | the word that they are tried on | the lesson's own |
//! | `ids` | `1`: ids under the tokens | no |
//!
//! Reading one never fails: what makes no sense counts as absent.

use super::MAX_CHARS;
use crate::session::link::encode;
use crate::session::studio::query;

/// What an address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    pub text: Option<String>,
    pub learn: Option<String>,
    pub merges: u32,
    pub probe: Option<String>,
    pub ids: bool,
}

impl Link {
    /// Reads a query, with or without its `?`. Of a key that comes twice the first counts; others are ignored.
    pub fn parse(query: &str) -> Self {
        let mut link = Link::default();
        for (key, value) in query::pairs(query) {
            let value: String = value.chars().take(MAX_CHARS).collect();
            match key {
                "text" => link.text = some(value),
                "learn" => link.learn = some(value),
                "merges" => link.merges = value.parse().unwrap_or(0),
                "probe" => link.probe = some(value),
                "ids" => link.ids = value == "1",
                _ => {}
            }
        }
        link
    }

    /// The query, without `?`.
    pub fn to_query(&self) -> String {
        let mut pairs = Vec::new();
        let mut put = |key: &str, value: &Option<String>| {
            if let Some(value) = value {
                pairs.push(format!("{key}={}", encode(value)));
            }
        };
        put("text", &self.text);
        put("learn", &self.learn);
        put(
            "merges",
            &(self.merges > 0).then(|| self.merges.to_string()),
        );
        put("probe", &self.probe);
        put("ids", &self.ids.then(|| "1".to_owned()));
        pairs.join("&")
    }
}

fn some(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let link = Link {
            text: Some("小熊 & 🧸 = 100 %".into()),
            learn: Some("low lower\nlowest".into()),
            merges: 12,
            probe: Some("teddies".into()),
            ids: true,
        };
        assert_eq!(Link::parse(&link.to_query()), link);
        let query = "text=%E5%B0%8F%E7%86%8A%20%26%20%F0%9F%A7%B8%20%3D%20100%20%25&learn=low%20lower%0Alowest\
                     &merges=12&probe=teddies&ids=1";
        assert_eq!(link.to_query(), query);
    }

    #[test]
    fn nonsense_counts_as_absent() {
        let query = "?text=%20&merges=-3&probe=&ids=yes&lang=zh&&=&x";
        assert_eq!(Link::parse(query), Link::default());
        assert_eq!(Link::default().to_query(), "");
        assert_eq!(Link::parse("merges=2&merges=7").merges, 2);
    }
}
