//! Greedy decoding of one sentence, 16 source tokens to 16 target tokens, with the models S and M.
//!
//! The same workload as the decoding part of `scripts/bench/torch_transformer.py`, which does what a
//! notebook does: `nn.Transformer` without a cache.

use std::time::Instant;
use teddy_reads::nlp::model::{Transformer, TransformerConfig};
use teddy_reads::nlp::rng::Rng;

fn main() {
    for (name, vocab_size, d_model, n_heads, n_layers, d_ff) in
        [("S", 4000, 128, 4, 2, 512), ("M", 8000, 256, 8, 3, 1024)]
    {
        let config = TransformerConfig {
            vocab_size,
            d_model,
            n_heads,
            d_ff,
            n_encoder_layers: n_layers,
            n_decoder_layers: n_layers,
            max_len: 64,
            tied_embeddings: false,
            ..Default::default()
        };
        let mut rng = Rng::new(0);
        let model = Transformer::<f32>::new(config, &mut rng).expect("a valid configuration");
        let src: Vec<u32> = (0..16).map(|_| rng.below(vocab_size) as u32).collect();
        time(name, &model, &src);
    }
}

fn time(name: &str, model: &Transformer<f32>, src: &[u32]) {
    let mut times: Vec<f64> = Vec::new();
    for _ in 0..40 {
        let start = Instant::now();
        let memory = model.encode(src).expect("short enough");
        let mut state = model.start_decoding(memory.view(), 1);
        let mut token = 1;
        for _ in 0..16 {
            let logits = model
                .decode_step(&mut state, &[token])
                .expect("short enough");
            let best = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            token = best.map_or(0, |(i, _)| i as u32);
        }
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "teddy {name}: greedy decode of 16 tokens, encoder included: ms best {:.2} median {:.2} ({:.3} ms a token)",
        times[0],
        times[times.len() / 2],
        times[0] / 16.0
    );
}
