//! The template grammar: French agreement in the hard cases, and what it may never give.

use std::collections::HashSet;

use teddy_reads::nlp::data::clean;
use teddy_reads::nlp::data::corpus::{Pair, bare_source};
use teddy_reads::nlp::data::grammar;
use teddy_reads::nlp::data::grammar::adjectives::{ADJECTIVES, Adjective};
use teddy_reads::nlp::data::grammar::agreement::{self, Gender, Number, Owner};
use teddy_reads::nlp::data::grammar::nouns::{NOUNS, Noun};
use teddy_reads::nlp::data::grammar::objects::OBJECTS;
use teddy_reads::nlp::data::grammar::phrase::{Determiner, NounPhrase};
use teddy_reads::nlp::data::grammar::places::LANDMARKS;
use teddy_reads::nlp::data::grammar::verbs::{INTRANSITIVE, TRANSITIVE};
use teddy_reads::nlp::rng::Rng;

use Determiner::{Definite, Demonstrative, Indefinite, Numeral, Some};
use Gender::{Feminine, Masculine};
use Number::{Plural, Singular};

#[test]
fn many_distinct_pairs_from_a_seed() {
    let pairs = grammar::generate(20_000, &mut Rng::new(5));
    assert_eq!(pairs.len(), 20_000);
    let sources: HashSet<_> = pairs.iter().map(|pair| bare_source(&pair.src)).collect();
    assert_eq!(sources.len(), pairs.len());
    assert_eq!(pairs[..500], grammar::generate(500, &mut Rng::new(5)));
}

fn noun(en: &str) -> &'static Noun {
    let all = NOUNS.iter().chain(OBJECTS).chain(LANDMARKS);
    all.into_iter()
        .find(|noun| noun.en == en)
        .unwrap_or_else(|| panic!("no noun {en}"))
}

/// The adjective as it is said of the noun: *brown* is *brun* or *marron*.
fn adjective(en: &str, noun: &Noun) -> &'static Adjective {
    let found = ADJECTIVES
        .iter()
        .find(|word| word.en == en && noun.is(word.fits));
    found.unwrap_or_else(|| panic!("no adjective {en} for {}", noun.en))
}

/// The phrase with this determiner, number, adjectives and noun.
fn phrase(determiner: Determiner, number: Number, adjectives: &[&str], en: &str) -> NounPhrase {
    let bare = NounPhrase::new(determiner, number, noun(en));
    adjectives
        .iter()
        .fold(bare, |phrase, word| phrase.with(adjective(word, bare.noun)))
}

/// What a phrase is made of, then how it reads in English and in French.
type Case = (
    Determiner,
    Number,
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static str,
);

#[test]
fn noun_phrases_agree() {
    let my = Determiner::Possessive(Owner::My);
    let his = Determiner::Possessive(Owner::His);
    #[rustfmt::skip]
    let cases: [Case; 33] = [
        (Indefinite, Singular, &["cute"], "teddy bear", "a cute teddy bear", "un ours en peluche mignon"),
        (Some, Plural, &["cute"], "teddy bear", "some cute teddy bears", "des ours en peluche mignons"),
        (Definite, Singular, &[], "teddy bear", "the teddy bear", "l'ours en peluche"),
        (Demonstrative, Singular, &["old"], "teddy bear", "this old teddy bear", "ce vieil ours en peluche"),
        (Demonstrative, Singular, &[], "elephant", "this elephant", "cet éléphant"),
        (Demonstrative, Singular, &[], "hedgehog", "this hedgehog", "ce hérisson"),
        (Demonstrative, Singular, &["white"], "mouse", "this white mouse", "cette souris blanche"),
        (Demonstrative, Plural, &["happy"], "girl", "these happy girls", "ces filles heureuses"),
        (Indefinite, Singular, &["old"], "man", "an old man", "un vieil homme"),
        (Indefinite, Singular, &["old"], "woman", "an old woman", "une vieille femme"),
        (Indefinite, Singular, &["old"], "owl", "an old owl", "un vieux hibou"),
        (Indefinite, Singular, &["beautiful"], "bear", "a beautiful bear", "un bel ours"),
        (Some, Plural, &["beautiful"], "bear", "some beautiful bears", "de beaux ours"),
        (my, Singular, &["new"], "friend", "my new friend", "mon nouvel ami"),
        (Some, Plural, &["small"], "cat", "some small cats", "de petits chats"),
        (Some, Plural, &["black"], "cat", "some black cats", "des chats noirs"),
        (Determiner::Many, Plural, &[], "bird", "many birds", "beaucoup d'oiseaux"),
        (Determiner::Many, Plural, &[], "owl", "many owls", "beaucoup de hiboux"),
        (Numeral(0), Plural, &["white"], "horse", "two white horses", "deux chevaux blancs"),
        (Numeral(8), Plural, &[], "snowman", "ten snowmen", "dix bonshommes de neige"),
        (Definite, Plural, &["new"], "toy", "the new toys", "les nouveaux jouets"),
        (my, Singular, &[], "scarf", "my scarf", "mon écharpe"),
        (my, Singular, &["old"], "scarf", "my old scarf", "ma vieille écharpe"),
        (his, Singular, &[], "mother", "his mother", "sa mère"),
        (his, Singular, &["red"], "hat", "his red hat", "son chapeau rouge"),
        (Indefinite, Singular, &["small", "black"], "cat", "a small black cat", "un petit chat noir"),
        (Indefinite, Singular, &["cute", "little"], "girl", "a cute little girl", "une petite fille mignonne"),
        (Numeral(1), Plural, &["orange"], "dress", "three orange dresses", "trois robes orange"),
        (Numeral(1), Plural, &["brown"], "hat", "three brown hats", "trois chapeaux marron"),
        (Indefinite, Plural, &["wooden"], "toy", "wooden toys", "des jouets en bois"),
        (Indefinite, Plural, &[], "comic book", "comic books", "des bandes dessinées"),
        (Determiner::Partitive, Singular, &[], "water", "water", "de l'eau"),
        (Determiner::Partitive, Singular, &["good"], "cheese", "good cheese", "du bon fromage"),
    ];
    for (determiner, number, adjectives, word, en, fr) in cases {
        let phrase = phrase(determiner, number, adjectives, word);
        assert_eq!(
            (phrase.english().as_str(), phrase.french().as_str()),
            (en, fr)
        );
    }
}

