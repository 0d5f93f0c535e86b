//! Verbs: the English present participle (*is reading*) and the French simple present (*lit*).
//!
//! The English present progressive becomes the French simple present throughout; a posture
//! (*is sitting*) becomes *être* with a word that agrees (*est assise*).

use super::agreement::{Gender, Number, elide, french_plural};
use super::nouns::kind::*;
use super::places::site::*;

/// How French says what the subject does.
#[derive(Debug)]
pub enum Predicate {
    /// A verb in the third person, singular and plural: *lit*, *lisent*.
    Act(&'static str, &'static str),
    /// A reflexive verb, without its pronoun: *(se) cache*, *(se) cachent*.
    Reflexive(&'static str, &'static str),
    /// *être* with a participle, masculine and feminine: *(est) assis*, *(est) assise*.
    State(&'static str, &'static str),
    /// *être* with words that never change: *(est) debout*.
    Be(&'static str),
}

impl Predicate {
    /// The verb as said of a subject of this gender and number, perhaps denied (*ne … pas*).
    pub fn french(&self, gender: Gender, number: Number, denied: bool) -> String {
        let singular = number == Number::Singular;
        let to_be = if singular { "est" } else { "sont" };
        let (verb, rest) = match self {
            Predicate::Act(one, many) => {
                (if singular { one } else { many }.to_string(), String::new())
            }
            Predicate::Reflexive(one, many) => (
                elide("se", if singular { one } else { many }),
                String::new(),
            ),
            Predicate::State(m, f) => {
                let word = if gender == Gender::Masculine { m } else { f };
                let word = if singular {
                    word.to_string()
                } else {
                    french_plural(word)
                };
                (to_be.to_string(), format!(" {word}"))
            }
            Predicate::Be(words) => (to_be.to_string(), format!(" {words}")),
        };
        if denied {
            format!("{} pas{rest}", elide("ne", &verb))
        } else {
            format!("{verb}{rest}")
        }
    }
}

/// What links a verb to its object in French.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nothing: *lit un livre*.
    Direct,
    /// *à*: *parle au chien*.
    To,
    /// *avec*: *joue avec une balle*.
    With,
    /// *de* and the definite article: *joue du piano*.
    Music,
}

/// An English verb and its French counterpart.
#[derive(Debug)]
pub struct Verb {
    /// After *is*: *reading*, *looking at*.
    pub en: &'static str,
    pub fr: Predicate,
    /// Who can do it.
    pub who: u32,
    /// What it is done to; 0 for a verb without an object.
    pub objects: u32,
    pub link: Link,
    /// Words that always follow in French, and what they turn into after *ne … pas*.
    pub tail: (&'static str, &'static str),
    /// Where it can happen, as [`super::places::site`] bits.
    pub sites: u32,
    /// Adverbs that suit it, English and French.
    pub adverbs: &'static [(&'static str, &'static str)],
    pub weight: u32,
}

const fn verb(en: &'static str, fr: Predicate, who: u32, sites: u32) -> Verb {
    Verb {
        en,
        fr,
        who,
        objects: 0,
        link: Link::Direct,
        tail: ("", ""),
        sites,
        adverbs: &[],
        weight: 4,
    }
}

impl Verb {
    const fn of(mut self, objects: u32) -> Self {
        self.objects = objects;
        self
    }

    const fn link(mut self, link: Link) -> Self {
        self.link = link;
        self
    }

    const fn tail(mut self, plain: &'static str, denied: &'static str) -> Self {
        self.tail = (plain, denied);
        self
    }

    const fn how(mut self, adverbs: &'static [(&'static str, &'static str)]) -> Self {
        self.adverbs = adverbs;
        self
    }

    const fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }
}

use Predicate::{Act, Be, Reflexive, State};

/// Where one stays still.
const STILL: u32 = AREA | SEAT | NEAR;
const QUIETLY: (&str, &str) = ("quietly", "tranquillement");
const SLOWLY: (&str, &str) = ("slowly", "lentement");
const HAPPILY: (&str, &str) = ("happily", "joyeusement");
const LOUDLY: (&str, &str) = ("loudly", "fort");
const WELL: (&str, &str) = ("well", "bien");

