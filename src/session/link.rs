//! What a reader looks at in lesson 8, as the query of an address, so that a link shows another reader the same:
//!
//! `?text=A%20bear%20sings.&decode=beam4&stage=dec.3.1.cross&head=2`
//!
//! | key | what | left out for |
//! | --- | --- | --- |
//! | `text` | the sentence | the lecture's own |
//! | `decode` | `greedy`, `beam4`, `beam4-a0.6`, `sample-t0.8-k40-p0.9-s7` (any part may be missing) | greedy |
//! | `stage` | the id of a stage of the [walkthrough](super::walkthrough) | the first |
//! | `head` | the head that attention stages show, counted from 0 | 0 |
//! | `run` | the run of the lab whose model translates, by its id; only where it was trained | the page's own model |
//!
//! Links are typed and cut short by people, so reading one never fails: what makes no sense counts as absent.

use super::protocol::Decoding;

/// The lecture's sentence.
pub const LECTURE_SENTENCE: &str = "A cute teddy bear is reading.";

/// The most characters of a sentence that a link may carry: well beyond what any model of ours reads.
const MAX_TEXT: usize = 2000;

/// What an address says. `None` and 0 stand for the defaults of the table above.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    pub text: Option<String>,
    pub decoding: Option<Decoding>,
    pub stage: Option<String>,
    pub head: usize,
    pub run: Option<String>,
}

impl Link {
    /// Reads a query, with or without its `?`. Of a key that comes twice the first counts; others are ignored.
    ///
    /// ```
    /// use teddy_reads::session::link::Link;
    /// let link = Link::parse("?text=A+bear%21&head=2");
    /// assert_eq!(link.text.as_deref(), Some("A bear!"));
    /// assert_eq!(link.head, 2);
    /// ```
    pub fn parse(query: &str) -> Self {
        let query = query.strip_prefix('?').unwrap_or(query);
        let mut link = Link::default();
        for pair in query.split('&').rev() {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value);
            match key {
                "text" => {
                    let text: String = value.chars().take(MAX_TEXT).collect();
                    link.text = (!text.trim().is_empty()).then_some(text);
                }
                "decode" => link.decoding = parse_decoding(&value),
                "stage" => link.stage = (!value.is_empty()).then_some(value),
                "head" => link.head = value.parse().unwrap_or(0),
                "run" => link.run = (!value.is_empty()).then_some(value),
                _ => {}
            }
        }
        link
    }

    /// The query, without `?`; empty where all is as it is at first.
    pub fn to_query(&self) -> String {
        let mut pairs = Vec::new();
        if let Some(text) = self.text.as_deref().filter(|&t| t != LECTURE_SENTENCE) {
            pairs.push(format!("text={}", encode(text)));
        }
        if let Some(decoding) = self.decoding.as_ref().filter(|&d| *d != Decoding::Greedy) {
            pairs.push(format!("decode={}", format_decoding(decoding)));
        }
        if let Some(stage) = &self.stage {
            pairs.push(format!("stage={}", encode(stage)));
        }
        if self.head != 0 {
            pairs.push(format!("head={}", self.head));
        }
        if let Some(run) = &self.run {
            pairs.push(format!("run={}", encode(run)));
        }
        pairs.join("&")
    }
}

/// Beam search as the page starts it.
pub const DEFAULT_BEAM: Decoding = Decoding::Beam {
    size: 4,
    length_penalty: 1.0,
};

/// Sampling as the page starts it.
pub const DEFAULT_SAMPLE: Decoding = Decoding::Sample {
    temperature: 1.0,
    top_k: 0,
    top_p: 1.0,
    seed: 1,
};

fn parse_decoding(value: &str) -> Option<Decoding> {
    let mut parts = value.split('-');
    let mut decoding = match parts.next()? {
        "greedy" => Decoding::Greedy,
        "sample" => DEFAULT_SAMPLE,
        beam => {
            let n = beam.strip_prefix("beam")?;
            let mut decoding = DEFAULT_BEAM;
            if let (Decoding::Beam { size, .. }, Ok(n)) = (&mut decoding, n.parse()) {
                *size = n;
            }
            decoding
        }
    };
    for part in parts {
        let mut letters = part.chars();
        let Some(letter) = letters.next() else {
            continue;
        };
        set(&mut decoding, letter, letters.as_str());
    }
    Some(decoding)
}

