//! The clause: who does what to what, where; and its forms as statement, denial and question.

use super::super::super::rng::Rng;
use super::agreement::{Gender, Number, Owner, elide, of, possessive, to};
use super::choose::{actor, adjective, anything, can_be_owned, weighted};
use super::nouns::{NAMES, Noun, kind::*};
use super::phrase::{Determiner, NUMERALS, NounPhrase};
use super::places::{BACKLESS, LANDMARKS, PLACES, RELATIONS, ROOFS, site};
use super::verbs::{INTRANSITIVE, Link, TIMES, TRANSITIVE, Verb};

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
        (Determiner::Definite, 10),
        (Determiner::Possessive(owner), owned),
        (Determiner::Demonstrative, if relative { 0 } else { 3 }),
    ];
    let determiner = weighted(rng, choices.into_iter()).unwrap_or(Determiner::Definite);
    // English would not tell *my sheep* from *my sheep*, nor *the sheep*.
    let plural = rng.chance(0.2) && !noun.hides_plural();
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
    let relative = noun.is(FAMILY);
    let new = !settled && rng.chance(if relative { 0.15 } else { 0.55 });
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

/// A place of one of these sorts.
pub fn place(rng: &mut Rng, sites: u32) -> Option<Both> {
    let near = sites & site::NEAR != 0;
    if near && (sites == site::NEAR || rng.chance(0.3)) {
        return Some(beside_landmark(rng));
    }
    let fitting = PLACES.iter().filter(|place| place.sites & sites != 0);
    let place = weighted(rng, fitting.map(|place| (place, place.weight)))?;
    Some(Both::new(place.en, place.fr))
}

fn beside_landmark(rng: &mut Rng) -> Both {
    let &(en, fr, with_de) = rng.choose(RELATIONS);
    let fitting = LANDMARKS.iter().filter(|noun| match en {
        "under" => ROOFS.contains(&noun.en),
        "behind" => !BACKLESS.contains(&noun.en),
        _ => true,
    });
    let noun = weighted(rng, fitting.map(|noun| (noun, noun.weight))).unwrap_or(&LANDMARKS[0]);
    let determiner = if rng.chance(0.65) {
        Determiner::Definite
    } else {
        Determiner::Indefinite
    };
    let phrase = adorn(rng, NounPhrase::new(determiner, Singular, noun), 0.25);
    let there = if with_de {
        phrase.french_of()
    } else {
        phrase.french()
    };
    Both::new(
        format!("{en} {}", phrase.english()),
        format!("{fr} {there}"),
    )
}

/// Who does what, to what, how, where and when.
#[derive(Clone, Debug)]
pub struct Clause {
    pub subject: Subject,
    verb: &'static Verb,
    object: Option<NounPhrase>,
    /// Adverb, place and time; empty or beginning with a space.
    rest: Both,
}

/// What can come under *ne … pas*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Stated,
    Denied,
    Asked,
}

impl Clause {
    /// A clause of the given mood about anyone, or about `who` if given.
    pub fn draw(rng: &mut Rng, mood: Mood) -> Option<Clause> {
        let transitive = rng.chance(0.45);
        let verbs = if transitive { TRANSITIVE } else { INTRANSITIVE };
        let verb = weighted(rng, verbs.iter().map(|verb| (verb, verb.weight)))?;
        let subject = subject(rng, verb.who, mood != Mood::Stated)?;
        let object = if transitive {
            Some(object(rng, verb, &subject, mood)?)
        } else {
            None
        };
        let mut rest = Both::default();
        if !verb.adverbs.is_empty() && mood == Mood::Stated && rng.chance(0.18) {
            let &(en, fr) = rng.choose(verb.adverbs);
            rest = rest.then(en, fr);
        }
        let chance = if transitive { 0.25 } else { 0.55 };
        if rng.chance(chance)
            && let Some(there) = place(rng, verb.sites)
        {
            rest = rest.then(&there.en, &there.fr);
        } else if rng.chance(0.08) {
            let &(en, fr) = rng.choose(TIMES);
            rest = rest.then(en, fr);
        }
        Some(Clause {
            subject,
            verb,
            object,
            rest,
        })
    }