/// Verbs without an object.
#[rustfmt::skip]
pub const INTRANSITIVE: &[Verb] = &[
    verb("reading", Act("lit", "lisent"), MINDED, STILL).how(&[QUIETLY, SLOWLY]).weight(26),
    verb("sleeping", Act("dort", "dorment"), ANIMATE, STILL).how(&[QUIETLY, WELL]).weight(11),
    verb("running", Act("court", "courent"), MINDED, AREA).how(&[("fast", "vite"), SLOWLY]).weight(9),
    verb("singing", Act("chante", "chantent"), MINDED, STILL).how(&[LOUDLY, WELL, HAPPILY]).weight(9),
    verb("dancing", Act("danse", "dansent"), MINDED, AREA).how(&[WELL, HAPPILY]).weight(8),
    verb("playing", Act("joue", "jouent"), MINDED, STILL).how(&[QUIETLY, HAPPILY]).weight(9),
    verb("sitting", State("assis", "assise"), MINDED, STILL).weight(8),
    verb("standing", Be("debout"), MINDED, NEAR | AREA).weight(6),
    verb("lying down", State("allongé", "allongée"), MINDED, SEAT | LAWN),
    verb("eating", Act("mange", "mangent"), ANIMATE, STILL).how(&[SLOWLY, QUIETLY]).weight(7),
    verb("drinking", Act("boit", "boivent"), MINDED, STILL).how(&[SLOWLY]).weight(5),
    verb("swimming", Act("nage", "nagent"), MINDED, WATER).how(&[("fast", "vite"), WELL, SLOWLY]).weight(6),
    verb("smiling", Act("sourit", "sourient"), PERSON | TOY | BEAST, STILL).weight(6),
    verb("jumping", Act("saute", "sautent"), MINDED, AREA | SPRING).weight(7),
    verb("working", Act("travaille", "travaillent"), ADULT | TOY, STILL).how(&[QUIETLY, SLOWLY, WELL]).weight(6),
    verb("crying", Act("pleure", "pleurent"), PERSON | TOY | BEAST, STILL).weight(5),
    verb("laughing", Act("rit", "rient"), PERSON | TOY | BEAST, STILL).how(&[LOUDLY]).weight(5),
    verb("waiting", Act("attend", "attendent"), MINDED, STILL).how(&[QUIETLY]).weight(6),
    verb("walking", Act("marche", "marchent"), MINDED, AREA | LAWN).how(&[SLOWLY, ("fast", "vite")]).weight(8),
    verb("writing", Act("écrit", "écrivent"), PERSON | TOY | BEAST, STILL).how(&[SLOWLY, WELL]).weight(7),
    verb("dreaming", Act("rêve", "rêvent"), MINDED, STILL).weight(5),
    verb("talking", Act("parle", "parlent"), PERSON | TOY | BEAST, STILL).how(&[SLOWLY, LOUDLY]).weight(5),
    verb("thinking", Act("réfléchit", "réfléchissent"), PERSON | TOY | BEAST, STILL),
    verb("listening", Act("écoute", "écoutent"), MINDED, STILL),
    verb("drawing", Act("dessine", "dessinent"), PERSON | TOY | BEAST, STILL).how(&[WELL]).weight(5),
    verb("painting", Act("peint", "peignent"), PERSON | TOY | BEAST, STILL).weight(3),
    verb("cooking", Act("cuisine", "cuisinent"), ADULT | TOY | BEAST, 0).how(&[WELL]),
    verb("studying", Act("étudie", "étudient"), PERSON | TOY | BEAST, STILL),
    verb("snoring", Act("ronfle", "ronflent"), PERSON | TOY | BEAST, STILL).how(&[LOUDLY]).weight(3),
    verb("yawning", Act("bâille", "bâillent"), PERSON | TOY | BEAST, STILL).weight(3),
    verb("hiding", Reflexive("cache", "cachent"), ANIMATE, NEAR | AREA).weight(5),
    verb("resting", Reflexive("repose", "reposent"), MINDED, STILL).weight(5),
    verb("flying", Act("vole", "volent"), BIRD | INSECT, NEAR | SKY).how(&[SLOWLY]).weight(14),
    // Fixed expressions.
    verb("watching television", Act("regarde", "regardent"), PERSON | TOY | BEAST, SEAT).tail("la télévision", "la télévision").weight(6),
    verb("listening to music", Act("écoute", "écoutent"), MINDED, STILL).tail("de la musique", "de musique"),
    verb("riding a bicycle", Act("fait", "font"), PERSON | TOY | BEAST, AREA).tail("du vélo", "de vélo").weight(5),
    verb("playing football", Act("joue", "jouent"), PERSON | TOY | BEAST, AREA).tail("au football", "au football").weight(5),
    verb("playing cards", Act("joue", "jouent"), PERSON | TOY | BEAST, STILL).tail("aux cartes", "aux cartes"),
    verb("playing chess", Act("joue", "jouent"), PERSON | TOY | BEAST, STILL).tail("aux échecs", "aux échecs").weight(3),
    verb("taking a bath", Act("prend", "prennent"), PERSON | TOY | BEAST | BIRD, 0).tail("un bain", "de bain"),
    verb("taking a nap", Act("fait", "font"), PERSON | TOY | BEAST, STILL).tail("la sieste", "la sieste").weight(3),
    verb("learning French", Act("apprend", "apprennent"), PERSON | TOY, SCHOOL).tail("le français", "le français"),
    verb("looking at the stars", Act("regarde", "regardent"), MINDED, AREA | SEAT).tail("les étoiles", "les étoiles"),
    verb("looking at the moon", Act("regarde", "regardent"), MINDED, AREA | SEAT).tail("la lune", "la lune"),
];

