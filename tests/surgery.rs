//! Heads switched off and copied, positions and masks taken away: what must change and what must not.

use teddy_reads::nlp::decode::StepDecoder;
use teddy_reads::nlp::model::{
    Ablation, AttentionSite, Head, HeadChange, Hiding, Transformer, TransformerConfig,
};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::trace::TraceTensor;

const SRC: [u32; 6] = [1, 7, 9, 12, 5, 2];
const TGT: [u32; 5] = [1, 8, 11, 6, 2];

fn model() -> Transformer<f64> {
    let config = TransformerConfig {
        vocab_size: 20,
        d_model: 12,
        n_heads: 3,
        d_ff: 24,
        ..TransformerConfig::default()
    };
    let mut model = Transformer::new(config, &mut Rng::new(4)).unwrap();
    // Biases start at zero and would hide a mistake in them.
    let mut rng = Rng::new(5);
    for value in model.params.values_mut() {
        value.mapv_inplace(|x| x + 0.1 * rng.normal());
    }
    model
}

fn tensor(model: &Transformer<f64>, name: &str) -> TraceTensor {
    let trace = model.trace(&SRC, &TGT).unwrap();
    trace.get(name).unwrap_or_else(|| panic!("{name}")).clone()
}

fn largest_difference(a: &TraceTensor, b: &TraceTensor) -> f32 {
    assert_eq!(a.shape, b.shape);
    let pairs = a.data.iter().zip(&b.data);
    pairs.fold(0.0, |max, (a, b)| max.max((a - b).abs()))
}

const SITES: [AttentionSite; 3] = [
    AttentionSite::EncoderSelf,
    AttentionSite::DecoderSelf,
    AttentionSite::Cross,
];

#[test]
fn a_head_that_is_off_adds_nothing() {
    let model = model();
    for site in SITES {
        let head = |head| Head {
            site,
            layer: 1,
            head,
        };
        let all: Vec<HeadChange> = (0..3).map(|h| HeadChange::Off(head(h))).collect();
        let none = model.with_heads_changed(&all).unwrap();
        let output = tensor(&none, &format!("{}.output", site.name(1)));
        let bias = none.params.get(&format!("{}.b_o", site.name(1))).unwrap();
        for row in output.data.chunks(12) {
            for (x, b) in row.iter().zip(&bias.value) {
                assert!((x - *b as f32).abs() < 1e-6, "only the bias is left");
            }
        }
        // Of one head the contribution is missing, and it is context · W_O's rows.
        let one = model.with_heads_changed(&all[1..2]).unwrap();
        let name = format!("{}.output", site.name(1));
        let (before, after) = (tensor(&model, &name), tensor(&one, &name));
        let context = tensor(&model, &format!("{}.context", site.name(1)));
        let w_o = &model
            .params
            .get(&format!("{}.w_o", site.name(1)))
            .unwrap()
            .value;
        let t = before.shape[0];
        for i in 0..t {
            for j in 0..12 {
                let added: f64 = (0..4)
                    .map(|k| f64::from(context.get(&[1, i, k]).unwrap()) * w_o[(4 + k, j)])
                    .sum();
                let missing = before.get(&[i, j]).unwrap() - after.get(&[i, j]).unwrap();
                assert!((f64::from(missing) - added).abs() < 1e-5);
            }
        }
    }
}

#[test]
fn a_copied_head_looks_where_the_other_looks() {
    let model = model();
    for site in SITES {
        let over = Head {
            site,
            layer: 0,
            head: 2,
        };
        let changed = model
            .with_heads_changed(&[HeadChange::Copy { from: 0, over }])
            .unwrap();
        for what in ["weights", "context"] {
            let name = format!("{}.{what}", site.name(0));
            let (before, after) = (tensor(&model, &name), tensor(&changed, &name));
            let size = after.data.len() / 3;
            assert_eq!(after.data[2 * size..], after.data[..size], "{name}");
            assert_eq!(after.data[..2 * size], before.data[..2 * size]);
            assert_ne!(after.data[2 * size..], before.data[2 * size..]);
        }
    }
}

