//! Those who act, as noun phrases, names, pronouns and pairs; and phrases for what is known or new.

use super::super::super::rng::Rng;
use super::agreement::{Gender, Number, Owner, possessive};
use super::choose::{actor, adjective, can_be_owned, only_one, weighted};
use super::nouns::{NAMES, Noun, kind::*};
use super::phrase::{Determiner, NUMERALS, NounPhrase};

use Number::{Plural, Singular};

/// The same words in both languages.
#[derive(Clone, Debug, Default)]
pub struct Both {
    pub en: String,
    pub fr: String,
}

impl Both {
    pub fn new(en: impl Into<String>, fr: impl Into<String>) -> Self {
        Both {
            en: en.into(),
            fr: fr.into(),
        }
    }

    /// These words and then others, with a space between.
    pub fn then(&self, en: &str, fr: &str) -> Self {
        Both::new(format!("{} {en}", self.en), format!("{} {fr}", self.fr))
    }
}

impl From<&NounPhrase> for Both {
    fn from(phrase: &NounPhrase) -> Self {
        Both::new(phrase.english(), phrase.french())
    }
}

/// Who does something.
#[derive(Clone, Debug)]
pub struct Subject {
    pub words: Both,
    pub gender: Gender,
    pub number: Number,
    /// The possessive that points back to it: *the boy … his book*.
    pub owner: Owner,
    /// The noun, where there is one, so that nobody chases himself.
    pub noun: Option<&'static Noun>,
}

impl From<&NounPhrase> for Subject {
    fn from(phrase: &NounPhrase) -> Self {
        let owner = match (phrase.number, phrase.gender()) {
            (Plural, _) => Owner::Their,
            _ if !phrase.noun.is(PERSON) => Owner::Its,
            (_, Gender::Masculine) => Owner::His,
            (_, Gender::Feminine) => Owner::Her,
        };
        Subject {
            words: phrase.into(),
            gender: phrase.gender(),
            number: phrase.number,
            owner,
            noun: Some(phrase.noun),
        }
    }
}

impl Subject {
    /// *is* or *are*.
    pub fn be(&self) -> &'static str {
        if self.number == Singular { "is" } else { "are" }
    }
}

/// The owner named in *my* …, any of six.
pub fn any_owner(rng: &mut Rng) -> Owner {
    let owners = [
        (Owner::My, 10),
        (Owner::Your, 3),
        (Owner::His, 4),
        (Owner::Her, 4),
        (Owner::Our, 2),
        (Owner::Their, 1),
    ];
    weighted(rng, owners.into_iter()).unwrap_or(Owner::My)
}

/// Adds no, one or two adjectives.
pub fn adorn(rng: &mut Rng, phrase: NounPhrase, chance: f64) -> NounPhrase {
    if !rng.chance(chance) {
        return phrase;
    }
    let Some(first) = adjective(rng, phrase.noun, None) else {
        return phrase;
    };
    let phrase = phrase.with(first);
    match adjective(rng, phrase.noun, Some(first)) {
        Some(second) if rng.chance(0.18) => phrase.with(second),
        _ => phrase,
    }
}

/// A phrase that points at something known: *the*, *my*, *this*.
pub fn known(rng: &mut Rng, noun: &'static Noun, chance: f64) -> NounPhrase {
    let relative = noun.is(FAMILY);
    let owned = if can_be_owned(noun) {
        if relative { 60 } else { 5 }
    } else {
        0
    };
    let owner = any_owner(rng);
    let choices = [
        (Determiner::Definite, if relative { 4 } else { 10 }),
        (Determiner::Possessive(owner), owned),
        (Determiner::Demonstrative, if relative { 0 } else { 3 }),
    ];
    let determiner = weighted(rng, choices.into_iter()).unwrap_or(Determiner::Definite);
    // English would not tell *my sheep* from *my sheep*, nor *the sheep*.
    let plural = rng.chance(0.2) && !noun.hides_plural() && !only_one(noun);
    adorn(
        rng,
        NounPhrase::new(determiner, if plural { Plural } else { Singular }, noun),
        chance,
    )
}

