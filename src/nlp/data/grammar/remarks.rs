//! Short sentences around a noun: what it is like, whose it is, who sees it.

use super::super::super::rng::Rng;
use super::super::corpus::Pair;
use super::agreement::{Gender, Number, a_or_an, elide};
use super::choose::{
    actor, adjective, anything, can_be_owned, exclaimed, gradable, only_one, quality,
};
use super::frames::finish;
use super::nouns::kind::*;
use super::phrase::{Determiner, NounPhrase};
use super::subject::{Both, Subject, any_owner, known, subject, unknown};
use super::verbs::FEELINGS;

use Number::{Plural, Singular};

/// *The teddy bear is very cute*, also denied and asked.
pub fn attribute(rng: &mut Rng) -> Option<Pair> {
    let noun = if rng.chance(0.6) {
        actor(rng, ANIMATE)
    } else {
        anything(rng, THING | WEAR | LANDMARK)
    }?;
    let subject = Subject::from(&known(rng, noun, 0.0));
    let quality = quality(rng, noun)?;
    let form = quality.french(subject.gender, subject.number, "");
    let very = gradable(quality) && rng.chance(0.3);
    let en = if very {
        format!("very {}", quality.en)
    } else {
        quality.en.to_string()
    };
    let fr = if very { format!("très {form}") } else { form };
    let (be, est) = (
        subject.be(),
        if subject.number == Singular {
            "est"
        } else {
            "sont"
        },
    );
    let Both { en: who, fr: qui } = &subject.words;
    match rng.below(10) {
        0 => finish(
            Both::new(
                format!("{who} {be} not {en}"),
                format!("{qui} {} pas {fr}", elide("ne", est)),
            ),
            '.',
        ),
        1 => {
            let asked = elide("est-ce que", &format!("{qui} {est} {fr}"));
            finish(Both::new(format!("{be} {who} {en}"), asked), '?')
        }
        _ => finish(
            Both::new(format!("{who} {be} {en}"), format!("{qui} {est} {fr}")),
            '.',
        ),
    }
}

/// *The cat is hungry*: French *has* hunger.
pub fn feeling(rng: &mut Rng) -> Option<Pair> {
    let subject = subject(rng, MINDED, true)?;
    let &(en, fr) = rng.choose(FEELINGS);
    let (be, a) = (
        subject.be(),
        if subject.number == Singular {
            "a"
        } else {
            "ont"
        },
    );
    finish(
        subject
            .words
            .then(&format!("{be} {en}"), &format!("{a} {fr}")),
        '.',
    )
}

/// *The boy has a red ball.*
pub fn has(rng: &mut Rng) -> Option<Pair> {
    let subject = subject(rng, PERSON | BEAST | TOY, true)?;
    let noun = anything(rng, THING | WEAR)?;
    if subject.noun.is_some_and(|own| own.en == noun.en)
        || noun.is(FOR_HER) && subject.gender == Gender::Masculine
    {
        return None;
    }
    let thing = unknown(rng, noun, 0.5);
    let (has, a) = if subject.number == Singular {
        ("has", "a")
    } else {
        ("have", "ont")
    };
    let en = format!("{has} {}", thing.english());
    finish(
        subject.words.then(&en, &format!("{a} {}", thing.french())),
        '.',
    )
}

/// *I see a small dog*, and other sentences of one who speaks.
pub fn i_see(rng: &mut Rng) -> Option<Pair> {
    let openings: [(&str, &str, u32, char); 9] = [
        ("I see", "je vois", ANIMATE | THING | LANDMARK, '.'),
        ("we see", "nous voyons", ANIMATE | LANDMARK, '.'),
        ("do you see", "est-ce que tu vois", ANIMATE | LANDMARK, '?'),
        ("I have", "j'ai", THING | WEAR | CUDDLY | PLAY, '.'),
        ("I want", "je veux", THING | WEAR | FOOD | DRINK, '.'),
        ("I am looking for", "je cherche", THING | WEAR | CUDDLY, '.'),
        ("I am drawing", "je dessine", DRAW, '.'),
        ("I am reading", "je lis", READ, '.'),
        ("I like", "j'aime", BEAST | TOY | WEAR | READ, '.'),
    ];
    let &(en, fr, kinds, mark) = rng.choose(&openings);
    let noun = anything(rng, kinds)?;
    let phrase = if noun.is(MASS) {
        NounPhrase::new(Determiner::Partitive, Singular, noun)
    } else if en == "I like" || noun.is(FAMILY) || rng.chance(0.2) {
        known(rng, noun, 0.4)
    } else {
        unknown(rng, noun, 0.5)
    };
    // French *j'aime les livres* means books in general.
    if en == "I like" && phrase.determiner == Determiner::Definite && phrase.number == Plural {
        return None;
    }
    finish(
        Both::new(en, fr).then(&phrase.english(), &phrase.french()),
        mark,
    )
}

/// *This is my teddy bear.*
pub fn this_is(rng: &mut Rng) -> Option<Pair> {
    let noun = anything(rng, ANIMATE | THING | WEAR)?;
    let several = rng.chance(0.25) && !noun.hides_plural() && !only_one(noun);
    let number = if several { Plural } else { Singular };
    let owned = can_be_owned(noun) && (noun.is(FAMILY) || rng.chance(0.6));
    let determiner = if owned {
        Determiner::Possessive(any_owner(rng))
    } else {
        Determiner::Indefinite
    };
    let mut phrase = NounPhrase::new(determiner, number, noun);
    if let Some(word) = adjective(rng, noun, None).filter(|_| rng.chance(0.4)) {
        phrase = phrase.with(word);
    }
    let denied = rng.chance(0.15);
    let (en, fr) = match (number, denied) {
        (Singular, false) => ("this is", "c'est"),
        (Singular, true) => ("this is not", "ce n'est pas"),
        (Plural, false) => ("these are", "ce sont"),
        (Plural, true) => ("these are not", "ce ne sont pas"),
    };
    finish(
        Both::new(en, fr).then(&phrase.english(), &phrase.french()),
        '.',
    )
}

/// *Where is my teddy bear?*
pub fn where_is(rng: &mut Rng) -> Option<Pair> {
    let noun = anything(rng, ANIMATE | THING | WEAR)?;
    let phrase = known(rng, noun, 0.35);
    let (be, est) = if phrase.number == Singular {
        ("is", "est")
    } else {
        ("are", "sont")
    };
    let words = Both::new(format!("where {be}"), format!("où {est}"));
    finish(words.then(&phrase.english(), &phrase.french()), '?')
}

/// *Look at the small cat!*
pub fn look_at(rng: &mut Rng) -> Option<Pair> {
    let noun = anything(rng, ANIMATE | THING | LANDMARK)?;
    let phrase = known(rng, noun, 0.6);
    finish(
        Both::new("look at", "regarde").then(&phrase.english(), &phrase.french()),
        '!',
    )
}

/// *What a cute cat!*
pub fn what_a(rng: &mut Rng) -> Option<Pair> {
    let noun = anything(rng, MINDED | THING | WEAR | LANDMARK).filter(|noun| !noun.is(FAMILY))?;
    let word = adjective(rng, noun, None).filter(|word| exclaimed(word))?;
    let phrase = NounPhrase::new(Determiner::Bare, Singular, noun).with(word);
    let quel = if phrase.gender() == Gender::Masculine {
        "quel"
    } else {
        "quelle"
    };
    let en = format!("what {}", a_or_an(&phrase.english()));
    finish(Both::new(en, format!("{quel} {}", phrase.french())), '!')
}
