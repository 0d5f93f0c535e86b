//! Settings as the query of an address: only what differs from the usual.

use super::{Corpus, Course, Knob, LabConfig};
use crate::nlp::autograd::ops::Convention;

impl LabConfig {
    /// Reads a query, with or without its `?`; keys that are not ours are others' business.
    pub fn parse(query: &str) -> LabConfig {
        let mut config = LabConfig::default();
        let query = query.strip_prefix('?').unwrap_or(query);
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let knob = Knob::ALL.into_iter().find(|knob| knob.key() == key);
            match (knob, value.parse::<f64>(), key, value) {
                (Some(knob), Ok(number), ..) => config.set(knob, number),
                (.., "corpus", "all") => config.corpus = Corpus::Grammar,
                (.., "corpus", "own") => config.corpus = Corpus::Own,
                (.., "smooth", "all") => config.convention = Convention::All,
                (.., "course", "root") => config.course = Course::InverseRoot,
                (.., "course", "constant") => config.course = Course::Constant,
                _ => {}
            }
        }
        config
    }

    /// The query, without `?`, that [`LabConfig::parse`] reads. (The reader's own pairs themselves do
    /// not fit in a link.)
    pub fn to_query(&self) -> String {
        let usual = LabConfig::default();
        let differences = self.differences(&usual).into_iter();
        let mut pairs: Vec<String> = differences
            .map(|knob| format!("{}={}", knob.key(), self.get(knob)))
            .collect();
        match self.corpus {
            Corpus::Simple => {}
            Corpus::Grammar => pairs.push("corpus=all".into()),
            Corpus::Own => pairs.push("corpus=own".into()),
        }
        if self.convention == Convention::All {
            pairs.push("smooth=all".into());
        }
        match self.course {
            Course::Fall => {}
            Course::InverseRoot => pairs.push("course=root".into()),
            Course::Constant => pairs.push("course=constant".into()),
        }
        pairs.join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_what_differs_and_is_read_again() {
        assert_eq!(LabConfig::default().to_query(), "");
        let config = LabConfig::parse("?heads=8&lr=0.01&smooth=all&lang=zh-Hans&course=root");
        assert_eq!((config.n_heads, config.lr), (8, 0.01));
        assert_eq!(config.to_query(), "heads=8&lr=0.01&smooth=all&course=root");
        assert_eq!(LabConfig::parse(&config.to_query()), config);
        for knob in Knob::ALL {
            for &value in knob.values() {
                let mut one = LabConfig::default();
                one.set(knob, value);
                assert_eq!(LabConfig::parse(&one.to_query()), one, "{knob:?} {value}");
            }
        }
        // What cannot be chosen becomes the nearest that can.
        let typed = LabConfig::parse("heads=3&d=65&eps=NaN&lr=-1&steps=&seed=1e99");
        assert_eq!((typed.n_heads, typed.d_model), (4, 64));
        assert_eq!((typed.epsilon, typed.seed), (0.0, Knob::SEEDS));
        assert_eq!(typed.check(), Ok(()));
    }
}
