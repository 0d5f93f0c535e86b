//! Those who act: people, animals, toys and creatures of stories, with gender and plurals.
//!
//! The things they act on are in [`super::objects`], where they act in [`super::places`].

use super::agreement::{Gender, Number, english_plural, french_plural};

/// Kinds of noun, as bits: a verb or an adjective names the kinds that it goes with.
pub mod kind {
    pub const CHILD: u32 = 1;
    pub const ADULT: u32 = 1 << 1;
    /// An animal that walks; as in picture books, it may well read.
    pub const BEAST: u32 = 1 << 2;
    pub const BIRD: u32 = 1 << 3;
    pub const INSECT: u32 = 1 << 4;
    /// A toy or a creature of stories that behaves like a person.
    pub const TOY: u32 = 1 << 5;
    /// A relative: mostly somebody's (*my sister*).
    pub const FAMILY: u32 = 1 << 6;
    pub const FRIEND: u32 = 1 << 7;
    /// A toy to hug.
    pub const CUDDLY: u32 = 1 << 8;

    /// Something else that shops sell.
    pub const SHOP: u32 = 1 << 9;

    pub const PERSON: u32 = CHILD | ADULT;
    pub const ANIMAL: u32 = BEAST | BIRD | INSECT;
    /// Those who can be happy, shy, or proud.
    pub const MINDED: u32 = PERSON | BEAST | BIRD | TOY;
    pub const ANIMATE: u32 = MINDED | INSECT;

    /// Something that one can hold.
    pub const THING: u32 = 1 << 10;
    pub const READ: u32 = 1 << 11;
    pub const FOOD: u32 = 1 << 12;
    pub const DRINK: u32 = 1 << 13;
    pub const WEAR: u32 = 1 << 14;
    pub const PLAY: u32 = 1 << 15;
    pub const INSTRUMENT: u32 = 1 << 16;
    pub const OPEN: u32 = 1 << 17;
    pub const WASH: u32 = 1 << 18;
    pub const PUSH: u32 = 1 << 19;
    pub const THROW: u32 = 1 << 20;
    pub const DRAW: u32 = 1 << 21;
    pub const FIX: u32 = 1 << 22;
    pub const BUILD: u32 = 1 << 23;
    pub const WRITE: u32 = 1 << 24;
    /// Something to put things in, and to carry.
    pub const BAG: u32 = 1 << 25;
    /// Something hard, that can be of wood or break.
    pub const SOLID: u32 = 1 << 26;
    pub const LANDMARK: u32 = 1 << 27;
    /// Uncountable: *milk*, *du lait*.
    pub const MASS: u32 = 1 << 28;
    /// Something that only girls and women wear here.
    pub const FOR_HER: u32 = 1 << 29;
    pub const TELL: u32 = 1 << 30;
    pub const SING: u32 = 1 << 31;
}

use kind::*;

/// An English noun and its French counterpart.
#[derive(Debug)]
pub struct Noun {
    pub en: &'static str,
    pub fr: &'static str,
    /// Irregular plurals, English and French; `None` where the rule gives the right one.
    plurals: (Option<&'static str>, Option<&'static str>),
    pub gender: Gender,
    /// A set of [`kind`] bits.
    pub kind: u32,
    pub weight: u32,
}

pub(super) const fn masc(en: &'static str, fr: &'static str, kind: u32) -> Noun {
    Noun {
        en,
        fr,
        plurals: (None, None),
        gender: Gender::Masculine,
        kind,
        weight: 4,
    }
}

pub(super) const fn fem(en: &'static str, fr: &'static str, kind: u32) -> Noun {
    Noun {
        en,
        fr,
        plurals: (None, None),
        gender: Gender::Feminine,
        kind,
        weight: 4,
    }
}

impl Noun {
    pub(super) const fn en_plural(mut self, en: &'static str) -> Self {
        self.plurals.0 = Some(en);
        self
    }

