//! The lab's runs, natively: what is told, resumed exactly, changed on the way, broken by a hopeless learning rate.

use teddy_reads::nlp::data::corpus::Pair;
use teddy_reads::nlp::model::Translator;
use teddy_reads::session::studio::Studio;
use teddy_reads::session::studio::job::{Command, Job, JobEvent};
use teddy_reads::session::studio::lab::config::{Corpus, Course, LabConfig};
use teddy_reads::session::studio::lab::own::Fault;
use teddy_reads::session::studio::lab::report::{
    Judgement, Live, Record, RunFacts, StepPoint, has_exploded,
};
use teddy_reads::session::studio::lab::run::{JUDGE_EVERY, Run, TRANSLATED};
use teddy_reads::session::studio::lab::{LabCommand, LabEvent, LabFiles, LabRequest};
use teddy_reads::session::studio::protocol::{Ask, Event, Request, StudioError, Told};

/// A tenth of the default's work.
fn small() -> LabConfig {
    LabConfig {
        d_model: 32,
        n_layers: 1,
        n_heads: 2,
        d_ff: 64,
        n_pairs: 1000,
        batch: 16,
        warmup: 50,
        steps: 100,
        dropout: 0.1,
        ..Default::default()
    }
}

fn commanded(run: &mut Run, command: LabCommand) -> Result<LabEvent, StudioError> {
    match run.adjust(&postcard::to_allocvec(&command).unwrap())? {
        Some(Event::Lab(event)) => Ok(event),
        other => panic!("{other:?}"),
    }
}

fn commanded_silently(run: &mut Run, command: LabCommand) {
    let told = run.adjust(&postcard::to_allocvec(&command).unwrap());
    assert_eq!(told, Ok(None));
}

fn kept(run: &mut Run) -> (u64, Vec<u8>) {
    match commanded(run, LabCommand::Keep) {
        Ok(LabEvent::Kept { step, bytes }) => (step, bytes),
        other => panic!("{other:?}"),
    }
}

/// The points and the step of what a paused run says.
fn told_on_pause(run: &mut Run) -> (Vec<u64>, u64) {
    match &run.pause()[..] {
        [Event::Lab(LabEvent::Steps { points, pace })] => {
            (points.iter().map(|p| p.step).collect(), pace.step)
        }
        other => panic!("{other:?}"),
    }
}

#[derive(Default)]
struct Heard {
    facts: Option<RunFacts>,
    points: Vec<StepPoint>,
    judgements: Vec<Judgement>,
    record: Record,
    done: bool,
}

/// Runs until `until` steps were told, or it is done; a millisecond a piece.
fn hear(run: &mut Run, until: u64) -> Result<Heard, StudioError> {
    let mut heard = Heard::default();
    let mut now = 0.0;
    while !heard.done && heard.points.last().is_none_or(|p| p.step < until) {
        // So long that every step is told at once.
        now += 200.0;
        let piece = run.step(now)?;
        heard.done = piece.done;
        for event in piece.events {
            match event {
                Event::Lab(LabEvent::Making { progress }) => {
                    assert!((0.0..=1.0).contains(&progress))
                }
                Event::Lab(LabEvent::Made { facts, record }) => {
                    heard.facts = Some(*facts);
                    heard.record = *record;
                }
                Event::Lab(LabEvent::Steps { points, pace }) => {
                    heard.points.extend(points);
                    assert!(pace.tokens_per_second.is_finite() && pace.seconds_left >= 0.0);
                }
                Event::Lab(LabEvent::Judged { judgement, frame }) => {
                    assert_eq!(judgement.step, frame.step);
                    heard.record.frames.push(frame);
                    heard.judgements.push(judgement);
                }
                other => panic!("{other:?}"),
            }
        }
    }
    Ok(heard)
}

