//! Training ends where it should, by seed, and decoding reads what was learnt.

use teddy_reads::nlp::autograd::ops::LabelSmoothing;
use teddy_reads::nlp::data::batch::Example;
use teddy_reads::nlp::decode::{BeamConfig, SamplingConfig, beam_search, greedy, sample};
use teddy_reads::nlp::model::{Transformer, TransformerConfig};
use teddy_reads::nlp::optim::{AdamConfig, Schedule};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::tokenizer::SpecialTokens;
use teddy_reads::nlp::train::{Trainer, TrainerConfig, evaluate};

const SPECIAL: SpecialTokens = SpecialTokens {
    pad: 0,
    unk: 1,
    bos: 2,
    eos: 3,
};

/// Reverse a sequence of two to five tokens: needs attention to positions, not just to tokens.
fn reversal(rng: &mut Rng) -> Example {
    let n = 2 + rng.below(4);
    let words: Vec<u32> = (0..n).map(|_| 4 + rng.below(12) as u32).collect();
    let around = |words: &mut dyn Iterator<Item = u32>| {
        std::iter::once(2)
            .chain(words)
            .chain(std::iter::once(3))
            .collect::<Vec<_>>()
    };
    Example {
        src: around(&mut words.iter().copied()),
        tgt: around(&mut words.iter().rev().copied()),
    }
}

fn trainer(seed: u64, shards: usize) -> Trainer<f32> {
    let config = TransformerConfig {
        vocab_size: 16,
        d_model: 32,
        n_heads: 4,
        d_ff: 64,
        n_encoder_layers: 1,
        n_decoder_layers: 1,
        max_len: 16,
        dropout: 0.0,
        ..Default::default()
    };
    let mut rng = Rng::new(seed);
    let model = Transformer::new(config, &mut rng).unwrap();
    let config = TrainerConfig {
        schedule: Schedule::WarmupStableDecay {
            lr: 5e-3,
            warmup: 30,
            decay: 100,
            total: 400,
        },
        adam: AdamConfig::default(),
        label_smoothing: LabelSmoothing::default(),
        max_grad_norm: 1.0,
        shards,
        ema_decay: 0.98,
    };
    Trainer::new(config, model, rng)
}

fn train(trainer: &mut Trainer<f32>, steps: usize, data: &mut Rng) -> f64 {
    let mut loss = f64::NAN;
    for _ in 0..steps {
        let batch: Vec<Example> = (0..32).map(|_| reversal(data)).collect();
        let report = trainer.step(&batch.iter().collect::<Vec<_>>()).unwrap();
        loss = report.sums.loss / report.sums.n_tokens as f64;
    }
    loss
}

#[test]
fn learns_to_reverse() {
    let mut trainer = trainer(1, 2);
    let mut data = Rng::new(7);
    let first = train(&mut trainer, 1, &mut data);
    train(&mut trainer, 399, &mut data);
    let model = trainer.averaged_model();
    let held_out: Vec<Example> = (0..200).map(|_| reversal(&mut data)).collect();
    let sums = evaluate(&model, &held_out, LabelSmoothing::default()).unwrap();
    let loss = sums.loss / sums.n_tokens as f64;
    assert!(
        first > 2.0 && loss < 0.1,
        "loss went from {first} to {loss}"
    );

    let mut right = 0;
    for example in &held_out {
        let decoded = greedy(&model, &example.src, SPECIAL, 16).unwrap();
        right += usize::from(decoded.ids == example.tgt);
        assert_eq!(decoded.ids.len(), decoded.log_probabilities.len() + 1);
        let beam = BeamConfig {
            size: 1,
            length_penalty: 1.0,
        };
        let beam = beam_search(&model, &example.src, SPECIAL, 16, beam).unwrap();
        assert_eq!(beam.best().ids, decoded.ids, "a beam of one is greedy");
    }
    assert!(right >= 190, "{right} of 200 reversed");
    decoding_agrees(&model, &held_out[0]);
}

/// A wider beam never ends below a narrower one's score here, its tree holds together, and sampling is
/// the seed's.
fn decoding_agrees(model: &Transformer<f32>, example: &Example) {
    let beam = BeamConfig {
        size: 4,
        length_penalty: 0.0,
    };
    let result = beam_search(model, &example.src, SPECIAL, 16, beam).unwrap();
    let decoded = greedy(model, &example.src, SPECIAL, 16).unwrap();
    assert!(result.finished[0].log_probability >= decoded.log_probability() - 1e-4);
    assert!(result.finished.windows(2).all(|w| w[0].score >= w[1].score));
    for (i, node) in result.nodes.iter().enumerate().skip(1) {
        let parent = &result.nodes[node.parent];
        assert!(node.parent < i && parent.kept && node.step == parent.step + 1);
        assert!((parent.total + node.log_probability - node.total).abs() < 1e-5);
    }
    for finished in &result.finished {
        let path = result.path(finished.node);
        assert!((path.log_probability() - finished.log_probability).abs() < 1e-3);
    }
    let config = SamplingConfig {
        temperature: 2.0,
        top_k: 0,
        top_p: 1.0,
    };
    let draw = |seed| {
        sample(
            model,
            &example.src,
            SPECIAL,
            16,
            config,
            &mut Rng::new(seed),
        )
        .unwrap()
    };
    assert_eq!(draw(3), draw(3));
    assert!(
        (0..20).any(|seed| draw(seed) != draw(3)),
        "another seed, sometimes another sentence"
    );
    let cold = SamplingConfig {
        temperature: 0.0,
        ..config
    };
    let cold = sample(model, &example.src, SPECIAL, 16, cold, &mut Rng::new(1)).unwrap();
    assert_eq!(cold.ids, decoded.ids, "at temperature 0 sampling is greedy");
}

#[test]
fn same_seed_same_model() {
    let run = |shards| {
        let mut trainer = trainer(5, shards);
        train(&mut trainer, 5, &mut Rng::new(1));
        trainer.model.params
    };
    assert!(run(2) == run(2), "the same run twice");
    // Another number of shards adds gradients in another order: the same up to rounding.
    for (a, b) in run(1).iter().zip(run(3).iter()) {
        for (x, y) in a.value.iter().zip(&b.value) {
            assert!((x - y).abs() < 2e-3, "{}: {x} and {y}", a.name);
        }
    }
}