    /// What follows *is* in English.
    fn english_rest(&self) -> String {
        let object = self
            .object
            .map(|object| format!(" {}", object.english()))
            .unwrap_or_default();
        format!("{}{object}{}", self.verb.en, self.rest.en)
    }

    pub fn english(&self, mood: Mood) -> String {
        let (who, be, rest) = (
            &self.subject.words.en,
            self.subject.be(),
            self.english_rest(),
        );
        match mood {
            Mood::Stated => format!("{who} {be} {rest}"),
            Mood::Denied => format!("{who} {be} not {rest}"),
            Mood::Asked => format!("{be} {who} {rest}"),
        }
    }

    /// The verb and what follows it in French.
    pub fn french_predicate(&self, gender: Gender, number: Number, denied: bool) -> String {
        let verb = self.verb.fr.french(gender, number, denied);
        let tail = match (denied, self.verb.tail) {
            (_, ("", _)) => String::new(),
            (false, (tail, _)) | (true, (_, tail)) => format!(" {tail}"),
        };
        let object = self.object.map(|object| match self.verb.link {
            Link::Direct if denied => format!(" {}", object.french_denied()),
            Link::Direct => format!(" {}", object.french()),
            Link::To => format!(" {}", to(&object.french())),
            Link::With => format!(" avec {}", object.french()),
            Link::Music => format!(" {}", of(&object.french())),
        });
        format!("{verb}{tail}{}{}", object.unwrap_or_default(), self.rest.fr)
    }

    pub fn french(&self, mood: Mood) -> String {
        let denied = mood == Mood::Denied;
        let predicate = self.french_predicate(self.subject.gender, self.subject.number, denied);
        let statement = format!("{} {predicate}", self.subject.words.fr);
        match mood {
            Mood::Asked => elide("est-ce que", &statement),
            _ => statement,
        }
    }

    /// *Who is …?*: the predicate alone, asked of a person unknown.
    pub fn who(&self) -> Both {
        let fr = self.french_predicate(Gender::Masculine, Singular, false);
        Both::new(
            format!("who is {}", self.english_rest()),
            format!("qui {fr}"),
        )
    }
}

/// What the verb is done to.
fn object(rng: &mut Rng, verb: &Verb, subject: &Subject, mood: Mood) -> Option<NounPhrase> {
    let noun = anything(rng, verb.objects)?;
    let himself = subject.noun.is_some_and(|own| own.en == noun.en);
    if himself || noun.is(FOR_HER) && subject.gender == Gender::Masculine {
        return None;
    }
    if verb.link == Link::Music {
        return Some(NounPhrase::new(Determiner::Definite, Singular, noun));
    }
    if noun.is(MASS) {
        let some = rng.chance(0.8);
        let determiner = if some {
            Determiner::Partitive
        } else {
            Determiner::Definite
        };
        let chance = if mood == Mood::Denied { 0.0 } else { 0.12 };
        return Some(adorn(
            rng,
            NounPhrase::new(determiner, Singular, noun),
            chance,
        ));
    }
    let own = Determiner::Possessive(subject.owner);
    let belongs = noun.is(THING | READ | WEAR | PLAY) && !noun.is(FOOD | PERSON);
    if belongs && rng.chance(0.15) {
        return Some(adorn(rng, NounPhrase::new(own, Singular, noun), 0.25));
    }
    if noun.is(ANIMATE) && (mood == Mood::Denied || noun.is(FAMILY)) || rng.chance(0.22) {
        return Some(known(rng, noun, 0.25));
    }
    if mood == Mood::Denied {
        return Some(NounPhrase::new(Determiner::Indefinite, Singular, noun));
    }
    // Several people wear several hats.
    let several = noun.is(WEAR) && subject.number == Plural;
    if several || noun.is(FOOD | READ | DRAW) && rng.chance(0.12) {
        return Some(adorn(
            rng,
            NounPhrase::new(Determiner::Indefinite, Plural, noun),
            0.25,
        ));
    }
    if noun.is(WEAR) {
        return Some(adorn(
            rng,
            NounPhrase::new(Determiner::Indefinite, Singular, noun),
            0.5,
        ));
    }
    Some(unknown(rng, noun, 0.28))
}