#[test]
fn a_possessive_is_masculine_in_form_before_a_vowel() {
    use agreement::possessive;
    assert_eq!(
        possessive(Owner::My, Feminine, Singular, "amie"),
        "mon amie"
    );
    assert_eq!(
        possessive(Owner::My, Feminine, Singular, "petite amie"),
        "ma petite amie"
    );
    assert_eq!(
        possessive(Owner::Her, Feminine, Singular, "école"),
        "son école"
    );
    assert_eq!(
        possessive(Owner::Their, Feminine, Plural, "amies"),
        "leurs amies"
    );
}

#[test]
fn prepositions_contract_with_the_article() {
    let cases = [
        ("le lac", "du lac", "au lac"),
        ("la rivière", "de la rivière", "à la rivière"),
        ("l'école", "de l'école", "à l'école"),
        ("les filles", "des filles", "aux filles"),
        ("un arbre", "d'un arbre", "à un arbre"),
        ("le hibou", "du hibou", "au hibou"),
        ("Anna", "d'Anna", "à Anna"),
    ];
    for (phrase, of, to) in cases {
        assert_eq!(
            (
                agreement::of(phrase).as_str(),
                agreement::to(phrase).as_str()
            ),
            (of, to)
        );
    }
}

#[test]
fn verbs_agree_and_are_denied() {
    let verb = |en: &str| {
        let found = INTRANSITIVE.iter().find(|verb| verb.en == en);
        &found.unwrap_or_else(|| panic!("no verb {en}")).fr
    };
    let cases = [
        ("reading", Masculine, Singular, false, "lit"),
        ("reading", Masculine, Plural, true, "ne lisent pas"),
        ("writing", Feminine, Singular, true, "n'écrit pas"),
        ("sitting", Feminine, Plural, false, "sont assises"),
        ("sitting", Masculine, Plural, false, "sont assis"),
        (
            "lying down",
            Masculine,
            Plural,
            true,
            "ne sont pas allongés",
        ),
        ("standing", Feminine, Singular, true, "n'est pas debout"),
        ("hiding", Feminine, Plural, false, "se cachent"),
        ("hiding", Masculine, Singular, true, "ne se cache pas"),
    ];
    for (en, gender, number, denied, fr) in cases {
        assert_eq!(verb(en).french(gender, number, denied), fr);
    }
}

#[test]
fn plurals_follow_the_rules() {
    for (one, many) in [
        ("journal", "journaux"),
        ("gâteau", "gâteaux"),
        ("bleu", "bleus"),
        ("souris", "souris"),
        ("heureux", "heureux"),
        ("ours en peluche", "ours en peluche"),
        ("lapin en peluche", "lapins en peluche"),
        ("sac à dos", "sacs à dos"),
    ] {
        assert_eq!(agreement::french_plural(one), many);
    }
    for (one, many) in [
        ("puppy", "puppies"),
        ("monkey", "monkeys"),
        ("fox", "foxes"),
        ("witch", "witches"),
    ] {
        assert_eq!(agreement::english_plural(one), many);
    }
}

