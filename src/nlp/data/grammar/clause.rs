//! The clause: who does what to what, where; and its forms as statement, denial and question.

use super::super::super::rng::Rng;
use super::agreement::{Gender, Number, elide, of, to};
use super::choose::{anything, weighted};
use super::nouns::kind::*;
use super::phrase::{Determiner, NounPhrase};
use super::places::{BACKLESS, LANDMARKS, PLACES, RELATIONS, ROOFS, site};
use super::subject::{Both, Subject, adorn, known, subject, unknown};
use super::verbs::{INTRANSITIVE, Link, TIMES, TRANSITIVE, Verb};

use Number::{Plural, Singular};

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
        let mut phrase = known(rng, noun, 0.25);
        if noun.is(WEAR) {
            phrase.number = Singular;
        }
        return Some(phrase);
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
