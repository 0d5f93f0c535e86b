//! The reader's own pairs: a pasted text or a dropped file, checked line by line.
//!
//! A line is `English<TAB>French`; further fields are passed over, and so are blank lines. What is wrong with a line is
//! told by its number, and the good ones can be used all the same. Bytes are read a line at a time, so that one line in
//! another encoding does not spoil the file.

use crate::nlp::data::clean::{normalise, normalise_french};
use serde::{Deserialize, Serialize};

/// Pairs taken, at most.
pub const MOST: usize = 20_000;
/// Characters of a side, at most: beyond what [`MAX_TOKENS`](super::config::MAX_TOKENS) tokens can say.
pub const LONGEST: usize = 400;
/// Faults that are listed; all are counted.
pub const LISTED: usize = 50;

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    NotUtf8,
    NoTab,
    EmptySide,
    /// So many characters.
    TooLong(usize),
    /// One more than [`MOST`] pairs: this line and all after it are left out.
    TooMany,
}

/// What a text holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// (English, French), cleaned.
    pub pairs: Vec<(String, String)>,
    /// The first [`LISTED`] lines that are wrong, counted from 1.
    pub faults: Vec<(usize, Fault)>,
    pub n_faults: usize,
}

impl Checked {
    /// Checks every line of a file.
    ///
    /// ```
    /// use teddy_reads::session::studio::lab::own::{Checked, Fault};
    /// let checked = Checked::of(b"A bear.\tUn ours.\nno tab here\n\n\tvide\n");
    /// assert_eq!(checked.pairs, [("A bear.".to_string(), "Un ours.".to_string())]);
    /// assert_eq!(checked.faults, [(2, Fault::NoTab), (4, Fault::EmptySide)]);
    /// ```
    pub fn of(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut checked = Checked::default();
        let lines = bytes.split(|&b| b == b'\n');
        for (i, line) in lines.enumerate() {
            match pair(line) {
                Ok(Some(_)) if checked.pairs.len() == MOST => {
                    checked.note(i + 1, Fault::TooMany);
                    break;
                }
                Ok(Some(pair)) => checked.pairs.push(pair),
                Ok(None) => {}
                Err(fault) => checked.note(i + 1, fault),
            }
        }
        checked
    }

    fn note(&mut self, line: usize, fault: Fault) {
        self.n_faults += 1;
        if self.faults.len() < LISTED {
            self.faults.push((line, fault));
        }
    }
}

/// The pair of one line; `None` if it is blank.
fn pair(line: &[u8]) -> Result<Option<(String, String)>, Fault> {
    let line = std::str::from_utf8(line).map_err(|_| Fault::NotUtf8)?;
    if line.trim().is_empty() && !line.contains('\t') {
        return Ok(None);
    }
    let mut fields = line.split('\t');
    let (english, french) = (fields.next().unwrap_or_default(), fields.next());
    let french = french.ok_or(Fault::NoTab)?;
    let (english, french) = (normalise(english), normalise_french(french));
    if english.is_empty() || french.is_empty() {
        return Err(Fault::EmptySide);
    }
    let longest = english.chars().count().max(french.chars().count());
    if longest > LONGEST {
        return Err(Fault::TooLong(longest));
    }
    Ok(Some((english, french)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_by_its_line() {
        let mut text = "\u{feff}Hello.\tBonjour.\r\n".as_bytes().to_vec();
        text.extend(b"\xFF\xFE\tx\n\nnothing\n \tx\nHi!\tSalut!\tby somebody\n");
        text.extend(format!("{}\tlong", "a".repeat(LONGEST + 1)).bytes());
        let checked = Checked::of(&text);
        let faults = [
            (2, Fault::NotUtf8),
            (4, Fault::NoTab),
            (5, Fault::EmptySide),
            (7, Fault::TooLong(LONGEST + 1)),
        ];
        assert_eq!((&checked.faults[..], checked.n_faults), (&faults[..], 4));
        let pairs: Vec<&str> = checked.pairs.iter().map(|p| p.1.as_str()).collect();
        assert_eq!(pairs, ["Bonjour.", "Salut !"]);
        assert_eq!(Checked::of(b""), Checked::default());
    }

    #[test]
    fn twenty_thousand_are_taken_and_a_flood_of_faults_is_counted() {
        let many: String = (0..MOST + 5)
            .map(|i| format!("{i} bears\t{i} ours\n"))
            .collect();
        let checked = Checked::of(many.as_bytes());
        assert_eq!(checked.pairs.len(), MOST);
        assert_eq!(checked.faults, [(MOST + 1, Fault::TooMany)]);
        let bad = Checked::of("x\n".repeat(1000).as_bytes());
        assert_eq!((bad.faults.len(), bad.n_faults), (LISTED, 1000));
    }
}