#[test]
fn a_run_tells_its_steps_judgements_and_attention() {
    let mut run = Run::new(small(), vec![]).unwrap();
    let heard = hear(&mut run, u64::MAX).unwrap();
    assert!(heard.done);
    let steps: Vec<u64> = heard.points.iter().map(|p| p.step).collect();
    assert_eq!(steps, (1..=100).collect::<Vec<_>>());
    let judged: Vec<u64> = heard.judgements.iter().map(|j| j.step).collect();
    assert_eq!(judged, [0, JUDGE_EVERY, 2 * JUDGE_EVERY]);

    let facts = heard.facts.unwrap();
    assert_eq!((facts.n_train, facts.n_held_out), (1000, 200));
    assert_eq!((facts.vocab_size, facts.n_too_long), (700, 0));
    let labels = &facts.attention;
    assert_eq!((labels.layers, labels.heads), (1, 2));
    assert_eq!(labels.queries[..2], ["<s>", "▁Un"]);
    let (q, k) = (labels.queries.len(), labels.keys.len());
    for frame in &heard.record.frames {
        assert_eq!(frame.weights.len(), 2 * q * k);
        for row in frame.weights.chunks(k) {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
    }
    // From guessing among the vocabulary to something; never from nothing.
    let (first, last) = (&heard.judgements[0], &heard.judgements[2]);
    let guess = 700f64.ln();
    assert!(
        (first.loss - guess).abs() < 1.0,
        "{} is not about ln 700",
        first.loss
    );
    assert_eq!(first.exact, (0, TRANSLATED as u32));
    assert!(
        last.loss < 0.7 * first.loss && last.accuracy > 0.2,
        "{last:?}"
    );
    assert!(last.perplexity < 0.1 * first.perplexity);
    assert_eq!(last.samples.len(), facts.samples.len());
    assert!(heard.points[0].lr < heard.points[49].lr && heard.points[99].lr < heard.points[49].lr);
}

#[test]
fn the_same_seed_gives_the_same_numbers_and_another_does_not() {
    let points = |seed| {
        let config = LabConfig { seed, ..small() };
        hear(&mut Run::new(config, vec![]).unwrap(), 8)
            .unwrap()
            .points
    };
    assert_eq!(points(1), points(1));
    assert_ne!(points(1), points(2));
}

#[test]
fn a_run_that_was_kept_goes_on_exactly() {
    let mut whole = Run::new(small(), vec![]).unwrap();
    let all = hear(&mut whole, u64::MAX).unwrap();

    let mut first = Run::new(small(), vec![]).unwrap();
    hear(&mut first, 70).unwrap();
    let (step, bytes) = kept(&mut first);
    assert_eq!(step, 70);
    let mut second = Run::resume(&bytes).unwrap();
    let rest = hear(&mut second, u64::MAX).unwrap();
    assert_eq!(
        rest.record.points.len(),
        70,
        "what was told before comes along"
    );
    assert_eq!(rest.record.judgements.len(), 2);
    assert_eq!(rest.points, all.points[70..]);
    assert_eq!(rest.judgements, all.judgements[2..]);

    // Kept in the middle of an epoch after the first, too (63 batches an epoch).
    assert!(all.points.len() > 63);
    for damaged in [&bytes[..1000], &[], &[9, 9, 9]] {
        let error = Run::resume(damaged).err();
        assert!(
            matches!(error, Some(StudioError::BadModel { .. })),
            "{error:?}"
        );
    }
}

#[test]
fn a_run_that_pauses_says_exactly_where_it_stands() {
    let mut run = Run::new(small(), vec![]).unwrap();
    hear(&mut run, 20).unwrap();
    // The clock stands still, so nothing of these is told by itself.
    for _ in 0..3 {
        assert_eq!(run.step(0.0).unwrap().events, []);
    }
    assert_eq!(told_on_pause(&mut run), (vec![21, 22, 23], 23));
    assert_eq!(told_on_pause(&mut run), (vec![], 23));
    assert_eq!(hear(&mut run, 24).unwrap().points[0].step, 24);
}

#[test]
fn a_run_kept_before_its_model_is_there_begins_anew_and_a_paused_one_waits_where_it_was() {
    let mut run = Run::new(small(), vec![]).unwrap();
    run.step(0.0).unwrap();
    let (step, bytes) = kept(&mut run);
    assert_eq!(step, 0);
    assert!(bytes.len() < 1000, "there is nothing to keep but settings");
    let whole = hear(&mut Run::new(small(), vec![]).unwrap(), 5).unwrap();
    let again = hear(&mut Run::resume(&bytes).unwrap(), 5).unwrap();
    assert_eq!(whole.points, again.points);

    hear(&mut run, 12).unwrap();
    let (step, bytes) = kept(&mut run);
    assert_eq!(step, 12);
    let mut studio = Studio::new();
    let request = Request::Lab(LabRequest::Resume {
        checkpoint: bytes,
        paused: true,
    });
    studio.handle(Ask { id: 4, request });
    let mut last = Vec::new();
    for now in 0..10_000 {
        if !studio.is_busy() {
            break;
        }
        last = studio.work(f64::from(now));
    }
    assert!(!studio.is_busy());
    let told: Vec<&Event> = last
        .iter()
        .filter_map(|told| match told {
            Told::Answer {
                id: 4,
                answer: Ok(event),
            } => Some(event),
            _ => None,
        })
        .collect();
    assert!(
        matches!(
            told[..],
            [
                Event::Lab(LabEvent::Made { .. }),
                Event::Lab(LabEvent::Steps { .. }),
                Event::Lab(LabEvent::Steps { pace, .. }),
                Event::Job(JobEvent::Paused),
            ] if pace.step == 12
        ),
        "{told:?}"
    );
}

#[test]
fn settings_changed_on_the_way_count_from_the_next_step() {
    let mut run = Run::new(small(), vec![]).unwrap();
    let before = hear(&mut run, 60).unwrap();
    let changed = |event| match event {
        LabEvent::Changed(change) => change.step,
        other => panic!("{other:?}"),
    };
    for live in [
        Live::LearningRate(1e-3),
        Live::Epsilon(0.3),
        Live::Dropout(0.0),
    ] {
        let told = commanded(&mut run, LabCommand::Set(live)).unwrap();
        assert_eq!(changed(told), 60);
    }
    let after = hear(&mut run, 61).unwrap();
    assert!((after.points[0].lr - 1e-3).abs() < 1e-9);
    assert_eq!(before.points[59].lr, 4e-3);
    // The same model on the same batch, but for the smoothing: as many right, and a higher loss.
    let next = |live: Option<Live>| {
        let mut run = Run::new(small(), vec![]).unwrap();
        hear(&mut run, 60).unwrap();
        if let Some(live) = live {
            commanded(&mut run, LabCommand::Set(live)).unwrap();
        }
        hear(&mut run, 61).unwrap().points[0]
    };
    let (plain, smoothed) = (next(None), next(Some(Live::Epsilon(0.5))));
    assert_eq!(plain.accuracy, smoothed.accuracy);
    assert!(smoothed.loss > plain.loss + 0.1, "{plain:?} {smoothed:?}");
    let refused = commanded(&mut run, LabCommand::Set(Live::Dropout(1.5)));
    assert!(matches!(refused, Err(StudioError::BadSetting { .. })));
    assert!(hear(&mut run, 62).is_ok());
}

#[test]
fn a_run_halts_at_the_step_that_it_is_told() {
    let mut run = Run::new(small(), vec![]).unwrap();
    hear(&mut run, 7).unwrap();
    commanded_silently(&mut run, LabCommand::Halt(Some(8)));
    assert!(!run.waits());
    let pieces = (0..20).take_while(|&i| {
        run.step(f64::from(i)).unwrap();
        !run.waits()
    });
    assert_eq!(pieces.count(), 0, "one step is one piece");
    assert_eq!(told_on_pause(&mut run), (vec![8], 8));
    commanded_silently(&mut run, LabCommand::Halt(None));
    assert_eq!(hear(&mut run, 9).unwrap().points[0].step, 9);
}

#[test]
fn a_learning_rate_of_ten_makes_the_loss_far_worse_than_guessing() {
    let config = LabConfig {
        lr: 10.0,
        warmup: 1,
        course: Course::Constant,
        ..small()
    };
    let mut run = Run::new(config, vec![]).unwrap();
    let heard = hear(&mut run, 20).unwrap();
    assert!(heard.points[19].loss > 10.0 * 700f32.ln());
    assert!(heard.points.iter().all(|p| p.loss.is_finite()));
}

/// With four layers and one head, a learning rate of ten makes numbers that no float holds.
fn deep() -> LabConfig {
    LabConfig {
        n_layers: 4,
        n_heads: 1,
        d_model: 32,
        d_ff: 32,
        n_pairs: 100,
        vocab_size: 400,
        batch: 4,
        lr: 1e-3,
        warmup: 1,
        course: Course::Constant,
        steps: 1000,
        ..Default::default()
    }
}

#[test]
fn numbers_that_overflow_break_the_run_off_and_what_was_learnt_before_is_used() {
    let mut run = Run::new(deep(), vec![]).unwrap();
    let before = hear(&mut run, 60).unwrap();
    let steep = Live::LearningRate(10.0);
    commanded(&mut run, LabCommand::Set(steep)).unwrap();
    let error = hear(&mut run, 1000).err();
    assert!(
        matches!(error, Some(StudioError::NotFinite { step }) if step > 60),
        "{error:?}"
    );
    // Not to a later judgement, whose loss had exploded.
    assert_eq!(told_on_pause(&mut run), (vec![], JUDGE_EVERY));
    commanded(&mut run, LabCommand::Set(Live::LearningRate(1e-3))).unwrap();
    let again = hear(&mut run, 60).unwrap();
    assert_eq!(
        again.points[..10],
        before.points[50..],
        "as if nothing had happened"
    );
}

#[test]
fn a_run_whose_loss_exploded_goes_back_to_before() {
    let mut run = Run::new(small(), vec![]).unwrap();
    hear(&mut run, 60).unwrap();
    commanded(&mut run, LabCommand::Set(Live::LearningRate(10.0))).unwrap();
    let after = hear(&mut run, 75).unwrap();
    assert!(has_exploded(f64::from(after.points[14].loss), 700));
    let (_, exploded) = kept(&mut run);
    let back = commanded(&mut run, LabCommand::GoBack);
    assert!(matches!(back, Ok(LabEvent::WentBack(pace)) if pace.step == JUDGE_EVERY));
    let (step, bytes) = kept(&mut run);
    assert_eq!(step, JUDGE_EVERY);
    let mut again = Run::resume(&bytes).unwrap();
    let heard = hear(&mut again, 51).unwrap();
    // It still has the learning rate; the reader is told to choose another.
    let change = &heard.record.changes[0];
    assert_eq!((change.step, heard.points[0].lr), (JUDGE_EVERY, 10.0));

    // Kept when it had exploded, but judged before: it goes back to where it was kept.
    let mut late = Run::resume(&exploded).unwrap();
    hear(&mut late, 100).unwrap();
    hear(&mut late, u64::MAX).unwrap();
    let (_, exploded) = kept(&mut late);
    let mut late = Run::resume(&exploded).unwrap();
    late.step(0.0).unwrap();
    let LabEvent::WentBack(pace) = commanded(&mut late, LabCommand::GoBack).unwrap() else {
        panic!("not gone back")
    };
    assert_eq!(pace.step, 0);
}

#[test]
fn twenty_thousand_own_pairs_are_checked_by_line() {
    let mut studio = Studio::new();
    let text = "The bear is {n}.\tL'ours est {n}.\n".repeat(19_999) + "no tab";
    let request = Request::Lab(LabRequest::Check(text.into_bytes()));
    let told = studio.handle(Ask { id: 1, request });
    let [
        Told::Answer {
            answer: Ok(Event::Lab(LabEvent::Checked(checked))),
            ..
        },
    ] = &told[..]
    else {
        panic!("{told:?}")
    };
    assert_eq!(checked.pairs.len(), 19_999);
    assert_eq!(checked.faults, [(20_000, Fault::NoTab)]);
}

#[test]
fn the_readers_sentence_is_translated_and_the_model_leaves_as_files() {
    let mut run = Run::new(small(), vec![]).unwrap();
    let early = commanded(&mut run, LabCommand::Translate("A bear.".into()));
    assert!(early.is_err(), "there is no model yet");
    hear(&mut run, 30).unwrap();
    let text = "The cat is sleeping.";
    let LabEvent::Read(reading) = commanded(&mut run, LabCommand::Translate(text.into())).unwrap()
    else {
        panic!("not read")
    };
    let size = reading.labels.queries.len() * reading.labels.keys.len() * 2;
    assert_eq!((reading.step, reading.weights.len()), (30, size));
    let empty = commanded(&mut run, LabCommand::Translate(" ".into()));
    assert_eq!(empty, Err(StudioError::EmptyText));
    let long = commanded(&mut run, LabCommand::Translate("bear ".repeat(99)));
    assert!(matches!(long, Err(StudioError::TooLong { max: 64, .. })));

    let LabEvent::Exported(LabFiles {
        weights,
        tokenizer_json,
        config_json,
    }) = commanded(&mut run, LabCommand::Export).unwrap()
    else {
        panic!("not exported")
    };
    let translator: Translator =
        Translator::from_files(&config_json, &tokenizer_json, &weights).unwrap();
    let source = translator.prepare(text).unwrap();
    let decoded = translator.greedy(&source).unwrap();
    assert_eq!(translator.text(&decoded), reading.text);
}

#[test]
fn own_pairs_are_learnt_from() {
    let own: Vec<Pair> = (0..200)
        .map(|i| Pair {
            src: format!("I have {i} books."),
            tgt: format!("J'ai {i} livres."),
        })
        .collect();
    let config = LabConfig {
        corpus: Corpus::Own,
        vocab_size: 400,
        ..small()
    };
    let mut run = Run::new(config.clone(), own.clone()).unwrap();
    let heard = hear(&mut run, 3).unwrap();
    let facts = heard.facts.unwrap();
    assert_eq!(facts.n_train + facts.n_held_out, 200);
    assert!(facts.n_held_out > 5);
    let few = Run::new(config, own[..10].to_vec()).unwrap();
    let error = hear(&mut { few }, 1).err();
    assert!(matches!(error, Some(StudioError::BadSetting { field, .. }) if field == "pairs"));
}

#[test]
fn the_studio_runs_it_as_a_job() {
    let mut studio = Studio::new();
    let request = Request::Lab(LabRequest::Begin {
        config: small(),
        own: vec![],
        paused: true,
    });
    let began = studio.handle(Ask { id: 9, request });
    let answer = Ok(Event::Job(JobEvent::Began));
    assert_eq!(began, [Told::Answer { id: 9, answer }]);
    assert!(!studio.is_busy());
    let command = Command::Resume;
    studio.handle(Ask {
        id: 10,
        request: Request::Job { job: 9, command },
    });
    let told = studio.work(1.0);
    assert!(matches!(
        told[..],
        [Told::Answer {
            id: 9,
            answer: Ok(Event::Lab(LabEvent::Making { .. }))
        }]
    ));
    let wrong = LabConfig {
        n_heads: 3,
        ..small()
    };
    let request = Request::Lab(LabRequest::Begin {
        config: wrong,
        own: vec![],
        paused: false,
    });
    let refused = studio.handle(Ask { id: 11, request });
    assert!(matches!(
        &refused[..],
        [Told::Answer {
            answer: Err(StudioError::BadSetting { .. }),
            ..
        }]
    ));
}
