//! Porter's stemmer: cuts English endings off, so that *connected* and *connections* count as one word.
//!
//! ```text
//! a word is  [C] (VC)^m [V]      C: consonants, V: vowels (y is a vowel behind a consonant); m: the measure
//!
//! 1a  plurals                caresses → caress, ponies → poni, cats → cat
//! 1b  -ed, -ing              plastered → plaster, hopping → hop, filing → file
//! 1c  y → i                  happy → happi
//! 2   double endings         relational → relate          if what is left has m > 0
//! 3   -icate, -ful, -ness …  triplicate → triplic         if what is left has m > 0
//! 4   -ance, -ment, -ion …   adjustment → adjust          if what is left has m > 1
//! 5   a last -e, a double l  probate → probat, controll → control
//! ```
//!
//! In each step the first ending that fits decides, whether its condition holds or not. The paper's rules
//! with what later implementations added, as ROUGE's reference in Python uses them (NLTK's defaults): a
//! few irregular words, *died* → *die*, *spy* → *spi*, *-alli* twice, *-fulli*, *-logi*.
//!
//! M. Porter: *An algorithm for suffix stripping*, Program 14(3), 1980.

/// The stem of an English word in ASCII; any other word is given back as it is.
///
/// ```
/// use teddy_reads::nlp::metrics::porter_stem;
/// assert_eq!(["connected", "connections", "happily"].map(porter_stem), ["connect", "connect", "happili"]);
/// ```
pub fn porter_stem(word: &str) -> String {
    if !word.is_ascii() {
        return word.to_owned();
    }
    let mut stem = word.to_ascii_lowercase().into_bytes();
    if let Some((_, irregular)) = IRREGULAR.iter().find(|(w, _)| w.as_bytes() == stem) {
        return (*irregular).to_owned();
    }
    if stem.len() > 2 {
        plurals(&mut stem);
        past_and_participle(&mut stem);
        y_to_i(&mut stem);
        double_endings(&mut stem);
        apply(&mut stem, STEP_3, |stem, _| measure(stem) > 0);
        apply(&mut stem, STEP_4, |stem, ending| {
            measure(stem) > 1 && (ending != "ion" || matches!(stem.last(), Some(b's' | b't')))
        });
        last_e(&mut stem);
        if stem.ends_with(b"ll") && measure(&stem[..stem.len() - 1]) > 1 {
            stem.pop();
        }
    }
    String::from_utf8(stem).expect("ASCII stays ASCII")
}

/// An ending and what takes its place.
type Rule = (&'static str, &'static str);

const IRREGULAR: &[Rule] = &[
    ("sky", "sky"),
    ("skies", "sky"),
    ("dying", "die"),
    ("lying", "lie"),
    ("tying", "tie"),
    ("news", "news"),
    ("innings", "inning"),
    ("inning", "inning"),
    ("outings", "outing"),
    ("outing", "outing"),
    ("cannings", "canning"),
    ("canning", "canning"),
    ("howe", "howe"),
    ("proceed", "proceed"),
    ("exceed", "exceed"),
    ("succeed", "succeed"),
];

#[rustfmt::skip]
const STEP_2: &[Rule] = &[
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"),
    ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"),
    ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ("fulli", "ful"), ("logi", "log"),
];

#[rustfmt::skip]
const STEP_3: &[Rule] = &[
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""),
    ("ness", ""),
];

#[rustfmt::skip]
const STEP_4: &[Rule] = &[
    ("al", ""), ("ance", ""), ("ence", ""), ("er", ""), ("ic", ""), ("able", ""), ("ible", ""),
    ("ant", ""), ("ement", ""), ("ment", ""), ("ent", ""), ("ion", ""), ("ou", ""), ("ism", ""),
    ("ate", ""), ("iti", ""), ("ous", ""), ("ive", ""), ("ize", ""),
];

/// Applies the first rule whose ending the word has, if `condition(what is left, ending)` holds.
fn apply(word: &mut Vec<u8>, rules: &[Rule], condition: impl Fn(&[u8], &str) -> bool) {
    let Some((ending, instead)) = rules.iter().find(|(e, _)| word.ends_with(e.as_bytes())) else {
        return;
    };
    let left = word.len() - ending.len();
    if condition(&word[..left], ending) {
        word.truncate(left);
        word.extend_from_slice(instead.as_bytes());
    }
}

