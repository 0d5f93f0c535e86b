//! French agreement: which form a word takes beside its neighbours.
//!
//! All of French that the grammar needs beyond its word lists is here: elision (*l'ours*,
//! *d'oiseaux*), the articles and their contractions (*du*, *au*), possessives and
//! demonstratives (*mon amie*, *cet ours*), and the regular plurals of nouns and adjectives.

/// Grammatical gender; every French noun has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    Masculine,
    Feminine,
}

/// Grammatical number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Singular,
    Plural,
}

use Gender::{Feminine, Masculine};
use Number::{Plural, Singular};

/// The one to whom something belongs, as in *my*, *your*, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    My,
    /// One person whom the speaker knows well: *ton*, *ta*, *tes*.
    Your,
    His,
    Her,
    Its,
    Our,
    Their,
}

impl Owner {
    /// The English word.
    pub fn english(self) -> &'static str {
        match self {
            Owner::My => "my",
            Owner::Your => "your",
            Owner::His => "his",
            Owner::Her => "her",
            Owner::Its => "its",
            Owner::Our => "our",
            Owner::Their => "their",
        }
    }
}

/// Words with an aspirated h (or that behave so): no elision, no *bel* or *cet* before them.
const ASPIRATED: [&str; 9] = [
    "hibou",
    "hiboux",
    "hérisson",
    "hérissons",
    "hamster",
    "hamsters",
    "huit",
    "harpe",
    "héros",
];

/// Whether a word begins with a vowel to the ear, so that words before it elide.
pub fn begins_with_vowel(text: &str) -> bool {
    let word = text.split(' ').next().unwrap_or_default();
    if ASPIRATED.contains(&word) {
        return false;
    }
    let first = word
        .chars()
        .next()
        .map(|c| c.to_lowercase().next().unwrap_or(c));
    first.is_some_and(|c| "aeiouhàâäéèêëîïôöùûüœ".contains(c))
}

/// `word` before `next`: *le*, *la*, *de*, *ne*, *se*, *que* lose their vowel before another one.
///
/// ```
/// use teddy_reads::nlp::data::grammar::agreement::elide;
/// assert_eq!(elide("la", "histoire"), "l'histoire");
/// assert_eq!(elide("que", "un ours"), "qu'un ours");
/// assert_eq!(elide("le", "hibou"), "le hibou");
/// ```
pub fn elide(word: &str, next: &str) -> String {
    if begins_with_vowel(next) {
        let mut kept = word.to_string();
        kept.pop();
        format!("{kept}'{next}")
    } else {
        format!("{word} {next}")
    }
}

/// The definite article before `next`: *le*, *la*, *l'*, *les*.
pub fn definite(gender: Gender, number: Number, next: &str) -> String {
    match (number, gender) {
        (Plural, _) => format!("les {next}"),
        (Singular, Masculine) => elide("le", next),
        (Singular, Feminine) => elide("la", next),
    }
}

/// The indefinite article before `next`: *un*, *une*, *des*; and *de* instead of *des* where an
/// adjective stands before the noun (*de petits chats*).
pub fn indefinite(gender: Gender, number: Number, adjective_first: bool, next: &str) -> String {
    match (number, gender) {
        (Plural, _) if adjective_first => elide("de", next),
        (Plural, _) => format!("des {next}"),
        (Singular, Masculine) => format!("un {next}"),
        (Singular, Feminine) => format!("une {next}"),
    }
}

/// The partitive article before `next`: *du pain*, *de la soupe*, *de l'eau*.
pub fn partitive(gender: Gender, next: &str) -> String {
    of(&definite(gender, Singular, next))
}

/// The demonstrative before `next`: *ce*, *cet* (before a vowel), *cette*, *ces*.
pub fn demonstrative(gender: Gender, number: Number, next: &str) -> String {
    let word = match (number, gender) {
        (Plural, _) => "ces",
        (Singular, Feminine) => "cette",
        (Singular, Masculine) if begins_with_vowel(next) => "cet",
        (Singular, Masculine) => "ce",
    };
    format!("{word} {next}")
}

/// The possessive before `next`. It agrees with what is owned, not with the owner, and is
/// masculine in form before a vowel: *son chapeau*, *sa maison*, *mon amie*.
pub fn possessive(owner: Owner, gender: Gender, number: Number, next: &str) -> String {
    let forms = match owner {
        Owner::My => ["mon", "ma", "mes"],
        Owner::Your => ["ton", "ta", "tes"],
        Owner::His | Owner::Her | Owner::Its => ["son", "sa", "ses"],
        Owner::Our => ["notre", "notre", "nos"],
        Owner::Their => ["leur", "leur", "leurs"],
    };
    let word = match (number, gender) {
        (Plural, _) => forms[2],
        (Singular, Feminine) if !begins_with_vowel(next) => forms[1],
        (Singular, _) => forms[0],
    };
    format!("{word} {next}")
}

/// *de* before a noun phrase, contracted: *de + le* = *du*, *de + les* = *des*, *d'un*.
pub fn of(phrase: &str) -> String {
    contract(phrase, "du", "des").unwrap_or_else(|| elide("de", phrase))
}

/// *à* before a noun phrase, contracted: *à + le* = *au*, *à + les* = *aux*.
pub fn to(phrase: &str) -> String {
    contract(phrase, "au", "aux").unwrap_or_else(|| format!("à {phrase}"))
}

fn contract(phrase: &str, le: &str, les: &str) -> Option<String> {
    if let Some(rest) = phrase.strip_prefix("le ") {
        return Some(format!("{le} {rest}"));
    }
    phrase
        .strip_prefix("les ")
        .map(|rest| format!("{les} {rest}"))
}

/// The regular plural of a French noun or masculine adjective; in a compound (*ours en peluche*)
/// its first word takes the mark.
pub fn french_plural(word: &str) -> String {
    if let Some((head, rest)) = word.split_once(' ') {
        return format!("{} {rest}", french_plural(head));
    }
    if word.ends_with(['s', 'x', 'z']) {
        word.to_string()
    } else if word.ends_with("eau") || word.ends_with("eu") && word != "bleu" {
        format!("{word}x")
    } else if let Some(stem) = word.strip_suffix("al") {
        format!("{stem}aux")
    } else {
        format!("{word}s")
    }
}

/// The regular plural of an English noun; in a compound (*teddy bear*) its last word takes the mark.
pub fn english_plural(word: &str) -> String {
    let vowel_before_y = ["ay", "ey", "oy"].iter().any(|end| word.ends_with(end));
    if let Some(stem) = word.strip_suffix('y').filter(|_| !vowel_before_y) {
        format!("{stem}ies")
    } else if ["s", "x", "ch", "sh"].iter().any(|end| word.ends_with(end)) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

/// The English indefinite article before `next`.
pub fn a_or_an(next: &str) -> String {
    let vowel = next.starts_with(['a', 'e', 'i', 'o', 'u']) && !next.starts_with("unicorn");
    format!("{} {next}", if vowel { "an" } else { "a" })
}

/// `text` with its first letter as a capital.
pub fn capitalise(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