/// A phrase that brings up something new: *a*, *two*, *some*, *many*.
pub fn unknown(rng: &mut Rng, noun: &'static Noun, chance: f64) -> NounPhrase {
    // Mostly two and three.
    let most = if rng.chance(0.6) { 2 } else { NUMERALS.len() };
    let numeral = Determiner::Numeral(rng.below(most));
    let choices = [
        ((Determiner::Indefinite, Singular), 70),
        ((numeral, Plural), 14),
        ((Determiner::Some, Plural), 8),
        ((Determiner::Many, Plural), 3),
    ];
    let (determiner, number) =
        weighted(rng, choices.into_iter()).unwrap_or((Determiner::Indefinite, Singular));
    adorn(rng, NounPhrase::new(determiner, number, noun), chance)
}

/// Someone of these kinds who does something; `settled` asks for one already known, as a denial
/// or a question does.
pub fn subject(rng: &mut Rng, kinds: u32, settled: bool) -> Option<Subject> {
    let named = kinds & ADULT != 0;
    if named && rng.chance(0.05) {
        let &(name, gender) = rng.choose(NAMES);
        return Some(person(rng, name, gender));
    }
    if named && rng.chance(0.05) {
        return Some(pronoun(rng));
    }
    let noun = actor(rng, kinds)?;
    if !settled && rng.chance(0.06) {
        return pair(rng, noun, kinds);
    }
    // *A sister* is hardly ever the subject; *a friend* is.
    let relative = noun.is(FAMILY) && !noun.is(FRIEND);
    let new = !settled && !relative && rng.chance(0.55);
    let phrase = if new {
        unknown(rng, noun, 0.5)
    } else {
        known(rng, noun, 0.42)
    };
    Some(Subject::from(&phrase))
}

fn person(rng: &mut Rng, name: &str, gender: Gender) -> Subject {
    let feminine = gender == Gender::Feminine;
    let owner = if feminine { Owner::Her } else { Owner::His };
    let words = if rng.chance(0.4) {
        let whose = any_owner(rng);
        let friend = format!("{} {name}", if feminine { "amie" } else { "ami" });
        let fr = possessive(whose, gender, Singular, &friend);
        Both::new(format!("{} friend {name}", whose.english()), fr)
    } else {
        Both::new(name, name)
    };
    Subject {
        words,
        gender,
        number: Singular,
        owner,
        noun: None,
    }
}

fn pronoun(rng: &mut Rng) -> Subject {
    let (en, fr, gender, number, owner) = *rng.choose(&[
        ("he", "il", Gender::Masculine, Singular, Owner::His),
        ("she", "elle", Gender::Feminine, Singular, Owner::Her),
        // English does not say; French takes the masculine where it does not know.
        ("they", "ils", Gender::Masculine, Plural, Owner::Their),
    ]);
    Subject {
        words: Both::new(en, fr),
        gender,
        number,
        owner,
        noun: None,
    }
}

/// Two together; masculine unless both are feminine.
fn pair(rng: &mut Rng, first: &'static Noun, kinds: u32) -> Option<Subject> {
    let second = actor(rng, kinds).filter(|second| second.en != first.en)?;
    let relatives = first.is(FAMILY) || second.is(FAMILY);
    let determiner = if relatives {
        Determiner::Possessive(any_owner(rng))
    } else if rng.chance(0.5) {
        Determiner::Indefinite
    } else {
        Determiner::Definite
    };
    if relatives && !(can_be_owned(first) && can_be_owned(second)) {
        return None;
    }
    let one = adorn(rng, NounPhrase::new(determiner, Singular, first), 0.2);
    let two = adorn(rng, NounPhrase::new(determiner, Singular, second), 0.2);
    let feminine = one.gender() == Gender::Feminine && two.gender() == Gender::Feminine;
    Some(Subject {
        words: Both::from(&one).then(
            &format!("and {}", two.english()),
            &format!("et {}", two.french()),
        ),
        gender: if feminine {
            Gender::Feminine
        } else {
            Gender::Masculine
        },
        number: Plural,
        owner: Owner::Their,
        noun: Some(first),
    })
}
