//! Making pairs of real text uniform, and leaving out what should not be shown.

use super::Pair;

/// Words that a page for students should not learn to say, one a line.
const VULGAR_EN: &str = include_str!("../../../data/vulgar.en.txt");
const VULGAR_FR: &str = include_str!("../../../data/vulgar.fr.txt");

/// Longer sentences are left out: the model is for sentences, not paragraphs.
const MAX_WORDS: usize = 60;

/// One spelling for what looks the same: no-break spaces (before `!?:;` in French) become spaces, the
/// typographic apostrophe `'`, all quotation marks `"` without spaces inside, `…` three full stops; runs of
/// white space become one space, and none is left at the ends.
pub fn normalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{02BC}' | '`' | '´' => out.push('\''),
            '«' => out.push_str("\"\u{1}"),
            '»' => out.push_str("\u{2}\""),
            '“' | '”' | '„' => out.push('"'),
            '…' => out.push_str("..."),
            '\u{2013}' | '\u{2014}' | '\u{2011}' => out.push('-'),
            '\u{00AD}' | '\u{200B}' | '\u{FEFF}' => {}
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    let words: Vec<&str> = out.split(' ').filter(|w| !w.is_empty()).collect();
    // \u{1} eats a space to its right and \u{2} one to its left: those inside « and ».
    words.join(" ").replace("\u{1} ", "").replace('\u{1}', "").replace(" \u{2}", "").replace('\u{2}', "")
}

/// Both sides of a pair, normalised.
pub fn normalize_pair(pair: &Pair) -> Pair {
    Pair { src: normalize(&pair.src), tgt: normalize(&pair.tgt) }
}

/// Whether a (normalised) pair is fit for training: both sides there, neither too long nor out of
/// proportion to the other, no vulgar word.
pub fn is_clean(pair: &Pair) -> bool {
    let count = |text: &str| text.split(' ').filter(|w| !w.is_empty()).count();
    let (s, t) = (count(&pair.src), count(&pair.tgt));
    let in_proportion = s <= 3 * t + 6 && t <= 3 * s + 6;
    (1..=MAX_WORDS).contains(&s)
        && (1..=MAX_WORDS).contains(&t)
        && in_proportion
        && !has_word_of(VULGAR_EN, &pair.src)
        && !has_word_of(VULGAR_FR, &pair.tgt)
}

/// Whether a text holds a word of a list, as a whole word in any case.
fn has_word_of(list: &str, text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).any(|word| {
        let word = word.to_lowercase();
        list.lines().any(|bad| bad == word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_one() {
        assert_eq!(normalize("  Qu\u{2019}est-ce\u{202F}?\u{A0}"), "Qu'est-ce ?");
        assert_eq!(normalize("Il dit\u{A0}: «\u{A0}Bonjour\u{A0}»."), "Il dit : \"Bonjour\".");
        assert_eq!(normalize("“Well…”\t\tI said"), "\"Well...\" I said");
        assert_eq!(normalize("un ours"), "un ours");
    }

    #[test]
    fn what_is_left_out() {
        let clean = |s: &str, t: &str| is_clean(&Pair { src: s.into(), tgt: t.into() });
        assert!(clean("A bear.", "Un ours."));
        assert!(!clean("", "Un ours.") && !clean("A bear.", ""));
        assert!(!clean("Oh shit!", "Zut !") && !clean("Damn!", "Merde !"));
        assert!(clean("Shitake is a mushroom.", "Le shiitake est un champignon."));
        // A word of one language is not one of the other.
        assert!(clean("Dogs bite.", "Les chiens mordent."));
        assert!(!clean("Hi.", &"très ".repeat(20)));
        assert!(!clean(&"very ".repeat(70), &"très ".repeat(70)));
    }
}
