//! Adjectives: where each stands in French, its forms, and what it can be said of.

use super::agreement::{Gender, Number, begins_with_vowel, french_plural};
use super::nouns::kind::*;

/// An English adjective and its French counterpart.
#[derive(Debug)]
pub struct Adjective {
    pub en: &'static str,
    /// Masculine singular.
    m: &'static str,
    /// Feminine singular; empty for an adjective that never changes (*marron*, *en bois*).
    f: &'static str,
    /// Masculine singular before a vowel, where it differs (*vieil*, *bel*, *nouvel*).
    m_vowel: Option<&'static str>,
    /// Whether it stands before the noun: the small, old and everyday ones do.
    pub before: bool,
    /// The kinds of noun that it can describe, as a set of bits.
    pub fits: u32,
    /// Its place among several English adjectives: looks and size 0, mood and state 1, age 2,
    /// colour 3, stuff 4 (*a small happy dog*, *a happy old dog*).
    pub rank: u8,
    pub weight: u32,
}

const fn after(
    en: &'static str,
    m: &'static str,
    f: &'static str,
    rank: u8,
    fits: u32,
) -> Adjective {
    Adjective {
        en,
        m,
        f,
        m_vowel: None,
        before: false,
        fits,
        rank,
        weight: 4,
    }
}

const fn before(
    en: &'static str,
    m: &'static str,
    f: &'static str,
    rank: u8,
    fits: u32,
) -> Adjective {
    Adjective {
        en,
        m,
        f,
        m_vowel: None,
        before: true,
        fits,
        rank,
        weight: 6,
    }
}

impl Adjective {
    const fn vowel(mut self, m_vowel: &'static str) -> Self {
        self.m_vowel = Some(m_vowel);
        self
    }

    const fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    /// The French form for a noun of this gender and number, where `next` follows it (empty if
    /// nothing does, or if it stands after its noun).
    pub fn french(&self, gender: Gender, number: Number, next: &str) -> String {
        match (gender, number) {
            _ if self.f.is_empty() => self.m.to_string(),
            (Gender::Masculine, Number::Singular) => match self.m_vowel {
                Some(form) if begins_with_vowel(next) => form.to_string(),
                _ => self.m.to_string(),
            },
            (Gender::Feminine, Number::Singular) => self.f.to_string(),
            (Gender::Masculine, Number::Plural) => french_plural(self.m),
            (Gender::Feminine, Number::Plural) => format!("{}s", self.f),
        }
    }
}

/// What a colour can be said of.
const COLOURED: u32 = TOY | THING | WEAR | LANDMARK;

/// All adjectives.
#[rustfmt::skip]
pub const ADJECTIVES: &[Adjective] = &[
    before("small", "petit", "petite", 0, ANIMATE | THING | LANDMARK | FOOD).weight(14),
    before("little", "petit", "petite", 2, CHILD | ANIMAL | TOY | THING | LANDMARK).weight(9),
    before("big", "gros", "grosse", 0, BEAST | BIRD | TOY | THING | FOOD).weight(12),
    before("large", "grand", "grande", 0, LANDMARK | THING | BEAST),
    before("tall", "grand", "grande", 0, PERSON).weight(5),
    before("young", "jeune", "jeune", 2, PERSON | BEAST | BIRD).weight(9),
    before("old", "vieux", "vieille", 2, ADULT | BEAST | BIRD | TOY | THING | WEAR | LANDMARK).vowel("vieil").weight(11),
    before("beautiful", "beau", "belle", 0, ANIMATE | THING | WEAR | LANDMARK).vowel("bel").weight(9),
    before("handsome", "beau", "belle", 0, PERSON).vowel("bel").weight(5),
    before("new", "nouveau", "nouvelle", 2, FRIEND | TOY | THING | WEAR).vowel("nouvel").weight(6),
    before("good", "bon", "bonne", 0, FRIEND | READ | FOOD),
    before("pretty", "joli", "jolie", 0, CHILD | BIRD | INSECT | THING | WEAR | LANDMARK).weight(5),
    after("cute", "mignon", "mignonne", 1, CHILD | BEAST | BIRD | TOY).weight(60),
    after("adorable", "adorable", "adorable", 1, CHILD | BEAST | BIRD | TOY).weight(4),
    after("red", "rouge", "rouge", 3, COLOURED).weight(9),
    after("blue", "bleu", "bleue", 3, COLOURED).weight(8),
    after("green", "vert", "verte", 3, COLOURED).weight(7),
    after("yellow", "jaune", "jaune", 3, COLOURED).weight(7),
    after("black", "noir", "noire", 3, BEAST | BIRD | COLOURED).weight(10),
    after("white", "blanc", "blanche", 3, BEAST | BIRD | COLOURED).weight(10),
    after("brown", "brun", "brune", 3, BEAST | BIRD | TOY).weight(7),
    after("brown", "marron", "", 3, WEAR | BAG),
    after("grey", "gris", "grise", 3, BEAST | BIRD | COLOURED).weight(6),
    after("pink", "rose", "rose", 3, TOY | THING | WEAR).weight(5),
    after("orange", "orange", "", 3, TOY | THING | WEAR),
    after("purple", "violet", "violette", 3, TOY | THING | WEAR),
    after("golden", "doré", "dorée", 3, THING),
    after("happy", "heureux", "heureuse", 1, MINDED).weight(9),
    after("sad", "triste", "triste", 1, MINDED).weight(7),
    after("tired", "fatigué", "fatiguée", 1, MINDED).weight(6),
    after("funny", "drôle", "drôle", 1, MINDED | READ).weight(6),
    after("kind", "gentil", "gentille", 1, MINDED).weight(6),
    after("shy", "timide", "timide", 1, MINDED),
    after("brave", "courageux", "courageuse", 1, MINDED),
    after("clever", "intelligent", "intelligente", 1, MINDED),
    after("lazy", "paresseux", "paresseuse", 1, MINDED),
    after("curious", "curieux", "curieuse", 1, MINDED),
    after("calm", "calme", "calme", 1, MINDED),
    after("proud", "fier", "fière", 1, MINDED).weight(3),
    after("jealous", "jaloux", "jalouse", 1, MINDED).weight(2),
    after("strong", "fort", "forte", 1, ADULT | BEAST | TOY),
    after("sick", "malade", "malade", 1, PERSON | BEAST | BIRD),
    after("famous", "célèbre", "célèbre", 1, ADULT),
    after("polite", "poli", "polie", 1, PERSON | TOY),
    after("elegant", "élégant", "élégante", 1, ADULT | WEAR),
    after("soft", "doux", "douce", 1, CUDDLY),
    after("angry", "en colère", "", 1, PERSON | BEAST | BIRD),
    after("magic", "magique", "magique", 1, THING),
    after("wooden", "en bois", "", 4, SOLID).weight(3),
    after("broken", "cassé", "cassée", 1, SOLID),
    after("clean", "propre", "propre", 1, WEAR | BAG),
    after("dirty", "sale", "sale", 1, WEAR | BAG | SOLID),
    after("wet", "mouillé", "mouillée", 1, BEAST | BIRD | TOY | WEAR),
    after("heavy", "lourd", "lourde", 1, BAG),
    after("empty", "vide", "vide", 1, BAG),
    after("expensive", "cher", "chère", 1, WEAR),
    after("warm", "chaud", "chaude", 1, WEAR).weight(3),
    after("delicious", "délicieux", "délicieuse", 1, FOOD).weight(6),
];