#[test]
fn what_is_not_there_cannot_be_changed() {
    let wrong = |layer, head| {
        let site = AttentionSite::Cross;
        HeadChange::Off(Head { site, layer, head })
    };
    for change in [wrong(2, 0), wrong(0, 3)] {
        assert!(model().with_heads_changed(&[change]).is_err());
    }
}

#[test]
fn without_positions_the_order_of_the_words_does_not_matter() {
    let mut model = model();
    let order = [3, 0, 5, 1, 4, 2];
    let shuffled: Vec<u32> = order.iter().map(|&i| SRC[i]).collect();
    let difference = |model: &Transformer<f64>| {
        let (a, b) = (
            model.encode(&SRC).unwrap(),
            model.encode(&shuffled).unwrap(),
        );
        let rows = order.iter().enumerate();
        rows.map(|(to, &from)| (&b.row(to) - &a.row(from)).mapv(f64::abs).sum())
            .fold(0.0, f64::max)
    };
    assert!(difference(&model) > 0.1);
    model.ablation.positions = false;
    assert!(difference(&model) < 1e-12);
    // Decoding step by step leaves them out too.
    let memory = model.encode(&SRC).unwrap();
    let mut state = model.start_decoding(memory.view(), 1);
    let logits = tensor(&model, "logits");
    for (t, &token) in TGT[..4].iter().enumerate() {
        let step = model.decode_step(&mut state, &[token]).unwrap();
        for (j, x) in step.row(0).iter().enumerate() {
            assert!((*x as f32 - logits.get(&[t, j]).unwrap()).abs() < 1e-5);
        }
    }
}

#[test]
fn without_the_causal_mask_the_decoder_sees_what_comes() {
    let mut model = model();
    let changed_later = [1, 8, 11, 15, 2];
    let first_rows = |model: &Transformer<f64>, tgt: &[u32]| {
        let trace = model.trace(&SRC, tgt).unwrap();
        let logits = trace.get("logits").unwrap();
        logits.data[..3 * 20].to_vec()
    };
    assert_eq!(first_rows(&model, &TGT), first_rows(&model, &changed_later));
    model.ablation = Ablation {
        causal_mask: false,
        ..Ablation::default()
    };
    assert_ne!(first_rows(&model, &TGT), first_rows(&model, &changed_later));
    let weights = tensor(&model, "decoder.0.self_attn.weights");
    assert!(weights.get(&[0, 0, 3]).unwrap() > 0.0);
    let sums = weights.data.chunks(4).map(|row| row.iter().sum::<f32>());
    assert!(sums.into_iter().all(|sum| (sum - 1.0).abs() < 1e-5));
    let with_mask = {
        model.ablation = Ablation::default();
        tensor(&model, "decoder.0.self_attn.weights")
    };
    assert!(largest_difference(&weights, &with_mask) > 0.0);
}

#[test]
fn a_hidden_token_has_no_say_and_the_others_keep_their_places() {
    let config = TransformerConfig {
        vocab_size: 20,
        d_model: 12,
        n_heads: 3,
        d_ff: 24,
        ..TransformerConfig::default()
    };
    let model = Transformer::<f32>::new(config, &mut Rng::new(4)).unwrap();
    let logits = |src: &[u32], hidden: &[usize]| {
        let hiding = Hiding {
            model: &model,
            hidden,
        };
        let mut state = hiding.start(src).unwrap();
        hiding.step(&mut state, &[1]).unwrap()
    };
    let mut other = SRC;
    other[2] = 15;
    assert_eq!(logits(&SRC, &[2]), logits(&other, &[2]));
    assert_ne!(logits(&SRC, &[]), logits(&other, &[]));
    // Not as if it had never been there: what comes after it does not move up.
    let shorter = [1, 7, 12, 5, 2];
    assert_ne!(logits(&SRC, &[2]), logits(&shorter, &[]));
    // Nothing hidden is the plain model.
    let mut state = model.start(&SRC).unwrap();
    assert_eq!(logits(&SRC, &[]), model.step(&mut state, &[1]).unwrap());
    let all = Hiding {
        model: &model,
        hidden: &[0, 1, 2, 3, 4, 5],
    };
    assert!(all.start(&SRC).is_err());
}