/// Verbs with an object.
#[rustfmt::skip]
pub const TRANSITIVE: &[Verb] = &[
    verb("reading", Act("lit", "lisent"), MINDED, STILL).of(READ).weight(26),
    verb("eating", Act("mange", "mangent"), PERSON | BEAST | TOY, STILL).of(FOOD).weight(13),
    verb("drinking", Act("boit", "boivent"), PERSON | BEAST | TOY, STILL).of(DRINK).weight(9),
    verb("holding", Act("tient", "tiennent"), PERSON | TOY | BEAST, 0).of(THING).weight(10),
    verb("wearing", Act("porte", "portent"), PERSON | TOY | BEAST, 0).of(WEAR).weight(9),
    verb("playing with", Act("joue", "jouent"), PERSON | TOY | BEAST, AREA | SEAT).of(PLAY).link(Link::With).weight(9),
    verb("playing", Act("joue", "jouent"), PERSON | TOY | BEAST, AREA).of(INSTRUMENT).link(Link::Music).weight(7),
    verb("writing", Act("écrit", "écrivent"), PERSON | TOY | BEAST, AREA | SEAT).of(WRITE).weight(6),
    verb("drawing", Act("dessine", "dessinent"), PERSON | TOY | BEAST, 0).of(DRAW).weight(7),
    verb("opening", Act("ouvre", "ouvrent"), PERSON | TOY | BEAST, 0).of(OPEN).weight(6),
    verb("carrying", Act("porte", "portent"), PERSON | TOY | BEAST, 0).of(BAG | CUDDLY).weight(5),
    verb("pushing", Act("pousse", "poussent"), PERSON | TOY | BEAST, 0).of(PUSH),
    verb("throwing", Act("lance", "lancent"), PERSON | TOY | BEAST, 0).of(THROW),
    verb("washing", Act("lave", "lavent"), PERSON | TOY | BEAST, 0).of(WASH),
    verb("fixing", Act("répare", "réparent"), PERSON | TOY | BEAST, 0).of(FIX),
    verb("building", Act("construit", "construisent"), PERSON | TOY | BEAST, 0).of(BUILD),
    verb("buying", Act("achète", "achètent"), PERSON | TOY | BEAST, 0).of(SHOP | FOOD | WEAR | PLAY).weight(5),
    verb("looking for", Act("cherche", "cherchent"), PERSON | TOY | BEAST, 0).of(THING | WEAR).weight(6),
    verb("telling", Act("raconte", "racontent"), PERSON | TOY | BEAST, 0).of(TELL).weight(3),
    verb("singing", Act("chante", "chantent"), PERSON | TOY | BEAST, AREA).of(SING).weight(4),
    verb("looking at", Act("regarde", "regardent"), MINDED, 0).of(ANIMATE | LANDMARK).weight(8),
    verb("following", Act("suit", "suivent"), MINDED, AREA).of(MINDED),
    verb("chasing", Act("poursuit", "poursuivent"), BEAST, AREA).of(BEAST | BIRD).weight(3),
    verb("helping", Act("aide", "aident"), PERSON | TOY | BEAST, 0).of(PERSON | TOY),
    verb("talking to", Act("parle", "parlent"), PERSON | TOY | BEAST, AREA).of(PERSON | TOY | BEAST).link(Link::To).weight(5),
    verb("dancing with", Act("danse", "dansent"), PERSON | TOY | BEAST, AREA).of(PERSON | TOY | BEAST).link(Link::With).weight(3),
    verb("waiting for", Act("attend", "attendent"), MINDED, STILL).of(PERSON | TOY),
    verb("listening to", Act("écoute", "écoutent"), MINDED, 0).of(PERSON | BIRD),
];

/// What French *has* and English *is*: *is hungry*, *a faim*.
pub const FEELINGS: &[(&str, &str)] = &[
    ("hungry", "faim"),
    ("thirsty", "soif"),
    ("cold", "froid"),
    ("afraid", "peur"),
    ("sleepy", "sommeil"),
];

/// When something happens, said last.
pub const TIMES: &[(&str, &str)] = &[
    ("today", "aujourd'hui"),
    ("now", "maintenant"),
    ("tonight", "ce soir"),
    ("this morning", "ce matin"),
    ("this afternoon", "cet après-midi"),
];
