//! The sentence frames: captions, denials, questions, and the short sentences around them.

use super::super::super::rng::Rng;
use super::super::corpus::Pair;
use super::agreement::{Gender, Number, Owner, a_or_an, capitalise, elide};
use super::choose::{actor, adjective, anything, can_be_owned, gradable, quality, weighted};
use super::clause::{Both, Clause, Mood, Subject, any_owner, known, place, subject, unknown};
use super::nouns::kind::*;
use super::phrase::{Determiner, NounPhrase};
use super::places::site::{AREA, NEAR, SEAT, SURFACE};
use super::verbs::FEELINGS;

use Number::{Plural, Singular};

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
    (attribute, 8),
    (feeling, 2),
    (has, 3),
    (i_see, 6),
    (this_is, 4),
    (where_is, 2),
    (look_at, 3),
    (what_a, 2),
    (lies, 4),
];

/// One sentence in both languages, or `None` if this draw came to nothing.
pub fn sentence(rng: &mut Rng) -> Option<Pair> {
    let frame = weighted(rng, FRAMES.iter().copied())?;
    frame(rng)
}

/// Capital and final mark; the French `?` and `!` have a space before them.
fn finish(words: Both, mark: char) -> Option<Pair> {
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
    let sites = if noun.is(ANIMATE) {
        AREA | SEAT | NEAR
    } else {
        SURFACE
    };
    Some((phrase, place(rng, sites)?))
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

/// *The teddy bear is very cute*, also denied and asked.
fn attribute(rng: &mut Rng) -> Option<Pair> {
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
fn feeling(rng: &mut Rng) -> Option<Pair> {
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
fn has(rng: &mut Rng) -> Option<Pair> {
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
fn i_see(rng: &mut Rng) -> Option<Pair> {
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
    // *I want the tall …* is fine, *I like the books* would be heard as all books; keep one.
    if en == "I like" && phrase.determiner == Determiner::Definite && phrase.number == Plural {
        return None;
    }
    finish(
        Both::new(en, fr).then(&phrase.english(), &phrase.french()),
        mark,
    )
}

/// *This is my teddy bear.*
fn this_is(rng: &mut Rng) -> Option<Pair> {
    let noun = anything(rng, ANIMATE | THING | WEAR)?;
    let several = rng.chance(0.25) && !noun.hides_plural();
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
fn where_is(rng: &mut Rng) -> Option<Pair> {
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
fn look_at(rng: &mut Rng) -> Option<Pair> {
    let noun = anything(rng, ANIMATE | THING | LANDMARK)?;
    let phrase = known(rng, noun, 0.6);
    finish(
        Both::new("look at", "regarde").then(&phrase.english(), &phrase.french()),
        '!',
    )
}

/// *What a cute cat!*
fn what_a(rng: &mut Rng) -> Option<Pair> {
    let noun = anything(rng, MINDED | THING | WEAR | LANDMARK).filter(|noun| !noun.is(FAMILY))?;
    let word = adjective(rng, noun, None).filter(|word| matches!(word.rank, 0..=2))?;
    let phrase = NounPhrase::new(Determiner::Bare, Singular, noun).with(word);
    let quel = if phrase.gender() == Gender::Masculine {
        "quel"
    } else {
        "quelle"
    };
    let en = format!("what {}", a_or_an(&phrase.english()));
    finish(Both::new(en, format!("{quel} {}", phrase.french())), '!')
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