#[test]
fn the_lexicon_is_large_enough_and_clean() {
    assert!((60..=100).contains(&NOUNS.len()), "{} nouns", NOUNS.len());
    assert!(OBJECTS.len() >= 40 && ADJECTIVES.len() >= 35);
    assert!(INTRANSITIVE.len() + TRANSITIVE.len() >= 40);
    let mut seen = HashSet::new();
    for noun in NOUNS.iter().chain(OBJECTS) {
        assert!(seen.insert(noun.en), "{} is listed twice", noun.en);
    }
}

#[test]
fn held_out_sentences_are_never_generated() {
    let variants = grammar::variants();
    assert_eq!(variants.len(), 51);
    assert_eq!(variants[0].src, "A cute teddy bear is reading");
    assert_eq!(variants[0].refs[0], "Un ours en peluche mignon lit");
    let sources: HashSet<_> = variants
        .iter()
        .map(|entry| bare_source(&entry.src))
        .collect();
    assert_eq!(sources.len(), 51, "two variants are the same");
    for pair in grammar::generate(40_000, &mut Rng::new(9)) {
        let bare = bare_source(&pair.src);
        assert!(!sources.contains(&bare), "{bare}");
        // Nor as a part of a longer one: "… and a small dog is sleeping in the garden".
        assert!(
            !sources
                .iter()
                .any(|held| format!(" {bare} ").contains(&format!(" {held} "))),
            "{bare}"
        );
    }
}

#[test]
fn every_word_of_the_variants_is_taught() {
    let words = |text: &str| -> Vec<String> {
        let split = |c: char| c.is_whitespace() || ".?!'".contains(c);
        text.to_lowercase()
            .split(split)
            .filter(|word| !word.is_empty())
            .map(str::to_string)
            .collect()
    };
    let (mut english, mut french) = (HashSet::new(), HashSet::new());
    for pair in grammar::generate(40_000, &mut Rng::new(3)) {
        english.extend(words(&pair.src));
        french.extend(words(&pair.tgt));
    }
    for entry in grammar::variants() {
        assert!(
            words(&entry.src).iter().all(|word| english.contains(word)),
            "{}",
            entry.src
        );
        assert!(!entry.refs.is_empty() && entry.refs.iter().all(|text| !text.is_empty()));
        assert!(
            words(&entry.refs[0])
                .iter()
                .all(|word| french.contains(word)),
            "{}",
            entry.refs[0]
        );
    }
}

#[test]
fn french_is_spelt_as_it_should_be() {
    // A vowel after these, or a full article after a preposition, would be a mistake.
    let unelided = ["le", "la", "de", "ne", "se", "que", "je"];
    let forbidden = [
        " de le ", " de les ", " à le ", " à les ", " de des ", " de du ", "  ", " si il ",
    ];
    for pair in grammar::generate(15_000, &mut Rng::new(21)) {
        let Pair { src, tgt } = &pair;
        assert!(
            src.starts_with(char::is_uppercase) && tgt.starts_with(char::is_uppercase),
            "{pair:?}"
        );
        let end = if tgt.ends_with('.') {
            "."
        } else if tgt.ends_with(" ?") {
            "?"
        } else {
            "!"
        };
        assert!(
            src.ends_with(end) && !src.ends_with(&format!(" {end}")),
            "{pair:?}"
        );
        assert!(end == "." || tgt.ends_with(&format!(" {end}")), "{pair:?}");
        let lower = tgt.to_lowercase();
        for bad in forbidden {
            assert!(!lower.contains(bad), "{bad:?} in {pair:?}");
        }
        let words: Vec<&str> = lower.trim_end_matches('.').split(' ').collect();
        for (i, two) in words.windows(2).enumerate() {
            let elides = unelided.contains(&two[0]) && agreement::begins_with_vowel(two[1]);
            assert!(!elides, "{} in {pair:?} at {i}", two.join(" "));
        }
        assert_eq!(
            *pair.tgt,
            clean::normalise_french(tgt),
            "not written as the corpus is"
        );
        assert!(clean::is_clean(&pair), "{pair:?}");
    }
}

#[test]
fn the_hero_is_met_often() {
    let pairs = grammar::generate(20_000, &mut Rng::new(2));
    let share = |word: &str| {
        let hits = pairs
            .iter()
            .filter(|pair| pair.src.to_lowercase().contains(word))
            .count();
        hits as f64 / pairs.len() as f64
    };
    for word in ["teddy bear", "cute", "reading"] {
        assert!(
            (0.06..0.14).contains(&share(word)),
            "{word}: {}",
            share(word)
        );
    }
}
