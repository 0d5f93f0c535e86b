//! The template grammar: French agreement in the hard cases, and what it may never give.

use std::collections::HashSet;

use teddy_reads::nlp::data::corpus::bare_source;
use teddy_reads::nlp::data::grammar;
use teddy_reads::nlp::rng::Rng;

/// Prints pairs for a reader of French to go through: `cargo test --test grammar -- --ignored
/// --nocapture`, with `SEED` and `N` if wanted.
#[test]
#[ignore = "prints, checks nothing"]
fn print_sample() {
    let number = |name: &str, default| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let pairs = grammar::generate(number("N", 300), &mut Rng::new(number("SEED", 1) as u64));
    for pair in pairs {
        println!("{}\t{}", pair.src, pair.tgt);
    }
}

#[test]
fn many_distinct_pairs_from_a_seed() {
    let pairs = grammar::generate(20_000, &mut Rng::new(5));
    assert_eq!(pairs.len(), 20_000);
    let sources: HashSet<_> = pairs.iter().map(|pair| bare_source(&pair.src)).collect();
    assert_eq!(sources.len(), pairs.len());
    assert_eq!(pairs[..500], grammar::generate(500, &mut Rng::new(5)));
}