/// Sets what `letter` stands for, where `value` is one for it.
fn set(decoding: &mut Decoding, letter: char, value: &str) {
    fn put<T: std::str::FromStr>(slot: &mut T, value: &str) {
        if let Ok(value) = value.parse() {
            *slot = value;
        }
    }
    match (decoding, letter) {
        (Decoding::Beam { length_penalty, .. }, 'a') => put(length_penalty, value),
        (Decoding::Sample { temperature, .. }, 't') => put(temperature, value),
        (Decoding::Sample { top_k, .. }, 'k') => put(top_k, value),
        (Decoding::Sample { top_p, .. }, 'p') => put(top_p, value),
        (Decoding::Sample { seed, .. }, 's') => put(seed, value),
        _ => {}
    }
}

fn format_decoding(decoding: &Decoding) -> String {
    match decoding {
        Decoding::Greedy => "greedy".into(),
        Decoding::Beam {
            size,
            length_penalty,
        } if *length_penalty == 1.0 => format!("beam{size}"),
        Decoding::Beam {
            size,
            length_penalty,
        } => format!("beam{size}-a{length_penalty}"),
        Decoding::Sample {
            temperature,
            top_k,
            top_p,
            seed,
        } => format!("sample-t{temperature}-k{top_k}-p{top_p}-s{seed}"),
    }
}

/// Percent encoding of everything but the unreserved characters of RFC 3986.
pub(crate) fn encode(text: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a String takes everything");
        }
    }
    encoded
}

/// The reverse, with `+` for a space as forms write it. A `%` that starts no pair of digits stands for itself.
pub(crate) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, hex_pair(tail)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => bytes.push(b' '),
            (&byte, _) => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let digit = |i: usize| char::from(*bytes.get(i)?).to_digit(16);
    Some((digit(0)? * 16 + digit(1)?) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(link: &Link) {
        assert_eq!(&Link::parse(&link.to_query()), link, "{}", link.to_query());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let texts = [
            "Two dogs & a cat?",
            "100 % + 2 = 3",
            "<b>bold</b> #1",
            "Le cœur, 你好, 🧸",
            "a%41",
        ];
        for text in texts {
            round_trip(&Link {
                text: Some(text.into()),
                decoding: Some(Decoding::Beam {
                    size: 8,
                    length_penalty: 0.6,
                }),
                stage: Some("dec.3.1.cross".into()),
                head: 2,
                run: Some("19a2f0".into()),
            });
        }
        round_trip(&Link {
            decoding: Some(Decoding::Sample {
                temperature: 0.8,
                top_k: 40,
                top_p: 0.95,
                seed: u64::MAX,
            }),
            ..Link::default()
        });
    }

    #[test]
    fn the_documented_forms() {
        let link = Link {
            text: Some("A bear sings.".into()),
            decoding: Some(DEFAULT_BEAM),
            stage: Some("dec.3.1.cross".into()),
            head: 2,
            run: None,
        };
        let query = "text=A%20bear%20sings.&decode=beam4&stage=dec.3.1.cross&head=2";
        assert_eq!(link.to_query(), query);
        assert_eq!(parse_decoding("sample"), Some(DEFAULT_SAMPLE));
        assert_eq!(parse_decoding("beam"), Some(DEFAULT_BEAM));
        let half = Some(Decoding::Beam {
            size: 4,
            length_penalty: 0.5,
        });
        assert_eq!(parse_decoding("beam4-a0.5"), half);
    }

    #[test]
    fn the_defaults_leave_nothing() {
        let link = Link {
            text: Some(LECTURE_SENTENCE.into()),
            decoding: Some(Decoding::Greedy),
            ..Link::default()
        };
        assert_eq!(link.to_query(), "");
        assert_eq!(Link::parse(""), Link::default());
        assert_eq!(Link::parse("?"), Link::default());
    }

    #[test]
    fn nonsense_counts_as_absent() {
        let query = "?text=%20&decode=fastest&stage=&head=-1&lang=zh&&=&x";
        assert_eq!(Link::parse(query), Link::default());
        let odd = Link::parse("decode=sample-tx-k9-z4--s");
        let expected = Decoding::Sample {
            temperature: 1.0,
            top_k: 9,
            top_p: 1.0,
            seed: 1,
        };
        assert_eq!(odd.decoding, Some(expected));
        assert_eq!(Link::parse("text=50%&text=2").text.as_deref(), Some("50%"));
        assert_eq!(
            Link::parse("text=%E2%82&head=1").text.as_deref(),
            Some("\u{fffd}")
        );
        let long = format!("text={}", "a".repeat(MAX_TEXT + 5));
        assert_eq!(Link::parse(&long).text.map(|t| t.len()), Some(MAX_TEXT));
    }
}
