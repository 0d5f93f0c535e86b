//! Lesson 2 on its shipped tokenizers: what the page says of them holds.

use std::fs;
use teddy_reads::session::manifest::MANIFEST_FILE;
use teddy_reads::session::studio::Studio;
use teddy_reads::session::studio::models::ModelId;
use teddy_reads::session::studio::protocol::{Ask, Event, ModelFile, Request, StudioError, Told};
use teddy_reads::session::studio::tokens::{self, Cut, MAX_CHARS, Way};

const SENTENCE: &str = "A cute teddy bear is reading.";

fn ask(studio: &mut Studio, request: Request) -> Result<Event, StudioError> {
    match studio.handle(Ask { id: 1, request }).pop() {
        Some(Told::Answer { id: 1, answer }) => answer,
        other => panic!("{other:?}"),
    }
}

fn studio() -> Studio {
    let mut studio = Studio::new();
    let model = ModelId::Tokenizers;
    let names = model.files().iter().chain([&MANIFEST_FILE]);
    let file = |name: &&str| ModelFile {
        name: name.to_string(),
        bytes: fs::read(format!("public/models/tokenizers/{name}")).unwrap(),
    };
    let files = names.map(file).collect();
    let loaded = ask(&mut studio, Request::Load { model, files });
    assert_eq!(loaded, Ok(Event::Loaded { model }));
    studio
}

fn cut(studio: &mut Studio, text: &str) -> Vec<Cut> {
    let request = tokens::Request::Cut { text: text.into() };
    match ask(studio, Request::Tokens(request)) {
        Ok(Event::Tokens(tokens::Event::Cut { cuts, .. })) => cuts,
        other => panic!("{other:?}"),
    }
}

fn pieces(cut: &Cut) -> Vec<&str> {
    cut.tokens
        .iter()
        .map(|token| token.piece.as_str())
        .collect()
}

#[test]
fn the_lectures_sentence_in_four_ways() {
    let cuts = cut(&mut studio(), SENTENCE);
    assert_eq!(cuts.iter().map(|c| c.way).collect::<Vec<_>>(), Way::ALL);
    let [word, bpe, character, byte_level] = &cuts[..] else {
        panic!("{cuts:?}");
    };
    assert_eq!(
        pieces(word),
        ["A", "cute", "teddy", "bear", "is", "reading", "."]
    );
    assert_eq!(pieces(bpe)[1..4], ["▁cute", "▁teddy", "▁bear"]);
    assert_eq!(pieces(byte_level)[1..4], ["Ġcute", "Ġteddy", "Ġbear"]);
    assert_eq!((word.len(), character.len()), (7, SENTENCE.len()));
    assert_eq!((word.scores(), character.scores()), (49, 841));
    for cut in [word, bpe, byte_level] {
        assert_eq!(cut.vocab_size, 6000, "{:?}", cut.way);
    }
    // Words forget how they were spaced.
    let same: Vec<bool> = cuts.iter().map(|c| c.decoded == SENTENCE).collect();
    assert_eq!(same, [false, true, true, true]);
    assert!(cuts.iter().all(|cut| cut.unknown == 0));
}

/// What the ready cases say.
#[test]
fn the_ready_cases() {
    let studio = &mut studio();
    let cuts = cut(studio, "bear bears poem poems");
    assert_eq!(pieces(&cuts[1]), ["▁bear", "▁bears", "▁poem", "▁poem", "s"]);
    assert_eq!(cuts[0].unknown, 0);
    let cuts = cut(studio, "run runs swim swims");
    assert_eq!(pieces(&cuts[0]), ["run", "runs", "swim", "<unk>"]);
    assert_eq!(pieces(&cuts[1]), ["▁run", "▁runs", "▁swim", "▁swim", "s"]);

    let (slip, right) = ("A cute teddy bear is raeding.", cut(studio, SENTENCE));
    let cuts = cut(studio, slip);
    assert_eq!(cuts[0].unknown, 1);
    assert!(cuts[1].len() > right[1].len());
    let changed = |way: usize| {
        let pairs = cuts[way].tokens.iter().zip(&right[way].tokens);
        pairs.filter(|(a, b)| a.id != b.id).count()
    };
    assert_eq!(changed(2), 2, "two letters changed places");

    for text in [
        "一只可爱的泰迪熊正在读书。",
        "A bear 🧸 reads 📖.",
        "unbearably teddylike",
    ] {
        let cuts = cut(studio, text);
        assert!(cuts[0].unknown > 0, "{text}");
        assert_eq!((cuts[1].unknown, cuts[3].unknown), (0, 0), "{text}");
        assert_eq!((&*cuts[1].decoded, &*cuts[3].decoded), (text, text));
    }
    let chinese = cut(studio, "一只可爱的泰迪熊正在读书。");
    assert_eq!(chinese[0].len(), 2); // all of it, and the full stop
    let bytes = chinese[1]
        .tokens
        .iter()
        .filter(|t| t.piece.starts_with("<0x"));
    assert_eq!(bytes.count(), 3 * 13);
}

#[test]
fn merges_need_no_model_and_the_lessons_question_has_its_answer() {
    let learn = |text: &str, merges, probe: &str| {
        let (text, probe) = (text.into(), probe.into());
        let request = tokens::Request::Learn {
            text,
            merges,
            probe,
        };
        ask(&mut Studio::new(), Request::Tokens(request))
    };
    // As src/ui/lessons/tokens/context.rs has it.
    let text = "a bear reads a book . two bears read two books . the bear is reading . \
                a teddy bear is soft . teddy bears are soft . she reads to the teddy bear .";
    let Ok(Event::Tokens(tokens::Event::Learnt(all))) = learn(text, u32::MAX, "teddies") else {
        panic!("no answer");
    };
    assert_eq!(all.now.merges.len(), all.possible);
    assert!(
        all.probe[0].chars().count() > 2 && all.probe.len() > 1,
        "{:?}",
        all.probe
    );
    assert_eq!(all.probe.concat(), "▁teddies");
    let spelled = |word: &str| {
        let found = all.now.words.iter().find(|w| w.pieces.concat() == word);
        found.unwrap().pieces.clone()
    };
    assert_eq!(spelled("▁bear"), ["▁bear"]);
    assert_eq!(learn(" \n", 3, ""), Err(StudioError::EmptyText));
}

#[test]
fn what_cannot_be_done_is_said() {
    let cut = |text: &str| Request::Tokens(tokens::Request::Cut { text: text.into() });
    let model = ModelId::Tokenizers;
    let missing = ask(&mut Studio::new(), cut(SENTENCE));
    assert_eq!(missing, Err(StudioError::NoModel { model }));
    let tokens = MAX_CHARS + 1;
    let long = ask(&mut studio(), cut(&"a".repeat(tokens)));
    assert_eq!(
        long,
        Err(StudioError::TooLong {
            tokens,
            max: MAX_CHARS
        })
    );
}
