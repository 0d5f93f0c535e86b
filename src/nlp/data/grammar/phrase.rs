//! The noun phrase: determiner, adjectives and noun, rendered in both languages.

use super::adjectives::Adjective;
use super::agreement::{
    Gender, Number, Owner, a_or_an, definite, demonstrative, elide, indefinite, of, partitive,
    possessive,
};
use super::nouns::Noun;

/// The word before the noun and its adjectives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Determiner {
    /// *a*, and nothing in the English plural: *un*, *une*, *des*.
    Indefinite,
    /// *some*, before a plural: *des*.
    Some,
    /// *the*: *le*, *la*, *l'*, *les*.
    Definite,
    /// *this*, *these*: *ce*, *cet*, *cette*, *ces*.
    Demonstrative,
    /// *my*, …: *mon*, *ma*, *mes*, …
    Possessive(Owner),
    /// *two* to *ten*, as a position in [`NUMERALS`].
    Numeral(usize),
    /// *many*: *beaucoup de*.
    Many,
    /// No word in English for what is not counted: *milk*, *du lait*.
    Partitive,
    /// None in either language.
    Bare,
}

/// The numbers that the grammar counts with.
pub const NUMERALS: [(&str, &str); 9] = [
    ("two", "deux"),
    ("three", "trois"),
    ("four", "quatre"),
    ("five", "cinq"),
    ("six", "six"),
    ("seven", "sept"),
    ("eight", "huit"),
    ("nine", "neuf"),
    ("ten", "dix"),
];

/// A noun with its determiner and at most one adjective on each side (in French).
#[derive(Clone, Copy, Debug)]
pub struct NounPhrase {
    pub determiner: Determiner,
    pub number: Number,
    pub noun: &'static Noun,
    /// The adjective that French puts before the noun.
    pub before: Option<&'static Adjective>,
    /// The adjective that French puts after the noun.
    pub after: Option<&'static Adjective>,
}

impl NounPhrase {
    pub fn new(determiner: Determiner, number: Number, noun: &'static Noun) -> Self {
        NounPhrase {
            determiner,
            number,
            noun,
            before: None,
            after: None,
        }
    }

    /// The same phrase with an adjective, on the side where French wants it.
    pub fn with(mut self, adjective: &'static Adjective) -> Self {
        if adjective.before {
            self.before = Some(adjective);
        } else {
            self.after = Some(adjective);
        }
        self
    }

    pub fn gender(&self) -> Gender {
        self.noun.gender
    }

    pub fn english(&self) -> String {
        let mut adjectives: Vec<_> = self.before.iter().chain(self.after.iter()).collect();
        adjectives.sort_by_key(|adjective| adjective.rank);
        let mut words: Vec<&str> = adjectives.iter().map(|adjective| adjective.en).collect();
        let noun = self.noun.english(self.number);
        words.push(&noun);
        let core = words.join(" ");
        match (self.determiner, self.number) {
            (Determiner::Indefinite, Number::Singular) => a_or_an(&core),
            (Determiner::Indefinite, Number::Plural) => core,
            (Determiner::Some, _) => format!("some {core}"),
            (Determiner::Definite, _) => format!("the {core}"),
            (Determiner::Demonstrative, Number::Singular) => format!("this {core}"),
            (Determiner::Demonstrative, Number::Plural) => format!("these {core}"),
            (Determiner::Possessive(owner), _) => format!("{} {core}", owner.english()),
            (Determiner::Numeral(n), _) => format!("{} {core}", NUMERALS[n].0),
            (Determiner::Many, _) => format!("many {core}"),
            (Determiner::Partitive | Determiner::Bare, _) => core,
        }
    }

    pub fn french(&self) -> String {
        let (gender, number) = (self.noun.gender, self.number);
        let mut core = self.noun.french(number);
        if let Some(adjective) = self.before {
            core = format!("{} {core}", adjective.french(gender, number, &core));
        }
        if let Some(adjective) = self.after {
            core = format!("{core} {}", adjective.french(gender, number, ""));
        }
        match self.determiner {
            Determiner::Indefinite | Determiner::Some => {
                indefinite(gender, number, self.before.is_some(), &core)
            }
            Determiner::Definite => definite(gender, number, &core),
            Determiner::Demonstrative => demonstrative(gender, number, &core),
            Determiner::Possessive(owner) => possessive(owner, gender, number, &core),
            Determiner::Numeral(n) => format!("{} {core}", NUMERALS[n].1),
            Determiner::Many => format!("beaucoup {}", elide("de", &core)),
            Determiner::Partitive => partitive(gender, &core),
            Determiner::Bare => core,
        }
    }

    /// The French phrase as the object of a denied verb: *un livre* becomes *de livre*, *du lait*
    /// becomes *de lait*; what is definite stays as it is.
    pub fn french_denied(&self) -> String {
        match self.determiner {
            Determiner::Indefinite | Determiner::Some | Determiner::Partitive => {
                let bare = NounPhrase {
                    determiner: Determiner::Bare,
                    ..*self
                };
                elide("de", &bare.french())
            }
            _ => self.french(),
        }
    }

    /// The French phrase after *de*.
    pub fn french_of(&self) -> String {
        of(&self.french())
    }
}