    pub(super) const fn fr_plural(mut self, fr: &'static str) -> Self {
        self.plurals.1 = Some(fr);
        self
    }

    pub(super) const fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    /// Whether the noun is of one of these kinds.
    pub fn is(&self, kinds: u32) -> bool {
        self.kind & kinds != 0
    }

    /// Whether the English noun looks the same in the plural (*sheep*).
    pub fn hides_plural(&self) -> bool {
        self.plurals.0 == Some(self.en)
    }

    pub fn english(&self, number: Number) -> String {
        match (number, self.plurals.0) {
            (Number::Singular, _) => self.en.to_string(),
            (Number::Plural, Some(plural)) => plural.to_string(),
            (Number::Plural, None) => english_plural(self.en),
        }
    }

    pub fn french(&self, number: Number) -> String {
        match (number, self.plurals.1) {
            (Number::Singular, _) => self.fr.to_string(),
            (Number::Plural, Some(plural)) => plural.to_string(),
            (Number::Plural, None) => french_plural(self.fr),
        }
    }
}

/// Everyone who can be the subject of an action.
#[rustfmt::skip]
pub const NOUNS: &[Noun] = &[
    // Toys and creatures of stories. The lecture's hero is meant to be met often.
    masc("teddy bear", "ours en peluche", TOY | CUDDLY | PLAY | THING).weight(40),
    masc("plush rabbit", "lapin en peluche", TOY | CUDDLY | PLAY | THING).weight(3),
    masc("plush dog", "chien en peluche", TOY | CUDDLY | PLAY | THING).weight(3),
    fem("doll", "poupée", TOY | CUDDLY | PLAY | THING).weight(7),
    masc("robot", "robot", TOY | PLAY | SOLID | THING).weight(8),
    fem("puppet", "marionnette", TOY | PLAY | SOLID | THING),
    masc("snowman", "bonhomme de neige", TOY | BUILD).en_plural("snowmen").fr_plural("bonshommes de neige").weight(3),
    masc("dragon", "dragon", TOY | DRAW),
    fem("unicorn", "licorne", TOY | DRAW),
    masc("monster", "monstre", TOY | DRAW).weight(3),
    masc("ghost", "fantôme", TOY).weight(2),
    fem("fairy", "fée", TOY).weight(3),
    masc("alien", "extraterrestre", TOY).weight(2),
    // Animals.
    masc("bear", "ours", BEAST | DRAW).weight(9),
    masc("dog", "chien", BEAST | DRAW).weight(11),
    masc("cat", "chat", BEAST | DRAW).weight(11),
    masc("puppy", "chiot", BEAST | DRAW).weight(5),
    masc("kitten", "chaton", BEAST | DRAW).weight(5),
    masc("rabbit", "lapin", BEAST | DRAW).weight(7),
    masc("fox", "renard", BEAST | DRAW).weight(6),
    masc("wolf", "loup", BEAST | DRAW).en_plural("wolves").weight(5),
    masc("lion", "lion", BEAST | DRAW).weight(5),
    masc("tiger", "tigre", BEAST | DRAW),
    masc("elephant", "éléphant", BEAST | DRAW).weight(6),
    masc("monkey", "singe", BEAST | DRAW).weight(5),
    fem("mouse", "souris", BEAST | DRAW).en_plural("mice").weight(6),
    masc("horse", "cheval", BEAST | DRAW).weight(6),
    fem("cow", "vache", BEAST | DRAW).weight(5),
    masc("pig", "cochon", BEAST | DRAW).weight(5),
    masc("sheep", "mouton", BEAST | DRAW).en_plural("sheep"),
    fem("goat", "chèvre", BEAST | DRAW),
    masc("donkey", "âne", BEAST | DRAW),
    fem("frog", "grenouille", BEAST | DRAW).weight(5),
    fem("turtle", "tortue", BEAST | DRAW).weight(5),
    masc("squirrel", "écureuil", BEAST | DRAW).weight(5),
    masc("hedgehog", "hérisson", BEAST | DRAW),
    masc("hamster", "hamster", BEAST | DRAW).weight(3),
    fem("giraffe", "girafe", BEAST | DRAW),
    masc("zebra", "zèbre", BEAST | DRAW).weight(3),
    masc("camel", "chameau", BEAST | DRAW).weight(3),
    masc("crocodile", "crocodile", BEAST | DRAW).weight(3),
    masc("panda", "panda", BEAST | DRAW).weight(5),
    masc("koala", "koala", BEAST | DRAW).weight(3),
    masc("lamb", "agneau", BEAST | DRAW).weight(3),
    // A penguin does not fly: it counts with those that walk.
    masc("penguin", "pingouin", BEAST | DRAW).weight(6),
    masc("bird", "oiseau", BIRD | DRAW).weight(8),
    masc("owl", "hibou", BIRD | DRAW).fr_plural("hiboux").weight(6),
    masc("duck", "canard", BIRD | DRAW).weight(6),
    fem("goose", "oie", BIRD | DRAW).en_plural("geese"),
    fem("hen", "poule", BEAST | DRAW),
    masc("parrot", "perroquet", BIRD | DRAW),
    masc("butterfly", "papillon", INSECT | DRAW),
    fem("bee", "abeille", INSECT | DRAW).weight(3),
    // People.
    masc("boy", "garçon", CHILD).weight(10),
    fem("girl", "fille", CHILD).weight(10),
    masc("child", "enfant", CHILD).en_plural("children").weight(9),
    masc("baby", "bébé", CHILD).weight(6),
    masc("man", "homme", ADULT).en_plural("men").weight(9),
    fem("woman", "femme", ADULT).en_plural("women").weight(9),
    masc("student", "étudiant", ADULT | FRIEND).weight(6),
    masc("teacher", "professeur", ADULT | FRIEND).weight(6),
    masc("friend", "ami", ADULT | FRIEND | FAMILY).weight(7),
    masc("doctor", "médecin", ADULT),
    fem("nurse", "infirmière", ADULT).weight(3),
    masc("farmer", "fermier", ADULT),
    masc("baker", "boulanger", ADULT).weight(3),
    masc("firefighter", "pompier", ADULT).weight(3),
    fem("actress", "actrice", ADULT).weight(3),
    masc("king", "roi", ADULT).weight(5),
    fem("queen", "reine", ADULT).weight(5),
    masc("prince", "prince", ADULT),
    fem("princess", "princesse", ADULT).weight(5),
    masc("knight", "chevalier", ADULT).weight(3),
    masc("pirate", "pirate", ADULT).weight(3),
    fem("witch", "sorcière", ADULT).weight(3),
    masc("clown", "clown", ADULT).weight(3),
    fem("mother", "mère", ADULT | FAMILY).weight(6),
    masc("father", "père", ADULT | FAMILY).weight(6),
    masc("brother", "frère", ADULT | FAMILY).weight(6),
    fem("sister", "sœur", ADULT | FAMILY).weight(6),
    fem("grandmother", "grand-mère", ADULT | FAMILY).fr_plural("grands-mères").weight(4),
    masc("grandfather", "grand-père", ADULT | FAMILY).fr_plural("grands-pères"),
    fem("aunt", "tante", ADULT | FAMILY).weight(3),
    masc("uncle", "oncle", ADULT | FAMILY).weight(3),
    masc("cousin", "cousin", ADULT | FAMILY).weight(3),
];

/// First names, the same in both languages.
pub const NAMES: &[(&str, Gender)] = &[
    ("Teddy", Gender::Masculine),
    ("Tom", Gender::Masculine),
    ("Paul", Gender::Masculine),
    ("Hugo", Gender::Masculine),
    ("Lucas", Gender::Masculine),
    ("Anna", Gender::Feminine),
    ("Alice", Gender::Feminine),
    ("Emma", Gender::Feminine),
    ("Julie", Gender::Feminine),
    ("Sophie", Gender::Feminine),
];