/// Step 1a.
fn plurals(word: &mut Vec<u8>) {
    let ies = if word.len() == 4 { "ie" } else { "i" };
    let rules = [("sses", "ss"), ("ies", ies), ("ss", "ss"), ("s", "")];
    apply(word, &rules, |_, _| true);
}

/// Step 1b.
fn past_and_participle(word: &mut Vec<u8>) {
    if word.ends_with(b"ied") {
        let left = if word.len() == 4 { 1 } else { 2 };
        word.truncate(word.len() - left);
        return;
    }
    if word.ends_with(b"eed") {
        if measure(&word[..word.len() - 3]) > 0 {
            word.pop();
        }
        return;
    }
    let left = ["ed", "ing"].iter().find_map(|ending| {
        let left = word.strip_suffix(ending.as_bytes())?;
        has_vowel(left).then_some(left.len())
    });
    let Some(left) = left else { return };
    word.truncate(left);
    // What is left may have lost an e (fil-ing), or carry a letter that was doubled (hopp-ing).
    if [b"at", b"bl", b"iz"].iter().any(|e| word.ends_with(*e)) {
        word.push(b'e');
    } else if ends_in_double_consonant(word) {
        if !matches!(word.last(), Some(b'l' | b's' | b'z')) {
            word.pop();
        }
    } else if measure(word) == 1 && ends_cvc(word) {
        word.push(b'e');
    }
}

/// Step 1c: behind a consonant that does not stand alone.
fn y_to_i(word: &mut [u8]) {
    if let Some((last @ b'y', stem)) = word.split_last_mut()
        && stem.len() > 1
        && is_consonant(stem, stem.len() - 1)
    {
        *last = b'i';
    }
}

/// Step 2.
fn double_endings(word: &mut Vec<u8>) {
    // -alli goes first, and what becomes of it (-al) has its turn too: -ationalli.
    if word.ends_with(b"alli") && measure(&word[..word.len() - 4]) > 0 {
        word.truncate(word.len() - 2);
    }
    apply(word, STEP_2, |stem, ending| match ending {
        // The l counts with the stem, so that geologi and archaeologi are treated alike.
        "logi" => measure(&[stem, b"l"].concat()) > 0,
        _ => measure(stem) > 0,
    });
}

/// Step 5a.
fn last_e(word: &mut Vec<u8>) {
    if let Some((b'e', stem)) = word.split_last() {
        let m = measure(stem);
        if m > 1 || m == 1 && !ends_cvc(stem) {
            word.pop();
        }
    }
}

/// For each letter: is it a consonant? A `y` is one unless a consonant stands before it.
fn consonants(word: &[u8]) -> impl Iterator<Item = bool> {
    let mut before = false;
    word.iter().map(move |letter| {
        before = match letter {
            b'a' | b'e' | b'i' | b'o' | b'u' => false,
            b'y' => !before,
            _ => true,
        };
        before
    })
}

fn is_consonant(word: &[u8], i: usize) -> bool {
    consonants(&word[..=i]).last() == Some(true)
}

fn has_vowel(word: &[u8]) -> bool {
    consonants(word).any(|consonant| !consonant)
}

/// `m`: how often a consonant follows a vowel.
fn measure(word: &[u8]) -> usize {
    let mut after_vowel = false;
    consonants(word)
        .filter(|&consonant| std::mem::replace(&mut after_vowel, !consonant) && consonant)
        .count()
}

fn ends_in_double_consonant(word: &[u8]) -> bool {
    matches!(word, [.., a, b] if a == b) && is_consonant(word, word.len() - 1)
}

/// Consonant, vowel, consonant other than w, x, y (*hop*); or just vowel, consonant (*us*).
fn ends_cvc(word: &[u8]) -> bool {
    let mut flags = [false; 3];
    for consonant in consonants(word) {
        flags = [flags[1], flags[2], consonant];
    }
    match word.len() {
        0 | 1 => false,
        2 => flags[1..] == [false, true],
        _ => flags == [true, false, true] && !matches!(word.last(), Some(b'w' | b'x' | b'y')),
    }
}
