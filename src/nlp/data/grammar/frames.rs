//! The sentence frames: captions, denials and questions, and what is where.

use super::super::super::rng::Rng;
use super::super::corpus::Pair;
use super::agreement::{Number, Owner, capitalise, elide};
use super::choose::{actor, anything, weighted};
use super::clause::{Clause, Mood, place};
use super::nouns::kind::*;
use super::phrase::{Determiner, NounPhrase};
use super::places::site::{AREA, NEAR, SEAT, SURFACE};
use super::remarks;
use super::subject::{Both, Subject, known, unknown};

use Number::Singular;

/// A way to make a sentence. It may draw words that do not go together and give up.
type Frame = fn(&mut Rng) -> Option<Pair>;

/// All frames with how often each is taken.
const FRAMES: &[(Frame, u32)] = &[
    (caption, 50),
    (denial, 6),
    (question, 6),
    (who, 2),
    (two_clauses, 4),
    (there_is, 7),
    (is_there, 2),
    (remarks::attribute, 8),
    (remarks::feeling, 2),
    (remarks::has, 3),
    (remarks::i_see, 6),
    (remarks::this_is, 4),
    (remarks::where_is, 2),
    (remarks::look_at, 3),
    (remarks::what_a, 2),
    (lies, 4),
];

/// One sentence in both languages, or `None` if this draw came to nothing.
pub fn sentence(rng: &mut Rng) -> Option<Pair> {
    let frame = weighted(rng, FRAMES.iter().copied())?;
    frame(rng)
}

/// Capital and final mark; the French `?` and `!` have a space before them.
pub fn finish(words: Both, mark: char) -> Option<Pair> {
    let space = if mark == '.' { "" } else { " " };
    Some(Pair {
        src: format!("{}{mark}", capitalise(&words.en)),
        tgt: format!("{}{space}{mark}", capitalise(&words.fr)),
    })
}

fn clause(rng: &mut Rng, mood: Mood) -> Option<Both> {
    let clause = Clause::draw(rng, mood)?;
    Some(Both::new(clause.english(mood), clause.french(mood)))
}

/// *A cute teddy bear is reading.*
fn caption(rng: &mut Rng) -> Option<Pair> {
    finish(clause(rng, Mood::Stated)?, '.')
}

/// *The cat is not sleeping.*
fn denial(rng: &mut Rng) -> Option<Pair> {
    finish(clause(rng, Mood::Denied)?, '.')
}

/// *Is the cat sleeping?* French asks with *est-ce que* throughout.
fn question(rng: &mut Rng) -> Option<Pair> {
    finish(clause(rng, Mood::Asked)?, '?')
}

/// *Who is sleeping?*
fn who(rng: &mut Rng) -> Option<Pair> {
    let clause = Clause::draw(rng, Mood::Stated)?;
    let person = clause.subject.number == Singular && clause.subject.owner != Owner::Its;
    if person {
        finish(clause.who(), '?')
    } else {
        None
    }
}

/// *The cat is sleeping and the dog is running.*
fn two_clauses(rng: &mut Rng) -> Option<Pair> {
    let (first, second) = (clause(rng, Mood::Stated)?, clause(rng, Mood::Stated)?);
    let long = first.en.split(' ').count() + second.en.split(' ').count() > 13;
    if long || first.en == second.en {
        return None;
    }
    finish(
        first.then(&format!("and {}", second.en), &format!("et {}", second.fr)),
        '.',
    )
}

/// Something that is there, with the place.
fn existence(rng: &mut Rng) -> Option<(NounPhrase, Both)> {
    let noun = if rng.chance(0.6) {
        actor(rng, ANIMATE)
    } else {
        anything(rng, THING | FOOD | DRINK)
    }?;
    let phrase = if noun.is(MASS) {
        NounPhrase::new(Determiner::Partitive, Singular, noun)
    } else if noun.is(FAMILY) {
        return None;
    } else {
        unknown(rng, noun, 0.4)
    };
    let there = if noun.is(MASS) {
        let &(en, fr) = rng.choose(&[
            ("on the table", "sur la table"),
            ("in the kitchen", "dans la cuisine"),
        ]);
        Both::new(en, fr)
    } else {
        place(
            rng,
            if noun.is(ANIMATE) {
                AREA | SEAT | NEAR
            } else {
                SURFACE
            },
        )?
    };
    Some((phrase, there))
}

/// *There is a cat in the garden.*
fn there_is(rng: &mut Rng) -> Option<Pair> {
    let (phrase, there) = existence(rng)?;
    let be = if phrase.number == Singular {
        "is"
    } else {
        "are"
    };
    let en = format!("there {be} {} {}", phrase.english(), there.en);
    finish(
        Both::new(en, format!("il y a {} {}", phrase.french(), there.fr)),
        '.',
    )
}

/// *Is there a cat in the garden?*
fn is_there(rng: &mut Rng) -> Option<Pair> {
    let (phrase, there) = existence(rng)?;
    let be = if phrase.number == Singular {
        "is"
    } else {
        "are"
    };
    let en = format!("{be} there {} {}", phrase.english(), there.en);
    finish(
        Both::new(
            en,
            format!("est-ce qu'il y a {} {}", phrase.french(), there.fr),
        ),
        '?',
    )
}

/// *The book is on the table.*
fn lies(rng: &mut Rng) -> Option<Pair> {
    let animate = rng.chance(0.4);
    let noun = if animate {
        actor(rng, ANIMATE)
    } else {
        anything(rng, THING | WEAR)
    }?;
    let phrase = known(rng, noun, 0.35);
    let there = place(
        rng,
        if animate {
            AREA | SEAT | NEAR
        } else {
            SURFACE | NEAR
        },
    )?;
    let subject = Subject::from(&phrase);
    let est = if phrase.number == Singular {
        "est"
    } else {
        "sont"
    };
    let Both { en: who, fr: qui } = &subject.words;
    if rng.chance(0.15) {
        let asked = elide("est-ce que", &format!("{qui} {est} {}", there.fr));
        return finish(
            Both::new(format!("{} {who} {}", subject.be(), there.en), asked),
            '?',
        );
    }
    finish(
        subject.words.then(
            &format!("{} {}", subject.be(), there.en),
            &format!("{est} {}", there.fr),
        ),
        '.',
    )
}
