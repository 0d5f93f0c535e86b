//! Lesson 3 on its shipped models: what the page says of them holds.

use std::fs;
use teddy_reads::session::manifest::{MANIFEST_FILE, Manifest, Measure};
use teddy_reads::session::studio::Studio;
use teddy_reads::session::studio::models::ModelId;
use teddy_reads::session::studio::protocol::{Ask, Event, ModelFile, Request, StudioError, Told};
use teddy_reads::session::studio::vectors::{self, Compared, InContext, LabConfig, Task};

fn ask(studio: &mut Studio, request: vectors::Request) -> Result<vectors::Event, StudioError> {
    let request = Request::Vectors(request);
    match studio.handle(Ask { id: 1, request }).pop() {
        Some(Told::Answer { id: 1, answer }) => answer.map(|event| match event {
            Event::Vectors(event) => event,
            other => panic!("{other:?}"),
        }),
        other => panic!("{other:?}"),
    }
}

fn studio(model: ModelId) -> Studio {
    let mut studio = Studio::new();
    let names = model.files().iter().chain([&MANIFEST_FILE]);
    let file = |name: &&str| ModelFile {
        name: name.to_string(),
        bytes: fs::read(format!("public/models/{}/{name}", model.folder())).unwrap(),
    };
    let files = names.map(file).collect();
    let request = Request::Load { model, files };
    let told = studio.handle(Ask { id: 1, request });
    assert!(matches!(told[..], [Told::Answer { answer: Ok(_), .. }]));
    studio
}

