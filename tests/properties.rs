//! What must hold for any input, tried on many seeded ones: probabilities and attention add up to one, and a
//! text survives the tokenizer.

use teddy_reads::nlp::decode::redraw;
use teddy_reads::nlp::model::{Transformer, TransformerConfig};
use teddy_reads::nlp::nn::NormPosition;
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::tokenizer::{BpeTokenizer, Tokenizer};
use teddy_reads::nlp::trace::TraceTensor;

/// Of some size, with weights larger than a trained model's every now and then.
fn random_model(rng: &mut Rng) -> Transformer<f32> {
    let n_heads = [1, 2, 4][rng.below(3)];
    let config = TransformerConfig {
        vocab_size: 5 + rng.below(60),
        d_model: n_heads * (1 + rng.below(6)).next_multiple_of(2),
        n_heads,
        d_ff: 1 + rng.below(40),
        n_encoder_layers: 1 + rng.below(3),
        n_decoder_layers: 1 + rng.below(3),
        max_len: 40,
        norm_position: [NormPosition::Pre, NormPosition::Post][rng.below(2)],
        tied_embeddings: rng.chance(0.5),
        ..Default::default()
    };
    let mut model = Transformer::new(config, rng).unwrap();
    let scale = [1.0, 1.0, 10.0, 100.0][rng.below(4)];
    model.params.values_mut().for_each(|value| *value *= scale);
    model
}

fn rows(tensor: &TraceTensor) -> impl Iterator<Item = &[f32]> {
    tensor.data.chunks(*tensor.shape.last().unwrap())
}

#[test]
fn attention_and_probabilities_add_up_to_one() {
    for seed in 0..150 {
        let mut rng = Rng::new(seed);
        let model = random_model(&mut rng);
        let mut ids = |n: usize| -> Vec<u32> {
            let n = 2 + rng.below(n);
            (0..n)
                .map(|_| rng.below(model.config.vocab_size) as u32)
                .collect()
        };
        let (src, tgt) = (ids(30), ids(30));
        let trace = model.trace(&src, &tgt).unwrap();
        let mut seen = 0;
        for tensor in &trace.tensors {
            let what = format!("seed {seed}: {}", tensor.name);
            assert!(tensor.data.iter().all(|x| x.is_finite()), "{what}");
            let distribution = tensor.name.ends_with(".weights") || tensor.name == "probabilities";
            if !distribution {
                continue;
            }
            seen += 1;
            for row in rows(tensor) {
                let sum: f32 = row.iter().sum();
                assert!((sum - 1.0).abs() < 1e-5, "{what}: {sum}");
                assert!(
                    row.iter().all(|&p| (0.0..=1.0 + 1e-6).contains(&p)),
                    "{what}"
                );
            }
            let (decoder, masked) = (tensor.name.starts_with("decoder"), "self_attn.weights");
            if decoder && tensor.name.ends_with(masked) {
                // The mask: nobody looks ahead.
                let n = tensor.shape[1];
                for (i, row) in rows(tensor).enumerate() {
                    assert!(row[i % n + 1..].iter().all(|&w| w == 0.0), "{what}");
                }
            }
        }
        let layers = model.config.n_encoder_layers + 2 * model.config.n_decoder_layers;
        assert_eq!(seen, layers + 1);
    }
}

#[test]
fn redrawn_probabilities_add_up_to_one() {
    for seed in 0..3000 {
        let mut rng = Rng::new(seed);
        let n = 1 + rng.below(50);
        let spread = [0.0, 1.0, 30.0, 1e4, 1e30][rng.below(5)];
        let logits: Vec<f32> = (0..n).map(|_| (rng.normal() * spread) as f32).collect();
        let temperature = [0.0, 1e-6, 0.5, 1.0, 100.0][rng.below(5)];
        let (top_k, top_p) = (rng.below(n + 2), rng.uniform() as f32);
        let prospects = redraw(&logits, temperature, top_k, top_p);
        let sum: f32 = prospects.iter().map(|p| p.probability).sum();
        assert!((sum - 1.0).abs() < 1e-5, "seed {seed}: {sum}");
        assert!(prospects.is_sorted_by(|a, b| a.probability >= b.probability));
        assert!(top_k == 0 || prospects.len() <= top_k);
    }
}

/// Characters from everywhere: ASCII with its control characters, accents, other scripts, what combines,
/// private use, emoji, the very last one.
fn random_text(rng: &mut Rng) -> String {
    let ranges: &[(u32, u32)] = &[
        (0, 0x7f),
        (0x20, 0x7e),
        (0x61, 0x7a),
        (0x61, 0x7a),
        (0x80, 0x24f),
        (0x300, 0x36f),
        (0x400, 0x6ff),
        (0x2000, 0x206f),
        (0x3040, 0x9fff),
        (0xe000, 0xffff),
        (0x1f300, 0x1faff),
        (0x10000, 0x10ffff),
    ];
    let n = rng.below(60);
    let mut text = String::new();
    let mut range = ranges[3];
    while text.chars().count() < n {
        if rng.chance(0.3) {
            range = *rng.choose(ranges);
        }
        // Not every number is a character (surrogates are none).
        let code = range.0 + rng.below((range.1 - range.0 + 1) as usize) as u32;
        text.extend(char::from_u32(code));
        if rng.chance(0.15) {
            text.push(' ');
        }
    }
    text
}

#[test]
fn any_text_survives_the_tokenizer() {
    for name in ["own", "trained"] {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
        let json = std::fs::read_to_string(format!("{folder}/tokenizer_{name}.json")).unwrap();
        let tokenizer = BpeTokenizer::from_json(&json).unwrap();
        for seed in 0..5000 {
            let text = random_text(&mut Rng::new(seed));
            let tokens = tokenizer.encode(&text);
            let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
            assert_eq!(ids, tokenizer.encode_ids(&text), "seed {seed}: {text:?}");
            // A `▁` of the text is a space to the tokenizer.
            let back = tokenizer.decode(&ids);
            assert_eq!(back, text.replace('▁', " "), "seed {seed}");
            // The spans run through the text without a hole, and can be cut out of it.
            let mut at = 0;
            for token in &tokens {
                assert!(text.get(token.span.clone()).is_some(), "seed {seed}");
                assert!(token.span.start <= at, "seed {seed}: {token:?}");
                at = at.max(token.span.end);
            }
            assert_eq!(at, text.len(), "seed {seed}: {text:?}");
        }
    }
}
