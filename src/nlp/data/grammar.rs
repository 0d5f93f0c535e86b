use super::Pair;
pub fn generate(_n: usize, _rng: &mut crate::nlp::rng::Rng) -> Vec<Pair> { Vec::new() }
