//! Weighted choices, and what can be said of what.

use super::super::super::rng::Rng;
use super::adjectives::{ADJECTIVES, Adjective};
use super::agreement::Gender;
use super::nouns::{NOUNS, Noun, kind::*};
use super::objects::OBJECTS;

/// One of the items, each as likely as its weight says; `None` if all weights are 0.
pub fn weighted<T: Copy>(rng: &mut Rng, items: impl Iterator<Item = (T, u32)>) -> Option<T> {
    let items: Vec<(T, u32)> = items.collect();
    let total: usize = items.iter().map(|&(_, weight)| weight as usize).sum();
    if total == 0 {
        return None;
    }
    let mut left = rng.below(total);
    for (item, weight) in items {
        match left.checked_sub(weight as usize) {
            Some(rest) => left = rest,
            None => return Some(item),
        }
    }
    None
}

/// Someone of one of these kinds.
pub fn actor(rng: &mut Rng, kinds: u32) -> Option<&'static Noun> {
    weighted(
        rng,
        NOUNS
            .iter()
            .filter(|noun| noun.is(kinds))
            .map(|noun| (noun, noun.weight)),
    )
}

/// Something or someone of one of these kinds.
pub fn anything(rng: &mut Rng, kinds: u32) -> Option<&'static Noun> {
    // The hero's great weight among those who act would drown the other things to play with.
    let nouns = NOUNS.iter().chain(OBJECTS).filter(|noun| noun.is(kinds));
    weighted(rng, nouns.map(|noun| (noun, noun.weight.min(14))))
}

/// An adjective that can stand beside the noun, by preference not of the rank given.
pub fn adjective(
    rng: &mut Rng,
    noun: &Noun,
    other: Option<&Adjective>,
) -> Option<&'static Adjective> {
    let fitting = ADJECTIVES
        .iter()
        .filter(|adjective| beside(adjective, noun));
    let fitting = fitting.filter(|adjective| {
        // Two adjectives stand on the two sides of the noun and say different sorts of thing.
        other.is_none_or(|other| other.before != adjective.before && other.rank != adjective.rank)
    });
    weighted(rng, fitting.map(|adjective| (adjective, adjective.weight)))
}

/// An adjective that can be said of the noun with *is*.
pub fn quality(rng: &mut Rng, noun: &Noun) -> Option<&'static Adjective> {
    let fitting = ADJECTIVES
        .iter()
        .filter(|adjective| said_of(adjective, noun));
    weighted(rng, fitting.map(|adjective| (adjective, adjective.weight)))
}

/// What is always young.
const YOUNG: [&str; 6] = ["puppy", "kitten", "lamb", "baby", "child", "robot"];
/// What has no colour to speak of, and no age.
const COLOURLESS: [&str; 4] = ["river", "lake", "hospital", "window"];

/// What French calls *grand* and not *gros* when it is big: flat or slender things.
const WIDE: [&str; 11] = [
    "mirror",
    "umbrella",
    "kite",
    "plate",
    "cup",
    "spoon",
    "newspaper",
    "magazine",
    "comic book",
    "letter",
    "giraffe",
];

/// Whether adjective and noun go together at all.
fn suits(adjective: &Adjective, noun: &Noun) -> bool {
    let colour = adjective.rank == 3;
    let odd = match adjective.en {
        "tall" => YOUNG.contains(&noun.en),
        "old" => YOUNG[..3].contains(&noun.en) || COLOURLESS.contains(&noun.en),
        "young" => ["grandmother", "grandfather", "baby"].contains(&noun.en),
        // English has other words of praise for men than for women.
        "pretty" | "beautiful" => noun.is(PERSON) && noun.gender == Gender::Masculine,
        "handsome" => noun.gender == Gender::Feminine || ["baby", "child"].contains(&noun.en),
        "small" => noun.is(MASS),
        "big" => noun.is(MASS) || WIDE.contains(&noun.en),
        "large" => !noun.is(LANDMARK) && !WIDE.contains(&noun.en),
        _ => colour && (COLOURLESS.contains(&noun.en) || noun.is(READ) && noun.en != "book"),
    };
    noun.is(adjective.fits) && !odd
}

/// Whether the adjective can stand beside the noun.
///
/// French gives some pairs another meaning, and these are left out: *un grand homme* is a great
/// man, *un petit ami* a boyfriend, *une belle mère* all but a mother-in-law.
pub fn beside(adjective: &Adjective, noun: &Noun) -> bool {
    let misread = match adjective.en {
        "tall" => noun.is(ADULT),
        "small" | "beautiful" | "handsome" => noun.is(FAMILY),
        _ => false,
    };
    suits(adjective, noun) && !misread
}

/// Whether the adjective can follow *is*: *new* and *little* hardly do, and *gros* said of
/// somebody means fat.
pub fn said_of(adjective: &Adjective, noun: &Noun) -> bool {
    let odd = match adjective.en {
        "new" | "little" => true,
        "good" => !noun.is(FOOD),
        "big" => noun.is(ANIMATE),
        _ => false,
    };
    suits(adjective, noun) && !odd
}

/// Whether *very* can stand before the adjective.
pub fn gradable(adjective: &Adjective) -> bool {
    adjective.rank < 3
        && ![
            "wooden",
            "broken",
            "empty",
            "magic",
            "delicious",
            "adorable",
        ]
        .contains(&adjective.en)
}

/// Whether one says *my* of the noun: not of a king or a boy.
pub fn can_be_owned(noun: &Noun) -> bool {
    !noun.is(PERSON) || noun.is(FAMILY | FRIEND) || ["child", "baby", "doctor"].contains(&noun.en)
}

/// Whether one exclaims *What a …!* with it.
pub fn exclaimed(adjective: &Adjective) -> bool {
    const WORDS: [&str; 13] = [
        "cute",
        "adorable",
        "beautiful",
        "handsome",
        "pretty",
        "funny",
        "kind",
        "brave",
        "clever",
        "elegant",
        "small",
        "big",
        "large",
    ];
    WORDS.contains(&adjective.en)
}

/// Whether the noun has a plural after *my*: one has two brothers, but one mother.
pub fn only_one(noun: &Noun) -> bool {
    ["mother", "father", "grandmother", "grandfather"].contains(&noun.en)
}
