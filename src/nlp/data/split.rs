//! Holding examples out, by a hash of what they are.
//!
//! The part is decided by the example's own key and a seed alone: the same sentence goes to the same part
//! whatever else the corpus holds and in whatever order, and two copies of it never part.

use crate::nlp::error::{NlpError, Result};

/// How large a share of the distinct keys is held out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    pub test: f64,
    pub valid: f64,
}

impl Default for Shares {
    fn default() -> Self {
        Shares {
            test: 0.015,
            valid: 0.005,
        }
    }
}

impl Shares {
    /// # Errors
    /// [`NlpError::BadConfig`] if the shares are negative or leave nothing to train on.
    pub fn check(self) -> Result<()> {
        let Shares { test, valid } = self;
        if test >= 0.0 && valid >= 0.0 && test + valid < 1.0 {
            return Ok(());
        }
        let why =
            format!("test {test} and valid {valid} must not be negative and add up to less than 1");
        Err(NlpError::BadConfig {
            field: "shares",
            why,
        })
    }
}

/// Where an example goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Train,
    Valid,
    Test,
}

/// The part of the example known by `key`.
pub fn part(key: &str, shares: Shares, seed: u64) -> Part {
    // 53 bits of the hash as a number in [0, 1).
    let at = (fnv1a(key, seed) >> 11) as f64 / (1u64 << 53) as f64;
    if at < shares.test {
        Part::Test
    } else if at < shares.test + shares.valid {
        Part::Valid
    } else {
        Part::Train
    }
}

/// Examples taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<E> {
    pub train: Vec<E>,
    /// For choosing between models and settings.
    pub valid: Vec<E>,
    /// For the figures that are reported.
    pub test: Vec<E>,
}

/// Splits `examples` by their keys; each part keeps their order.
///
/// # Errors
/// [`NlpError::BadConfig`] if the shares make no sense.
pub fn split_by_key<E>(
    examples: impl IntoIterator<Item = E>,
    key: impl Fn(&E) -> String,
    shares: Shares,
    seed: u64,
) -> Result<Parts<E>> {
    shares.check()?;
    let (mut train, mut valid, mut test) = (Vec::new(), Vec::new(), Vec::new());
    for example in examples {
        match part(&key(&example), shares, seed) {
            Part::Train => train.push(example),
            Part::Valid => valid.push(example),
            Part::Test => test.push(example),
        }
    }
    Ok(Parts { train, valid, test })
}

/// FNV-1a in 64 bits (Fowler, Noll and Vo) over the seed's eight bytes and the text, with a last
/// stirring (that of SplitMix64), since the top bits of FNV are poorly mixed for short texts.
pub fn fnv1a(text: &str, seed: u64) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in seed.to_le_bytes().into_iter().chain(text.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARES: Shares = Shares {
        test: 0.2,
        valid: 0.1,
    };

    fn split(keys: &[String]) -> Parts<String> {
        split_by_key(keys.to_vec(), Clone::clone, SHARES, 295).unwrap()
    }

    #[test]
    fn shares_are_about_right_and_nothing_is_lost() {
        let keys: Vec<String> = (0..10_000).map(|i| format!("sentence {i}")).collect();
        let Parts { train, valid, test } = split(&keys);
        assert!(test.len().abs_diff(2000) < 120 && valid.len().abs_diff(1000) < 90);
        let mut all = [train, valid, test].concat();
        all.sort();
        let mut want = keys;
        want.sort();
        assert_eq!(all, want);
    }

    #[test]
    fn a_key_keeps_its_part_in_any_company() {
        let keys: Vec<String> = (0..500).map(|i| format!("sentence {i}")).collect();
        let whole = split(&keys);
        let reversed: Vec<String> = keys.iter().rev().take(250).cloned().collect();
        let half = split(&reversed);
        assert!(half.test.iter().all(|k| whole.test.contains(k)));
        assert!(half.valid.iter().all(|k| whole.valid.contains(k)));
        assert!(half.train.iter().all(|k| whole.train.contains(k)));
    }

    #[test]
    fn shares_that_leave_nothing_are_refused() {
        for (test, valid) in [(-0.1, 0.1), (0.5, 0.5), (f64::NAN, 0.1)] {
            let shares = Shares { test, valid };
            assert!(split_by_key([1], |_| String::new(), shares, 1).is_err());
        }
    }
}