fn compare(studio: &mut Studio, words: &[&str]) -> Compared {
    let words = words.iter().map(|word| word.to_string()).collect();
    match ask(studio, vectors::Request::Compare { words }) {
        Ok(vectors::Event::Compared(compared)) => compared,
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_hot_vectors_are_all_orthogonal_and_learnt_ones_are_not() {
    let studio = &mut studio(ModelId::WordVectors);
    let words = ["book", "soft", "teddy", "novel", "qwertz", "Book"];
    let compared = compare(studio, &words);
    assert_eq!(compared.words, ["book", "soft", "teddy", "novel"]);
    assert_eq!(compared.unknown, ["qwertz"]); // “Book” is “book” again
    assert_eq!((compared.vocab_size, compared.dim), (20_000, 160));
    let at = |values: &[f32], row: usize, col: usize| values[4 * row + col];
    for row in 0..4 {
        for col in 0..4 {
            let expected = f32::from(u8::from(row == col));
            assert_eq!(at(&compared.one_hot, row, col), expected);
            let learnt = at(&compared.learnt, row, col);
            assert!((learnt - at(&compared.learnt, col, row)).abs() < 1e-6);
            let lengths = compared.norms[row] * compared.norms[col];
            assert!((at(&compared.dots, row, col) / lengths - learnt).abs() < 1e-5);
            assert!(row != col || (learnt - 1.0).abs() < 1e-5);
        }
    }
    assert!(at(&compared.learnt, 0, 3) > 0.5, "book and novel");
    let (soft, book) = (at(&compared.learnt, 2, 1), at(&compared.learnt, 2, 0));
    assert!(soft > book, "teddy and soft {soft}, teddy and book {book}");
    assert_eq!(compare(studio, &[]).words, [""; 0]);
}

/// The page offers these as ones that come out well, and ones that do not.
#[test]
fn analogies_good_and_bad() {
    let studio = &mut studio(ModelId::WordVectors);
    let mut first = |words: [&str; 3]| {
        let words = words.map(str::to_owned);
        match ask(studio, vectors::Request::Analogy { words }) {
            Ok(vectors::Event::Analogy(found)) => found[0].word.clone(),
            other => panic!("{other:?}"),
        }
    };
    // The same as GOOD and BAD of src/ui/lessons/vectors/real.rs.
    let good = [
        (["man", "king", "woman"], "queen"),
        (["france", "paris", "germany"], "berlin"),
        (["france", "euro", "japan"], "yen"),
        (["brother", "sister", "son"], "daughter"),
        (["good", "better", "bad"], "worse"),
    ];
    for (words, answer) in good {
        assert_eq!(first(words), answer, "{words:?}");
    }
    let bad = [
        (["italy", "rome", "spain"], "madrid"),
        (["big", "bigger", "small"], "smaller"),
        (["walk", "walked", "see"], "saw"),
    ];
    for (words, answer) in bad {
        assert_ne!(first(words), answer, "{words:?}");
    }
}

/// The figures in the lesson's table are those that were measured (`tests/shipped_word_vectors.rs` measures again).
#[test]
fn the_figures_in_the_table_are_the_measured_ones() {
    let manifest = fs::read("public/models/word-vectors/manifest.json").unwrap();
    let quality = Manifest::from_json(&manifest).unwrap().quality;
    assert_eq!(quality.len(), 3);
    let table = fs::read_to_string("src/ui/lessons/vectors/real.rs").unwrap();
    for (name, measure) in &quality {
        let Measure::Number(value) = measure else {
            panic!("{name}: {measure:?}");
        };
        let value = value.to_string();
        let is_there = [format!("\"{value}\""), format!("\"{value} %\"")];
        let is_there = is_there.iter().any(|cell| table.contains(cell));
        assert!(is_there, "{name} is {value}");
    }
}

#[test]
fn a_word_has_one_vector_before_the_encoder_and_two_after_it() {
    let studio = &mut studio(ModelId::Translator);
    let mut look = |word: &str, [a, b]: [&str; 2]| -> Result<InContext, StudioError> {
        let request = vectors::Request::InContext {
            word: word.to_owned(),
            sentences: [a.to_owned(), b.to_owned()],
        };
        match ask(studio, request)? {
            vectors::Event::InContext(found) => Ok(found),
            other => panic!("{other:?}"),
        }
    };
    // The examples of src/ui/lessons/vectors/meaning.rs, and what its text says of them.
    let bank = [
        "He is sitting on the bank of the river.",
        "She put her money in the bank.",
    ];
    let kind = ["You are very kind.", "What kind of book is it?"];
    let found = look("bank", bank).unwrap();
    assert_eq!(found.fixed[0], found.fixed[1]);
    assert!((found.fixed_cosine - 1.0).abs() < 1e-5);
    assert!(found.contextual_cosine > 0.9 && found.contextual_cosine < 0.99);
    assert_ne!(found.contextual[0], found.contextual[1]);
    assert!(look("kind", kind).unwrap().contextual_cosine < 0.5);
    let watch = ["I lost my watch.", "I watch TV."];
    assert!(look("watch", watch).unwrap().contextual_cosine < 0.75);
    let word = "honey".to_owned();
    assert_eq!(look("honey", bank), Err(StudioError::UnknownWord { word }));
}

#[test]
fn the_network_needs_no_model_and_other_settings_begin_again() {
    let studio = &mut Studio::new();
    let config = LabConfig {
        text: "A soft kitten is cuddly.\nA soft pillow is cuddly.\nA heavy stone is hard.\nA heavy table is hard.".into(),
        task: Task::Cbow,
        dim: 8,
        window: 2,
        lr: 0.1,
        seed: 295,
    };
    let mut frame = |config: &LabConfig, updates| {
        let config = config.clone();
        match ask(studio, vectors::Request::Lab { config, updates }) {
            Ok(vectors::Event::Lab(frame)) => frame,
            other => panic!("{other:?}"),
        }
    };
    let far = frame(&config, 2000);
    let other = LabConfig {
        seed: 1,
        ..config.clone()
    };
    assert_ne!(frame(&other, 2000), far);
    frame(&config, 300); // forwards is going on, backwards is beginning again
    assert_eq!(frame(&config, 2000), far);
    // Words in the same places have come together.
    let id = |word: &str| far.words.iter().position(|w| w == word).unwrap();
    for (word, mate) in [("kitten", "pillow"), ("stone", "table")] {
        let nearest = far.neighbours[id(word)][0].0 as usize;
        assert_eq!(far.words[nearest], mate);
    }
    let refused = LabConfig { dim: 99, ..config };
    let refused = ask(
        studio,
        vectors::Request::Lab {
            config: refused,
            updates: 1,
        },
    );
    assert!(matches!(refused, Err(StudioError::BadSetting { .. })));
}

#[test]
fn words_without_a_vector_are_named() {
    let studio = &mut studio(ModelId::WordVectors);
    let word = || "qwertz".to_owned();
    let unknown = Err(StudioError::UnknownWord { word: word() });
    assert_eq!(
        ask(studio, vectors::Request::Nearest { word: word() }),
        unknown
    );
    let words = ["man".into(), word(), "king".into()];
    assert_eq!(ask(studio, vectors::Request::Analogy { words }), unknown);
    let missing = ask(
        &mut Studio::new(),
        vectors::Request::Nearest { word: word() },
    );
    let model = ModelId::WordVectors;
    assert_eq!(missing, Err(StudioError::NoModel { model }));
}
